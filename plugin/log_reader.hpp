// SPDX-License-Identifier: Apache-2.0
// Reads the files of a command line one after the other, shows progress, and says on standard error
// what is wrong with each.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/counters.hpp"
#include "progress.hpp"

namespace pipehound::plugin {

class LogReader {
public:
    using OnBytes = std::function<void(std::string_view)>;

    explicit LogReader(const std::vector<std::string>& files) : progress_{files} {}

    /// Gives the content of `file` in pieces, ended by a newline even where the file is not, so
    /// that no line runs over into the next file. Errors are said, not thrown.
    void read(const std::string& file, const OnBytes& on_bytes);

    /// The same of a file of audit records; says how many lines of it are none. `counters`: of the
    /// stream that `on_bytes` feeds.
    void read_records(const std::string& file, const audit::Counters& counters,
                      const OnBytes& on_bytes);

    /// Writes "FILE: text" to standard error, past the progress shown there.
    void say(const std::string& file, const std::string& text);

    [[nodiscard]] Progress& progress() noexcept { return progress_; }
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }  ///< given out so far
    [[nodiscard]] bool failed() const noexcept {
        return failed_;
    }  ///< some file was not read to its end

private:
    Progress progress_;
    std::vector<char> buffer_ = std::vector<char>(64 * 1024);
    std::uint64_t stored_ = 0;  // stored bytes of the files before the present one
    std::uint64_t bytes_ = 0;
    bool failed_ = false;
};

}  // namespace pipehound::plugin
