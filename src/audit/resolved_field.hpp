// SPDX-License-Identifier: Apache-2.0
// The fields that auditd resolves and writes behind the kernel's (log_format = ENRICHED), parted
// from them by a byte 0x1d.
#pragma once

#include <string_view>

#include "audit/record_parser.hpp"

namespace pipehound::audit {

inline constexpr char resolved_begin = '\x1d';

/// What stands behind that byte; empty where it is not there.
[[nodiscard]] std::string_view resolved_part(std::string_view line) noexcept;

/// Takes the first field off `rest`: `ARCH=x86_64 UID="root" SADDR={ saddr_fam=inet lport=53 }`.
/// Its value has no quotes. Without a name where there is none any more; `rest` is empty then.
[[nodiscard]] Field take_resolved(std::string_view& rest) noexcept;

}  // namespace pipehound::audit
