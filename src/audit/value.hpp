// SPDX-License-Identifier: Apache-2.0
// Raw values of record fields -> what they mean.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "event/event.hpp"
#include "event/types.hpp"

namespace pipehound::audit {

/// A string that the kernel does not trust (kernel/audit.c, audit_log_n_untrustedstring): quoted,
/// or in hex where it holds a blank, a quote or a byte outside of 0x21-0x7e. "(null)" and "(none)"
/// are the empty string; nothing for any other text.
[[nodiscard]] std::optional<std::string> decode_string(std::string_view raw);

/// `dev=`: major and minor in hex, as event::FileId wants them.
[[nodiscard]] std::optional<std::uint64_t> decode_device(std::string_view raw) noexcept;

/// `saddr=`: a struct sockaddr in hex, in the byte order of its host, which is little-endian for
/// all architectures that we know. Of any family, so it has three outcomes.
struct SocketAddress {
    enum class Kind { internet, other_family, damaged };
    Kind kind = Kind::damaged;
    event::Endpoint endpoint;  ///< of Kind::internet; an IPv4-mapped IPv6 address as IPv4
};

[[nodiscard]] SocketAddress decode_socket_address(std::string_view raw);

}  // namespace pipehound::audit
