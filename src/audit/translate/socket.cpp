// SPDX-License-Identifier: Apache-2.0
#include "audit/translate/socket.hpp"

#include "audit/number.hpp"
#include "audit/value.hpp"

namespace pipehound::audit {

namespace {

std::optional<event::Endpoint> endpoint(const Material& material) {
    const auto* const record = material.record(RecordType::sockaddr);
    if (record == nullptr) return std::nullopt;
    auto address = decode_socket_address(record->field("saddr"));
    if (address.kind == SocketAddress::Kind::damaged) ++material.counters.bad_field;
    if (address.kind != SocketAddress::Kind::internet) return std::nullopt;
    return std::move(address.endpoint);
}

/// The socket that the call was made on: its first argument. A socketcall keeps its arguments in
/// memory, and a SOCKETCALL record tells them.
std::int32_t socket_of(const Material& material) {
    if (material.call.syscall.family != Family::socketcall)
        return static_cast<std::int32_t>(material.call.arguments[0] & 0xffffffff);
    const auto* const record = material.record(RecordType::socketcall);
    const auto fd = record ? to_number<std::uint32_t>(record->field("a0"), 16) : std::nullopt;
    return fd ? static_cast<std::int32_t>(*fd) : -1;
}

}  // namespace

void translate_connection(const Material& material, Acts& acts) {
    auto remote = endpoint(material);
    if (!remote || remote->port == 0) return;
    acts.emplace_back(
        event::SocketConnected{std::move(*remote), material.call.pending(), socket_of(material)});
}

void translate_acceptance(const Material& material, Acts& acts) {
    auto remote = endpoint(material);
    if (!remote) return;
    const auto fd = static_cast<std::int32_t>(material.call.exit);
    acts.emplace_back(event::SocketAccepted{std::move(*remote), fd});
}

void translate_binding(const Material& material, Acts& acts) {
    auto local = endpoint(material);
    if (!local) return;
    acts.emplace_back(event::SocketBound{std::move(*local), socket_of(material)});
}

}  // namespace pipehound::audit
