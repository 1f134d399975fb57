// SPDX-License-Identifier: Apache-2.0
// One parsed event -> typed events, by the family of its call.
#pragma once

#include <span>
#include <vector>

#include "audit/call_filter.hpp"
#include "audit/counters.hpp"
#include "audit/raw_event.hpp"
#include "audit/record_parser.hpp"
#include "audit/translate/material.hpp"
#include "event/event.hpp"

namespace pipehound::audit {

class Translator {
public:
    explicit Translator(Counters& counters) : counters_{counters} {}

    /// What is told from now on.
    void set_filter(const CallFilter& filter) { filter_ = filter; }

    /// Is there anything to parse this event for? A look at its text, cheap beside the parsing.
    [[nodiscard]] bool wants(const RawEvent& event) const noexcept;

    /// Adds what `event`, whose records are `records` and which is wanted, means to `out`.
    void translate(const RawEvent& event, std::span<const ParsedRecord> records,
                   std::vector<event::Event>& out);

private:
    void translate_call(const RawEvent& event, std::span<const ParsedRecord> records,
                        std::vector<event::Event>& out);
    void translate_messages(const RawEvent& event, std::span<const ParsedRecord> records,
                            std::vector<event::Event>& out);
    [[nodiscard]] bool wants_act(const RawEvent& event) const noexcept;

    Counters& counters_;
    CallFilter filter_;
    Acts acts_;  // of the event at hand; kept for its memory
};

}  // namespace pipehound::audit
