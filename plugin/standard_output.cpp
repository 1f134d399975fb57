// SPDX-License-Identifier: Apache-2.0
#include "standard_output.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace pipehound::plugin {

void StandardOutput::write(std::string_view text) {
    constexpr std::size_t enough = 64 * 1024;
    buffer_ += text;
    if (buffer_.size() >= enough) flush();
}

void StandardOutput::flush() {
    const std::string pending = std::move(buffer_);
    buffer_.clear();
    for (std::string_view rest = pending; !rest.empty();) {
        const auto written = ::write(descriptor_, rest.data(), rest.size());
        if (written >= 0) {
            rest.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EPIPE) {
            throw OutputClosed{};
        } else if (errno != EINTR) {
            throw OutputError{std::string{"standard output: "} + std::strerror(errno)};
        }
    }
}

void print_page(std::string_view page) {
    StandardOutput output;
    try {
        output.write(page);
        output.flush();
    } catch (const OutputClosed&) {
    }
}

}  // namespace pipehound::plugin
