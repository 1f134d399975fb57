// SPDX-License-Identifier: Apache-2.0
#include "event/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>

namespace pipehound::event {

namespace {

/// Of eight bytes each ASCII letter small. The highest bit of a byte tells, after an addition,
/// whether the other seven are beyond a letter; what has that bit itself is none.
constexpr std::uint64_t small(std::uint64_t bytes) {
    constexpr std::uint64_t each = 0x0101010101010101;
    const auto low = bytes & each * 0x7f;
    const auto from_a = low + each * (0x80 - 'A');
    const auto behind_z = low + each * (0x80 - 'Z' - 1);
    const auto letters = from_a & ~behind_z & ~bytes & each * 0x80;
    return bytes | letters >> 2;
}

}  // namespace

std::string iso8601(Time time) {
    using namespace std::chrono;
    constexpr Time last = sys_days{9999y / December / 31} + hours{24} - milliseconds{1};
    const Time shown = std::clamp(time, Time{}, last);
    const auto day = floor<days>(shown);
    const year_month_day date{day};
    const hh_mm_ss clock{shown - day};
    std::array<char, 80> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()),
                  static_cast<int>(clock.subseconds().count()));
    return text.data();
}

std::string date_and_time(Time time) {
    auto text = iso8601(time);
    text[text.find('T')] = ' ';
    text.pop_back();
    return text;
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
    return std::to_string(count) + ' ' + std::string{count == 1 ? one : many};
}

std::string command_line(const std::vector<std::string>& args) {
    std::string line;
    for (const auto& argument : args) {
        if (&argument != &args.front()) line += ' ';
        line += argument;
    }
    return line;
}

std::string_view base_name(std::string_view path) noexcept {
    return path.substr(path.rfind('/') + 1);
}

std::string folded(std::string_view text) {
    std::string small(text.size(), '\0');
    fold(text, small.data());
    return small;
}

void fold(std::string_view text, char* out) noexcept {
    std::size_t at = 0;
    for (std::uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
        std::memcpy(&word, text.data() + at, sizeof word);
        word = small(word);
        std::memcpy(out + at, &word, sizeof word);
    }
    for (; at < text.size(); ++at)
        out[at] =
            static_cast<char>(text[at] >= 'A' && text[at] <= 'Z' ? text[at] - 'A' + 'a' : text[at]);
}

std::string upper(std::string_view text) {
    std::string large{text};
    for (auto& c : large) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return large;
}

std::optional<double> to_number(std::string_view text) noexcept {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto digits = text.starts_with('-') ? text.substr(1) : text;
    const bool plain =
        std::all_of(digits.begin(), digits.end(), [&](char c) { return is_digit(c) || c == '.'; });
    if (!plain || digits.empty() || !is_digit(digits.front())) return std::nullopt;
    double number = 0;
    const auto* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || rest != end) return std::nullopt;
    return number;
}

std::string device_text(std::uint64_t device) {
    return std::to_string(device >> 32) + ':' + std::to_string(device & 0xffffffff);
}

}  // namespace pipehound::event
