// SPDX-License-Identifier: Apache-2.0
// libFuzzer: any text as a file of Sigma documents, read and compiled. What was read is told as
// text, too, as `pipehound rules` does.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

#include "detect/rule_compiler.hpp"
#include "rule/condition_text.hpp"
#include "rule/sigma_reader.hpp"

using namespace pipehound;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

void check(const std::vector<rule::Diagnostic>& broken) {
    for (const auto& diagnostic : broken) require(!diagnostic.message.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text{reinterpret_cast<const char*>(data), size};
    rule::Documents documents;
    rule::read_sigma("a.yml", text, documents);
    check(documents.broken);
    for (const auto& detection : documents.detections)
        require(!rule::text(*detection.condition).empty());
    const auto told = documents.detections.size() + documents.correlations.size() +
                      documents.filters.size() + documents.broken.size();
    const auto book = detect::compile(std::move(documents), {.strict_names = (size & 1) != 0});
    check(book->broken);
    require(book->rules.size() + book->correlations.size() + book->filters.size() <= told);
    return 0;
}
