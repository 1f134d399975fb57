// SPDX-License-Identifier: Apache-2.0
// One rule of the kernel's audit filter as a value, wherever it was read from: a line of auditctl's
// (kernel_rules_text.hpp) or the kernel's own answer. coverage.hpp asks whether a set of them shows
// what a detection needs.
#pragma once

#include <libaudit.h>

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pipehound::audit {

/// What `arch=b64` and the names of system calls mean.
enum class Machine : std::uint8_t { x86_64, aarch64 };

[[nodiscard]] Machine native_machine() noexcept;

/// AUDIT_ARCH_* of the machine's own programs and of its 32-bit ones.
[[nodiscard]] std::uint32_t arch_64(Machine machine) noexcept;
[[nodiscard]] std::uint32_t arch_32(Machine machine) noexcept;

/// The number of that call, or -1 where the architecture does not have it.
[[nodiscard]] int call_number(std::string_view name, std::uint32_t arch);

enum class RuleList : std::uint8_t { user, task, exit, exclude, filesystem, io_uring };
enum class RuleAction : std::uint8_t { never, always };

enum class Operator : std::uint8_t {
    equal,
    not_equal,
    less,
    less_or_equal,
    greater,
    greater_or_equal,
    any_bit,  ///< `&`
    all_bits  ///< `&=`
};

/// One `-F`, or a `-C`, of which `number` says what it compares (AUDIT_COMPARE_*).
struct FieldTest {
    std::uint32_t field = 0;  ///< AUDIT_PID and so on, of linux/audit.h
    Operator op = Operator::equal;
    std::uint32_t number = 0;
    std::string text;  ///< of paths and labels, and of users that only their host can number

    friend auto operator<=>(const FieldTest&, const FieldTest&) = default;
};

using CallNumbers = std::bitset<AUDIT_BITMASK_SIZE * 32>;

struct KernelRule {
    RuleList list = RuleList::exit;
    RuleAction action = RuleAction::always;
    std::uint32_t arch = 0;  ///< AUDIT_ARCH_*; 0: any
    bool all_calls = true;
    CallNumbers calls;              ///< if not all
    std::vector<FieldTest> fields;  ///< sorted: all must hold, their order means nothing
    std::uint8_t permissions = 0;  ///< AUDIT_PERM_* of which one must be asked for; 0: no such test
    std::vector<std::string> keys;

    [[nodiscard]] bool watches(std::uint32_t call_arch, int call) const noexcept;

    friend bool operator==(const KernelRule&, const KernelRule&) = default;
};

/// What the kernel answers to AUDIT_LIST_RULES (kernel/auditfilter.c, audit_krule_to_data).
[[nodiscard]] KernelRule read_kernel_rule(const audit_rule_data& rule);

/// As auditctl takes it, for people. Fields stand in our order, not in the author's.
[[nodiscard]] std::string line_of(const KernelRule& rule);

/// One test of it: "auid!=unset", "dir=/etc".
[[nodiscard]] std::string text_of(const FieldTest& test);

/// Is the value of that field a string (kernel/auditfilter.c, audit_data_to_entry)?
[[nodiscard]] bool holds_text(std::uint32_t field) noexcept;

/// The two fields that a `-C` of that number compares, and back; 0 for a pair that cannot be.
struct ComparedFields {
    std::string_view left;
    std::string_view right;
};
[[nodiscard]] ComparedFields compared_fields(std::uint32_t comparison) noexcept;
[[nodiscard]] std::uint32_t comparison_of(std::string_view left, std::string_view right) noexcept;

}  // namespace pipehound::audit
