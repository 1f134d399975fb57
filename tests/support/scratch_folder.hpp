// SPDX-License-Identifier: Apache-2.0
// A folder for the files of one test case, gone with it.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace pipehound::support {

class ScratchFolder {
public:
    ScratchFolder() {
        if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error{"mkdtemp " + path_};
    }
    ~ScratchFolder() { std::filesystem::remove_all(path_); }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

private:
    std::string path_ = (std::filesystem::temp_directory_path() / "pipehound-XXXXXX").string();
};

[[nodiscard]] inline std::string content_of(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

inline void write_file(const std::string& path, const std::string& content) {
    std::ofstream{path, std::ios::binary} << content;
}

}  // namespace pipehound::support
