// SPDX-License-Identifier: Apache-2.0
// Evidence of an alert, in the order of the events or in one of its own.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "alert/alert.hpp"

namespace pipehound::detect {

class EvidenceList {
public:
    enum class Order { by_time, as_added };

    explicit EvidenceList(Order order) : order_{order} {}

    /// What /proc told and no record did is passed over.
    void add(const event::Moment& moment, std::string_view action, event::Pid pid,
             std::string summary, std::string event_id = {}) {
        if (moment.serial == 0) return;
        const auto ordinal = order_ == Order::by_time ? moment.ordinal : event::Ordinal{};
        pieces_.emplace(std::pair{ordinal, pieces_.size()},
                        alert::Evidence{moment.time, moment.serial, std::string{action}, pid,
                                        std::move(summary), std::move(event_id)});
    }

    /// Gives the alert the evidence, as much as it can show, and its times.
    void write(alert::Alert& alert) const {
        for (const auto& [order, piece] : pieces_) {
            if (alert.evidence.size() >= limit) break;
            alert.evidence.push_back(piece);
            alert.first =
                alert.first == event::Time{} ? piece.time : std::min(alert.first, piece.time);
            alert.last = std::max(alert.last, piece.time);
        }
    }

private:
    static constexpr std::size_t limit = 200;
    Order order_;
    std::map<std::pair<event::Ordinal, std::size_t>, alert::Evidence> pieces_;
};

}  // namespace pipehound::detect
