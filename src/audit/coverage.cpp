// SPDX-License-Identifier: Apache-2.0
// A need falls into classes of events. Each class is taken through the rules as the kernel does it:
// the first that matches decides. What a rule matches of a class only in part stays open for those
// behind it. What the classes met is then told together.
#include "audit/coverage.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "audit/event_class.hpp"

namespace pipehound::audit {

namespace {

using State = Coverage::State;

enum class Outcome : std::uint8_t { missing, narrower, silenced, partly_silenced, other_key };

/// What befell a class: by which rule, and what of it passes.
struct Finding {
    Outcome outcome = Outcome::missing;
    std::string rule = {};
    std::string narrowing = {};

    friend auto operator<=>(const Finding&, const Finding&) = default;
};

struct Verdict {
    State state = State::not_covered;
    std::vector<Finding> findings;
};

bool has_key(const KernelRule& rule, const std::string& key) {
    return std::find(rule.keys.begin(), rule.keys.end(), key) != rule.keys.end();
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
    std::string text;
    for (const auto& word : words) text.append(text.empty() ? "" : between).append(word);
    return text;
}

/// One class on its way through the rules of the exit list.
class Walk {
public:
    Walk(const Need& need, const EventClass& events) : need_{need}, events_{events} {}

    Verdict through(std::span<const KernelRule> rules) {
        for (const auto& rule : rules) {
            if (rule.list != RuleList::exit) continue;
            const auto matched = match(rule, events_);
            if (matched.extent != Extent::none && meet(rule, matched)) return std::move(verdict_);
        }
        if (verdict_.state == State::not_covered) note({Outcome::missing});
        return std::move(verdict_);
    }

private:
    /// Is the way at its end?
    bool meet(const KernelRule& rule, const Match& matched) {
        const bool all = matched.extent == Extent::all;
        if (rule.action == RuleAction::never)
            note(all ? Outcome::silenced : Outcome::partly_silenced, rule, matched);
        else if (need_.kind == Need::Kind::key && !has_key(rule, need_.name))
            note(Outcome::other_key, rule, matched);
        else if (all)
            show_all();
        else
            show_some(matched);
        return all;
    }

    /// What was shown in part before is of no more interest.
    void show_all() {
        verdict_.state = damaged_ ? State::partly : State::covered;
        std::erase_if(verdict_.findings,
                      [](const Finding& finding) { return finding.outcome == Outcome::narrower; });
    }

    /// Which rule it is would only make two findings of one: its tests tell.
    void show_some(const Match& matched) {
        verdict_.state = State::partly;
        note({Outcome::narrower, {}, joined(matched.narrowing, " and ")});
    }

    void note(Outcome outcome, const KernelRule& rule, const Match& matched) {
        damaged_ = true;
        note({outcome, line_of(rule), joined(matched.narrowing, " and ")});
    }

    void note(Finding finding) { verdict_.findings.push_back(std::move(finding)); }

