// SPDX-License-Identifier: Apache-2.0
// Values as text, in the one way that every form of events and alerts shares.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "event/types.hpp"

namespace pipehound::event {

/// "2026-11-20T03:12:45.123Z". Times outside the years 1970 to 9999 come from broken records; they
/// read as the nearest that is inside.
[[nodiscard]] std::string iso8601(Time time);

/// "2026-11-20 03:12:45.123": the same for people, without its zone.
[[nodiscard]] std::string date_and_time(Time time);

/// "1 rule", "2 rules".
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view one, std::string_view many);

/// The arguments joined by single spaces, nothing quoted: what ECS and Sigma mean by a command
/// line. Where one argument ends and the next begins, only the list of arguments tells.
[[nodiscard]] std::string command_line(const std::vector<std::string>& args);

/// What follows the last slash; the whole where there is none. A view of `path`.
[[nodiscard]] std::string_view base_name(std::string_view path) noexcept;

/// ASCII letters small, all else as it is.
[[nodiscard]] std::string folded(std::string_view text);

/// The same, written to `out`, which has room for as many bytes.
void fold(std::string_view text, char* out) noexcept;

/// ASCII letters large, all else as it is.
[[nodiscard]] std::string upper(std::string_view text);

/// The number that the whole text writes in decimal; nothing where it writes none, or "inf", "nan".
[[nodiscard]] std::optional<double> to_number(std::string_view text) noexcept;

/// "8:1", as /proc/self/mountinfo writes a device.
[[nodiscard]] std::string device_text(std::uint64_t device);

}  // namespace pipehound::event
