// SPDX-License-Identifier: Apache-2.0
// An alert in one sentence: the journal's MESSAGE, the JSON's `message`, the text form's first
// line.
#pragma once

#include <string>
#include <string_view>

#include "alert/alert.hpp"

namespace pipehound::alert {

/// "Reverse shell through FIFO /tmp/f on web1: sh (pid 4243, user www-data) connected to
/// 203.0.113.5:4444". `host` names the host of alerts without a node. Safe to print; at most some
/// 400 bytes.
[[nodiscard]] std::string headline(const Alert& alert, std::string_view host);

/// The process that the alert is about: the shell leg, or the first member where there is no shell;
/// nullptr without members.
[[nodiscard]] const Member* subject(const Alert& alert) noexcept;

/// "203.0.113.5:4444", "[2001:db8::5]:4444".
[[nodiscard]] std::string endpoint_text(const event::Endpoint& endpoint);

/// The name, or "uid 1000" where the records do not tell it; empty without either. Safe to print.
[[nodiscard]] std::string user_text(const User& user);

[[nodiscard]] std::string_view name(Remote::Direction direction) noexcept;

}  // namespace pipehound::alert
