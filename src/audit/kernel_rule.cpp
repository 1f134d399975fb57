// SPDX-License-Identifier: Apache-2.0
#include "audit/kernel_rule.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace pipehound::audit {

namespace {

constexpr std::array<ComparedFields, AUDIT_MAX_FIELD_COMPARE> comparisons{{
    {"uid", "obj_uid"},   {"gid", "obj_gid"},  {"euid", "obj_uid"}, {"egid", "obj_gid"},
    {"auid", "obj_uid"},  {"suid", "obj_uid"}, {"sgid", "obj_gid"}, {"fsuid", "obj_uid"},
    {"fsgid", "obj_gid"}, {"uid", "auid"},     {"uid", "euid"},     {"uid", "fsuid"},
    {"uid", "suid"},      {"auid", "fsuid"},   {"auid", "suid"},    {"auid", "euid"},
    {"euid", "suid"},     {"euid", "fsuid"},   {"suid", "fsuid"},   {"gid", "egid"},
    {"gid", "fsgid"},     {"gid", "sgid"},     {"egid", "fsgid"},   {"egid", "sgid"},
    {"sgid", "fsgid"},
}};

struct NamedOperator {
    std::uint32_t bits;
    Operator op;
};

constexpr std::array<NamedOperator, 8> operators{{
    {AUDIT_EQUAL, Operator::equal},
    {AUDIT_NOT_EQUAL, Operator::not_equal},
    {AUDIT_LESS_THAN, Operator::less},
    {AUDIT_LESS_THAN_OR_EQUAL, Operator::less_or_equal},
    {AUDIT_GREATER_THAN, Operator::greater},
    {AUDIT_GREATER_THAN_OR_EQUAL, Operator::greater_or_equal},
    {AUDIT_BIT_MASK, Operator::any_bit},
    {AUDIT_BIT_TEST, Operator::all_bits},
}};

Operator operator_of(std::uint32_t flags) noexcept {
    for (const auto& [bits, op] : operators)
        if (bits == (flags & AUDIT_OPERATORS)) return op;
    return Operator::equal;
}

std::uint32_t bits_of(Operator op) noexcept {
    for (const auto& [bits, known] : operators)
        if (known == op) return bits;
    return AUDIT_EQUAL;
}

RuleList list_of(std::uint32_t flags) noexcept {
    switch (flags & AUDIT_FILTER_MASK) {
        case AUDIT_FILTER_USER:
            return RuleList::user;
        case AUDIT_FILTER_TASK:
            return RuleList::task;
        case AUDIT_FILTER_EXCLUDE:
            return RuleList::exclude;
        case AUDIT_FILTER_FS:
            return RuleList::filesystem;
        case 0x07:
            return RuleList::io_uring;  // AUDIT_FILTER_URING_EXIT of newer headers
        default:
            return RuleList::exit;
    }
}

/// The last word holds no calls: its bits stand for classes of calls (AUDIT_SYSCALL_CLASSES).
constexpr std::size_t call_words = AUDIT_BITMASK_SIZE - 1;

void read_calls(const audit_rule_data& from, KernelRule& rule) {
    const auto* const end = from.mask + call_words;
    rule.all_calls = std::all_of(from.mask, end, [](auto word) { return word == ~0U; });
    if (rule.all_calls) return;
    for (std::size_t call = 0; call < call_words * 32; ++call)
        rule.calls[call] = (from.mask[call / 32] >> (call % 32) & 1U) != 0;
}

std::vector<std::string> split_keys(std::string_view joined) {
    std::vector<std::string> keys;
    while (!joined.empty()) {
        const auto separator = joined.find(AUDIT_KEY_SEPARATOR);
        keys.emplace_back(joined.substr(0, separator));
        joined.remove_prefix(separator == std::string_view::npos ? joined.size() : separator + 1);
    }
    return keys;
}

/// Strings stand in `buf` one behind the other, in the order of their fields; a field's value is
/// the length of its string.
class Strings {
public:
    explicit Strings(const audit_rule_data& rule) : rest_{rule.buf, rule.buflen} {}

