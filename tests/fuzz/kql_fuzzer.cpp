// SPDX-License-Identifier: Apache-2.0
// libFuzzer: any text as a query in KQL. What was read is told as text, too.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "event/types.hpp"
#include "rule/condition_text.hpp"
#include "rule/kql_reader.hpp"
#include "rule/query_language.hpp"

using namespace pipehound;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

/// One text gives one document, or a reason why none can answer it, or one diagnostic with a place.
void check(const rule::Documents& documents) {
    require(documents.event_detections.size() + documents.detections.size() +
                documents.unsupported.size() + documents.broken.size() ==
            1);
    for (const auto& [meta, reason] : documents.unsupported)
        require(!meta.id.empty() && !reason.empty());
    for (const auto& diagnostic : documents.broken) {
        require(!diagnostic.message.empty());
        require(diagnostic.place.line > 0 && diagnostic.place.column > 0);
    }
    for (const auto& detection : documents.detections) {
        require(!detection.meta.id.empty());
        require(!rule::text(*detection.condition).empty());
    }
    for (const auto& detection : documents.event_detections)
        require(!rule::text(detection.query).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text{reinterpret_cast<const char*>(data), size};
    rule::Documents query;
    rule::read_kql("a.kql", text, event::Time{}, query);
    check(query);
    static_cast<void>(rule::language_of(text));
    return 0;
}
