// SPDX-License-Identifier: Apache-2.0
// Calls on files -> event::FileCreated, FileOpened, FileRemoved, FileRenamed, FileAltered. Of FIFOs
// always; of files of other types where Material::files asks for them.
#pragma once

#include <string_view>

#include "audit/translate/material.hpp"

namespace pipehound::audit {

/// Can this event's text have to do with a FIFO? Spares the parsing of most that have not.
[[nodiscard]] bool mentions_fifo(std::string_view text) noexcept;

void translate_file_creation(const Material& material, Acts& acts);
void translate_file_opening(const Material& material, Acts& acts);
void translate_file_removal(const Material& material, Acts& acts);
void translate_file_renaming(const Material& material, Acts& acts);
void translate_file_ownership(const Material& material, Acts& acts);
void translate_file_permissions(const Material& material, Acts& acts);
void translate_file_attributes(const Material& material, Acts& acts);

}  // namespace pipehound::audit
