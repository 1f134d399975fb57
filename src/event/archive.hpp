// SPDX-License-Identifier: Apache-2.0
// Values <-> bytes, for state that outlives the process. One function `archive(Archive&, Value&)` a
// type says what is kept, for writing and for reading, so that the two cannot differ. Numbers are
// little: seven bits a byte, the last without the eighth bit.
#pragma once

#include <bit>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "event/types.hpp"

namespace pipehound::event {

class ArchiveWriter {
public:
    static constexpr bool reads = false;

    void number(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(value | 0x80);
        bytes_ += static_cast<char>(value);
    }
    void text(std::string_view value) {
        number(value.size());
        bytes_ += value;
    }
    [[nodiscard]] std::string take() && { return std::move(bytes_); }

private:
    std::string bytes_;
};

/// Whatever the bytes are, reading them ends, and `sound()` tells whether they were what a writer
/// wrote; values that are not there read as 0 and empty.
class ArchiveReader {
public:
    static constexpr bool reads = true;

    explicit ArchiveReader(std::string_view bytes) : rest_{bytes} {}

    [[nodiscard]] std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(rest_.front());
            rest_.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if ((byte & 0x80) == 0) return value;
        }
        fail();
        return 0;
    }
    [[nodiscard]] std::string text() {
        const auto size = number();
        if (size > rest_.size()) {
            fail();
            return {};
        }
        std::string value{rest_.substr(0, size)};
        rest_.remove_prefix(size);
        return value;
    }

    void fail() noexcept {
        sound_ = false;
        rest_ = {};
    }
    [[nodiscard]] bool sound() const noexcept { return sound_; }
    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
    [[nodiscard]] std::size_t left() const noexcept { return rest_.size(); }

private:
    std::string_view rest_;
    bool sound_ = true;
};

/// Negative numbers turn round at the top, as two's complement has them: such are rare.
template <typename Archive, typename Number>
requires std::is_integral_v<Number> || std::is_enum_v<Number>
void archive(Archive& at, Number& value) {
    if constexpr (Archive::reads)
        value = static_cast<Number>(at.number());
    else
        at.number(static_cast<std::uint64_t>(value));
}

template <typename Archive>
void archive(Archive& at, double& value) {
    auto bits = std::bit_cast<std::uint64_t>(value);
    archive(at, bits);
    value = std::bit_cast<double>(bits);
}

template <typename Archive>
void archive(Archive& at, std::string& value) {
    if constexpr (Archive::reads)
        value = at.text();
    else
        at.text(value);
}

/// One that is millions of years away is not sound: a span could not be added to it.
template <typename Archive>
void archive(Archive& at, Time& value) {
    constexpr Duration::rep furthest = Duration::rep{1} << 60;
    auto count = value.time_since_epoch().count();
    archive(at, count);
    if constexpr (Archive::reads)
        if (count > furthest || count < -furthest) {
            at.fail();
            count = 0;
        }
    value = Time{Duration{count}};
}

template <typename Archive>
void archive(Archive& at, Moment& value) {
    archive(at, value.ordinal, value.time, value.serial);
}

template <typename Archive, typename Value, typename Whole>
void archive_if_there(Archive& at, std::optional<Value>& value, Whole&& whole) {
    bool there = value.has_value();
    archive(at, there);
    if constexpr (Archive::reads) value = there ? std::optional<Value>{Value{}} : std::nullopt;
    if (there) whole(*value);
}

template <typename Archive, typename Value>
void archive(Archive& at, std::optional<Value>& value) {
    archive_if_there(at, value, [&at](Value& whole) { archive(at, whole); });
}

/// One after the other.
template <typename Archive, typename First, typename Second, typename... More>
void archive(Archive& at, First& first, Second& second, More&... more) {
    archive(at, first);
    archive(at, second, more...);
}

/// Each element takes a byte at least: what says that it holds more is not sound.
template <typename Archive, typename Values, typename Each>
void archive_each(Archive& at, Values& values, Each&& each) {
    auto count = values.size();
    archive(at, count);
    if constexpr (Archive::reads) {
        if (count > at.left()) return at.fail();
        values.resize(count);
    }
    for (auto& value : values) each(value);
}

template <typename Archive, typename Value>
void archive(Archive& at, std::vector<Value>& values) {
    archive_each(at, values, [&at](Value& value) { archive(at, value); });
}

template <typename Archive, typename Value>
void archive(Archive& at, std::deque<Value>& values) {
    archive_each(at, values, [&at](Value& value) { archive(at, value); });
}

}  // namespace pipehound::event
