// SPDX-License-Identifier: Apache-2.0
// One parsed event -> typed events, by the family of its call.
#pragma once

#include <span>
#include <vector>

#include "audit/counters.hpp"
#include "audit/raw_event.hpp"
#include "audit/record_parser.hpp"
#include "audit/translate/material.hpp"
#include "event/event.hpp"

namespace pipehound::audit {

class Translator {
public:
    explicit Translator(Counters& counters) : counters_{counters} {}

    /// Are files of other types than FIFOs to be told as well? They are not until this says so.
    void tell_files(bool files) noexcept { files_ = files; }

    /// Is there anything to parse this event for? A look at its text, cheap beside the parsing.
    [[nodiscard]] bool wants(const RawEvent& event) const noexcept;

    /// Adds what `event`, whose records are `records` and which is wanted, means to `out`.
    void translate(const RawEvent& event, std::span<const ParsedRecord> records,
                   std::vector<event::Event>& out);

private:
    Counters& counters_;
    bool files_ = false;
    Acts acts_;  // of the event at hand; kept for its memory
};

}  // namespace pipehound::audit
