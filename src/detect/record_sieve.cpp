// SPDX-License-Identifier: Apache-2.0
#include "detect/record_sieve.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <optional>
#include <utility>

#include "audit/number.hpp"
#include "audit/resolved_field.hpp"
#include "audit/syscalls.hpp"
#include "audit/value.hpp"
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

/// nullptr for any other type.
const Frequent* frequent_type(std::string_view type) {
    const auto* const found =
        std::find_if(frequent_types.begin(), frequent_types.end(),
                     [type](const Frequent& known) { return known.type == type; });
    return found != frequent_types.end() ? found : nullptr;
}

bool can_hold(const Frequent& type, const std::string& field) {
    if (field == "type" || field == "node" || field == "msg" || field.starts_with("cap_"))
        return true;
    return type.fields.find(' ' + field + ' ') != std::string_view::npos;
}

/// A call's own record has four arguments, numbers in hex (audit_log_exit): a rule on those of a
/// program means another record.
bool call_can_hold(const std::string& field, std::string_view text) {
    if (field.size() != 2 || field[0] != 'a' || field[1] < '0' || field[1] > '9') return true;
    return field[1] <= '3' && text.find_first_not_of(std::string_view{"0123456789abcdef\0", 17}) ==
                                  std::string_view::npos;
}

/// Can a record of that type have the text in the field?
bool can_hold(std::string_view type, const std::string& field, std::string_view text) {
    if (type == "SYSCALL") return call_can_hold(field, text);
    const auto* const frequent = frequent_type(type);
    return frequent == nullptr || can_hold(*frequent, field);
}

/// How bytes stand in the text: folded; all that parts names from values, ends a value, parts keys
/// (AUDIT_KEY_SEPARATOR), or that the parser cuts off its end, but for a colon, is one.
constexpr auto written = [] {
    std::array<char, 256> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(i >= 'A' && i <= 'Z' ? i - 'A' + 'a' : i);
    for (const char c : {' ', '=', '"', '\'', ',', '(', ')', '\n', '\x1d', '\1'})
        bytes[static_cast<unsigned char>(c)] = '\0';
    return bytes;
}();

std::string as_written(std::string_view bytes) {
    std::string text{bytes};
    for (char& c : text) c = written[static_cast<unsigned char>(c)];
    return text;
}

bool is_capital(const std::string& name) { return name.front() >= 'A' && name.front() <= 'Z'; }

/// What of a record the kernel wrote, or the program that sent it.
std::string_view own_part(std::string_view line) {
    return line.substr(0, line.find(audit::resolved_begin));
}

/// Of each byte of the word its highest bit, set where the byte is a blank, and no other bit.
constexpr std::uint64_t blanks(std::uint64_t word) {
    constexpr std::uint64_t low = 0x7f7f7f7f7f7f7f7f;
    const auto other = word ^ 0x2020202020202020;  // a byte of it is 0 for a blank
    return ~(((other & low) + low) | other | low);
}

/// Which byte of a word in memory, counted from 0, its first set bit belongs to.
constexpr std::size_t first_byte(std::uint64_t bits) {
    return static_cast<std::size_t>(std::endian::native == std::endian::little
                                        ? std::countr_zero(bits)
                                        : std::countl_zero(bits)) /
           8;
}

/// Of set bits the one that stands first in memory.
constexpr std::uint64_t first_bit(std::uint64_t bits) {
    return std::endian::native == std::endian::little ? bits & (~bits + 1) : std::bit_floor(bits);
}

/// Calls `visit(part)` for what stands between blanks, where `begins` holds of its first two bytes.
/// A word at a time: parts are short, and a call of memchr for each costs more than the whole walk.
template <typename Begins, typename Visit>
void each_part(std::string_view text, Begins&& begins, Visit&& visit) {
    constexpr auto none = std::string_view::npos;
    const auto next_from = [&](std::size_t at) {
        return text.size() - at >= 2 && begins(text[at], text[at + 1]) ? at : none;
    };
    std::size_t begin = next_from(0);
    const auto end_at = [&](std::size_t blank) {
        if (begin != none) visit(text.substr(begin, blank - begin));
        begin = next_from(blank + 1);
    };
    std::size_t at = 0;
    for (std::uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
        std::memcpy(&word, text.data() + at, sizeof word);
        for (auto found = blanks(word); found != 0;) {
            const auto byte = first_byte(found);
            end_at(at + byte);
            found ^= first_bit(found);
        }
    }
    for (; at < text.size(); ++at)
        if (text[at] == ' ') end_at(at);
    if (begin != none) visit(text.substr(begin));
}

