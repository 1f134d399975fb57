// SPDX-License-Identifier: Apache-2.0
// What a process runs since an exec: the file, how it was called, with which arguments. Shared by
// the forks that inherit it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pipehound::process {

/// Immutable. All text lies in one block, since a busy host keeps 65,536 of these; the views live
/// as long as the program.
class Program {
public:
    /// A program of which only the file is known: its exec was not seen.
    explicit Program(std::string_view exe);
    Program(std::string_view exe, std::string_view called, std::string_view cwd,
            std::span<const std::string> argv);

    /// The file that runs, as the kernel names it, without the " (deleted)" of an unlinked one.
    [[nodiscard]] std::string_view exe() const noexcept { return {text_.data(), called_at_ - 1}; }
    [[nodiscard]] std::string_view called() const noexcept { return part(called_at_, cwd_at_); }
    [[nodiscard]] std::string_view cwd() const noexcept { return part(cwd_at_, arguments_at_); }
    [[nodiscard]] std::vector<std::string_view> arguments() const;
    [[nodiscard]] std::string_view first_argument() const noexcept;

    /// The arguments joined by spaces; the file where there are none.
    [[nodiscard]] std::string command_line() const;

    /// The arguments as the program itself sees them: without a dynamic loader or a multi-call
    /// binary's name in front.
    [[nodiscard]] std::vector<std::string_view> words() const;
    /// Can these be others than the arguments?
    [[nodiscard]] bool has_words_of_its_own() const noexcept { return has_words_of_its_own_; }

    /// Any of its names (file, called path, argv[0]) is a shell's. Widens only: an attacker chooses
    /// two of the three.
    [[nodiscard]] bool named_shell() const noexcept { return named_shell_; }
    /// The file that runs is a shell's.
    [[nodiscard]] bool is_shell() const noexcept { return is_shell_; }
    [[nodiscard]] bool named_interpreter() const noexcept { return named_interpreter_; }
    [[nodiscard]] bool named_network_tool() const noexcept { return named_network_tool_; }

private:
    [[nodiscard]] std::string_view part(std::size_t from, std::size_t to) const noexcept {
        return std::string_view{text_}.substr(from, to - from - 1);
    }
    void classify();
    [[nodiscard]] bool connects() const;

    std::string text_;  // exe NUL called NUL cwd NUL argument NUL argument NUL ...
    std::uint32_t called_at_ = 0;
    std::uint32_t cwd_at_ = 0;
    std::uint32_t arguments_at_ = 0;
    bool has_words_of_its_own_ = false;
    bool named_shell_ = false;
    bool is_shell_ = false;
    bool named_interpreter_ = false;
    bool named_network_tool_ = false;
};

/// Without the suffix that the kernel gives a running file that was unlinked (fs/d_path.c).
[[nodiscard]] std::string_view without_deleted(std::string_view exe) noexcept;

}  // namespace pipehound::process
