// SPDX-License-Identifier: Apache-2.0
#include "process/invocation.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "process/program_names.hpp"

namespace pipehound::process {

namespace {

using Words = std::span<const std::string_view>;

constexpr std::string_view word_characters{
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-"};
constexpr std::string_view command_separators{" \t\n;&|()"};

// What the option letters of a family of programs mean.
struct Dialect {
    std::string_view text_letters;   // the next argument is the program
    std::string_view value_letters;  // the next argument is a value
    std::string_view glued_letters;  // the rest of the word is a value
    bool shell;
};

Dialect dialect_of(const Program& program) {
    if (program.named_shell()) return {"c", "oO", "", true};
    const auto name = base_name(program.exe());
    if (name == "python" || name == "pypy") return {"c", "WX", "WX", false};
    return {"eEr", "I", "MmI", false};
}

// `-ne` is -n and -e, but `-MFile` is -M with a value.
bool has_letter(std::string_view option, std::string_view letters, std::string_view glued = {}) {
    option = option.substr(1, option.find_first_of(glued, 1));
    return option.find_first_of(letters) != std::string_view::npos;
}

bool long_option_takes_value(std::string_view word) {
    return word == "--rcfile" || word == "--init-file" || word == "--emulate";
}

// `-o pipefail`, `-I dir`; a glued value (`-Idir`) needs no further word.
bool takes_value(std::string_view option, const Dialect& dialect) {
    if (dialect.shell) return has_letter(option, dialect.value_letters);
    return option.size() == 2 && has_letter(option, dialect.value_letters);
}

// What the words before the first operand settle.
struct Options {
    std::size_t operand = 1;          // index of the first operand
    bool input_asked = false;         // sh -s
    std::optional<Invocation> found;  // the program text itself
};

Options read_options(Words words, const Dialect& dialect) {
    Options options;
    auto& at = options.operand;
    while (at < words.size()) {
        const auto word = words[at];
        if (word == "-" || word == "--") {
            ++at;
            break;
        }
        if (word.starts_with("--")) {
            at += long_option_takes_value(word) ? 2 : 1;
            continue;
        }
        if (word.size() < 2 || (word[0] != '-' && word[0] != '+')) break;
        if (word[0] == '-' && has_letter(word, dialect.text_letters, dialect.glued_letters)) {
            options.found = Invocation{Invocation::Source::text,
                                       at + 1 < words.size() ? words[at + 1] : std::string_view{}};
            return options;
        }
        if (!dialect.shell && word == "-m") {
            options.found = Invocation{Invocation::Source::file,
                                       at + 1 < words.size() ? words[at + 1] : std::string_view{}};
            return options;
        }
        options.input_asked |= dialect.shell && word[0] == '-' && has_letter(word, "s");
        at += takes_value(word, dialect) ? 2 : 1;
    }
    return options;
}

bool has_word(std::string_view text, std::string_view word) {
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const bool starts = at == 0 || word_characters.find(text[at - 1]) == std::string_view::npos;
        const auto end = at + word.size();
        const bool ends =
            end == text.size() || word_characters.find(text[end]) == std::string_view::npos;
        if (starts && ends) return true;
    }
    return false;
}

std::string_view trimmed(std::string_view text) {
    const auto start = text.find_first_not_of(" \t\n\r");
    if (start == std::string_view::npos) return {};
    return text.substr(start, text.find_last_not_of(" \t\n\r") - start + 1);
}

// The first thing in a command line that may name a program, without its directory.
std::string_view first_command(std::string_view line) {
    const auto start = std::find_if(line.begin(), line.end(), [](char c) {
        return c == '/' || word_characters.find(c) != std::string_view::npos;
    });
    const auto end = std::find_if(start, line.end(), [](char c) {
        return c != '/' && word_characters.find(c) == std::string_view::npos;
    });
    return file_name(std::string_view{start, end});
}

bool is_text_tool(std::string_view name) {
    constexpr std::array<std::string_view, 6> tools{"awk", "expect", "gawk", "mawk", "nawk", "sed"};
    return std::find(tools.begin(), tools.end(), name) != tools.end();
}

}  // namespace

Invocation invocation(const Program& program) {
    const auto words = program.words();
    const auto options = read_options(words, dialect_of(program));
    if (options.found) return *options.found;
    if (options.input_asked || options.operand >= words.size() ||
        names_standard_input(words[options.operand]))
        return {};
    return {Invocation::Source::file, words[options.operand]};
}

bool names_standard_input(std::string_view file) {
    return file == "-" || file == "/dev/stdin" || file == "/dev/fd/0" ||
           file == "/proc/self/fd/0" || file == "/proc/thread-self/fd/0";
}

bool is_called_as_shell(const Program& program) {
    constexpr std::array<std::string_view, 7> words{"-i",      "-s", "--norc",    "--noprofile",
                                                    "--login", "-",  "/dev/stdin"};
    const auto arguments = program.arguments();
    return std::any_of(arguments.begin() + (arguments.empty() ? 0 : 1), arguments.end(),
                       [&](std::string_view word) {
                           return std::find(words.begin(), words.end(), word) != words.end();
                       });
}

bool runs_its_input(const Program& program) {
    return (program.named_shell() || program.named_interpreter()) &&
           invocation(program).source == Invocation::Source::input;
}

bool asked_interactive(const Program& program) {
    const auto words = program.words();
    return std::any_of(
        words.begin() + (words.empty() ? 0 : 1), words.end(), [](std::string_view word) {
            return word.size() > 1 && word[0] == '-' && word[1] != '-' && has_letter(word, "i") &&
                   word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
                                          1) == std::string_view::npos;
        });
}

std::optional<std::string> visible_text(const Program& program) {
    if (program.named_shell() || program.named_interpreter()) {
        const auto call = invocation(program);
        if (call.source != Invocation::Source::text || !sourced_files(call.argument).empty())
            return std::nullopt;
        return std::string{call.argument};
    }
    const auto words = program.arguments();
    if (!is_text_tool(base_name(program.exe())) ||
        std::find(words.begin(), words.end(), "-f") != words.end())
        return std::nullopt;
    return program.command_line();
}

std::string_view handed_line(const Program& program) {
    if (!program.named_shell()) return {};
    const auto call = invocation(program);
    return call.source == Invocation::Source::text ? trimmed(call.argument) : std::string_view{};
}

bool is_foreign(const Program& command, std::string_view text) {
    const auto arguments = command.arguments();
    if (arguments.empty()) return false;
    if (arguments.size() > 2 && is_shell_name(base_name(arguments[0])) && arguments[1] == "-c") {
        const auto line = trimmed(arguments[2]);
        const auto first = first_command(line);
        return !first.empty() && text.find(line) == std::string_view::npos &&
               !has_word(text, first);
    }
    return !has_word(text, file_name(arguments[0])) &&
           !(arguments.size() > 1 && text.find(arguments[1]) != std::string_view::npos);
}

std::vector<std::string_view> sourced_files(std::string_view text) {
    std::vector<std::string_view> files;
    bool sourcing = false;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(command_separators), text.size());
        auto word = text.substr(0, end);
        if (!word.empty()) {
            if (sourcing) {
                while (!word.empty() && (word.front() == '"' || word.front() == '\''))
                    word.remove_prefix(1);
                while (!word.empty() && (word.back() == '"' || word.back() == '\''))
                    word.remove_suffix(1);
                files.push_back(word);
            }
            sourcing = !sourcing && (word == "." || word == "source");
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return files;
}

}  // namespace pipehound::process
