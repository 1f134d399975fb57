// SPDX-License-Identifier: Apache-2.0
#include "audit/translate/records.hpp"

#include <algorithm>
#include <utility>

#include "audit/number.hpp"
#include "audit/record_head.hpp"
#include "audit/resolved_field.hpp"
#include "audit/syscalls.hpp"
#include "audit/translate/actor.hpp"
#include "audit/value.hpp"

namespace pipehound::audit {

namespace {

using event::Record;

/// The value of a field as it is told; nothing where it is a string that is not there.
std::optional<std::string> value_of(const Field& field) {
    if (!field.encoded && !field.value.starts_with('"')) return std::string{field.value};
    if (field.value == "(null)" || field.value == "(none)") return std::nullopt;
    auto decoded = decode_string(field.value);
    return decoded ? std::move(*decoded) : std::string{field.value};
}

/// The kernel writes what a process shows as its command line with a NUL behind each argument
/// (kernel/auditsc.c, audit_log_proctitle).
void separate_by_blanks(std::string& title) {
    title.erase(title.find_last_not_of('\0') + 1);
    std::replace(title.begin(), title.end(), '\0', ' ');
}

void add_fields(const ParsedRecord& parsed, Record& record) {
    for (const auto& field : parsed.fields) {
        if (field.name.empty() || field.name == "type") continue;
        auto value = value_of(field);
        if (!value) continue;
        if (field.name == "proctitle") separate_by_blanks(*value);
        record.fields.emplace_back(field.name, std::move(*value));
    }
}

/// Pieces of one argument, a2[0] a2[1], become a2: they follow each other, over records as well.
void add_arguments(const ParsedRecord& parsed, Record& record) {
    for (const auto& field : parsed.fields) {
        if (field.name.empty() || field.name == "type") continue;
        auto value = value_of(field).value_or(std::string{});
        const auto bracket = field.name.find('[');
        const auto name = field.name.substr(0, bracket);
        if (bracket != std::string_view::npos && record.fields.back().first == name)
            record.fields.back().second += value;
        else
            record.fields.emplace_back(name, std::move(value));
    }
}

void add_resolved(const ParsedRecord& parsed, Record& record) {
    for (auto rest = parsed.enriched; !rest.empty();)
        if (const auto field = take_resolved(rest); !field.name.empty())
            record.fields.emplace_back(field.name, field.value);
}

bool has(const Record& record, std::string_view name) noexcept {
    return std::any_of(record.fields.begin(), record.fields.end(),
                       [name](const auto& field) { return field.first == name; });
}

void add_call_name(const ParsedRecord& parsed, Record& record) {
    const auto arch = to_number<std::uint32_t>(parsed.field("arch"), 16);
    const auto number = to_number<std::uint32_t>(parsed.field("syscall"));
    if (!arch || !number || has(record, "SYSCALL")) return;
    if (const auto name = syscall_name(*arch, *number); !name.empty())
        record.fields.emplace_back("SYSCALL", name);
}

/// One event's records, as its lines come.
class Telling {
public:
    explicit Telling(event::Records& told) : told_{told} {}

    void add(std::string_view type, const ParsedRecord& parsed) {
        if (parsed.type == RecordType::execve) return add_execve(type, parsed);
        add_all(parsed, begin(type));
    }

    void add_context(const ParsedRecord& call) {
        if (told_.call) return;
        told_.call.emplace();
        told_.call->type = "SYSCALL";
        told_.call->fields.emplace_back("type", told_.call->type);
        add_all(call, *told_.call);
    }

private:
    static void add_all(const ParsedRecord& parsed, Record& record) {
        add_fields(parsed, record);
        add_resolved(parsed, record);
        add_call_name(parsed, record);
    }

    Record& begin(std::string_view type) {
        auto& record = told_.records.emplace_back();
        record.type = type;
        record.fields.emplace_back("type", type);
        return record;
    }

    void add_execve(std::string_view type, const ParsedRecord& parsed) {
        if (execve_ == none) {
            execve_ = told_.records.size();
            begin(type);
        }
        add_arguments(parsed, told_.records[execve_]);
    }

    static constexpr std::size_t none = ~std::size_t{0};

    event::Records& told_;
    std::size_t execve_ = none;
};

}  // namespace

event::Records translate_records(const RawEvent& event, RecordParser& parser, Counters& counters) {
    event::Records told{{event.key.node, event.key.time, event.key.serial}, {}, {}, {}};
    Telling telling{told};
    std::optional<event::Actor> of_record;
    Counters unheeded;  // of a call that is translated, too, damage has been counted
    event.kept.for_each([&](std::string_view line, bool asked) {
        if (!asked && told.actor) return;
        const auto* const parsed = parser.parse_record(line);
        if (parsed == nullptr) {
            ++counters.bad_field;
            return;
        }
        if (parsed->type == RecordType::syscall && !told.actor)
            told.actor = actor_of_call(*parsed, unheeded);
        if (!told.actor && !of_record) of_record = actor_of_record(*parsed);
        if (asked)
            telling.add(parse_head(line)->type, *parsed);
        else if (parsed->type == RecordType::syscall)
            telling.add_context(*parsed);
    });
    if (!told.actor) told.actor = std::move(of_record);
    return told;
}

}  // namespace pipehound::audit
