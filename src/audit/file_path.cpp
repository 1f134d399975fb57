// SPDX-License-Identifier: Apache-2.0
#include "audit/file_path.hpp"

#include <algorithm>

namespace pipehound::audit {

namespace {

void append(std::string& path, std::string_view component) {
    if (component.empty() || component == ".") return;
    if (component == "..") {
        path.resize(path.empty() ? 0 : path.find_last_of('/'));
        return;
    }
    path += '/';
    path += component;
}

}  // namespace

std::string normalise(std::string_view path) {
    if (!path.starts_with('/')) return std::string{path};
    std::string normal;
    normal.reserve(path.size());
    while (!path.empty()) {
        const auto component = path.substr(0, path.find('/'));
        append(normal, component);
        path.remove_prefix(std::min(component.size() + 1, path.size()));
    }
    return normal.empty() ? "/" : normal;
}

std::string join(std::string_view cwd, std::string_view name) {
    if (name.starts_with('/') || !cwd.starts_with('/')) return normalise(name);
    std::string whole{cwd};
    whole += '/';
    whole += name;
    return normalise(whole);
}

}  // namespace pipehound::audit
