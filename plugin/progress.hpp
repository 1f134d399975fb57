// SPDX-License-Identifier: Apache-2.0
// How far long work is, on one line of the terminal behind standard error; silent where that is no
// terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace pipehound::plugin {

class Progress {
public:
    /// The whole is the size of `files` together; pipes and what cannot be looked at count nothing.
    explicit Progress(const std::vector<std::string>& files);
    ~Progress() { erase(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// `done` stored bytes of all files so far. Draws at most ten times a second.
    void show(std::uint64_t done);

    /// Takes the line away, so that other text can be written; the next `show` draws it anew.
    void erase();

private:
    using Clock = std::chrono::steady_clock;

    bool terminal_;
    bool drawn_ = false;
    std::uint64_t total_ = 0;
    Clock::time_point next_ = Clock::now();
};

}  // namespace pipehound::plugin
