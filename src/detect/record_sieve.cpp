// SPDX-License-Identifier: Apache-2.0
#include "detect/record_sieve.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "audit/number.hpp"
#include "audit/syscalls.hpp"
#include "audit/value.hpp"
#include "detect/framed.hpp"
#include "event/text.hpp"

namespace pipehound::detect {

namespace {

/// What the types that come by the million can hold, so that most of them need no look at all
/// (kernel/auditsc.c: audit_log_name, audit_log_cwd, audit_log_proctitle, show_special). Nobody but
/// the kernel writes these.
struct Frequent {
    std::string_view type;
    std::string_view fields;
};
constexpr std::array<Frequent, 4> frequent_types{{
    {"PATH", " item name inode dev mode ouid ogid rdev obj nametype OUID OGID "},
    {"CWD", " cwd "},
    {"PROCTITLE", " proctitle "},
    {"SOCKADDR", " saddr SADDR "},
}};

bool can_hold(const Frequent& type, const std::string& field) {
    if (field == "type" || field == "node" || field == "msg" || field.starts_with("cap_"))
        return true;
    return type.fields.find(' ' + field + ' ') != std::string_view::npos;
}

bool is_capital(const std::string& name) { return name.front() >= 'A' && name.front() <= 'Z'; }

bool ends_value(char c) { return c == ' ' || c == '\x1d' || c == '\n'; }
bool ends_name_before(char c) { return c == ' ' || c == '\x1d' || c == '\'' || c == '('; }

/// What stands from `at` on, up to the end of the field: behind quotes to the other quote.
std::string_view raw_value(std::string_view line, std::size_t at) {
    const auto rest = line.substr(at);
    if (rest.starts_with('"')) {
        const auto end = rest.find('"', 1);
        return rest.substr(0, end == std::string_view::npos ? end : end + 1);
    }
    std::size_t end = 0;
    while (end < rest.size() && !ends_value(rest[end])) ++end;
    return rest.substr(0, end);
}

/// Calls `visit(name, raw value)` for each field of the line until it answers true; within
/// msg='...' for those, too.
template <typename Visit>
bool any_field(std::string_view line, Visit&& visit) {
    std::size_t name_at = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (ends_name_before(line[i])) name_at = i + 1;
        if (line[i] != '=') continue;
        if (i + 1 < line.size() && line[i + 1] == '\'') continue;
        const auto raw = raw_value(line, i + 1);
        if (visit(line.substr(name_at, i - name_at), raw)) return true;
        i += raw.size();
        name_at = i + 1;
    }
    return false;
}

bool is_argument(std::string_view name) {
    return name.size() > 1 && name.front() == 'a' &&
           name.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

/// "name=value"; where it may as well be hex as a number, both ways.
void append_field(std::string_view name, std::string_view raw, bool is_string, std::string& text) {
    text.append(name).append("=");
    const bool quoted = raw.size() > 1 && raw.starts_with('"') && raw.ends_with('"');
    if (quoted) raw = raw.substr(1, raw.size() - 2);
    const auto decoded = quoted || raw.size() % 2 != 0 ? std::nullopt : audit::decode_string(raw);
    if (!decoded || !is_string) text += raw;
    if (decoded && !is_string) text.append(" ").append(name).append("=");
    if (decoded) text += *decoded;
}

}  // namespace

RecordSieve::RecordSieve(std::shared_ptr<const RuleBook> book)
    : book_{std::move(book)}, picking_{book_->cases} {
    for (const auto& [type, group] : book_->by_type) {
        Search search;
        search.type = event::upper(type);
        add(group, search);
        add(book_->any_type, search);
        searches_.push_back(std::move(search));
    }
    for (const auto& frequent : frequent_types) {
        auto known = std::find_if(searches_.begin(), searches_.end(),
                                  [&](const Search& s) { return s.type == frequent.type; });
        if (known == searches_.end()) {
            known = searches_.insert(known, Search{});
            known->type = frequent.type;
            add(book_->any_type, *known);
        }
        std::erase_if(known->fields,
                      [&](const Search::Field& field) { return !can_hold(frequent, field.name); });
        known->calls.clear();
    }
    add(book_->any_type, searches_.emplace_back());
}

void RecordSieve::add(const RuleGroup& group, Search& search) const {
    search.always = search.always || group.asks_always();
    group.for_each_index([&](FieldNumber number, const LiteralIndex& index) {
        const auto& entry = book_->records.entry(number);
        if (entry.everything) return search.anywhere.push_back({&group, &index});
        if (entry.name == "SYSCALL") return search.calls.push_back({&group, &index});
        search.resolved = search.resolved || is_capital(entry.name);
        const auto known = std::find_if(search.fields.begin(), search.fields.end(),
                                        [&](const auto& f) { return f.name == entry.name; });
        if (known != search.fields.end()) return known->indexes.push_back({&group, &index});
        search.fields.push_back({entry.name, {{&group, &index}}});
    });
}

const RecordSieve::Search& RecordSieve::search_for(std::string_view type) const {
    const auto known = std::find_if(searches_.begin(), searches_.end() - 1,
                                    [type](const Search& search) { return search.type == type; });
    return *known;
}

bool RecordSieve::lets_through(std::string_view type, std::string_view line) {
    const auto& search = search_for(type);
    if (search.always) return true;
    picking_.begin();
    if (search.fields.empty() && search.anywhere.empty() && search.calls.empty()) return false;
    const auto own = search.resolved ? line : line.substr(0, line.find('\x1d'));
    const bool in_field = any_field(own, [&](std::string_view name, std::string_view raw) {
        // Pieces of one argument stand in several fields, or records.
        return name.ends_with("_len") || completes_in_field(search, name, raw);
    });
    return in_field || completes_in_call(search, line) || completes_anywhere(search, line);
}

bool RecordSieve::completes_in_field(const Search& search, std::string_view name,
                                     std::string_view raw) {
    for (const auto& field : search.fields) {
        if (field.name.size() != name.size() || field.name.back() != name.back() ||
            field.name != name)
            continue;
        for (const auto& index : field.indexes)
            if (completes_raw(index, raw)) return true;
    }
    return false;
}

bool RecordSieve::completes(const Index& index, std::string_view value) {
    if (value.size() + 2 < index.literals->shortest()) return false;
    frame(value, framed_);
    bool found = false;
    index.group->search(*index.literals, framed_, picking_,
                        [&found](std::uint32_t) { found = true; });
    return found;
}

/// As it stands, decoded, and without what the parser cuts off its end.
bool RecordSieve::completes_raw(const Index& index, std::string_view raw) {
    if (raw.starts_with('"') && raw.ends_with('"') && raw.size() > 1)
        return completes(index, raw.substr(1, raw.size() - 2));
    if (raw.size() + 2 < index.literals->shortest()) return false;  // decoded it is shorter still
    if (completes(index, raw)) return true;
    auto trimmed = raw;
    while (!trimmed.empty() && std::string_view{",')\""}.find(trimmed.back()) != trimmed.npos)
        trimmed.remove_suffix(1);
    if (trimmed.size() != raw.size() && completes(index, trimmed)) return true;
    const auto decoded = audit::decode_string(trimmed);
    return decoded && completes(index, *decoded);
}

/// The name of the call is not in the line but follows from two numbers that are.
bool RecordSieve::completes_in_call(const Search& search, std::string_view line) {
    if (search.calls.empty()) return false;
    const auto number_at = [line](std::string_view name, int base) {
        const auto at = line.find(name);
        if (at == std::string_view::npos) return std::optional<std::uint32_t>{};
        return audit::to_number<std::uint32_t>(raw_value(line, at + name.size()), base);
    };
    const auto arch = number_at(" arch=", 16);
    const auto number = number_at(" syscall=", 10);
    if (!arch || !number) return false;
    const auto name = audit::syscall_name(*arch, *number);
    return std::any_of(search.calls.begin(), search.calls.end(),
                       [&](const Index& index) { return completes(index, name); });
}

/// In the text that keywords are looked for in (event::text of a record): every field with its
/// name, then the arguments again by themselves.
bool RecordSieve::completes_anywhere(const Search& search, std::string_view line) {
    if (search.anywhere.empty()) return false;
    text_.clear();
    arguments_.clear();
    const bool of_execution = line.find("type=EXECVE ") != std::string_view::npos;
    (void)any_field(line, [&](std::string_view name, std::string_view raw) {
        const bool argument = of_execution && is_argument(name);
        const auto begin = text_.size() + name.size() + 1;
        append_field(name, raw, argument, text_);
        if (argument) arguments_.append(text_, begin).push_back(' ');
        text_ += ' ';
        return false;
    });
    text_ += arguments_;
    return std::any_of(search.anywhere.begin(), search.anywhere.end(),
                       [&](const Index& index) { return completes(index, text_); });
}

}  // namespace pipehound::detect
