// SPDX-License-Identifier: Apache-2.0
// The bytes of a stored log as they lie on disk or come from a pipe, before any decompression.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "file_descriptor.hpp"

namespace pipehound::plugin {

/// One file, or standard input for the name "-". Errors throw InputError.
class RawInput {
public:
    explicit RawInput(const std::string& name);

    /// The first bytes, up to `count`, which `read` will still give; fewer only where the input is
    /// shorter.
    [[nodiscard]] std::string_view peek(std::size_t count);

    /// 0 at the end; otherwise at least one byte.
    [[nodiscard]] std::size_t read(std::span<char> buffer);

    /// Bytes taken from the descriptor so far.
    [[nodiscard]] std::uint64_t consumed() const noexcept { return consumed_; }

private:
    [[nodiscard]] std::size_t read_descriptor(std::span<char> buffer);

    FileDescriptor file_;  // not open for standard input, which is not ours to close
    int descriptor_ = 0;
    std::string head_;  // peeked and not yet given out
    std::uint64_t consumed_ = 0;
};

}  // namespace pipehound::plugin
