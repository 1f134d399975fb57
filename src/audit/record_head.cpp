// SPDX-License-Identifier: Apache-2.0
#include "audit/record_head.hpp"

#include <cstddef>
#include <cstdint>

#include "audit/number.hpp"

namespace pipehound::audit {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t longest_name = 255;  // _POSIX_HOST_NAME_MAX, as auditd itself allows
constexpr std::int64_t latest_second = 253402300799;  // the end of the year 9999

/// Reads a line from left to right; after the first thing that is not there, everything fails.
class Reader {
public:
    explicit Reader(std::string_view text) noexcept : text_{text} {}

    bool skip(std::string_view word) noexcept {
        if (!text_.starts_with(word)) return false;
        text_.remove_prefix(word.size());
        return true;
    }

    /// What stands before the next `mark`, which is consumed; nothing where there is no mark.
    std::optional<std::string_view> until(char mark) noexcept {
        const auto place = text_.find(mark);
        if (place == std::string_view::npos) return std::nullopt;
        const auto found = text_.substr(0, place);
        text_.remove_prefix(place + 1);
        return found;
    }

    [[nodiscard]] std::string_view rest() const noexcept { return text_; }

private:
    std::string_view text_;
};

/// No name has the byte that stands before what auditd resolved; libauparse 3.0.9 loses memory over
/// a record that has it there.
std::optional<std::string_view> name_before_blank(Reader& reader) noexcept {
    const auto name = reader.until(' ');
    if (!name || name->empty() || name->size() > longest_name) return std::nullopt;
    if (name->find('\x1d') != std::string_view::npos) return std::nullopt;
    return name;
}

std::optional<event::Time> stamp(Reader& reader) noexcept {
    const auto whole = reader.until('.');
    const auto part = reader.until(':');
    if (!whole || !part || part->size() != 3) return std::nullopt;
    const auto second = to_number<std::int64_t>(*whole);
    const auto thousandths = to_number<std::uint16_t>(*part);
    if (!second || !thousandths || *second <= 0 || *second > latest_second) return std::nullopt;
    return event::Time{seconds{*second} + milliseconds{*thousandths}};
}

}  // namespace

bool looks_like_record(std::string_view line) noexcept {
    return line.starts_with("type=") || line.starts_with("node=");
}

std::optional<RecordHead> parse_head(std::string_view line) noexcept {
    Reader reader{line};
    RecordHead head;
    if (reader.skip("node=")) {
        const auto node = name_before_blank(reader);
        if (!node) return std::nullopt;
        head.node = *node;
    }
    if (!reader.skip("type=")) return std::nullopt;
    const auto type = name_before_blank(reader);
    if (!type || !reader.skip("msg=audit(")) return std::nullopt;
    const auto time = stamp(reader);
    if (!time) return std::nullopt;
    const auto serial = reader.until(')');
    if (!serial || !reader.skip(":")) return std::nullopt;
    const auto number = to_number<std::uint32_t>(*serial);
    if (!number) return std::nullopt;
    reader.skip(" ");
    head.type = *type;
    head.time = *time;
    head.serial = *number;
    head.body = reader.rest();
    return head;
}

}  // namespace pipehound::audit
