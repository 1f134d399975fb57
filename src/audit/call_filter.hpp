// SPDX-License-Identifier: Apache-2.0
// Which events are worth to be stored and translated: an Interest, ready to be asked of every one.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/call.hpp"
#include "audit/interest.hpp"
#include "event/event.hpp"

namespace pipehound::audit {

class CallFilter {
public:
    /// FIFOs, programs and sockets.
    CallFilter() = default;
    explicit CallFilter(const Interest& interest);

    /// Files of every type?
    [[nodiscard]] bool files() const noexcept { return files_; }

    /// Is the call to be told as what its family does?
    [[nodiscard]] bool wants_act(const Call& call) const noexcept;

    /// Is the call asked for by its name?
    [[nodiscard]] bool wants_call(const Call& call) const noexcept;

    /// Is a record of that type, which is an event of its own, to be told as an act?
    [[nodiscard]] bool wants_message(std::string_view type) const noexcept;

    /// Is that record, of any event, AppArmor's refusal, and is it asked for?
    [[nodiscard]] bool wants_violation(std::string_view type, std::string_view line) const noexcept;

private:
    bool files_ = false;
    event::ActSet acts_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> calls_;  // arch, number; sorted
};

}  // namespace pipehound::audit