    std::string take(std::uint32_t length) {
        std::string text{rest_.substr(0, length)};
        rest_.remove_prefix(text.size());
        return text;
    }

private:
    std::string_view rest_;
};

std::string without_trailing_slash(std::string path) {
    if (path.size() > 1 && path.ends_with('/')) path.pop_back();
    return path;
}

void add_field(KernelRule& rule, FieldTest test) {
    if (test.field == AUDIT_ARCH && test.op == Operator::equal)
        rule.arch = test.number;
    else if (test.field == AUDIT_PERM)
        rule.permissions = static_cast<std::uint8_t>(test.number);
    else if (test.field == AUDIT_FILTERKEY)
        rule.keys = split_keys(test.text);
    else
        rule.fields.push_back(std::move(test));
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text.append(text.empty() ? "" : ",").append(name);
    return text;
}

std::string calls_text(const KernelRule& rule) {
    if (rule.all_calls) return "all";
    const int machine = audit_elf_to_machine(rule.arch ? rule.arch : arch_64(native_machine()));
    std::vector<std::string> names;
    for (std::size_t call = 0; call < rule.calls.size(); ++call) {
        if (!rule.calls[call]) continue;
        const auto* const name = audit_syscall_to_name(static_cast<int>(call), machine);
        names.push_back(name ? name : std::to_string(call));
    }
    return joined(names);
}

std::string permissions_text(std::uint8_t permissions) {
    std::string text;
    if (permissions & AUDIT_PERM_READ) text += 'r';
    if (permissions & AUDIT_PERM_WRITE) text += 'w';
    if (permissions & AUDIT_PERM_EXEC) text += 'x';
    if (permissions & AUDIT_PERM_ATTR) text += 'a';
    return text;
}

bool is_user_or_session(std::uint32_t field) noexcept {
    return (field >= AUDIT_UID && field <= AUDIT_LOGINUID) || field == AUDIT_OBJ_UID ||
           field == AUDIT_OBJ_GID || field == AUDIT_SESSIONID;
}

std::string hex(std::uint32_t number) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    do text.insert(text.begin(), digits[number % 16]);
    while (number /= 16);
    return "0x" + text;
}

std::string name_or_number(const char* name, std::uint32_t number) {
    return name ? name : std::to_string(number);
}

std::string value_text(const FieldTest& test) {
    const auto number = test.number;
    const auto signed_number = static_cast<int>(number);
    if (!test.text.empty() || holds_text(test.field)) return test.text;
    if (is_user_or_session(test.field) && number == ~0U) return "unset";
    if (test.field == AUDIT_EXIT) return std::to_string(signed_number);
    if (test.field == AUDIT_MSGTYPE)
        return name_or_number(audit_msg_type_to_name(signed_number), number);
    if (test.field == AUDIT_FILETYPE)
        return name_or_number(audit_ftype_to_name(signed_number), number);
    if (test.field == AUDIT_FSTYPE)
        return name_or_number(audit_fstype_to_name(signed_number), number);
    if (test.field == AUDIT_ARCH) return number & __AUDIT_ARCH_64BIT ? "b64" : "b32";
    return test.field >= AUDIT_ARG0 && test.field <= AUDIT_ARG3 ? hex(number)
                                                                : std::to_string(number);
}

/// A plain watch keeps the short form that its author most likely used.
std::string watch_line(const KernelRule& rule) {
    auto line = "-w " + rule.fields.front().text + " -p " + permissions_text(rule.permissions);
    for (const auto& key : rule.keys) line += " -k " + key;
    return line;
}

bool is_watch(const KernelRule& rule) {
    return rule.list == RuleList::exit && rule.action == RuleAction::always && rule.arch == 0 &&
           rule.all_calls && rule.permissions != 0 && rule.fields.size() == 1 &&
           (rule.fields[0].field == AUDIT_WATCH || rule.fields[0].field == AUDIT_DIR) &&
           rule.fields[0].op == Operator::equal;
}

constexpr std::array<std::string_view, 6> list_names{"user",    "task",       "exit",
                                                     "exclude", "filesystem", "io_uring"};

}  // namespace

Machine native_machine() noexcept {
#if defined(__aarch64__)
    return Machine::aarch64;
#else
    return Machine::x86_64;
#endif
}

