// SPDX-License-Identifier: Apache-2.0
#include "detect/program_names_of.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "event/text.hpp"

namespace pipehound::detect {

namespace {

constexpr std::array<std::string_view, 2> merged{"/bin/", "/sbin/"};
constexpr std::string_view usr = "/usr";

void add(std::vector<std::string>& names, std::string name) {
    if (std::find(names.begin(), names.end(), name) == names.end())
        names.push_back(std::move(name));
}

/// The path and what a merged system calls the same file.
void add_path(std::vector<std::string>& names, const std::string& path) {
    if (!path.starts_with('/')) return;
    add(names, path);
    const std::string_view below =
        path.starts_with(usr) ? std::string_view{path}.substr(usr.size()) : std::string_view{};
    for (const auto folder : merged) {
        if (path.starts_with(folder)) add(names, std::string{usr} + path);
        if (below.starts_with(folder)) add(names, std::string{below});
    }
}

}  // namespace

std::vector<std::string> other_names(const event::ProcessFacts& program, bool whole_path) {
    std::vector<std::string> names;
    if (!whole_path) {
        if (!program.called.empty()) add(names, std::string{event::base_name(program.called)});
        for (const auto& name : program.names) add(names, name);
        return names;
    }
    add_path(names, program.executable);
    add_path(names, program.called);
    const auto slash = program.executable.rfind('/');
    if (slash != std::string::npos)
        for (const auto& name : program.names)
            add_path(names, program.executable.substr(0, slash + 1) + name);
    return names;
}

}  // namespace pipehound::detect
