// SPDX-License-Identifier: Apache-2.0
#include "audit/translate/process.hpp"

namespace pipehound::audit {

namespace {

constexpr std::uint64_t thread = 0x10000;  // CLONE_THREAD, linux/sched.h

std::string_view name_of(const Call& call) { return syscall_name(call.arch, call.number); }

std::int32_t as_int(std::uint64_t argument) {
    return static_cast<std::int32_t>(argument & 0xffffffff);
}

}  // namespace

/// What waitpid tells is the lowest byte (wait(2)).
void translate_ending(const Material& material, Acts& acts) {
    acts.emplace_back(
        event::ProcessEnded{static_cast<std::int32_t>(material.call.arguments[0] & 0xff)});
}

void translate_user_change(const Material&, Acts& acts) {
    acts.emplace_back(event::CredentialsChanged{false});
}

void translate_group_change(const Material&, Acts& acts) {
    acts.emplace_back(event::CredentialsChanged{true});
}

void translate_session(const Material&, Acts& acts) { acts.emplace_back(event::SessionChanged{}); }

void translate_signal(const Material& material, Acts& acts) {
    const auto& arguments = material.call.arguments;
    const bool names_thread = name_of(material.call) == "tgkill";
    acts.emplace_back(event::SignalSent{event::Pid{as_int(arguments[0])},
                                        as_int(arguments[names_thread ? 2 : 1])});
}

/// Of clone alone the first argument are flags, on all our architectures.
void translate_fork(const Material& material, Acts& acts) {
    const auto& call = material.call;
    if (name_of(call) == "clone" && (call.arguments[0] & thread) != 0) return;
    acts.emplace_back(event::ProcessForked{event::Pid{static_cast<std::int32_t>(call.exit)}});
}

}  // namespace pipehound::audit
