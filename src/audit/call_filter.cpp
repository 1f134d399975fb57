// SPDX-License-Identifier: Apache-2.0
#include "audit/call_filter.hpp"

#include <libaudit.h>

#include <algorithm>
#include <array>
#include <optional>

#include "audit/translate/message.hpp"

namespace pipehound::audit {

namespace {

struct AskedFor {
    Family family;
    std::size_t act;
};

/// Families whose act is told only where it is asked for.
constexpr std::array<AskedFor, 11> asked_for{
    {{Family::end_process, event::act_index<event::ProcessEnded>()},
     {Family::change_user, event::act_index<event::CredentialsChanged>()},
     {Family::change_group, event::act_index<event::CredentialsChanged>()},
     {Family::begin_session, event::act_index<event::SessionChanged>()},
     {Family::send_signal, event::act_index<event::SignalSent>()},
     {Family::fork, event::act_index<event::ProcessForked>()},
     {Family::load_module, event::act_index<event::ModuleChanged>()},
     {Family::unload_module, event::act_index<event::ModuleChanged>()},
     {Family::change_owner, event::act_index<event::FileAltered>()},
     {Family::change_mode, event::act_index<event::FileAltered>()},
     {Family::change_attributes, event::act_index<event::FileAltered>()}}};

std::optional<std::size_t> act_to_ask_for(Family family) noexcept {
    for (const auto& [known, act] : asked_for)
        if (known == family) return act;
    return std::nullopt;
}

constexpr std::array<std::uint32_t, 3> arches{AUDIT_ARCH_X86_64, AUDIT_ARCH_I386,
                                              AUDIT_ARCH_AARCH64};

}  // namespace

CallFilter::CallFilter(const Interest& interest) : files_{interest.files}, acts_{interest.acts} {
    for (const auto arch : arches)
        for (const auto& name : interest.calls) {
            const auto number = audit_name_to_syscall(name.c_str(), audit_elf_to_machine(arch));
            if (number >= 0) calls_.emplace_back(arch, static_cast<std::uint32_t>(number));
        }
    std::sort(calls_.begin(), calls_.end());
}

bool CallFilter::wants_act(const Call& call) const noexcept {
    const auto family = call.family();
    if (family == Family::none || !call.took_effect()) return false;
    if (const auto act = act_to_ask_for(family)) return acts_.test(*act);
    return files_ || !concerns_no_fifo(family);
}

bool CallFilter::wants_call(const Call& call) const noexcept {
    return !calls_.empty() &&
           std::binary_search(calls_.begin(), calls_.end(), std::pair{call.arch, call.number});
}

bool CallFilter::wants_message(std::string_view type) const noexcept {
    if (acts_.none()) return false;
    const auto act = act_of_message(type);
    return act && acts_.test(*act);
}

bool CallFilter::wants_violation(std::string_view type, std::string_view line) const noexcept {
    return acts_.test(event::act_index<event::PolicyViolated>()) && is_violation(type, line);
}

}  // namespace pipehound::audit
