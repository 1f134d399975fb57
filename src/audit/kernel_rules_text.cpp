// SPDX-License-Identifier: Apache-2.0
#include "audit/kernel_rules_text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "audit/number.hpp"

namespace pipehound::audit {

namespace {

/// Thrown and caught within this file.
struct Unreadable {
    std::string reason;
};

[[noreturn]] void refuse(std::string_view complaint, std::string_view what) {
    throw Unreadable{std::string{complaint} + " '" + std::string{what} + "'"};
}

std::vector<std::string> words_of(std::string_view line) {
    constexpr std::string_view blanks = " \t\r\n";
    std::vector<std::string> words;
    while (true) {
        const auto begin = line.find_first_not_of(blanks);
        if (begin == std::string_view::npos) return words;
        const auto end = std::min(line.find_first_of(blanks, begin), line.size());
        words.emplace_back(line.substr(begin, end - begin));
        line.remove_prefix(end);
    }
}

/// An option of auditctl with its argument. `auditctl` reads with getopt: "-kNAME" is "-k NAME".
struct Option {
    char letter = 0;
    std::string argument;
};

constexpr std::string_view rule_letters = "aAwSFCpk";

std::vector<Option> options_of(const std::vector<std::string>& words) {
    std::vector<Option> options;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto& word = words[i];
        if (word.size() < 2 || word[0] != '-') refuse("expected an option, found", word);
        if (rule_letters.find(word[1]) == std::string_view::npos) refuse("unknown option", word);
        if (word.size() == 2 && i + 1 == words.size()) refuse("nothing follows", word);
        options.push_back({word[1], word.size() > 2 ? word.substr(2) : words[++i]});
    }
    return options;
}

template <typename Value, std::size_t Size>
using Names = std::array<std::pair<std::string_view, Value>, Size>;

template <typename Value, std::size_t Size>
std::optional<Value> find_name(const Names<Value, Size>& names, std::string_view name) {
    for (const auto& [known, value] : names)
        if (known == name) return value;
    return std::nullopt;
}

constexpr Names<RuleList, 7> lists{{{"user", RuleList::user},
                                    {"task", RuleList::task},
                                    {"exit", RuleList::exit},
                                    {"exclude", RuleList::exclude},
                                    {"filesystem", RuleList::filesystem},
                                    {"io_uring", RuleList::io_uring},
                                    {"uring", RuleList::io_uring}}};

constexpr Names<RuleAction, 2> actions{
    {{"always", RuleAction::always}, {"never", RuleAction::never}}};

/// "always,exit", in either order.
void read_list(std::string_view text, KernelRule& rule) {
    const auto comma = text.find(',');
    if (comma == std::string_view::npos) refuse("expected ACTION,LIST, found", text);
    auto first = text.substr(0, comma);
    auto second = text.substr(comma + 1);
    if (!find_name(actions, first)) std::swap(first, second);
    const auto action = find_name(actions, first);
    const auto list = find_name(lists, second);
    if (!action || !list) refuse("expected ACTION,LIST, found", text);
    rule.action = *action;
    rule.list = *list;
}

constexpr Names<std::uint8_t, 4> permissions{{{"r", AUDIT_PERM_READ},
                                              {"w", AUDIT_PERM_WRITE},
                                              {"x", AUDIT_PERM_EXEC},
                                              {"a", AUDIT_PERM_ATTR}}};

std::uint8_t parse_permissions(std::string_view text) {
    unsigned bits = 0;
    for (const char& letter : text) {
        const auto bit = find_name(permissions, std::string_view{&letter, 1});
        if (!bit) refuse("permissions are of r, w, x, a, not", text);
        bits |= *bit;
    }
    if (bits == 0) refuse("permissions are missing in", text);
    return static_cast<std::uint8_t>(bits);
}

/// As strtoul with base 0, sign and all: 12, -13, 0x40, 0100.
std::optional<std::uint32_t> to_word(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    int base = 10;
    if (text.starts_with("0x"))
        base = 16, text.remove_prefix(2);
    else if (text.size() > 1 && text[0] == '0')
        base = 8;
    const auto number = to_number<std::uint32_t>(text, base);
    if (!number) return std::nullopt;
    return negative ? 0U - *number : *number;
}

std::uint32_t parse_exit(const std::string& text) {
    if (const auto number = to_word(text)) return *number;
    const bool negative = text.starts_with('-');
    const int error = audit_name_to_errno(text.c_str() + (negative ? 1 : 0));
    if (error == 0) refuse("no such error", text);
    return static_cast<std::uint32_t>(negative ? -error : error);
}

using NameToNumber = int (*)(const char*);

/// Fields whose numbers have names.
constexpr std::array<std::pair<std::uint32_t, NameToNumber>, 3> named_values{
    {{AUDIT_MSGTYPE, audit_name_to_msg_type},
     {AUDIT_FILETYPE, audit_name_to_ftype},
     {AUDIT_FSTYPE, audit_name_to_fstype}}};

std::uint32_t parse_named(std::uint32_t field, const std::string& text) {
    if (const auto number = to_word(text)) return *number;
    for (const auto& [known, lookup] : named_values)
        if (const int number = known == field ? lookup(text.c_str()) : -1; number >= 0)
            return static_cast<std::uint32_t>(number);
    refuse("this is neither a number nor a name that the field knows:", text);
}

bool is_user(std::uint32_t field) noexcept {
    return (field >= AUDIT_UID && field <= AUDIT_LOGINUID) || field == AUDIT_OBJ_UID ||
           field == AUDIT_OBJ_GID;
}

std::string without_trailing_slash(std::string path) {
    if (path.size() > 1 && path.ends_with('/')) path.pop_back();
    return path;
}

void read_value(const std::string& text, FieldTest& test) {
    if (holds_text(test.field))
        test.text = test.field == AUDIT_DIR ? without_trailing_slash(text) : text;
    else if (text == "unset")
        test.number = ~0U;
    else if (test.field == AUDIT_EXIT)
        test.number = parse_exit(text);
    else if (is_user(test.field) && !to_word(text))
        test.text = text;  // a name, which only its host can number
    else
        test.number = parse_named(test.field, text);
}

constexpr Names<Operator, 8> operators{{{"!=", Operator::not_equal},
                                        {">=", Operator::greater_or_equal},
                                        {"<=", Operator::less_or_equal},
                                        {"&=", Operator::all_bits},
                                        {"=", Operator::equal},
                                        {">", Operator::greater},
                                        {"<", Operator::less},
                                        {"&", Operator::any_bit}}};

struct Pair {
    std::string name;
    Operator op = Operator::equal;
    std::string value;
};

Pair split_pair(std::string_view text) {
    const auto at = text.find_first_of("!<>&=");
    if (at == std::string_view::npos || at == 0) refuse("expected FIELD=VALUE, found", text);
    for (const auto& [symbol, op] : operators) {
        if (!text.substr(at).starts_with(symbol)) continue;
        const auto value = text.substr(at + symbol.size());
        if (value.empty()) refuse("no value in", text);
        return {std::string{text.substr(0, at)}, op, std::string{value}};
    }
    refuse("unknown operator in", text);
}

struct ArchName {
    std::string_view name;
    Machine machine;
    bool is_64;
};

constexpr std::array<ArchName, 5> arch_names{{{"x86_64", Machine::x86_64, true},
                                              {"i386", Machine::x86_64, false},
                                              {"i686", Machine::x86_64, false},
                                              {"aarch64", Machine::aarch64, true},
                                              {"arm", Machine::aarch64, false}}};

std::uint32_t parse_arch(const std::string& text, Machine machine) {
    if (text == "b64") return arch_64(machine);
    if (text == "b32") return arch_32(machine);
    for (const auto& known : arch_names)
        if (known.name == text)
            return known.is_64 ? arch_64(known.machine) : arch_32(known.machine);
    if (const auto number = to_number<std::uint32_t>(text, 16)) return *number;
    refuse("unknown architecture", text);
}

/// A rule as its options come in.
class Reader {
public:
    explicit Reader(const RuleReading& reading) : reading_{reading} {}

