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

std::string in_quotes(std::string_view value) {
    return '"' + cut(alert::printable(value), longest_value) + '"';
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
    auto line = event::date_and_time(mark.time) + "  ";
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
        line.append(line.empty() ? "" : ", ").append(in_quotes(value));
    return seen.more == 0 ? line : line + " and " + std::to_string(seen.more) + " more";
}

std::string field_text(const SeenValues& seen) {
    return plain(seen.subject) + ' ' + values_text(seen);
}

bool is_alone_and_untold(const std::vector<SeenValues>& seen) {
    return seen.size() == 1 && !seen.front().told;
}

/// "nc", or where there are several fields: name "nc"; args not told
std::string seen_text(const std::vector<SeenValues>& all) {
    if (all.size() == 1) return values_text(all.front());
    std::string line;
    for (const auto& seen : all) line.append(line.empty() ? "" : "; ").append(field_text(seen));
    return line;
}

/// Without the values.
std::string test_text(const FailedTest& test) {
    constexpr std::array<std::string_view, 3> labels{"false:    ", "excluded: ", "unknown:  "};
    auto line = std::string{labels[static_cast<std::size_t>(test.how)]};
    const auto asked = cut(plain(test.text), longest_test);
    if (test.how == FailedTest::How::unknown && is_alone_and_untold(test.seen))
        line += plain(test.seen.front().subject) + " is not told by this event, asked is: ";
    line += asked;
    if (test.other_ways == 0) return line;
    return line + "; or " + event::counted(test.other_ways, "other way", "other ways") +
           ", no nearer";
}

std::string failed_text(const FailedTest& test) {
    auto line = test_text(test);
    if (test.seen.empty()) return line;
    if (!is_alone_and_untold(test.seen)) return line + " (seen: " + seen_text(test.seen) + ')';
    return test.how == FailedTest::How::unknown ? line : line + " (not told by this event)";
}

std::string key_text(const JoinKey& key) {
    std::string line;
    for (const auto& [field, value] : key)
        line.append(line.empty() ? "by " : ", ")
            .append(plain(field))
            .append(1, ' ')
            .append(in_quotes(value));
    return line;
}

std::string held_text(const Match& match) {
    std::string line;
    for (const auto& seen : match.held)
        line.append(line.empty() ? "" : "; ").append(field_text(seen));
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
    if (!line.empty()) page.line(1, "kernel rules that it needs: " + line);
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
        page.line(2, std::to_string(stage.without_key) + " of these took no part: not told was " +
                         plain(stage.missing_key) + ", by which the stages are joined");
    if (stage.unclaimed > 0)
        page.line(2, std::to_string(stage.unclaimed) +
                         " of these: no beginning of the sequence waited for it");
}

/// Did they fail in the same tests, whatever the values?
bool fail_alike(const Miss& one, const Miss& other) {
    return std::equal(one.tests.begin(), one.tests.end(), other.tests.begin(), other.tests.end(),
                      [](const FailedTest& left, const FailedTest& right) {
                          return left.how == right.how && left.text == right.text;
                      });
}

void add_miss(const Miss& miss, Page& page) {
    const auto alike = miss.like > 1 ? " (and " + std::to_string(miss.like - 1) + " alike)" : "";
    page.line(2, cut(mark_text(miss.event), width - 4 - alike.size()) + alike);
}

/// Of all fields that these tests are about.
std::vector<SeenValues> seen_by(const std::vector<FailedTest>& tests) {
    std::vector<SeenValues> all;
    for (const auto& test : tests)
        for (const auto& seen : test.seen)
            if (std::find(all.begin(), all.end(), seen) == all.end()) all.push_back(seen);
    return all;
}

/// One event with its tests, or the tests and the events that all failed in them.
void add_alike(const std::vector<const Miss*>& alike, Page& page) {
    if (alike.size() == 1) {
        add_miss(*alike.front(), page);
        for (const auto& test : alike.front()->tests) page.whole_line(3, failed_text(test));
        return;
    }
    page.line(2, "each of the next " + std::to_string(alike.size()) + ':');
    for (const auto& test : alike.front()->tests) page.whole_line(3, test_text(test));
    for (const auto* const miss : alike) {
        add_miss(*miss, page);
        if (const auto seen = seen_by(miss->tests); !seen.empty() && !is_alone_and_untold(seen))
            page.line(3, "seen: " + seen_text(seen));
    }
}

void add_misses(const StageExplanation& stage, Page& page) {
    if (stage.misses.empty()) return;
    page.line(
        1, "nearest of the " + std::to_string(stage.came - stage.matched) + " that did not match:");
    std::vector<std::vector<const Miss*>> kinds;
    for (const auto& miss : stage.misses) {
        const auto known = std::find_if(kinds.begin(), kinds.end(), [&miss](const auto& kind) {
            return fail_alike(*kind.front(), miss);
        });
        (known == kinds.end() ? kinds.emplace_back() : *known).push_back(&miss);
    }
    for (const auto& kind : kinds) add_alike(kind, page);
}

/// `title`: of the whole; what is called the same is all of it.
void add_stage(const StageExplanation& stage, const std::string& title, Page& page) {
    page.gap();
    if (stage.name != title) page.line(0, plain(stage.name));
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
        return when ? ' ' + std::string{word} + ' ' + event::date_and_time(*when) : std::string{};
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
        page.line(1, event::counted(count, "had ", "had ") + reached_text(reached, chains.steps) +
                         ", " + end_text(how, chains.maxspan, std::nullopt));
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
    page.line(1, "judged:   " + event::counted(correlation.arrivals, "time", "times") +
                     ", fulfilled " + event::counted(correlation.fulfilled, "time", "times"));
    if (correlation.nearest.empty()) return;
    page.line(1, "groups that came nearest:");
    for (const auto& group : correlation.nearest) {
        const auto key = key_text(group.key);
        page.line(2, group.measure + ", " + event::date_and_time(group.begin) + " to " +
                         event::date_and_time(group.end).substr(11) +
                         (key.empty() ? "" : "  " + key) +
                         (group.host.empty() ? "" : "  host " + plain(group.host)));
        for (const auto& mark : group.events) page.line(3, mark_text(mark));
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
    page.line(0, explanation.fired == 0
                     ? "did not fire"
                     : "fired " + event::counted(explanation.fired, "time", "times"));
    add_firings(explanation, page);
    for (const auto& correlation : explanation.correlations) add_correlation(correlation, page);
    for (const auto& stage : explanation.stages) add_stage(stage, explanation.meta.title, page);
    if (explanation.chains) add_chains(*explanation.chains, page);
    page.gap();
    page.line(0,
              "In tests ~ is like, ~~ the same with case, =~ a regular expression. Times are UTC.");
    page.line(0, "Filters, limits of alerts and running incidents are not considered.");
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
