// SPDX-License-Identifier: Apache-2.0
#include "detect/sequencer.hpp"

#include <boost/test/unit_test.hpp>

using namespace pipehound;
using detect::RuleBook;
using detect::Sequencer;
using detect::StageHit;

namespace {

rule::Sequence two_stages(std::string fingerprint, std::optional<int> maxspan = {}) {
    rule::Sequence sequence;
    sequence.meta.id = "two";
    sequence.meta.fingerprint = std::move(fingerprint);
    sequence.stages.resize(2);
    if (maxspan) sequence.maxspan = event::Duration{*maxspan};
    return sequence;
}

std::shared_ptr<const RuleBook> book_of(const std::vector<rule::Sequence>& sequences) {
    auto book = std::make_shared<RuleBook>();
    for (const auto& sequence : sequences)
        book->sequences.push_back({sequence,
                                   detect::SequencePlan{sequence},
                                   {},
                                   static_cast<std::uint32_t>(book->sequences.size())});
    return book;
}

detect::Finding at(int time, unsigned node = 0) {
    detect::Finding finding;
    const auto count = static_cast<std::uint64_t>(time);
    finding.moment = {count, event::Time{event::Duration{time}}, count};
    finding.node = event::NodeId{node};
    return finding;
}

/// How many matches an event of one stage brings.
std::size_t take(Sequencer& sequencer, const StageHit& hit, const detect::Finding& finding) {
    std::vector<detect::SequenceHit> hits;
    sequencer.take({hit}, finding, hits);
    return hits.size();
}

std::string saved(const Sequencer& sequencer) {
    event::ArchiveWriter to;
    sequencer.save(to);
    return std::move(to).take();
}

bool restored(Sequencer& sequencer, const std::string& bytes, const RuleBook& book) {
    event::ArchiveReader from{bytes};
    return sequencer.restore(from, book) && from.at_end();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sequencer_tests)

BOOST_AUTO_TEST_CASE(keys_and_hosts_do_not_mix) {
    const auto book = book_of({two_stages("1")});
    const auto* const sequence = &book->sequences[0];
    Sequencer sequencer;
    BOOST_TEST(take(sequencer, {sequence, 0, "eva"}, at(1)) == 0u);
    BOOST_TEST(take(sequencer, {sequence, 1, "bob"}, at(2)) == 0u);
    BOOST_TEST(take(sequencer, {sequence, 1, "eva"}, at(3, 1)) == 0u);
    BOOST_TEST(take(sequencer, {sequence, 1, "eva"}, at(4)) == 1u);
    BOOST_TEST(sequencer.chains() == 0u);
    BOOST_TEST(sequencer.groups() == 0u);
}

BOOST_AUTO_TEST_CASE(stages_of_one_event_are_taken_together) {
    const auto book = book_of({two_stages("1")});
    const auto* const sequence = &book->sequences[0];
    Sequencer sequencer;
    std::vector<detect::SequenceHit> hits;
    for (const int time : {1, 2, 3})
        sequencer.take({{sequence, 0, "k"}, {sequence, 1, "k"}}, at(time), hits);
    BOOST_TEST(hits.size() == 2u);
    BOOST_TEST(sequencer.chains() == 1u);
}

BOOST_AUTO_TEST_CASE(time_forgets_what_maxspan_has_ended) {
    const auto book = book_of({two_stages("1", 10)});
    Sequencer sequencer;
    (void)take(sequencer, {&book->sequences[0], 0, "k"}, at(5));
    BOOST_TEST((sequencer.deadline() == event::Time{event::Duration{16}}));
    std::vector<detect::SequenceHit> hits;
    sequencer.expire(event::Time{event::Duration{15}}, hits);
    BOOST_TEST(sequencer.chains() == 1u);
    sequencer.expire(event::Time{event::Duration{16}}, hits);
    BOOST_TEST(sequencer.groups() == 0u);
    BOOST_TEST(!sequencer.deadline());
    BOOST_TEST(hits.empty());
}

BOOST_AUTO_TEST_CASE(the_least_recently_used_group_makes_room_and_is_counted) {
    const auto book = book_of({two_stages("1")});
    const auto* const sequence = &book->sequences[0];
    Sequencer sequencer{{.chains = 3, .groups = 100}};
    for (const auto* const key : {"a", "b", "c", "a", "d"})
        (void)take(sequencer, {sequence, 0, key}, at(1));
    BOOST_TEST(sequencer.chains() == 3u);
    BOOST_TEST(sequencer.evictions() == 1u);
    BOOST_TEST(take(sequencer, {sequence, 1, "b"}, at(2)) == 0u);
    BOOST_TEST(take(sequencer, {sequence, 1, "a"}, at(2)) == 1u);
}

rule::Sequence three_stages_until() {
    rule::Sequence sequence;
    sequence.meta.id = "three";
    sequence.stages.resize(3);
    sequence.until = rule::Sequence::Stage{};
    return sequence;
}

/// As the rules of stages are picked.
bool wants(const Sequencer& sequencer, const detect::CompiledSequence& sequence,
           std::size_t stage) {
    return sequence.plan.is_always_wanted(stage) || sequencer.waits_for(sequence, stage);
}

/// What is not wanted need not be asked of an event: most stages, most of the time.
BOOST_AUTO_TEST_CASE(a_later_stage_is_wanted_only_where_a_chain_waits_for_it) {
    const auto book = book_of({two_stages("1"), three_stages_until()});
    const auto& sequence = book->sequences[1];
    Sequencer sequencer;
    const auto wanted = [&] {
        std::string stages;
        for (std::size_t stage = 0; stage < 4; ++stage)
            if (wants(sequencer, sequence, stage)) stages += std::to_string(stage);
        return stages;
    };
    BOOST_TEST(wanted() == "03");
    (void)take(sequencer, {&sequence, 0, "k"}, at(1));
    BOOST_TEST(wanted() == "013");
    (void)take(sequencer, {&sequence, 1, "k"}, at(2));
    BOOST_TEST(wanted() == "023");
    (void)take(sequencer, {&sequence, 3, "k"}, at(3));
    BOOST_TEST(wanted() == "03");
    (void)take(sequencer, {&sequence, 1, "k"}, at(4));
    BOOST_TEST(sequencer.groups() == 0u);
}

BOOST_AUTO_TEST_CASE(missing_events_and_samples_are_always_wanted) {
    auto gap = two_stages("1", 10);
    gap.stages[1].missing = true;
    auto sample = two_stages("2");
    sample.ordered = false;
    const auto book = book_of({gap, sample});
    const Sequencer sequencer;
    for (const auto& sequence : book->sequences)
        for (std::size_t stage = 0; stage < 2; ++stage)
            BOOST_TEST(wants(sequencer, sequence, stage));
}

BOOST_AUTO_TEST_CASE(a_listener_hears_what_made_room_and_what_is_open) {
    struct Heard : detect::ChainListener {
        void turn_to(std::string_view named) override { key = named; }
        void ended(const std::vector<detect::Finding>& chain, detect::ChainEnd how,
                   std::optional<event::Time>) override {
            (how == detect::ChainEnd::evicted ? evicted : open) += key;
            events += chain.size();
        }
        void unclaimed(std::size_t step) override { steps += step; }
        std::string key;
        std::string evicted;
        std::string open;
        std::size_t events = 0;
        std::size_t steps = 0;
    } heard;
    const auto book = book_of({two_stages("1")});
    const auto* const sequence = &book->sequences[0];
    Sequencer sequencer{{.chains = 2, .groups = 100}};
    sequencer.tell_open();  // nobody listens
    sequencer.listen(&heard);
    for (const auto* const key : {"a", "b", "c"}) (void)take(sequencer, {sequence, 0, key}, at(1));
    (void)take(sequencer, {sequence, 1, "d"}, at(2));
    sequencer.tell_open();
    BOOST_TEST(heard.evicted == "a");
    BOOST_TEST(heard.open == "bc");
    BOOST_TEST(heard.events == 3u);
    BOOST_TEST(heard.steps == 1u);
}

BOOST_AUTO_TEST_CASE(a_reload_keeps_the_chains_of_sequences_that_did_not_change) {
    auto other = two_stages("9");
    other.meta.id = "other";
    const auto before = book_of({two_stages("1"), other});
    const auto after = book_of({two_stages("changed"), other, two_stages("1")});
    Sequencer sequencer;
    (void)take(sequencer, {&before->sequences[0], 0, "k"}, at(1));
    (void)take(sequencer, {&before->sequences[1], 0, "k"}, at(1));
    sequencer.change_to(*after);
    BOOST_TEST(!wants(sequencer, after->sequences[0], 1));
    BOOST_TEST(wants(sequencer, after->sequences[1], 1));
    BOOST_TEST(sequencer.chains() == 2u);
    BOOST_TEST(take(sequencer, {&after->sequences[0], 1, "k"}, at(2)) == 0u);
    BOOST_TEST(take(sequencer, {&after->sequences[1], 1, "k"}, at(2)) == 1u);
    BOOST_TEST(take(sequencer, {&after->sequences[2], 1, "k"}, at(2)) == 1u);
}

BOOST_AUTO_TEST_CASE(a_restart_keeps_them_too) {
    auto timed = two_stages("9", 15);
    timed.meta.id = "timed";
    const auto before = book_of({two_stages("1"), timed});
    const auto after = book_of({two_stages("changed"), timed, two_stages("1")});
    Sequencer first;
    for (const unsigned node : {0U, 1U})
        for (const auto& sequence : before->sequences)
            (void)take(first, {&sequence, 0, "k"}, at(1, node));
    const auto bytes = saved(first);

    Sequencer second;
    BOOST_REQUIRE(restored(second, bytes, *after));
    BOOST_TEST(second.chains() == 4u);
    BOOST_TEST((second.deadline() == event::Time{event::Duration{17}}));
    BOOST_TEST(!wants(second, after->sequences[0], 1));
    BOOST_TEST(take(second, {&after->sequences[1], 1, "k"}, at(2)) == 1u);
    BOOST_TEST(take(second, {&after->sequences[2], 1, "k"}, at(2, 1)) == 1u);
    BOOST_TEST(take(second, {&after->sequences[2], 1, "other"}, at(2)) == 0u);
    BOOST_TEST(second.chains() == 2u);
}

BOOST_AUTO_TEST_CASE(what_is_damaged_is_found_out_or_harmless) {
    const auto book = book_of({two_stages("1", 15)});
    Sequencer first;
    (void)take(first, {&book->sequences[0], 0, "k"}, at(1));
    const auto bytes = saved(first);
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        Sequencer second;
        BOOST_TEST(!restored(second, bytes.substr(0, length), *book));
    }
    for (std::size_t place = 0; place < bytes.size(); ++place)
        for (const char other : {'\0', '\x01', '\x02', '\x7f', '\xff'}) {
            auto damaged = bytes;
            damaged[place] = other;
            Sequencer second;
            if (!restored(second, damaged, *book)) continue;
            (void)take(second, {&book->sequences[0], 1, "k"}, at(2));
            std::vector<detect::SequenceHit> hits;
            second.expire(event::Time::max(), hits);
            BOOST_TEST(second.groups() == 0u);
        }
}

BOOST_AUTO_TEST_CASE(of_many_the_latest_are_saved) {
    const auto book = book_of({two_stages("1")});
    Sequencer first;
    constexpr int many = 40000;
    for (int i = 0; i < many; ++i)
        (void)take(first, {&book->sequences[0], 0, std::to_string(i)}, at(i));
    const auto bytes = saved(first);
    BOOST_TEST(bytes.size() < 3U << 19);
    Sequencer second;
    BOOST_REQUIRE(restored(second, bytes, *book));
    BOOST_TEST(second.chains() > 1000u);
    BOOST_TEST(second.chains() < first.chains());
    BOOST_TEST(take(second, {&book->sequences[0], 1, std::to_string(many - 1)}, at(many)) == 1u);
    BOOST_TEST(take(second, {&book->sequences[0], 1, "0"}, at(many)) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
