// SPDX-License-Identifier: Apache-2.0
// A stored log as the bytes that auditd wrote: plain, or through gzip or xz. What hunt and events
// read.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <streambuf>
#include <string>

#include "input_error.hpp"
#include "raw_input.hpp"

namespace pipehound::plugin {

/// Whether a log is compressed is told by its content; by its name only where there is no content
/// to tell.
class LogInput {
public:
    /// Opens; throws InputError.
    explicit LogInput(const std::string& name);

    /// 0 at the end. Throws InputError where the input fails, is cut short or damaged; what was
    /// given before that is good.
    [[nodiscard]] std::size_t read(std::span<char> buffer);

    /// Stored bytes taken so far: compressed ones for a compressed log.
    [[nodiscard]] std::uint64_t consumed() const noexcept { return raw_->consumed(); }

private:
    [[nodiscard]] std::size_t read_decompressed(std::span<char> buffer);

    const char* compression_ = nullptr;  // "gzip" or "xz"
    std::unique_ptr<RawInput> raw_;      // stays in place: the decompressor points to it
    std::unique_ptr<std::streambuf> decompressed_;
};

}  // namespace pipehound::plugin
