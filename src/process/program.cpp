// SPDX-License-Identifier: Apache-2.0
#include "process/program.hpp"

#include <algorithm>

#include "process/program_names.hpp"

namespace pipehound::process {

namespace {

// An option of the dynamic loader that takes a value (ld.so(8)).
bool takes_value(std::string_view loader_option) {
    return loader_option == "--library-path" || loader_option == "--preload" ||
           loader_option == "--argv0" || loader_option == "--audit" ||
           loader_option == "--inhibit-rpath" || loader_option == "--glibc-hwcaps-prepend";
}

std::vector<std::string_view> behind_loader(std::vector<std::string_view> words) {
    std::size_t next = 1;
    while (next < words.size() && words[next].starts_with("--"))
        next += takes_value(words[next]) ? 2 : 1;
    if (next < words.size())
        words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(next));
    return words;
}

}  // namespace

std::string_view without_deleted(std::string_view exe) noexcept {
    constexpr std::string_view suffix{" (deleted)"};
    if (exe.ends_with(suffix)) exe.remove_suffix(suffix.size());
    return exe;
}

Program::Program(std::string_view exe) : Program{exe, {}, {}, {}} {}

Program::Program(std::string_view exe, std::string_view called, std::string_view cwd,
                 std::span<const std::string> argv) {
    exe = without_deleted(exe);
    std::size_t size = exe.size() + called.size() + cwd.size() + 3;
    for (const auto& argument : argv) size += argument.size() + 1;
    text_.reserve(size);
    text_.append(exe).push_back('\0');
    called_at_ = static_cast<std::uint32_t>(text_.size());
    text_.append(called).push_back('\0');
    cwd_at_ = static_cast<std::uint32_t>(text_.size());
    text_.append(cwd).push_back('\0');
    arguments_at_ = static_cast<std::uint32_t>(text_.size());
    for (const auto& argument : argv) text_.append(argument).push_back('\0');
    classify();
}

std::vector<std::string_view> Program::arguments() const {
    std::vector<std::string_view> result;
    std::string_view rest = std::string_view{text_}.substr(arguments_at_);
    while (!rest.empty()) {
        const auto end = rest.find('\0');
        result.push_back(rest.substr(0, end));
        rest.remove_prefix(end + 1);
    }
    return result;
}

std::string_view Program::first_argument() const noexcept {
    const auto rest = std::string_view{text_}.substr(arguments_at_);
    return rest.substr(0, rest.find('\0'));
}

std::string Program::command_line() const {
    std::string line;
    for (const auto argument : arguments()) line.append(line.empty() ? "" : " ").append(argument);
    return line.empty() ? std::string{exe()} : line;
}

std::vector<std::string_view> Program::words() const {
    auto words = arguments();
    if (is_loader(file_name(exe()))) words = behind_loader(std::move(words));
    if (words.size() > 1 && is_multicall(base_name(words[0])) && !is_shell_name(base_name(exe())))
        words.erase(words.begin());
    return words;
}

void Program::classify() {
    std::string_view first = std::string_view{text_}.substr(arguments_at_);
    first = first.substr(0, first.find('\0'));
    const auto true_name = base_name(exe());
    const bool dispatches = is_loader(file_name(exe())) || is_multicall(true_name);
    has_words_of_its_own_ = dispatches || is_multicall(base_name(first));
    const auto words = has_words_of_its_own_ ? this->words() : std::vector<std::string_view>{first};
    is_shell_ = is_shell_name(true_name) ||
                (dispatches && !words.empty() && is_shell_name(base_name(words[0])));
    for (const auto name : {true_name, base_name(called()),
                            words.empty() ? std::string_view{} : base_name(words[0])}) {
        named_shell_ |= is_shell_name(name);
        named_interpreter_ |= is_interpreter_name(name);
        named_network_tool_ |= is_network_tool_name(name) && (name != "openssl" || connects());
    }
}

// openssl is many programs, few of which know the network; without a word it reads which.
bool Program::connects() const {
    const auto words = this->words();
    return words.size() < 2 || std::any_of(words.begin(), words.end(), [](std::string_view word) {
               return word == "s_client" || word == "s_server" || word == "s_time" ||
                      word == "ocsp" || word == "cmp";
           });
}

}  // namespace pipehound::process
