// SPDX-License-Identifier: Apache-2.0
#include "audit/translate/translator.hpp"

#include <array>
#include <utility>

#include "audit/translate/actor.hpp"
#include "audit/translate/execution.hpp"
#include "audit/translate/file.hpp"
#include "audit/translate/socket.hpp"

namespace pipehound::audit {

namespace {

struct Way {
    void (*translate)(const Material&, Acts&) = nullptr;
    bool of_files = false;
};

/// By Family; Call::family() never says socketcall.
constexpr std::array<Way, families> ways{{{},
                                          {translate_execution},
                                          {translate_file_creation, true},
                                          {translate_file_creation, true},
                                          {translate_file_creation, true},
                                          {translate_file_creation, true},
                                          {translate_file_opening, true},
                                          {translate_file_removal, true},
                                          {translate_file_removal, true},
                                          {translate_file_renaming, true},
                                          {translate_connection},
                                          {translate_acceptance},
                                          {translate_binding},
                                          {}}};

const Way& way(const Call& call) noexcept { return ways[static_cast<std::size_t>(call.family())]; }

}  // namespace

bool Translator::wants(const RawEvent& event) const noexcept {
    if (!event.call || way(*event.call).translate == nullptr) return false;
    if (files_ || !way(*event.call).of_files) return true;
    return !concerns_no_fifo(event.call->family()) && mentions_fifo(event.text);
}

void Translator::translate(const RawEvent& event, std::span<const ParsedRecord> records,
                           std::vector<event::Event>& out) {
    if (records.empty()) {
        ++counters_.bad_field;
        return;
    }
    const Material material{*event.call, records, counters_, files_};
    acts_.clear();
    way(*event.call).translate(material, acts_);
    if (acts_.empty()) return;
    const auto actor = translate_actor(material);
    if (!actor) return;
    const event::Header header{event.key.node, event.key.time, event.key.serial};
    for (auto& act : acts_) out.push_back({header, *actor, std::move(act)});
    counters_.typed_events += acts_.size();
}

}  // namespace pipehound::audit