constexpr std::string_view message = "msg='";

/// Calls `visit(name, raw value)` for each field whose name `asks` holds of, as libauparse parts
/// them: at blanks, whatever quotes say (auparse/ellist.c, parse_up_record). Most names that nobody
/// asks for are told by their first bytes, of which `begins` does not hold.
template <typename Begins, typename Asks, typename Visit>
void each_field(std::string_view own, Begins&& begins, Asks&& asks, Visit&& visit) {
    each_part(own, begins, [&](std::string_view field) {
        if (field.starts_with(message)) field.remove_prefix(message.size());
        if (field.starts_with('(')) field.remove_prefix(1);
        const auto equals = field.find('=');
        if (equals != std::string_view::npos && asks(field.substr(0, equals)))
            visit(field.substr(0, equals), field.substr(equals + 1));
    });
}

/// Names come again, numbers and what holds them hardly: addresses, inodes, process ids.
bool may_recur(std::string_view raw) {
    return raw.starts_with('"') ||
           std::none_of(raw.begin(), raw.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// May the value be hex, a string of bytes that would end it?
bool may_be_encoded(std::string_view raw) {
    const auto is_hex = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
    };
    return raw.size() > 1 && is_hex(raw.front()) && is_hex(raw.back());
}

/// The name of a call follows from two numbers that are in the line.
std::string_view numbered_call(std::string_view own) {
    const auto value_of = [own](std::string_view name) {
        const auto at = own.find(name);
        if (at == std::string_view::npos) return std::string_view{};
        const auto value = own.substr(at + name.size());
        return value.substr(0, value.find(' '));
    };
    const auto arch = audit::to_number<std::uint32_t>(value_of(" arch="), 16);
    const auto number = audit::to_number<std::uint32_t>(value_of(" syscall="), 10);
    return arch && number ? audit::syscall_name(*arch, *number) : std::string_view{};
}

/// As auditd resolved it; nothing where it did not.
std::optional<std::string_view> resolved_call(std::string_view line) {
    for (auto rest = audit::resolved_part(line); !rest.empty();)
        if (const auto field = audit::take_resolved(rest); field.name == "SYSCALL")
            return field.value;
    return std::nullopt;
}

/// Pieces of one argument stand in several fields, or records: of such an event all are read.
bool has_pieces(std::string_view execve) {
    const auto own = own_part(execve);
    const auto holds = [own](std::string_view text) { return own.find(text) != own.npos; };
    return !holds(" argc=") || holds("_len=");
}

/// Does the field stand in what tail_of leaves? Of a call, all does that stands before its program
/// (kernel/auditsc.c: audit_log_task_info, audit_log_key) and is not auditd's.
bool is_in_head(std::string_view type, const std::string& field) {
    if (field == "type" || field == "node" || field == "msg" || type.empty()) return true;
    return type == "SYSCALL" && field != "comm" && field != "exe" && field != "subj" &&
           field != "key" && !is_capital(field);
}

bool has_node(std::string_view line) { return line.starts_with("node="); }

/// May a keyword, or a part of it, as it is looked for, stand in
/// "type=EXECVE msg=audit(1700000000.123:42)"? The name of a node may hold any.
bool may_stand_in_head(const std::string& type, std::string_view keyword) {
    const auto letters = event::folded(type) + std::string{"typemsgaudit0123456789.:\0", 26};
    return type == "SYSCALL" || type.empty() ||
           keyword.find_first_not_of(letters) == std::string_view::npos;
}

/// What of a line comes again: all but its head, and of a call all from its program on. Empty where
/// that is not there.
std::string_view tail_of(std::string_view type, std::string_view line) {
    const std::string_view begin = type == "SYSCALL" ? "comm=" : "): ";
    const auto at = line.find(begin);
    if (at == std::string_view::npos) return {};
    const auto blank = line.find_last_of(' ', at + begin.size());
    return blank == std::string_view::npos ? std::string_view{} : line.substr(blank);
}

std::string framed(std::string_view text) {
    return std::string(1, '\0').append(as_written(text)).append(1, '\0');
}

/// SELinux' messages name two of their values not; the parser does.
bool has_unnamed(std::string_view type) { return type.ends_with("AVC"); }

/// The longest part of a text that has no zero byte within: keywords are looked for in a text that
/// has the same fields, but not only in this one's order.
std::string_view longest_part(std::string_view text) {
    std::string_view longest;
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = std::min(text.find_first_not_of('\0', at), text.size());
        const auto end = std::min(text.find('\0', begin), text.size());
        const auto framed_from = begin > 0 ? begin - 1 : begin;
        const auto part = text.substr(framed_from, end - framed_from + (end < text.size() ? 1 : 0));
        if (begin < end && part.size() > longest.size()) longest = part;
        at = std::max(end, begin + 1);
    }
    return longest;
}

}  // namespace

