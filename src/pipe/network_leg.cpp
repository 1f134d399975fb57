// SPDX-License-Identifier: Apache-2.0
#include "pipe/network_leg.hpp"

#include <algorithm>

#include "pipe/hold_strength.hpp"

namespace pipehound::pipe {

namespace {

using process::Connection;
using process::Process;

constexpr std::size_t legs_limit = 16;

// A shell's socket (/dev/tcp, zsh's ztcp) goes to all that it forks later; another program closes
// its sockets on exec, as a rule, but shares them with forks that run nothing else.
NetworkLeg leg_of(const Process& maker, const Connection& connection,
                  const std::vector<const Process*>& members) {
    NetworkLeg leg{.process = &maker, .connection = connection, .carriers = {&maker}};
    const bool by_shell = connection.program && connection.program->named_shell();
    for (const auto* member : members)
        if (member != &maker && member->first.ordinal > connection.made.ordinal &&
            (by_shell || !member->executed()) && member->below(maker))
            leg.carriers.push_back(member);
    return leg;
}

}  // namespace

std::vector<NetworkLeg> network_legs(const std::vector<const Process*>& members) {
    std::vector<NetworkLeg> legs;
    for (const auto* member : members)
        for (const auto& connection : member->connections())
            if (legs.size() < legs_limit * 4) legs.push_back(leg_of(*member, connection, members));
    std::stable_partition(legs.begin(), legs.end(),
                          [](const NetworkLeg& leg) { return leg.connection.strong(); });
    if (legs.size() > legs_limit) legs.erase(legs.begin() + legs_limit, legs.end());
    return legs;
}

std::vector<NetworkLeg> network_legs_by_name(const std::vector<const Process*>& members) {
    std::vector<NetworkLeg> legs;
    for (const auto* member : members) {
        if (!member->executed() || !member->program()->named_network_tool() ||
            legs.size() >= legs_limit)
            continue;
        const auto& run = member->current();
        legs.push_back(
            leg_of(*member, {Connection::Kind::named, {}, run.since, run.program}, members));
    }
    return legs;
}

bool started_by(const ShellLeg& shell, const Process& carrier) {
    const auto& leg = *shell.process;
    if (&carrier == &leg) return true;
    if (carrier.first.ordinal < shell.since || !carrier.below(leg)) return false;
    const auto& read = leg.holds();
    return std::none_of(carrier.holds().begin(), carrier.holds().end(),
                        [&](const process::Hold& written) {
                            return written.writes && strength(written, carrier) == Strength::own &&
                                   std::any_of(read.begin(), read.end(), [&](const auto& hold) {
                                       return hold.reads && hold.fifo == written.fifo;
                                   });
                        });
}

}  // namespace pipehound::pipe
