// SPDX-License-Identifier: Apache-2.0
#include "audit/record_parser.hpp"

#include <algorithm>
#include <array>
#include <new>

namespace pipehound::audit {

namespace {

std::string_view view(const char* text) noexcept {
    return text != nullptr ? std::string_view{text} : std::string_view{};
}

bool drop_suffix(std::string_view& text, std::string_view suffix) noexcept {
    const bool found = text.ends_with(suffix);
    if (found) text.remove_suffix(suffix.size());
    return found;
}

/// The strings that the kernel and libaudit encode (kernel/audit.c, audit_log_n_untrustedstring;
/// audit-userspace lib/audit_logging.c, audit_encode_value), by libauparse's table of fields.
bool is_encoded(int field_type) noexcept {
    constexpr std::array types{AUPARSE_TYPE_ESCAPED, AUPARSE_TYPE_ESCAPED_FILE,
                               AUPARSE_TYPE_ESCAPED_KEY, AUPARSE_TYPE_PROCTITLE,
                               AUPARSE_TYPE_TTY_DATA};
    return std::find(types.begin(), types.end(), field_type) != types.end();
}

/// Does libauparse take what stands at `place` for the name of a field? It splits at blanks and
/// passes over a parenthesis and the quote of `msg='` (auparse/ellist.c, parse_up_record).
bool begins_field(std::string_view text, std::size_t place) noexcept {
    auto before = text.substr(0, place);
    drop_suffix(before, "(");
    drop_suffix(before, "msg='");
    return before.empty() || before.ends_with(' ') || before.ends_with('\n');
}

/// libauparse 3.0.9 keeps a copy of an event's `cwd` and loses it when another `cwd` comes, so that
/// hostile records would eat up memory. The kernel writes one only, and no blank into any string.
bool repeats_cwd(std::string_view text) noexcept {
    constexpr std::string_view name = "cwd=";
    int found = 0;
    for (auto at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1))
        found += begins_field(text, at) ? 1 : 0;
    return found > 1;
}

}  // namespace

std::string_view ParsedRecord::field(std::string_view name) const noexcept {
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [name](const Field& field) { return field.name == name; });
    return found != fields.end() ? found->value : std::string_view{};
}

std::string_view ParsedRecord::enriched_field(std::string_view name) const noexcept {
    for (auto rest = enriched; !rest.empty();) {
        const auto equals = rest.find("=\"");
        if (equals == std::string_view::npos) return {};
        const auto found = rest.substr(0, equals);
        rest.remove_prefix(equals + 2);
        const auto value = rest.substr(0, rest.find('"'));
        rest.remove_prefix(std::min(value.size() + 2, rest.size()));
        if (found.substr(found.find_last_of(' ') + 1) == name) return value;
    }
    return {};
}

RecordParser::RecordParser() : state_{auparse_init(AUSOURCE_BUFFER, "")} {
    if (!state_) throw std::bad_alloc{};
    auparse_set_escape_mode(state_.get(), AUPARSE_ESC_RAW);
}

std::span<const ParsedRecord> RecordParser::parse(std::string_view text) {
    count_ = 0;
    if (repeats_cwd(text)) return {};
    if (auparse_new_buffer(state_.get(), text.data(), text.size()) == 0 &&
        auparse_next_event(state_.get()) > 0)
        walk_records();
    return {records_.data(), count_};
}

const ParsedRecord* RecordParser::parse_record(std::string_view line) {
    tells_encoding_ = true;
    const auto records = parse(line);
    tells_encoding_ = false;
    return records.empty() ? nullptr : &records.front();
}

void RecordParser::walk_records() {
    if (auparse_first_record(state_.get()) <= 0) return;
    do {
        auto& record = next_record();
        record.enriched = view(auparse_get_record_interpretations(state_.get()));
        walk_fields(record);
        record.type = record_type(record.field("type"));
    } while (auparse_next_record(state_.get()) > 0);
}

void RecordParser::walk_fields(ParsedRecord& record) {
    if (auparse_first_field(state_.get()) <= 0) return;
    do {
        const char* const name = auparse_get_field_name(state_.get());
        const char* const value = auparse_get_field_str(state_.get());
        const bool sound = name != nullptr && value != nullptr;  // else libauparse 3.0.9 crashes
        record.fields.push_back(
            {view(name), view(value),
             tells_encoding_ && sound && is_encoded(auparse_get_field_type(state_.get()))});
    } while (auparse_next_field(state_.get()) > 0);
}

ParsedRecord& RecordParser::next_record() {
    if (count_ == records_.size()) records_.emplace_back();
    auto& record = records_[count_++];
    record.fields.clear();
    return record;
}

}  // namespace pipehound::audit
