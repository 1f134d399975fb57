// SPDX-License-Identifier: Apache-2.0
// libFuzzer: any text as a query in EQL, and as one of Elastic's rule files. What was read is told
// as text, too.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "rule/condition_text.hpp"
#include "rule/elastic_rule.hpp"
#include "rule/eql_parser.hpp"
#include "rule/eql_reader.hpp"

using namespace pipehound;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

void check(const rule::Sequence& sequence) {
    std::size_t waited_for = 0;
    for (const auto& stage : sequence.stages) {
        waited_for += stage.runs;
        require(stage.by.size() == sequence.stages.front().by.size());
    }
    require(waited_for >= 2 && waited_for <= rule::most_eql_stages);
    require(!rule::text(sequence).empty());
}

/// One file gives one document at most.
void check(const rule::Documents& documents) {
    require(documents.event_detections.size() + documents.sequences.size() +
                documents.unsupported.size() + documents.broken.size() <=
            1);
    for (const auto& diagnostic : documents.broken) require(!diagnostic.message.empty());
    for (const auto& detection : documents.event_detections)
        require(!rule::text(detection.query).empty());
    for (const auto& sequence : documents.sequences) check(sequence);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text{reinterpret_cast<const char*>(data), size};
    rule::Documents query;
    rule::read_eql("a.eql", text, query);
    check(query);
    rule::Documents rule;
    rule::read_elastic_rule("a.toml", text, rule);
    check(rule);
    return 0;
}
