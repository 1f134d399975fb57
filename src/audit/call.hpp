// SPDX-License-Identifier: Apache-2.0
// A quick look at a SYSCALL record: which call, with which arguments and outcome. It decides,
// before anything else is stored or parsed, whether an event is worth it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "audit/syscalls.hpp"

namespace pipehound::audit {

struct Call {
    std::uint32_t arch = 0;
    std::uint32_t number = 0;  ///< without x32's bit
    Syscall syscall;
    bool success = false;
    std::int64_t exit = 0;
    std::array<std::uint64_t, 4> arguments{};

    /// The family, a socketcall resolved into what it stands for.
    [[nodiscard]] Family family() const noexcept;

    /// Did it do what its family is watched for? A connect that is under way counts,
    /// and a process that ends, which has no outcome.
    [[nodiscard]] bool took_effect() const noexcept;

    /// A connect whose outcome is not audited: -EINPROGRESS, -EINTR.
    [[nodiscard]] bool pending() const noexcept;
};

/// Reads the `body` of a SYSCALL record, whose fields stand in one order (kernel/auditsc.c,
/// audit_log_exit): arch syscall [per] [success exit] a0 a1 a2 a3. Nothing where one is damaged.
/// A call without outcome (it never returned) reads as one that failed.
[[nodiscard]] std::optional<Call> parse_call(std::string_view body) noexcept;

}  // namespace pipehound::audit
