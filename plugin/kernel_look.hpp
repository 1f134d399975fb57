// SPDX-License-Identifier: Apache-2.0
// The kernel's audit at one moment, as far as it bears on whether pipehound sees: small enough to
// be sent from the process that may ask (kernel_asker.hpp) to the one that wants to know.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel_state.hpp"

namespace pipehound::plugin {

struct KernelLook {
    std::uint32_t enabled = 0;  ///< as KernelState's
    std::uint32_t daemon = 0;
    std::uint32_t lost = 0;
    std::uint32_t backlog = 0;
    std::uint32_t backlog_limit = 0;
    std::uint32_t rate_limit = 0;
    std::size_t rules = 0;
    std::size_t own_rules = 0;  ///< with a key that begins with "pipehound"

    /// Of each thing that the core's own detection needs, how far the rules show it:
    /// audit::Coverage::State as a number, in a fixed order.
    std::vector<std::uint8_t> coverage;

    std::vector<std::string> gaps;  ///< sentences: what is not shown in full, and what to do
    std::string failure;            ///< why the kernel could not be asked; then nothing else holds

    bool operator==(const KernelLook&) const = default;
};

[[nodiscard]] KernelLook look_at(const KernelState& state);

/// As it is sent; at most some KiB.
[[nodiscard]] std::string text_of(const KernelLook& look);

/// Nothing where that is no such text.
[[nodiscard]] std::optional<KernelLook> kernel_look_of(std::string_view text);

}  // namespace pipehound::plugin
