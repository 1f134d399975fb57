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

/// What a merged system calls the same file; empty where it has no other name there.
std::string merged_name(const std::string& path) {
    const std::string_view below =
        path.starts_with(usr) ? std::string_view{path}.substr(usr.size()) : std::string_view{};
    for (const auto folder : merged) {
        if (path.starts_with(folder)) return std::string{usr} + path;
        if (below.starts_with(folder)) return std::string{below};
    }
    return {};
}

/// The path, where it is not the file's that runs, and its other name.
void add_path(std::vector<std::string>& names, const std::string& path,
              const std::string& executable) {
    if (!path.starts_with('/')) return;
    if (path != executable) add(names, path);
    if (auto other = merged_name(path); !other.empty() && other != executable)
        add(names, std::move(other));
}

}  // namespace

std::vector<std::string> other_names(const event::ProcessFacts& program, bool whole_path) {
    std::vector<std::string> names;
    if (!whole_path) {
        if (!program.called.empty()) add(names, std::string{event::base_name(program.called)});
        for (const auto& name : program.names) add(names, name);
        return names;
    }
    add_path(names, program.executable, program.executable);
    add_path(names, program.called, program.executable);
    const auto slash = program.executable.rfind('/');
    if (slash != std::string::npos)
        for (const auto& name : program.names)
            add_path(names, program.executable.substr(0, slash + 1) + name, program.executable);
    return names;
}

}  // namespace pipehound::detect