    const Need& need_;
    const EventClass& events_;
    Verdict verdict_;
    bool damaged_ = false;
};

/// Which calls, of which programs, met with the same.
struct Affected {
    std::vector<std::string> in_64;
    std::vector<std::string> in_32;
};

constexpr std::size_t named_at_most = 8;

std::string few_of(const std::vector<std::string>& words, std::string_view between) {
    if (words.size() <= named_at_most) return joined(words, between);
    const std::vector<std::string> first(words.begin(), words.begin() + named_at_most);
    return joined(first, between) + " and " + std::to_string(words.size() - named_at_most) +
           " more";
}

std::string named(const std::vector<std::string>& calls) { return few_of(calls, ", "); }

std::string text_of(const Affected& calls) {
    if (calls.in_32.empty()) return named(calls.in_64) + " by 64-bit programs";
    if (calls.in_64.empty()) return named(calls.in_32) + " by 32-bit programs";
    if (calls.in_32 == calls.in_64) return named(calls.in_64);
    return named(calls.in_64) + " by 64-bit and " + named(calls.in_32) + " by 32-bit programs";
}

/// What usual tests leave out, for who does not know.
struct Hint {
    std::string_view test;
    std::string_view of;  // calls of this name only
    std::string_view text;
};

constexpr std::array<Hint, 3> hints{{
    {"success=1", "connect",
     " A non-blocking connect, as nc and curl make it, ends in EINPROGRESS and counts as failed."},
    {"auid!=unset", "", " Services, and what is started through them, have no auid."},
    {"auid>=", "",
     " Services, root at the console, and what is started through them are left out."},
}};

std::string hints_on(std::string_view narrowing, std::string_view calls) {
    for (const auto& [test, of, text] : hints)
        if (narrowing.find(test) != std::string_view::npos &&
            calls.find(of) != std::string_view::npos)
            return std::string{text};
    return {};
}

std::string sentence(const Finding& finding, const Affected& calls) {
    const auto what = text_of(calls);
    const auto part = finding.narrowing.empty() ? "" : " where " + finding.narrowing;
    switch (finding.outcome) {
        case Outcome::missing:
            return "No rule shows " + what + ".";
        case Outcome::narrower:
            return "Only where " + finding.narrowing + " is anything shown of " + what + "." +
                   hints_on(finding.narrowing, what);
        case Outcome::silenced:
        case Outcome::partly_silenced:
            return "`" + finding.rule + "` comes first and silences " + what + part +
                   ": remove it, or have it loaded behind pipehound's rules.";
        case Outcome::other_key:
            return "`" + finding.rule + "` comes first and gives " + what + part +
                   " a key of its own: load the rule with the wanted key before it.";
    }
    return {};
}

/// The verdicts on all classes of a need, put together.
class Summary {
public:
    void add(const EventClass& events, const Verdict& verdict) {
        best_ = std::max(best_, verdict.state);
        worst_ = std::min(worst_, verdict.state);
        std::vector<std::string> parts;
        for (const auto& finding : verdict.findings) {
            if (finding.outcome != Outcome::narrower)
                note(finding, events);
            else if (std::find(parts.begin(), parts.end(), finding.narrowing) == parts.end())
                parts.push_back(finding.narrowing);
        }
        if (!parts.empty()) note({Outcome::narrower, {}, few_of(parts, ", or ")}, events);
    }

    [[nodiscard]] Coverage coverage() const {
        Coverage result{worst_ == best_ ? best_ : State::partly, {}};
        if (result.state == State::covered) return result;
        for (const auto& [finding, calls] : found_)
            result.reasons.push_back(sentence(finding, calls));
        return result;
    }

    [[nodiscard]] bool lacks_a_rule() const {
        return std::any_of(found_.begin(), found_.end(), [](const auto& entry) {
            return entry.first.outcome == Outcome::missing ||
                   entry.first.outcome == Outcome::narrower;
        });
    }

private:
    void note(const Finding& finding, const EventClass& events) {
        auto& calls = found_[finding];
        auto& names = events.arch & __AUDIT_ARCH_64BIT ? calls.in_64 : calls.in_32;
        if (std::find(names.begin(), names.end(), events.label) == names.end())
            names.push_back(events.label);
    }

