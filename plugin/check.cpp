// SPDX-License-Identifier: Apache-2.0
#include "check.hpp"

#include <algorithm>
#include <set>

#include "audit/coverage.hpp"
#include "detect/pipe_rule.hpp"
#include "detect/rule_needs.hpp"
#include "event/json.hpp"
#include "event/text.hpp"
#include "kernel_sources.hpp"

namespace pipehound::plugin {

namespace {

using audit::Coverage;
using event::Json;

/// Of all rules that feed it, through whatever correlations stand between.
std::set<std::string> sources_behind(const detect::RuleBook& book,
                                     const detect::CompiledCorrelation& correlation) {
    std::set<std::string> names;
    for (const auto& input : correlation.inputs)
        names.merge(input.is_correlation ? sources_behind(book, book.correlations[input.number])
                                         : sources_of(book.rules[input.number].needs));
    return names;
}

void add_reasons(const Coverage& coverage, std::vector<std::string>& reasons) {
    for (const auto& reason : coverage.reasons)
        if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end())
            reasons.push_back(reason);
}

template <class Texts>
Json list(const Texts& texts) {
    auto json = Json::array();
    for (const auto& text : texts) json.push_back(text);
    return json;
}

Json running_rule(const rule::Meta& meta, const std::set<std::string>& sources) {
    return {{"id", meta.id},
            {"file", meta.file},
            {"title", meta.title},
            {"kernel_rules", list(sources)}};
}

/// What is a rule to its author: a sequence is one, its stages are none.
struct Running {
    const rule::Meta* meta;
    std::vector<std::set<audit::Need>> stages;

    [[nodiscard]] std::set<audit::Need> needs() const {
        std::set<audit::Need> all;
        for (const auto& stage : stages) all.insert(stage.begin(), stage.end());
        return all;
    }
};

std::vector<Running> running_in(const detect::RuleBook& book) {
    std::vector<Running> found;
    for (const auto& rule : book.rules) {
        const bool goes_on = rule.stage && rule.stage->stage > 0;
        if (!goes_on) found.push_back({&rule.meta, {}});
        found.back().stages.push_back(rule.needs);
    }
    return found;
}

Json running_rules(const detect::RuleBook& book) {
    auto rules = Json::array();
    for (const auto& rule : running_in(book))
        rules.push_back(running_rule(*rule.meta, sources_of(rule.needs())));
    for (const auto& correlation : book.correlations)
        rules.push_back(running_rule(correlation.what.meta, sources_behind(book, correlation)));
    return rules;
}

}  // namespace

Check::Check(std::shared_ptr<const detect::RuleBook> book, std::optional<KernelState> kernel,
             event::Time now)
    : book_{std::move(book)}, kernel_{std::move(kernel)}, now_{now} {
    add_sources(detect::pipe_needs());
    if (kernel_) add_gap(detect::pipe_rule().id, detect::pipe_rule().name, {detect::pipe_needs()});
    for (const auto& rule : running_in(*book_)) {
        add_sources(rule.needs());
        if (kernel_) add_gap(rule.meta->id, rule.meta->title, rule.stages);
    }
    std::sort(sources_.begin(), sources_.end(),
              [](const Source& one, const Source& other) { return one.name < other.name; });
}

void Check::add_sources(const std::set<audit::Need>& needs) {
    for (const auto& name : sources_of(needs)) {
        auto known = std::find_if(sources_.begin(), sources_.end(),
                                  [&](const Source& source) { return source.name == name; });
        if (known == sources_.end()) known = sources_.insert(known, {name, 0});
        ++known->rules;
    }
}

