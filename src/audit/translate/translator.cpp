// SPDX-License-Identifier: Apache-2.0
#include "audit/translate/translator.hpp"

#include <array>
#include <utility>

#include "audit/translate/actor.hpp"
#include "audit/translate/execution.hpp"
#include "audit/translate/file.hpp"
#include "audit/translate/message.hpp"
#include "audit/translate/module.hpp"
#include "audit/translate/process.hpp"
#include "audit/translate/socket.hpp"
#include "audit/translate/system_call.hpp"

namespace pipehound::audit {

namespace {

struct Way {
    void (*translate)(const Material&, Acts&) = nullptr;
    bool of_files = false;  // of FIFOs alone, where other files are not asked for
    bool any_file = false;  // of files of any type: it was asked for
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
                                          {},
                                          {translate_ending},
                                          {translate_user_change},
                                          {translate_group_change},
                                          {translate_session},
                                          {translate_signal},
                                          {translate_fork},
                                          {translate_loading},
                                          {translate_unloading},
                                          {translate_file_ownership, false, true},
                                          {translate_file_permissions, false, true},
                                          {translate_file_attributes, false, true}}};

const Way& way(const Call& call) noexcept { return ways[static_cast<std::size_t>(call.family())]; }

event::SystemCall described(const Call& call) {
    return {std::string{syscall_name(call.arch, call.number)}, call.arguments,
            call.success || call.pending() || call.family() == Family::end_process, call.exit};
}

event::Header header(const RawEvent& event) {
    return {event.key.node, event.key.time, event.key.serial};
}

}  // namespace

bool Translator::wants(const RawEvent& event) const noexcept {
    return event.message || wants_act(event) || (event.call && filter_.wants_call(*event.call));
}

bool Translator::wants_act(const RawEvent& event) const noexcept {
    if (!event.call || way(*event.call).translate == nullptr) return false;
    if (!filter_.wants_act(*event.call)) return false;
    return filter_.files() || !way(*event.call).of_files || mentions_fifo(event.text);
}

void Translator::translate(const RawEvent& event, std::span<const ParsedRecord> records,
                           std::vector<event::Event>& out) {
    if (records.empty()) {
        ++counters_.bad_field;
        return;
    }
    const auto before = out.size();
    if (event.call) translate_call(event, records, out);
    if (event.message) translate_messages(event, records, out);
    counters_.typed_events += out.size() - before;
}

void Translator::translate_call(const RawEvent& event, std::span<const ParsedRecord> records,
                                std::vector<event::Event>& out) {
    const auto& call = *event.call;
    const Material material{call, records, counters_, filter_.files() || way(call).any_file};
    acts_.clear();
    if (wants_act(event)) way(call).translate(material, acts_);
    if (acts_.empty() && filter_.wants_call(call)) translate_system_call(material, acts_);
    if (acts_.empty()) return;
    const auto actor = translate_actor(material);
    if (!actor) return;
    for (auto& act : acts_) out.push_back({header(event), *actor, std::move(act), described(call)});
}

/// Who did it the call tells, where there is one.
void Translator::translate_messages(const RawEvent& event, std::span<const ParsedRecord> records,
                                    std::vector<event::Event>& out) {
    std::optional<event::Actor> caller;
    for (const auto& record : records)
        if (record.type == RecordType::syscall) caller = actor_of_call(record, counters_);
    for (const auto& record : records) {
        auto act = translate_message(record, event.text);
        const auto actor = caller || !act ? caller : actor_of_record(record);
        if (!act || !actor || actor->pid == event::Pid::unknown) continue;
        out.push_back({header(event), *actor, std::move(*act), {}});
        if (event.call) out.back().call = described(*event.call);
    }
}

}  // namespace pipehound::audit