    void take(const Option& option) {
        switch (option.letter) {
            case 'a':
            case 'A':
                return read_list(option.argument, rule_);
            case 'w':
                return take_watch(option.argument);
            case 'S':
                return take_calls(option.argument);
            case 'F':
                return take_field(option.argument);
            case 'C':
                return take_comparison(option.argument);
            case 'p':
                rule_.permissions = parse_permissions(option.argument);
                return;
            default:
                rule_.keys.push_back(option.argument);
        }
    }

    KernelRule finish() {
        if (is_watch_ && rule_.permissions == 0)
            rule_.permissions =
                AUDIT_PERM_READ | AUDIT_PERM_WRITE | AUDIT_PERM_EXEC | AUDIT_PERM_ATTR;
        resolve_calls();
        std::sort(rule_.fields.begin(), rule_.fields.end());
        return std::move(rule_);
    }

private:
    void take_watch(const std::string& path) {
        if (!path.starts_with('/')) refuse("a watch needs an absolute path, not", path);
        const bool is_directory =
            path.ends_with('/') || (reading_.is_directory && reading_.is_directory(path));
        const auto field = static_cast<std::uint32_t>(is_directory ? AUDIT_DIR : AUDIT_WATCH);
        rule_.fields.push_back({field, Operator::equal, 0, without_trailing_slash(path)});
        is_watch_ = true;
    }

