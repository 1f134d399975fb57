// SPDX-License-Identifier: Apache-2.0
// How a shell or an interpreter was called: where does its program text come from?
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "process/program.hpp"

namespace pipehound::process {

struct Invocation {
    enum class Source : std::uint8_t {
        input,  ///< it runs what it reads from its standard input
        text,   ///< an argument is the program: sh -c TEXT, perl -e TEXT
        file    ///< an argument names the program
    };
    Source source = Source::input;
    std::string_view argument;  ///< the text or the file; lives as long as the Program
};

/// Judged by the rules of POSIX sh(1) and of the common interpreters. Only for a program that is
/// `named_shell` or `named_interpreter`.
[[nodiscard]] Invocation invocation(const Program& program);

/// A file name that means the standard input of whoever opens it.
[[nodiscard]] bool names_standard_input(std::string_view file);

/// Has it a word that shells take and few others do (`-i`, `-s`, `--norc`)? Whatever its file is
/// called, it may be one.
[[nodiscard]] bool is_called_as_shell(const Program& program);

/// Takes its program from its standard input, as a shell or an interpreter.
[[nodiscard]] bool runs_its_input(const Program& program);

/// A word like -i or -il: the shell was asked to be interactive.
[[nodiscard]] bool asked_interactive(const Program& program);

/// The whole program text where it stands in the arguments, so that one can tell a command of the
/// program's own from one that came in: sh -c TEXT (without . and source), awk, sed and expect
/// programs. Nothing where the text is elsewhere.
[[nodiscard]] std::optional<std::string> visible_text(const Program& program);

/// The line that a program handed to a shell: sh -c LINE. Empty for anything else.
[[nodiscard]] std::string_view handed_line(const Program& program);

/// Is a command that was run foreign to the text that ran it? For sh -c LINE the line is asked
/// about.
[[nodiscard]] bool is_foreign(const Program& command, std::string_view text);

/// The files that a shell text reads by `.` or `source`, as written, without quotes; views into
/// `text`.
[[nodiscard]] std::vector<std::string_view> sourced_files(std::string_view text);

}  // namespace pipehound::process