    State best_ = State::not_covered;
    State worst_ = State::covered;
    std::map<Finding, Affected> found_;
};

Coverage cover_by_calls(const Need& need, std::span<const KernelRule> rules, Machine machine) {
    const auto classes = event_classes(need, machine);
    if (classes.empty())
        return {State::not_covered, {"This machine has no system call " + need.name + "."}};
    Summary summary;
    for (const auto& events : classes) summary.add(events, Walk{need, events}.through(rules));
    auto coverage = summary.coverage();
    if (coverage.state != State::covered && summary.lacks_a_rule())
        coverage.reasons.push_back(remedy(need));
    return coverage;
}

Coverage cover_key(const Need& need, std::span<const KernelRule> rules, Machine machine) {
    Summary summary;
    bool found = false;
    for (const auto& rule : rules) {
        if (rule.list != RuleList::exit || rule.action == RuleAction::never ||
            !has_key(rule, need.name))
            continue;
        found = true;
        for (const auto& events : event_classes(rule, machine))
            summary.add(events, Walk{need, events}.through(rules));
    }
    if (found) return summary.coverage();
    return {State::not_covered, {"No rule gives the key " + need.name + ".", remedy(need)}};
}

bool comes_from_programs(int type) noexcept {
    return (type >= AUDIT_FIRST_USER_MSG && type <= AUDIT_LAST_USER_MSG) ||
           (type >= AUDIT_FIRST_USER_MSG2 && type <= AUDIT_LAST_USER_MSG2);
}

/// How far does the first fitting `never` of that list reach?
void apply_nevers(std::span<const KernelRule> rules, RuleList list, std::string_view consequence,
                  Coverage& coverage) {
    for (const auto& rule : rules) {
        if (rule.list != list) continue;
        const bool all = rule.fields.empty();
        if (rule.action == RuleAction::always && all) return;
        if (rule.action == RuleAction::always) continue;
        coverage.state = all ? State::not_covered : std::min(coverage.state, State::partly);
        coverage.reasons.push_back("`" + line_of(rule) +
                                   "` is loaded: " + std::string{consequence});
        if (all) return;
    }
}

Coverage cover_message(const Need& need, std::span<const KernelRule> rules) {
    Coverage coverage{State::covered,
                      {"Sent by " + sender_of(need.name) + "; no rule of the kernel's is needed."}};
    if (comes_from_programs(audit_name_to_msg_type(need.name.c_str())))
        apply_nevers(rules, RuleList::user,
                     "what it fits of the programs' own records is dropped. "
                     "Remove it.",
                     coverage);
    return coverage;
}

/// Records that a need reads, and what becomes of it without them.
struct Reading {
    int type;
    bool indispensable;
    std::string_view loss;
};

constexpr Reading call_record{AUDIT_SYSCALL, true, "nothing tells who did it"};
constexpr Reading working_directory{AUDIT_CWD, false, "relative paths cannot be resolved"};

constexpr std::array<Reading, 4> execution_records{
    {call_record,
     {AUDIT_EXECVE, true, "the arguments of programs are not known"},
     {AUDIT_PATH, false, "the path that a program was called by is not known"},
     working_directory}};
constexpr std::array<Reading, 3> file_records{
    {call_record, {AUDIT_PATH, true, "the names of files are not known"}, working_directory}};
constexpr std::array<Reading, 2> socket_records{
    {call_record, {AUDIT_SOCKADDR, true, "the addresses of connections are not known"}}};
constexpr std::array<Reading, 1> call_records{{call_record}};

std::vector<Reading> records_of(const Need& need) {
    const auto copy = [](const auto& records) {
        return std::vector<Reading>(records.begin(), records.end());
    };
    switch (need.kind) {
        case Need::Kind::execution:
            return copy(execution_records);
        case Need::Kind::connection_out:
        case Need::Kind::connection_in:
        case Need::Kind::listening:
            return copy(socket_records);
        case Need::Kind::process_end:
        case Need::Kind::user_change:
        case Need::Kind::group_change:
        case Need::Kind::session_change:
        case Need::Kind::signal:
        case Need::Kind::fork:
        case Need::Kind::module_loading:
        case Need::Kind::module_unloading:
        case Need::Kind::system_call:
        case Need::Kind::key:
            return copy(call_records);
        case Need::Kind::message:
            return {{audit_name_to_msg_type(need.name.c_str()), true, "they never arrive"}};
        case Need::Kind::fifo_creation:
        case Need::Kind::fifo_opening:
        case Need::Kind::fifo_removal:
        case Need::Kind::file_creation:
        case Need::Kind::file_writing:
        case Need::Kind::file_deletion:
        case Need::Kind::file_renaming:
        case Need::Kind::path_reading:
        case Need::Kind::path_writing:
        case Need::Kind::file_altering:
            return copy(file_records);
    }
    return {};
}

/// How much of the records of that type the rule drops. Whatever its action, the exclude list drops
/// (kernel/audit.c, audit_filter).
Extent drops(const KernelRule& rule, int type) {
    EventClass records;
    records.facts = {{AUDIT_MSGTYPE, static_cast<std::uint32_t>(type)}};
    auto extent = Extent::all;
    for (const auto& test : rule.fields) extent = std::min(extent, pass(test, records));
    return extent;
}

void apply_exclude(const KernelRule& rule, const Reading& reading, Coverage& coverage) {
    const auto extent = drops(rule, reading.type);
    if (extent == Extent::none) return;
    const bool fatal = extent == Extent::all && reading.indispensable;
    coverage.state = fatal ? State::not_covered : std::min(coverage.state, State::partly);
    const auto* const name = audit_msg_type_to_name(reading.type);
    coverage.reasons.push_back("`" + line_of(rule) + "` drops " +
                               (extent == Extent::all ? "all " : "some ") + (name ? name : "") +
                               " records, so " + std::string{reading.loss} + ": remove it.");
}

bool drops_all(std::span<const KernelRule> rules, int type) {
    return std::any_of(rules.begin(), rules.end(), [type](const KernelRule& rule) {
        return rule.list == RuleList::exclude && drops(rule, type) == Extent::all;
    });
}

/// An event ends by EOE, without it by PROCTITLE, without both by age (audit/assembler.hpp).
void apply_late_ends(std::span<const KernelRule> rules, Coverage& coverage) {
    if (!drops_all(rules, AUDIT_EOE) || !drops_all(rules, AUDIT_PROCTITLE)) return;
    coverage.state = std::min(coverage.state, State::partly);
    coverage.reasons.push_back(
        "Rules of the exclude list drop all EOE and all PROCTITLE records, so "
        "nothing marks the end of an event and all is seen late: remove one.");
}

void apply_excludes(const Need& need, std::span<const KernelRule> rules, Coverage& coverage) {
    for (const auto& reading : records_of(need))
        for (const auto& rule : rules)
            if (rule.list == RuleList::exclude) apply_exclude(rule, reading, coverage);
    if (need.kind != Need::Kind::message) apply_late_ends(rules, coverage);
}

void apply_task_rules(std::span<const KernelRule> rules, Coverage& coverage) {
    apply_nevers(rules, RuleList::task,
                 "no process that starts under it is audited at all. Remove it (often in "
                 "/etc/audit/rules.d/10-no-audit.rules), and restart what is to be seen.",
                 coverage);
}

/// Debug file systems, which such rules are made for, hold no files that detections ask for.
bool hides_files(const KernelRule& rule) {
    return rule.list == RuleList::filesystem && rule.action == RuleAction::never &&
           std::none_of(rule.fields.begin(), rule.fields.end(), [](const FieldTest& test) {
               return test.field == AUDIT_FSTYPE && test.op == Operator::equal;
           });
}

void apply_filesystem_rules(const Need& need, std::span<const KernelRule> rules,
                            Coverage& coverage) {
    const auto records = records_of(need);
    const bool reads_paths =
        std::any_of(records.begin(), records.end(),
                    [](const Reading& reading) { return reading.type == AUDIT_PATH; });
    for (const auto& rule : rules) {
        if (!reads_paths || !hides_files(rule)) continue;
        coverage.state = std::min(coverage.state, State::partly);
        coverage.reasons.push_back("`" + line_of(rule) +
                                   "` hides files of whole file systems: remove it.");
    }
}

}  // namespace

Coverage cover(const Need& need, std::span<const KernelRule> rules, Machine machine) {
    Coverage coverage;
    if (need.kind == Need::Kind::message)
        coverage = cover_message(need, rules);
    else
        coverage = need.kind == Need::Kind::key ? cover_key(need, rules, machine)
                                                : cover_by_calls(need, rules, machine);
    apply_excludes(need, rules, coverage);
    if (need.kind == Need::Kind::message) return coverage;
    apply_task_rules(rules, coverage);
    apply_filesystem_rules(need, rules, coverage);
    return coverage;
}

}  // namespace pipehound::audit
