// SPDX-License-Identifier: Apache-2.0
#include "audit/record_parser.hpp"

#include <algorithm>
#include <new>

namespace pipehound::audit {

namespace {

std::string_view view(const char* text) noexcept {
    return text != nullptr ? std::string_view{text} : std::string_view{};
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
    if (auparse_new_buffer(state_.get(), text.data(), text.size()) == 0 &&
        auparse_next_event(state_.get()) > 0)
        walk_records();
    return {records_.data(), count_};
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
        const auto name = view(auparse_get_field_name(state_.get()));
        record.fields.push_back({name, view(auparse_get_field_str(state_.get()))});
    } while (auparse_next_field(state_.get()) > 0);
}

ParsedRecord& RecordParser::next_record() {
    if (count_ == records_.size()) records_.emplace_back();
    auto& record = records_[count_++];
    record.fields.clear();
    return record;
}

}  // namespace pipehound::audit
