// SPDX-License-Identifier: Apache-2.0
#include "whole_file.hpp"

#include <array>
#include <fstream>

namespace pipehound::plugin {

std::optional<std::string> whole_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    std::string content;
    std::array<char, 16 * 1024> piece{};
    while (file.good()) {
        file.read(piece.data(), piece.size());
        content.append(piece.data(), static_cast<std::size_t>(file.gcount()));
    }
    return file.is_open() && !file.bad() ? std::optional{std::move(content)} : std::nullopt;
}

}  // namespace pipehound::plugin