/// A stage comes in as many ways as it has needs: it cannot where none is met, and then the rule is
/// blind. The core's own detection needs programs and FIFOs; without the rest it only sees less.
void Check::add_gap(const std::string& id, const std::string& title,
                    const std::vector<std::set<audit::Need>>& stages) {
    Gap gap{id, title, false, {}};
    for (const auto& needs : stages) {
        bool comes = needs.empty();
        for (const auto& need : needs) {
            const auto coverage = audit::cover(need, kernel_->rules);
            comes = comes || coverage.state != Coverage::State::not_covered;
            if (coverage.state != Coverage::State::covered) add_reasons(coverage, gap.reasons);
        }
        gap.blind = gap.blind || !comes;
    }
    if (!gap.reasons.empty()) gaps_.push_back(std::move(gap));
}

std::size_t Check::running() const noexcept { return book_->running(); }

std::string Check::text() const {
    std::string page;
    const auto row = [&page](const std::string& line) { page.append("  ").append(line) += '\n'; };
    const auto heading = [&page](std::string_view text) {
        page.append(page.empty() ? "" : "\n").append(text) += '\n';
    };
    if (!book_->broken.empty()) heading("Broken:");
    for (const auto& broken : book_->broken) row(rule::text(broken));
    if (!book_->not_evaluable.empty()) heading("Not evaluable:");
    for (const auto& rule : book_->not_evaluable)
        row(rule.file + ": " + rule.title + ": " + rule.reason);
    if (!book_->filters.empty()) heading("Filters:");
    for (const auto& filter : book_->filters)
        row(filter.meta.file + ": " + filter.meta.title +
            (filter.in_force(now_) ? "" : " (expired: it excludes nothing)"));
    heading("Kernel rules that this set needs, and how many rules ask for them:");
    for (const auto& source : sources_) row(source.name + ": " + std::to_string(source.rules));
    if (kernel_) {
        const auto found = impediments(*kernel_);
        if (!found.empty()) heading("Audit on this host:");
        for (const auto& impediment : found) row(impediment);
        for (const bool blind : {true, false}) {
            bool first = true;
            for (const auto& gap : gaps_) {
                if (gap.blind != blind) continue;
                if (first) heading(blind ? "Cannot fire on this host:" : "Sees less on this host:");
                first = false;
                row(gap.title + " (" + gap.id + ')');
                for (const auto& reason : gap.reasons) row("  " + reason);
            }
        }
        if (found.empty() && gaps_.empty()) heading("The kernel's rules show all that is needed.");
    }
    heading(event::counted(running(), "rule runs", "rules run") + ", " +
            std::to_string(book_->not_evaluable.size()) + " not evaluable, " +
            std::to_string(book_->broken.size()) + " broken");
    return page;
}

std::string Check::json() const {
    auto not_evaluable = Json::array();
    for (const auto& rule : book_->not_evaluable)
        not_evaluable.push_back(
            {{"file", rule.file}, {"id", rule.id}, {"title", rule.title}, {"reason", rule.reason}});
    auto broken = Json::array();
    for (const auto& entry : book_->broken)
        broken.push_back({{"file", entry.file},
                          {"line", entry.place.line},
                          {"column", entry.place.column},
                          {"message", entry.message},
                          {"hint", entry.hint}});
    auto filters = Json::array();
    for (const auto& filter : book_->filters)
        filters.push_back({{"file", filter.meta.file},
                           {"id", filter.meta.id},
                           {"title", filter.meta.title},
                           {"in_force", filter.in_force(now_)}});
    auto sources = Json::array();
    for (const auto& source : sources_)
        sources.push_back({{"source", source.name}, {"rules", source.rules}});
    Json page = {{"running", running()},
                 {"rules", running_rules(*book_)},
                 {"not_evaluable", not_evaluable},
                 {"broken", broken},
                 {"filters", filters},
                 {"kernel_rules", sources}};
    if (kernel_) {
        auto gaps = Json::array();
        for (const auto& gap : gaps_)
            gaps.push_back({{"id", gap.id},
                            {"title", gap.title},
                            {"can_fire", !gap.blind},
                            {"reasons", list(gap.reasons)}});
        page["kernel"] = {{"impediments", list(impediments(*kernel_))}, {"gaps", gaps}};
    }
    return event::json_line(page) + '\n';
}

}  // namespace pipehound::plugin
