// SPDX-License-Identifier: Apache-2.0
#include "progress.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace pipehound::plugin {

namespace {

std::uint64_t size_of(const std::string& file) {
    struct stat status {};
    const bool known =
        file == "-" ? ::fstat(STDIN_FILENO, &status) == 0 : ::stat(file.c_str(), &status) == 0;
    return known && S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0;
}

double mebibytes(std::uint64_t bytes) { return static_cast<double>(bytes) / (1024.0 * 1024.0); }

}  // namespace

Progress::Progress(const std::vector<std::string>& files)
    : terminal_{::isatty(STDERR_FILENO) == 1} {
    if (!terminal_) return;
    for (const auto& file : files) total_ += size_of(file);
}

void Progress::show(std::uint64_t done) {
    if (!terminal_) return;
    const auto now = Clock::now();
    if (now < next_) return;
    next_ = now + std::chrono::milliseconds{100};
    drawn_ = true;
    if (total_ == 0) {
        std::fprintf(stderr, "\r%.1f MiB read\033[K", mebibytes(done));
    } else {
        const auto percent = std::min<std::uint64_t>(100, done * 100 / total_);
        std::fprintf(stderr, "\r%3u %% of %.1f MiB\033[K", static_cast<unsigned>(percent),
                     mebibytes(total_));
    }
}

void Progress::erase() {
    if (!drawn_) return;
    std::fputs("\r\033[K", stderr);
    drawn_ = false;
    next_ = Clock::now();
}

}  // namespace pipehound::plugin
