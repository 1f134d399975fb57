// SPDX-License-Identifier: Apache-2.0
#include "detect/sequence_group.hpp"

#include <boost/test/unit_test.hpp>

#include "support/chance.hpp"
#include "support/sequence_reference.hpp"

using namespace pipehound;
using detect::SequenceGroup;
using detect::SequencePlan;
using test::Chance;
using test::Happening;

namespace {

using Places = std::vector<std::vector<std::size_t>>;

/// "a b !c d": a letter for each stage, `!` before a missing one, a digit behind one that runs so
/// often, and "/ u" for until.
rule::Sequence sequence_of(const std::string& text, std::optional<int> maxspan = {}) {
    rule::Sequence sequence;
    bool missing = false;
    for (const char c : text) {
        if (c == '!') missing = true;
        if (c >= '1' && c <= '9') sequence.stages.back().runs = static_cast<std::size_t>(c - '0');
        if (c == '/') sequence.until = rule::Sequence::Stage{};
        if (c < 'a' || c > 'z' || sequence.until) continue;
        sequence.stages.push_back({{}, {}, 1, missing});
        missing = false;
    }
    if (maxspan) sequence.maxspan = event::Duration{*maxspan};
    return sequence;
}

detect::Finding finding_of(const Happening& happening, std::size_t place) {
    detect::Finding finding;
    finding.moment = {place, event::Time{event::Duration{happening.time}}, happening.serial};
    finding.tiebreaker = happening.serial;
    return finding;
}

Places places_of(const std::vector<SequenceGroup::Match>& matches) {
    Places places;
    for (const auto& match : matches) {
        auto& place = places.emplace_back();
        for (const auto& finding : match) place.push_back(finding.moment.ordinal);
    }
    std::sort(places.begin(), places.end());
    return places;
}

/// `restarted`: saved and restored with each event.
Places run(const rule::Sequence& sequence, const std::vector<Happening>& history, bool restarted) {
    const SequencePlan plan{sequence};
    SequenceGroup group{plan};
    std::vector<SequenceGroup::Match> matches;
    for (std::size_t i = 0; i < history.size(); ++i) {
        const auto now = event::Time{event::Duration{history[i].time}};
        if (const auto wake = group.wake(); wake && *wake < now) group.expire(now, matches);
        group.take(history[i].stages, finding_of(history[i], i), matches);
        if (!restarted) continue;
        event::ArchiveWriter to;
        group.save(to);
        const auto bytes = std::move(to).take();
        event::ArchiveReader from{bytes};
        group = SequenceGroup{plan};
        BOOST_REQUIRE(group.restore(from) && from.at_end());
    }
    group.expire(event::Time::max(), matches);
    BOOST_TEST((!plan.maxspan || group.size() == 0));
    return places_of(matches);
}

/// "a@1 b@5 cd@9": which stages, and when.
std::vector<Happening> history_of(const std::string& text, std::size_t stages) {
    std::vector<Happening> history;
    std::vector<bool> is(stages + 1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == 'u') is[stages] = true;
        if (text[i] >= 'a' && text[i] < 'u') is[static_cast<std::size_t>(text[i] - 'a')] = true;
        if (text[i] != '@') continue;
        history.push_back({std::stoll(text.substr(i + 1)), history.size(), is});
        is.assign(stages + 1, false);
    }
    return history;
}

Places found(const rule::Sequence& sequence, const std::string& history) {
    return run(sequence, history_of(history, sequence.stages.size()), false);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sequence_group_tests)

BOOST_AUTO_TEST_CASE(stages_match_in_order_and_the_latest_beginning_counts) {
    const auto sequence = sequence_of("a b");
    BOOST_TEST((found(sequence, "a@1 b@2") == Places{{0, 1}}));
    BOOST_TEST((found(sequence, "b@1 a@2") == Places{}));
    BOOST_TEST((found(sequence, "a@1 a@2 b@3 b@4") == Places{{1, 2}}));
    BOOST_TEST((found(sequence, "a@1 ab@2 b@3") == Places{{0, 1}, {1, 2}}));
}

BOOST_AUTO_TEST_CASE(maxspan_includes_its_limit_and_what_is_beyond_is_consumed) {
    const auto sequence = sequence_of("a b", 5);
    BOOST_TEST((found(sequence, "a@1 b@6") == Places{{0, 1}}));
    BOOST_TEST((found(sequence, "a@1 b@7") == Places{}));
    BOOST_TEST((found(sequence_of("a b c", 10), "a@1 b@2 a@8 b@9 c@15") == Places{{2, 3, 4}}));
}

BOOST_AUTO_TEST_CASE(until_ends_what_began_before_it_but_not_what_it_completes) {
    const auto sequence = sequence_of("a b / u");
    BOOST_TEST((found(sequence, "a@1 u@2 b@3") == Places{}));
    BOOST_TEST((found(sequence, "a@1 bu@2 b@3") == Places{{0, 1}}));
    BOOST_TEST((found(sequence, "u@1 a@2 b@3") == Places{{1, 2}}));
    BOOST_TEST((found(sequence, "au@1 b@3") == Places{}));
}

