// SPDX-License-Identifier: Apache-2.0
#include "explanation_text.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "alert/quoting.hpp"
#include "audit/coverage.hpp"
#include "event/text.hpp"
#include "kernel_sources.hpp"

namespace pipehound::plugin {

namespace {

using namespace detect;
using alert::cut;

constexpr std::size_t width = 140;
constexpr std::size_t longest_value = 60;
constexpr std::size_t longest_test = 100;
constexpr std::size_t shown_remedies = 6;
constexpr std::size_t shown_events = 12;

/// Printable ASCII, with backslashes as an author wrote them.
std::string plain(std::string_view text) {
    std::string out;
    for (const char c : text) out += c == '\\' ? "\\" : alert::printable({&c, 1});
    return out;
}

std::string quoted(std::string_view value) {
    return '"' + cut(alert::printable(value), longest_value) + '"';
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
    return std::to_string(count) + ' ' + std::string{count == 1 ? one : many};
}

/// "2026-11-20 03:12:45.123"
std::string time_text(event::Time time) {
    auto text = event::iso8601(time);
    text[text.find('T')] = ' ';
    text.pop_back();
    return text;
}

std::string seconds(event::Duration duration) {
    const auto whole = duration.count() / 1000;
    return duration.count() % 1000 == 0 ? std::to_string(whole) + " s"
                                        : std::to_string(duration.count()) + " ms";
}

/// Text in lines, each as far to the right as what it belongs to asks.
class Page {
public:
    void line(std::size_t depth, const std::string& text) {
        text_.append(2 * depth, ' ').append(cut(text, width - 2 * depth)) += '\n';
    }
    void whole_line(std::size_t depth, const std::string& text) {
        text_.append(2 * depth, ' ').append(text) += '\n';
    }
    void gap() { text_ += '\n'; }
    [[nodiscard]] std::string take() && { return std::move(text_); }

private:
    std::string text_;
};

std::string mark_text(const EventMark& mark) {
    auto line = time_text(mark.time) + "  ";
    line += mark.event_id.empty() ? "serial " + std::to_string(mark.serial)
                                  : "event " + cut(plain(mark.event_id), longest_value);
    if (!mark.host.empty()) line += "  host " + cut(plain(mark.host), longest_value);
    return line + "  " + alert::printable(mark.summary);
}

std::string values_text(const SeenValues& seen) {
    if (!seen.told) return "not told";
    if (seen.values.empty()) return "empty";
    std::string line;
    for (const auto& value : seen.values)
        line.append(line.empty() ? "" : ", ").append(quoted(value));
    return seen.more == 0 ? line : line + " and " + std::to_string(seen.more) + " more";
}

std::string seen_text(const FailedTest& test) {
    if (test.seen.empty()) return {};
    if (test.seen.size() == 1)
        return test.seen.front().told ? " (seen: " + values_text(test.seen.front()) + ')'
                                      : " (not told by this event)";
    std::string line;
    for (const auto& seen : test.seen)
        line.append(line.empty() ? " (seen: " : "; ")
            .append(plain(seen.subject))
            .append(1, ' ')
            .append(values_text(seen));
    return line + ')';
}

std::string failed_text(const FailedTest& test) {
    constexpr std::array<std::string_view, 3> labels{"false:    ", "excluded: ", "unknown:  "};
    auto line = std::string{labels[static_cast<std::size_t>(test.how)]};
    const auto asked = cut(plain(test.text), longest_test);
    if (test.how == FailedTest::How::unknown && test.seen.size() == 1)
        line +=
            plain(test.seen.front().subject) + " is not told by this event (asked: " + asked + ')';
    else
        line += asked + seen_text(test);
    if (test.other_ways > 0)
        line += "; " + counted(test.other_ways, "other way is", "other ways are") + " no nearer";
    return line;
}

std::string key_text(const JoinKey& key) {
    std::string line;
    for (const auto& [field, value] : key)
        line.append(line.empty() ? "by " : ", ")
            .append(plain(field))
            .append(1, ' ')
            .append(quoted(value));
    return line;
}

std::string held_text(const Match& match) {
    std::string line;
    for (const auto& seen : match.held)
        line.append(line.empty() ? "" : "; ")
            .append(plain(seen.subject))
            .append(1, ' ')
            .append(values_text(seen));
    const auto key = key_text(match.key);
    return key.empty() || line.empty() ? line + key : line + "; " + key;
}

void add_remedies(const std::set<audit::Need>& needs, Page& page) {
    std::vector<std::string> lines;
    for (const auto& need : needs) {
        auto line = audit::remedy(need);
        if (std::find(lines.begin(), lines.end(), line) == lines.end())
            lines.push_back(std::move(line));
    }
    if (lines.empty()) return;
    page.line(1, "kernel rules that bring them:");
    for (std::size_t i = 0; i < std::min(lines.size(), shown_remedies); ++i)
        page.whole_line(2, lines[i]);
    if (lines.size() > shown_remedies)
        page.line(2, "and " + std::to_string(lines.size() - shown_remedies) +
                         " more, see: pipehound check");
}

void add_sources(const std::set<audit::Need>& needs, Page& page) {
    std::string line;
    for (const auto& source : sources_of(needs))
        line.append(line.empty() ? "" : ", ").append(source);
    if (!line.empty()) page.line(1, "the kernel has to have: " + line);
}

void add_matches(const StageExplanation& stage, Page& page) {
    page.line(1, "matched:  " + std::to_string(stage.matched));
    for (const auto& match : stage.matches) {
        page.line(2, mark_text(match.event));
        if (const auto held = held_text(match); !held.empty()) page.line(3, held);
    }
    if (stage.last)
        page.line(2, "and " + std::to_string(stage.matched - stage.matches.size()) +
                         " more, the last: " + mark_text(*stage.last));
    if (stage.without_key > 0)
        page.line(2, counted(stage.without_key, "takes", "take") + " no part: " +
                         plain(stage.missing_key) + " is not told, by which the stages are joined");
    if (stage.unclaimed > 0)
        page.line(2, counted(stage.unclaimed, "comes", "come") +
                         " where no beginning of the sequence waits for it");
}

void add_misses(const StageExplanation& stage, Page& page) {
    if (stage.misses.empty()) return;
    page.line(1, "nearest of those that did not match, " +
                     std::to_string(stage.came - stage.matched) + " in all:");
    for (const auto& miss : stage.misses) {
        const auto alike =
            miss.like > 1 ? " (and " + std::to_string(miss.like - 1) + " alike)" : "";
        page.line(2, cut(mark_text(miss.event), width - 4 - alike.size()) + alike);
        for (const auto& test : miss.tests) page.whole_line(3, failed_text(test));
    }
}

void add_stage(const StageExplanation& stage, Page& page) {
    page.gap();
    page.line(0, plain(stage.name));
    page.line(1, "asks:     " + plain(stage.asks));
    page.line(1, "came by:  " + std::to_string(stage.came) + ' ' + plain(stage.of));
    if (stage.came == 0) return add_remedies(stage.needs, page);
    add_matches(stage, page);
    if (stage.matched == 0) add_sources(stage.needs, page);
    add_misses(stage, page);
}

std::string end_text(ChainEnd how, const std::optional<event::Duration>& maxspan,
                     const std::optional<event::Time>& when) {
    const auto at = [&when](std::string_view word) {
        return when ? ' ' + std::string{word} + ' ' + time_text(*when) : std::string{};
    };
    switch (how) {
        case ChainEnd::expired:
            return "then maxspan (" + (maxspan ? seconds(*maxspan) : "") + ") ran out" + at("at");
        case ChainEnd::until:
            return "then an event of until ended it" + at("at");
        case ChainEnd::displaced:
            return "then a newer one took its place" + at("at");
        case ChainEnd::forbidden:
            return "but an event came that has to be missing" + at("before");
        case ChainEnd::evicted:
            return "then it made room: too many were remembered";
        case ChainEnd::open:
            return "and waited for more when the log ended" + (when ? "," + at("until") : "");
    }
    return {};
}

std::string reached_text(std::size_t reached, std::size_t steps) {
    return std::to_string(reached) + " of " + std::to_string(steps) + " events";
}

void add_chains(const ChainsExplanation& chains, Page& page) {
    page.gap();
    page.line(0, "beginnings of the sequence that came to nothing");
    if (chains.counts.empty()) return page.line(1, "none");
    for (const auto& [reached, how, count] : chains.counts)
        page.line(1, counted(count, "had ", "had ") + reached_text(reached, chains.steps) + ", " +
                         end_text(how, chains.maxspan, std::nullopt));
    page.line(1, "those that went furthest:");
    for (const auto& chain : chains.unfinished) {
        const auto key = key_text(chain.key);
        page.line(2, reached_text(chain.events.size(), chains.steps) + ", " +
                         end_text(chain.how, chains.maxspan, chain.when) +
                         (key.empty() ? "" : "  " + key));
        for (const auto& mark : chain.events) page.line(3, mark_text(mark));
    }
}

void add_correlation(const CorrelationExplanation& correlation, Page& page) {
    page.gap();
    page.line(0, "correlation: " + plain(correlation.title));
    page.line(1, "asks:     " + plain(correlation.asks));
    page.line(1, "judged:   " + counted(correlation.arrivals, "time", "times") + ", fulfilled " +
                     counted(correlation.fulfilled, "time", "times"));
    if (correlation.nearest.empty()) return;
    page.line(1, "groups that came nearest:");
    for (const auto& group : correlation.nearest) {
        const auto key = key_text(group.key);
        page.line(2, group.measure + ", " + time_text(group.begin) + " to " +
                         time_text(group.end).substr(11) + (key.empty() ? "" : "  " + key) +
                         (group.host.empty() ? "" : "  host " + plain(group.host)));
        for (const auto& title : group.missing) page.line(3, "missing: " + plain(title));
    }
}

void add_firings(const Explanation& explanation, Page& page) {
    for (const auto& firing : explanation.firings) {
        page.line(1, alert::printable(firing.reason));
        for (std::size_t i = 0; i < std::min(firing.events.size(), shown_events); ++i)
            page.line(2, mark_text(firing.events[i]));
        if (firing.events.size() > shown_events)
            page.line(2, "and " + std::to_string(firing.events.size() - shown_events) + " more");
    }
    if (!explanation.firings.empty() && explanation.fired > explanation.firings.size())
        page.line(1, "and " + std::to_string(explanation.fired - explanation.firings.size()) +
                         " more times");
}

}  // namespace

std::string text(const Explanation& explanation) {
    Page page;
    page.line(0, plain(explanation.meta.title));
    page.line(0, explanation.fired == 0 ? "did not fire"
                                        : "fired " + counted(explanation.fired, "time", "times"));
    add_firings(explanation, page);
    for (const auto& correlation : explanation.correlations) add_correlation(correlation, page);
    for (const auto& stage : explanation.stages) add_stage(stage, page);
    if (explanation.chains) add_chains(*explanation.chains, page);
    page.gap();
    page.line(0,
              "Times are UTC. Filters, limits of alerts and running incidents are not considered.");
    return std::move(page).take();
}

std::string text(const rule::Meta& meta, const std::vector<NotEvaluable>& reasons) {
    Page page;
    page.line(0, plain(meta.title));
    page.line(0, "is not evaluable");
    for (const auto& one : reasons)
        page.whole_line(1, (one.id == meta.id ? "" : plain(one.title) + ": ") + plain(one.reason));
    return std::move(page).take();
}

}  // namespace pipehound::plugin