void RecordSieve::Search::add(LiteralIndex& index, std::string literal, Met what) {
    index.add(std::move(literal), static_cast<std::uint32_t>(met.size()));
    met.push_back(what);
}

/// The head differs from line to line, so it is read last, and only where it can meet all that a
/// case still requires.
void RecordSieve::Search::arrange(std::size_t cases) {
    std::vector<std::uint8_t> bits(cases);
    for (const auto& what : met) {
        const auto requirement = what.group->requirement(what.number);
        if (what.in_head) bits[requirement.number] |= requirement.bit;
        head_too = head_too || bits[requirement.number] == requirement.all;
    }
    for (auto& what : met) what.bits_there = bits[what.group->requirement(what.number).number];
}

bool RecordSieve::Search::has_call() const noexcept {
    return type == "SYSCALL" || (type != "EXECVE" && frequent_type(type) == nullptr);
}

void RecordSieve::Search::add_field(const std::string& name) {
    if (std::find(fields.begin(), fields.end(), name) != fields.end()) return;
    fields.push_back(name);
    marks |= std::uint64_t{1} << mark_of(name);
    const auto add_beginning = [this](std::string_view field) {
        beginnings |= std::uint64_t{1} << mark_of(field.substr(0, 2));
    };
    add_beginning(name + '=');
    add_beginning(message);
    resolved = resolved || is_capital(name);
}

RecordSieve::RecordSieve(std::shared_ptr<const RuleBook> book)
    : book_{std::move(book)}, picking_{book_->cases} {
    for (const auto& [type, group] : book_->by_type) {
        auto& search = searches_.emplace_back();
        search.type = event::upper(type);
        add(group, search);
    }
    for (const auto& frequent : frequent_types)
        if (search_for(frequent.type).type.empty()) searches_.emplace_back().type = frequent.type;
    const auto comes_often = [](const Search& search) {
        return search.type == "SYSCALL" || search.type == "EXECVE" ||
               frequent_type(search.type) != nullptr;
    };
    std::stable_partition(searches_.begin(), searches_.end(), comes_often);
    searches_.emplace_back();
    for (auto& search : searches_) {
        add(book_->any_type, search);
        search.arrange(book_->cases);
    }
}

void RecordSieve::add(const RuleGroup& group, Search& search) const {
    search.always = search.always || group.asks_always();
    group.for_each_text([&](FieldNumber number, std::string_view text, std::uint32_t met) {
        const auto& field = book_->records.entry(number);
        if (!field.everything && !can_hold(search.type, field.name, text)) return;
        add_text(field, text, {&group, met}, search);
    });
}

/// Which field it is does not matter: few are asked for, and fewer hold the same texts.
void RecordSieve::add_text(const Lexicon::Entry& field, std::string_view text, Met met,
                           Search& search) {
    auto literal = as_written(text);
    if (field.name == "SYSCALL") return search.add(search.calls, std::move(literal), met);
    if (field.everything) {
        literal = longest_part(literal);
        met.in_head = may_stand_in_head(search.type, literal);
        search.everywhere = true;
        search.resolved = true;
    } else {
        met.in_head = is_in_head(search.type, field.name);
        search.add_field(field.name);
    }
    const bool says_something = literal.find_first_not_of('\0') != std::string::npos;
    if (says_something) return search.add(search.values, std::move(literal), met);
    search.always = true;
}

