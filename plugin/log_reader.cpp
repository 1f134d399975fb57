// SPDX-License-Identifier: Apache-2.0
#include "log_reader.hpp"

#include <cstdio>
#include <optional>

#include "log_input.hpp"
#include "noise.hpp"

namespace pipehound::plugin {

void LogReader::read(const std::string& file, const OnBytes& on_bytes) {
    std::optional<LogInput> input;
    char last = '\n';
    try {
        input.emplace(file);
        while (const auto taken = input->read(buffer_)) {
            last = buffer_[taken - 1];
            bytes_ += taken;
            on_bytes({buffer_.data(), taken});
            progress_.show(stored_ + input->consumed());
        }
    } catch (const InputError& error) {
        failed_ = true;
        say(file, error.what());
    }
    if (last != '\n') on_bytes("\n");
    if (input) stored_ += input->consumed();
}

void LogReader::read_records(const std::string& file, const audit::Counters& counters,
                             const OnBytes& on_bytes) {
    Noise noise{counters};
    read(file, [&](std::string_view bytes) {
        on_bytes(bytes);
        noise.observe(bytes, counters);
    });
    if (const auto text = noise.text()) say(file, *text);
}

void LogReader::say(const std::string& file, const std::string& text) {
    progress_.erase();
    std::fprintf(stderr, "pipehound: %s: %s\n", file == "-" ? "standard input" : file.c_str(),
                 text.c_str());
}

}  // namespace pipehound::plugin
