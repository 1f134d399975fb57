// SPDX-License-Identifier: Apache-2.0
#include "log_input.hpp"

#include <boost/iostreams/categories.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/lzma.hpp>
#include <boost/iostreams/filtering_streambuf.hpp>
#include <string_view>

namespace pipehound::plugin {

namespace {

namespace io = boost::iostreams;

/// RawInput in the shape that Boost.Iostreams copies about.
struct RawSource {
    using char_type = char;
    using category = io::source_tag;
    RawInput* raw;

    std::streamsize read(char* to, std::streamsize count) const {
        const auto taken = raw->read({to, static_cast<std::size_t>(count)});
        return taken == 0 ? -1 : static_cast<std::streamsize>(taken);
    }
};

/// Magic numbers: RFC 1952, 2.3.1; The .xz File Format 1.1, 2.1.1.1.
const char* compression_of(std::string_view head, std::string_view name) {
    if (head.starts_with("\x1f\x8b") || (head.empty() && name.ends_with(".gz"))) return "gzip";
    if (head.starts_with("\xfd"
                         "7zXZ") ||
        (head.empty() && name.ends_with(".xz")))
        return "xz";
    return nullptr;
}

std::unique_ptr<std::streambuf> decompressor(std::string_view compression, RawInput& raw) {
    constexpr std::streamsize buffer = 64 * 1024;
    auto chain = std::make_unique<io::filtering_istreambuf>();
    if (compression == "gzip") {
        chain->push(io::gzip_decompressor{io::gzip::default_window_bits, buffer}, buffer);
    } else {
        chain->push(io::lzma_decompressor{buffer}, buffer);
    }
    chain->push(RawSource{&raw}, buffer);
    return chain;
}

}  // namespace

LogInput::LogInput(const std::string& name) : raw_{std::make_unique<RawInput>(name)} {
    compression_ = compression_of(raw_->peek(6), name);
    if (compression_ != nullptr) decompressed_ = decompressor(compression_, *raw_);
}

std::size_t LogInput::read(std::span<char> buffer) {
    return decompressed_ ? read_decompressed(buffer) : raw_->read(buffer);
}

std::size_t LogInput::read_decompressed(std::span<char> buffer) {
    try {
        return static_cast<std::size_t>(
            decompressed_->sgetn(buffer.data(), static_cast<std::streamsize>(buffer.size())));
    } catch (
        const std::ios_base::failure&) {  // what gzip_error, zlib_error and lzma_error derive from
        throw InputError{std::string{compression_} + " data is cut short or damaged after " +
                         std::to_string(raw_->consumed()) + " bytes: what came before was read"};
    }
}

}  // namespace pipehound::plugin
