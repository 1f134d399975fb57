// SPDX-License-Identifier: Apache-2.0
// Need -> the kinds of events that would meet it, one for each system call and architecture; and
// how a rule of the kernel's relates to such a kind. The middle of coverage.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audit/kernel_rule.hpp"
#include "audit/need.hpp"

namespace pipehound::audit {

/// What is known of a field in all events of a class.
struct Fact {
    enum class Kind : std::uint8_t {
        exact,       ///< the field is that number, or that text
        bits,        ///< these bits are set
        one_of_bits  ///< at least one of these bits is set
    };
    std::uint32_t field = 0;
    std::uint32_t number = 0;
    std::string text = {};
    Kind kind = Kind::exact;
};

/// Events that are alike in the eyes of the kernel's filter.
struct EventClass {
    std::string label;  ///< for people: the name of the call, and what else sets it apart
    std::uint32_t arch = 0;
    int call = 0;
    std::vector<Fact> facts = {};
    std::vector<FieldTest> assumed = {};  ///< tests that all of them pass
    std::optional<Place> place = {};      ///< of calls with a path
    std::uint8_t access = 0;              ///< AUDIT_PERM_*: each event asks for one of these
    bool any_outcome = false;             ///< failed calls are needed too
};

/// Empty where the machine does not have the call.
[[nodiscard]] std::vector<EventClass> event_classes(const Need& need, Machine machine);

/// What a rule makes the kernel see: the classes of its calls.
[[nodiscard]] std::vector<EventClass> event_classes(const KernelRule& rule, Machine machine);

enum class Extent : std::uint8_t { none, some, all };

struct Match {
    Extent extent = Extent::none;
    std::vector<std::string> narrowing = {};  ///< the tests that only some of the events pass
};

/// How many of the events would the rule match, if no other rule came first?
[[nodiscard]] Match match(const KernelRule& rule, const EventClass& events);

/// The same for one test.
[[nodiscard]] Extent pass(const FieldTest& test, const EventClass& events);

}  // namespace pipehound::audit