BOOST_AUTO_TEST_CASE(runs_repeat_a_stage) {
    BOOST_TEST((found(sequence_of("a3 b"), "a@1 a@2 b@3 a@4 b@5") == Places{{0, 1, 3, 4}}));
    BOOST_TEST((found(sequence_of("a2"), "a@1 a@2 a@3") == Places{{0, 1}, {1, 2}}));
}

BOOST_AUTO_TEST_CASE(a_missing_event_in_the_middle_spoils_the_chain_it_stands_in) {
    const auto sequence = sequence_of("a !b c", 10);
    BOOST_TEST((found(sequence, "a@1 c@2") == Places{{0, 1}}));
    BOOST_TEST((found(sequence, "a@1 b@2 c@3") == Places{}));
    BOOST_TEST((found(sequence, "b@1 a@2 c@3") == Places{{1, 2}}));
    BOOST_TEST((found(sequence, "ab@1 bc@3") == Places{{0, 1}}));
}

BOOST_AUTO_TEST_CASE(a_missing_event_before_all_must_be_far_from_the_last) {
    const auto sequence = sequence_of("!a b c", 10);
    BOOST_TEST((found(sequence, "a@1 b@5 c@11") == Places{}));
    BOOST_TEST((found(sequence, "a@1 b@5 c@12") == Places{{1, 2}}));
}

BOOST_AUTO_TEST_CASE(a_missing_event_behind_all_is_waited_for) {
    const auto sequence = sequence_of("a b !c", 10);
    BOOST_TEST((found(sequence, "a@1 b@5 c@11") == Places{}));
    BOOST_TEST((found(sequence, "a@1 b@5 c@12") == Places{{0, 1}}));
    const SequencePlan plan{sequence};
    SequenceGroup group{plan};
    std::vector<SequenceGroup::Match> matches;
    const auto history = history_of("a@1 b@5", 3);
    for (std::size_t i = 0; i < 2; ++i)
        group.take(history[i].stages, finding_of(history[i], i), matches);
    BOOST_TEST((group.wake() == event::Time{event::Duration{11}}));
    group.expire(event::Time{event::Duration{11}}, matches);
    BOOST_TEST(matches.empty());
    group.expire(event::Time{event::Duration{12}}, matches);
    BOOST_TEST(matches.size() == 1);
    BOOST_TEST(group.empty());
}

BOOST_AUTO_TEST_CASE(missing_events_on_both_sides_speak_against_it_together_alone) {
    const auto sequence = sequence_of("!a b !c", 10);
    BOOST_TEST((found(sequence, "a@1 b@5 c@11") == Places{}));
    BOOST_TEST((found(sequence, "a@1 b@5 c@12") == Places{{1}}));
    BOOST_TEST((found(sequence, "b@5 c@6") == Places{{0}}));
    BOOST_TEST((found(sequence, "a@1 b@5") == Places{{1}}));
}

BOOST_AUTO_TEST_CASE(a_sample_takes_different_events_in_any_order_and_once) {
    auto sequence = sequence_of("a b");
    sequence.ordered = false;
    BOOST_TEST((found(sequence, "b@1 a@2 a@3 b@4") == Places{{1, 0}}));
    BOOST_TEST((found(sequence, "ab@1 a@9") == Places{{1, 0}}));
    BOOST_TEST((found(sequence, "ab@1") == Places{}));
}

BOOST_AUTO_TEST_CASE(random_histories_match_what_the_reference_finds_in_the_whole) {
    const std::vector<std::string> shapes{
        "a b",        "a b c",   "a b / u",    "a2 b / u",  "a !b c",  "!a b",
        "!a b c",     "a !b",    "a b !c",     "!a b !c",   "a3",      "a !b !c d",
        "!a b !c d2", "!a !b c", "a !b c / u", "a !b c !d", "a b c d", "!a b2 !c d !e"};
    Chance chance{7};
    std::size_t matched = 0;
    for (int round = 0; round < 20000; ++round) {
        const auto shape = chance.of(shapes);
        const bool needs_span = shape.find('!') != std::string::npos;
        std::optional<int> span;
        if (needs_span || chance.one_in(2)) span = static_cast<int>(chance.below(12));
        const auto sequence = sequence_of(shape, span);
        std::vector<Happening> history;
        std::int64_t time = 0;
        std::uint64_t serial = 0;
        for (std::size_t i = chance.below(30); i > 0; --i) {
            time += static_cast<std::int64_t>(chance.below(3));
            serial += chance.one_in(8) ? 0 : 1;
            Happening happening{time, serial, std::vector<bool>(sequence.stages.size() + 1)};
            for (std::size_t stage = 0; stage < sequence.stages.size(); ++stage)
                happening.stages[stage] = chance.one_in(3);
            happening.stages.back() = sequence.until && chance.one_in(6);
            history.push_back(std::move(happening));
        }
        auto expected = test::SequenceReference{sequence, history}.matches();
        std::sort(expected.begin(), expected.end());
        matched += expected.size();
        BOOST_REQUIRE_MESSAGE(run(sequence, history, chance.one_in(2)) == expected,
                              "round " << round << ", " << shape);
    }
    BOOST_TEST(matched > 10000);
}

BOOST_AUTO_TEST_SUITE_END()
