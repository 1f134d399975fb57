// SPDX-License-Identifier: Apache-2.0
// libFuzzer: bytes become a sequence and a history of events under some keys. The automaton, which
// sees each event once, must find what the plain reference finds in the whole history.
#include <fuzzer/FuzzedDataProvider.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <vector>

#include "detect/sequencer.hpp"
#include "support/sequence_reference.hpp"

using namespace pipehound;

namespace {

using Places = std::vector<std::vector<std::size_t>>;
using test::Happening;

constexpr std::size_t most_stages = 5;
constexpr std::size_t most_events = 60;  // fewer than full chains that one key lets wait
constexpr std::array<const char*, 3> keys{"a", "b", "c"};

void require(bool holds) {
    if (!holds) std::abort();
}

rule::Sequence sequence_of(FuzzedDataProvider& bytes) {
    rule::Sequence sequence;
    const auto stages = bytes.ConsumeIntegralInRange<std::size_t>(1, most_stages);
    bool comes = false;
    for (std::size_t i = 0; i < stages; ++i) {
        rule::Sequence::Stage stage;
        stage.missing = bytes.ConsumeBool() && bytes.ConsumeBool();
        if (!stage.missing) stage.runs = bytes.ConsumeIntegralInRange<std::size_t>(1, 3);
        comes = comes || !stage.missing;
        sequence.stages.push_back(stage);
    }
    if (!comes) sequence.stages.front().missing = false;
    const bool waits = std::any_of(sequence.stages.begin(), sequence.stages.end(),
                                   [](const auto& stage) { return stage.missing; });
    if (waits || bytes.ConsumeBool())
        sequence.maxspan = event::Duration{bytes.ConsumeIntegralInRange(1, 15)};
    if (bytes.ConsumeBool()) sequence.until = rule::Sequence::Stage{};
    return sequence;
}

/// An event, and under which key it is of a stage: stages may be joined by different fields.
struct Step {
    std::int64_t time = 0;
    std::uint64_t serial = 0;
    std::vector<std::size_t> key_of_stage;  // keys.size(): not of this stage
    bool time_passes = true;                // before it, deadlines are kept
};

std::vector<Step> history_of(FuzzedDataProvider& bytes, const rule::Sequence& sequence) {
    std::vector<Step> history;
    const auto used = bytes.ConsumeIntegralInRange<std::size_t>(1, keys.size());
    const auto stages = sequence.stages.size() + (sequence.until ? 1 : 0);
    Step step;
    while (bytes.remaining_bytes() > 0 && history.size() < most_events) {
        const auto pace = bytes.ConsumeIntegral<std::uint8_t>();
        step.time += pace % 4;
        step.serial += (pace & 0x1cU) == 0 ? 0 : 1;  // two acts of one call
        step.time_passes = pace < 0xc0;
        step.key_of_stage.assign(sequence.stages.size() + 1, keys.size());
        for (std::size_t stage = 0; stage < stages; ++stage) {
            const auto choice = bytes.ConsumeIntegral<std::uint8_t>();
            if (choice % 3 == 0) step.key_of_stage[stage] = (choice / 3U) % used;
        }
        history.push_back(step);
    }
    return history;
}

/// The matches by their events' places in the history.
Places found(const rule::Sequence& sequence, const std::vector<Step>& history) {
    const detect::CompiledSequence compiled{sequence, detect::SequencePlan{sequence}, {}, 0};
    detect::Sequencer sequencer;
    std::vector<detect::SequenceHit> hits;
    for (std::size_t place = 0; place < history.size(); ++place) {
        const auto& step = history[place];
        detect::Finding finding;
        finding.moment = {place, event::Time{event::Duration{step.time}}, step.serial};
        finding.tiebreaker = step.serial;
        if (const auto deadline = sequencer.deadline();
            deadline && step.time_passes && *deadline <= finding.moment.time)
            sequencer.expire(finding.moment.time, hits);
        std::vector<detect::StageHit> stages;
        for (std::size_t stage = 0; stage < step.key_of_stage.size(); ++stage)
            if (step.key_of_stage[stage] < keys.size())
                stages.push_back({&compiled, stage, keys[step.key_of_stage[stage]]});
        sequencer.take(std::move(stages), finding, hits);
    }
    sequencer.expire(event::Time::max(), hits);
    require(!sequence.maxspan || (sequencer.chains() == 0 && sequencer.groups() == 0));
    Places places;
    for (const auto& hit : hits) {
        auto& match = places.emplace_back();
        for (const auto& finding : hit.findings) match.push_back(finding.moment.ordinal);
    }
    return places;
}

/// What the history is for one key.
Places expected(const rule::Sequence& sequence, const std::vector<Step>& history, std::size_t key) {
    std::vector<Happening> happenings;
    for (const auto& step : history) {
        Happening happening{step.time, step.serial, {}};
        for (const auto of : step.key_of_stage) happening.stages.push_back(of == key);
        happenings.push_back(std::move(happening));
    }
    return test::SequenceReference{sequence, std::move(happenings)}.matches();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider bytes{data, size};
    const auto sequence = sequence_of(bytes);
    const auto history = history_of(bytes, sequence);
    Places wanted;
    for (std::size_t key = 0; key < keys.size(); ++key)
        for (auto& match : expected(sequence, history, key)) wanted.push_back(std::move(match));
    auto told = found(sequence, history);
    std::sort(wanted.begin(), wanted.end());
    std::sort(told.begin(), told.end());
    require(told == wanted);
    return 0;
}
