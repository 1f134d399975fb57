// SPDX-License-Identifier: Apache-2.0
#include "detect/program_names_of.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "event/text.hpp"

namespace pipehound::detect {

namespace {

using Tell = std::function<void(std::string_view)>;

constexpr std::string_view usr = "/usr";

bool is_merged(std::string_view path) {
    return path.starts_with("/bin/") || path.starts_with("/sbin/");
}

/// The path, where it is not the file's that runs, and what a merged system calls the same file.
void tell_path(std::string_view path, std::string_view executable, const Tell& tell) {
    if (!path.starts_with('/')) return;
    const auto tell_other = [&](std::string_view other) {
        if (other != executable) tell(other);
    };
    tell_other(path);
    if (is_merged(path))
        tell_other(std::string{usr}.append(path));
    else if (path.starts_with(usr) && is_merged(path.substr(usr.size())))
        tell_other(path.substr(usr.size()));
}

}  // namespace

void each_other_name(const event::ProcessFacts& program, bool whole_path, const Tell& tell) {
    const std::string_view executable = program.executable;
    const auto file = event::base_name(executable);
    const auto each_name = [&](auto&& use) {
        for (const auto& name : program.names)
            if (name != file) use(name);
    };
    if (!whole_path) {
        if (!program.called.empty()) tell(event::base_name(program.called));
        return each_name(tell);
    }
    tell_path(executable, executable, tell);
    if (program.called != executable) tell_path(program.called, executable, tell);
    const auto folder = executable.substr(0, executable.size() - file.size());
    if (!folder.empty())
        each_name([&](std::string_view name) {
            tell_path(std::string{folder}.append(name), executable, tell);
        });
}

}  // namespace pipehound::detect