std::uint32_t arch_64(Machine machine) noexcept {
    return machine == Machine::x86_64 ? AUDIT_ARCH_X86_64 : AUDIT_ARCH_AARCH64;
}

std::uint32_t arch_32(Machine machine) noexcept {
    return machine == Machine::x86_64 ? AUDIT_ARCH_I386 : AUDIT_ARCH_ARM;
}

int call_number(std::string_view name, std::uint32_t arch) {
    const int machine = audit_elf_to_machine(arch);
    return machine < 0 ? -1 : audit_name_to_syscall(std::string{name}.c_str(), machine);
}

bool KernelRule::watches(std::uint32_t call_arch, int call) const noexcept {
    if (arch != 0 && arch != call_arch) return false;
    if (all_calls) return true;
    return call >= 0 && static_cast<std::size_t>(call) < calls.size() &&
           calls[static_cast<std::size_t>(call)];
}

bool holds_text(std::uint32_t field) noexcept {
    return (field >= AUDIT_SUBJ_USER && field <= AUDIT_SUBJ_CLR) ||
           (field >= AUDIT_OBJ_USER && field <= AUDIT_OBJ_LEV_HIGH) || field == AUDIT_WATCH ||
           field == AUDIT_DIR || field == AUDIT_EXE || field == AUDIT_FILTERKEY;
}

ComparedFields compared_fields(std::uint32_t comparison) noexcept {
    if (comparison == 0 || comparison > comparisons.size()) return {};
    return comparisons[comparison - 1];
}

std::uint32_t comparison_of(std::string_view left, std::string_view right) noexcept {
    for (std::uint32_t index = 0; index < comparisons.size(); ++index) {
        const auto& [first, second] = comparisons[index];
        if ((first == left && second == right) || (first == right && second == left))
            return index + 1;
    }
    return 0;
}

KernelRule read_kernel_rule(const audit_rule_data& from) {
    KernelRule rule;
    rule.list = list_of(from.flags);
    rule.action = from.action == AUDIT_NEVER ? RuleAction::never : RuleAction::always;
    if (rule.list == RuleList::exit || rule.list == RuleList::io_uring) read_calls(from, rule);
    Strings strings{from};
    const auto count = std::min<std::uint32_t>(from.field_count, AUDIT_MAX_FIELDS);
    for (std::uint32_t i = 0; i < count; ++i) {
        FieldTest test{from.fields[i], operator_of(from.fieldflags[i]), from.values[i], {}};
        if (holds_text(test.field)) {
            test.text = strings.take(test.number);
            test.number = 0;
            if (test.field == AUDIT_DIR) test.text = without_trailing_slash(std::move(test.text));
        }
        add_field(rule, std::move(test));
    }
    std::sort(rule.fields.begin(), rule.fields.end());
    return rule;
}

std::string text_of(const FieldTest& test) {
    const auto* const symbol = audit_operator_to_symbol(static_cast<int>(bits_of(test.op)));
    if (test.field == AUDIT_FIELD_COMPARE) {
        const auto [left, right] = compared_fields(test.number);
        return std::string{left} + symbol + std::string{right};
    }
    const auto* const name = audit_field_to_name(static_cast<int>(test.field));
    return name_or_number(name, test.field) + symbol + value_text(test);
}

std::string line_of(const KernelRule& rule) {
    if (is_watch(rule)) return watch_line(rule);
    std::string line = rule.action == RuleAction::never ? "-a never," : "-a always,";
    line += list_names[static_cast<std::size_t>(rule.list)];
    if (rule.arch) line += rule.arch & __AUDIT_ARCH_64BIT ? " -F arch=b64" : " -F arch=b32";
    if (rule.list == RuleList::exit) line += " -S " + calls_text(rule);
    for (const auto& test : rule.fields)
        line += (test.field == AUDIT_FIELD_COMPARE ? " -C " : " -F ") + text_of(test);
    if (rule.permissions) line += " -F perm=" + permissions_text(rule.permissions);
    for (const auto& key : rule.keys) line += " -k " + key;
    return line;
}

}  // namespace pipehound::audit
