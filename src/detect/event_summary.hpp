// SPDX-License-Identifier: Apache-2.0
// An event in a few words for people, and the parts of it that an alert shows.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "alert/alert.hpp"
#include "event/ecs_document.hpp"
#include "event/event.hpp"
#include "event/record.hpp"

namespace pipehound::detect {

/// "executed nc -l 4444", "created /tmp/f"
[[nodiscard]] std::string summary(const event::Event& event);
/// The record's fields, cut to a line.
[[nodiscard]] std::string summary(const event::Record& record);
/// "exec nc -l 4444": its action, and the field that tells most.
[[nodiscard]] std::string summary(const event::EcsDocument& document);

/// By what a document is found again: its own id, or the number of its line.
[[nodiscard]] std::string event_id(const event::EcsDocument& document);

/// The native action word: "process-executed", "fifo-created", "file-opened".
[[nodiscard]] std::string_view action(const event::Event& event);

[[nodiscard]] std::optional<alert::File> file_of(const event::Event& event);
[[nodiscard]] std::optional<alert::Remote> remote_of(const event::Event& event);

}  // namespace pipehound::detect
