// SPDX-License-Identifier: Apache-2.0
// The symbolic form as text, for people who ask what a rule was read as, and for tests.
#pragma once

#include <string>

#include "rule/condition.hpp"
#include "rule/rule.hpp"

namespace pipehound::rule {

/// (Image ~ "*/nc" and not (CommandLine =~ "-z")): wildcards stand bare and literal stars behind a
/// backslash, `~~` minds case. A field that need not be known has a ? before it, as in EQL; what
/// absence means (Predicate::absence) is the same throughout a language and not told.
[[nodiscard]] std::string text(const Condition& condition);
[[nodiscard]] std::string text(const Pattern& pattern);

/// The two halves of a test: what it is put to, and what it asks.
[[nodiscard]] std::string subject_text(const Predicate& predicate);
[[nodiscard]] std::string test_text(const Predicate& predicate);

/// length(process.args) as EQL writes it.
[[nodiscard]] std::string text(const Expression& expression);

/// process where (...), any where (...)
[[nodiscard]] std::string text(const EventQuery& query);

/// sequence with maxspan=30000ms [...] by host.id ![...] by host.id until [...] by host.id
[[nodiscard]] std::string text(const Sequence& sequence);

/// event_count >= 5 of a, b within 60 s, by User
[[nodiscard]] std::string text(const Correlation& correlation);

}  // namespace pipehound::rule
