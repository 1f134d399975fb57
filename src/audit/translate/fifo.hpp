// SPDX-License-Identifier: Apache-2.0
// Calls on named pipes -> event::FifoCreated, FifoOpened, FifoRemoved, FifoRenamed. Such a call on
// a file of another type is none of ours.
#pragma once

#include <string_view>

#include "audit/translate/material.hpp"

namespace pipehound::audit {

/// Can this event's text have to do with a FIFO? Spares the parsing of most that have not.
[[nodiscard]] bool mentions_fifo(std::string_view text) noexcept;

void translate_fifo_creation(const Material& material, Acts& acts);
void translate_fifo_opening(const Material& material, Acts& acts);
void translate_fifo_removal(const Material& material, Acts& acts);
void translate_fifo_renaming(const Material& material, Acts& acts);

}  // namespace pipehound::audit