const RecordSieve::Search& RecordSieve::search_for(std::string_view type) const {
    static const Search none;
    const auto known = std::find_if(searches_.begin(), searches_.end(),
                                    [type](const Search& search) { return search.type == type; });
    if (known != searches_.end()) return *known;
    return searches_.empty() || !searches_.back().type.empty() ? none : searches_.back();
}

void RecordSieve::Written::add(std::string_view bytes) {
    if (room_.size() < size_ + bytes.size() + 1) room_.resize(2 * size_ + bytes.size() + 64);
    auto* out = room_.data() + size_;
    for (const char c : bytes) *out++ = written[static_cast<unsigned char>(c)];
    *out = '\0';
    size_ += bytes.size() + 1;
}

/// The parser cuts some bytes off the end of a value.
void RecordSieve::Written::add_value(std::string_view raw) {
    const bool quoted = raw.size() > 1 && raw.starts_with('"') && raw.ends_with('"');
    add(quoted ? raw.substr(1, raw.size() - 2) : raw);
    if (quoted) return;
    const auto cut = raw.substr(0, raw.find_last_not_of(":,')") + 1);
    if (cut.size() < raw.size()) add(cut);
    if (!may_be_encoded(cut)) return;
    if (const auto decoded = audit::decode_string(cut)) add(*decoded);
}

bool RecordSieve::lets_through(std::string_view type, std::string_view line) {
    const auto& search = search_for(type);
    if (search.always || (type == "EXECVE" && has_pieces(line))) return true;
    if (search.met.empty()) return false;
    picking_.begin();
    bool complete = false;
    bool told = false;  // which call it is
    const auto tail = has_unnamed(type) ? std::string_view{} : tail_of(type, line);
    bool head_too = search.head_too || (search.everywhere && has_node(line));
    const auto meet = [&](std::uint32_t number) {
        if (number == call_told) return void(told = true);
        const auto& met = search.met[number];
        complete = met.group->meet(met.number, picking_) || complete;
        const auto requirement = met.group->requirement(met.number);
        const auto reachable = picking_.met(requirement.number) | met.bits_there;
        head_too = head_too || reachable == requirement.all;
    };
    if (tail.empty())
        find_in_tail(search, line, meet);
    else
        tails_.recall(
            &search, tail, [&](auto&& each) { find_in_tail(search, tail, each); }, meet);
    if (search.everywhere && search.has_call())
        find_in_value(search, numbered_call(own_part(line)), meet);
    if (!told && !search.calls.empty())
        calls_.search(search.calls, framed(numbered_call(own_part(line))), meet);
    if (head_too && !tail.empty()) find(search, line.substr(0, line.size() - tail.size()), meet);
    if (has_unnamed(type)) search.values.search(framed(own_part(line)), meet);
    return complete;
}

template <typename Each>
void RecordSieve::find_in_tail(const Search& search, std::string_view tail, Each&& each) {
    find(search, tail, each);
    if (search.calls.empty()) return;
    if (const auto call = resolved_call(tail)) {
        search.calls.search(framed(*call), each);
        each(call_told);
    }
}

template <typename Each>
void RecordSieve::find(const Search& search, std::string_view part, Each&& each) {
    once_.clear();
    once_.add({});
    const auto visit = [&](std::string_view name, std::string_view raw) {
        if (search.everywhere) find_in_value(search, name, each);
        if (may_recur(raw)) return find_in_value(search, raw, each);
        once_.add_value(raw);
    };
    const auto asks = [&search](std::string_view name) { return search.asks(name); };
    each_field(
        own_part(part), [&search](char first, char second) { return search.begins(first, second); },
        asks, visit);
    if (search.resolved)
        for (auto rest = audit::resolved_part(part); !rest.empty();)
            if (const auto field = audit::take_resolved(rest); asks(field.name))
                visit(field.name, field.value);
    search.values.search(once_.text(), each);
}

template <typename Each>
void RecordSieve::find_in_value(const Search& search, std::string_view raw, Each&& each) {
    const auto walk = [&](auto&& found) {
        value_.clear();
        value_.add({});
        value_.add_value(raw);
        search.values.search(value_.text(), found);
    };
    values_.recall(&search, raw, walk, each);
}

}  // namespace pipehound::detect