    void take_calls(std::string_view names) {
        while (!names.empty()) {
            const auto comma = names.find(',');
            calls_.emplace_back(names.substr(0, comma));
            names.remove_prefix(comma == std::string_view::npos ? names.size() : comma + 1);
        }
    }

    void take_field(const std::string& text) {
        const auto pair = split_pair(text);
        if (pair.name == "perm")
            rule_.permissions = parse_permissions(pair.value);
        else if (pair.name == "key")
            rule_.keys.push_back(pair.value);
        else if (pair.name == "arch")
            take_arch(pair);
        else
            take_other(pair);
    }

    void take_arch(const Pair& pair) {
        const auto arch = parse_arch(pair.value, reading_.machine);
        if (pair.op == Operator::equal)
            rule_.arch = arch;
        else
            rule_.fields.push_back({AUDIT_ARCH, pair.op, arch, {}});
    }

    void take_other(const Pair& pair) {
        const int field = audit_name_to_field(pair.name.c_str());
        if (field < 0) refuse("unknown field", pair.name);
        FieldTest test{static_cast<std::uint32_t>(field), pair.op, 0, {}};
        read_value(pair.value, test);
        rule_.fields.push_back(std::move(test));
    }

    void take_comparison(const std::string& text) {
        const auto pair = split_pair(text);
        const auto comparison = comparison_of(pair.name, pair.value);
        if (comparison == 0) refuse("the kernel does not compare", text);
        rule_.fields.push_back({AUDIT_FIELD_COMPARE, pair.op, comparison, {}});
    }

    void resolve_calls() {
        const bool all = std::find(calls_.begin(), calls_.end(), "all") != calls_.end();
        if (all || calls_.empty()) return;
        rule_.all_calls = false;
        for (const auto& name : calls_) rule_.calls.set(number_of(name));
    }

    std::size_t number_of(const std::string& name) const {
        const auto arch = rule_.arch ? rule_.arch : arch_64(reading_.machine);
        const auto number = to_number<std::size_t>(name);
        const int known = number ? -1 : call_number(name, arch);
        if (!number && known < 0) refuse("this architecture has no system call", name);
        const auto call = number ? *number : static_cast<std::size_t>(known);
        if (call >= rule_.calls.size()) refuse("no system call has the number", name);
        return call;
    }

    const RuleReading& reading_;
    KernelRule rule_;
    std::vector<std::string> calls_;  // as written: what they mean waits for the architecture
    bool is_watch_ = false;
};

constexpr std::string_view steering_letters = "DbferisclqtvhR";

/// All of auditctl's long options steer.
bool steers(std::string_view word) {
    return word.starts_with("--") || (word.size() >= 2 && word[0] == '-' &&
                                      steering_letters.find(word[1]) != std::string_view::npos);
}

KernelRule read_rule(const std::vector<std::string>& words, const RuleReading& reading) {
    if (words[0] == "-d" || words[0] == "-W") refuse("deletions are not followed:", words[0]);
    Reader reader{reading};
    const auto options = options_of(words);
    const bool begins = std::any_of(options.begin(), options.end(), [](const Option& option) {
        return option.letter == 'a' || option.letter == 'A' || option.letter == 'w';
    });
    if (!begins) refuse("neither -a nor -w in a line that begins with", words[0]);
    for (const auto& option : options) reader.take(option);
    return reader.finish();
}

bool prepends(std::string_view line) {
    const auto begin = line.find_first_not_of(" \t");
    return begin != std::string_view::npos && line.substr(begin).starts_with("-A");
}

void add(RulesText& text, RuleLine read, std::size_t number, bool in_front) {
    if (auto* const rule = std::get_if<KernelRule>(&read)) {
        text.rules.insert(in_front ? text.rules.begin() : text.rules.end(), std::move(*rule));
    } else if (auto* const unreadable = std::get_if<UnreadableRule>(&read)) {
        unreadable->line = number;
        text.unreadable.push_back(std::move(*unreadable));
    }
}

}  // namespace

RuleLine parse_rule_line(std::string_view line, const RuleReading& reading) {
    const auto words = words_of(line);
    if (words.empty() || words[0].starts_with('#') || steers(words[0])) return NoRule{};
    if (line == "No rules") return NoRule{};  // all that `auditctl -l` says of an empty list
    try {
        return read_rule(words, reading);
    } catch (const Unreadable& unreadable) {
        return UnreadableRule{0, unreadable.reason};
    }
}

RulesText parse_rules_text(std::string_view text, const RuleReading& reading) {
    RulesText result;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = text.substr(0, end);
        add(result, parse_rule_line(line, reading), number, prepends(line));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result;
}

}  // namespace pipehound::audit
