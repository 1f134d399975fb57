// SPDX-License-Identifier: Apache-2.0
#include "pipe/script_file.hpp"

#include <algorithm>
#include <filesystem>

#include "process/invocation.hpp"

namespace pipehound::pipe {

namespace {

bool names_file(std::string_view word, const event::FileOpened& open, std::string_view fifo_path) {
    if (word.empty() || word.front() == '-') return false;
    const auto path = (std::filesystem::path{open.cwd} / word).lexically_normal().string();
    return path == open.path || path == fifo_path;
}

}  // namespace

bool opens_as_script(const process::Program& program, const event::FileOpened& open,
                     std::string_view fifo_path) {
    if (!program.named_shell()) return false;
    const auto names = [&](std::string_view word) { return names_file(word, open, fifo_path); };
    const auto words = program.words();
    if (words.size() > 1 && std::any_of(words.begin() + 1, words.end(), names)) return true;
    const auto call = process::invocation(program);
    if (call.source != process::Invocation::Source::text) return false;
    const auto files = process::sourced_files(call.argument);
    return std::any_of(files.begin(), files.end(), names);
}

}  // namespace pipehound::pipe
