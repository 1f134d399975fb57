// SPDX-License-Identifier: Apache-2.0
// What kind of program a name stands for. Names only ever widen a match: what a file is called
// proves nothing.
#pragma once

#include <string_view>

namespace pipehound::process {

/// The last component of a path.
[[nodiscard]] std::string_view file_name(std::string_view path) noexcept;

/// The bare name of a program: no directory, no login dash, no version, nothing that packages put
/// behind it:
/// "-bash" is bash, "/usr/bin/python3.11" python, "nc.openbsd" nc, "zsh-static" zsh.
[[nodiscard]] std::string_view base_name(std::string_view path) noexcept;

// These take bare names.
[[nodiscard]] bool is_shell_name(std::string_view name) noexcept;
[[nodiscard]] bool is_interpreter_name(std::string_view name) noexcept;
[[nodiscard]] bool is_network_tool_name(std::string_view name) noexcept;
/// One file that is many programs, told by its first word: toybox, and busybox, which takes any
/// name of its own that begins so (libbb/appletlib.c).
[[nodiscard]] bool is_multicall(std::string_view name) noexcept;

/// The dynamic loader run as a program (takes a file name): its first argument is what runs.
[[nodiscard]] bool is_loader(std::string_view file) noexcept;

}  // namespace pipehound::process
