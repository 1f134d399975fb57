// SPDX-License-Identifier: Apache-2.0
// connect, accept, bind over IPv4 and IPv6 -> event::SocketConnected, SocketAccepted, SocketBound.
#pragma once

#include "audit/translate/material.hpp"

namespace pipehound::audit {

/// A connect to port 0 is none: resolvers use it to ask for a route (getaddrinfo, RFC 3484).
void translate_connection(const Material& material, Acts& acts);

/// An accept that does not ask for the peer's address leaves no SOCKADDR record, and so no event.
void translate_acceptance(const Material& material, Acts& acts);

void translate_binding(const Material& material, Acts& acts);

}  // namespace pipehound::audit
