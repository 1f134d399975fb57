// SPDX-License-Identifier: Apache-2.0
// Is pipehound made blind? Put together from three sources, none of which tells all: CONFIG_CHANGE
// records say who changed what, and can be excluded; the kernel's own word (kernel_look.hpp) says
// how things are, every few seconds; our counters say what never came.
//
// What can be undone in a moment (a set of rules that is loaded anew begins with its removal) is
// told when it still stands after a grace. Each blindness is told once while it lasts, and not
// again within a pause. Time is an argument.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "alert/alert.hpp"
#include "blindness.hpp"
#include "event/record.hpp"
#include "kernel_look.hpp"

namespace pipehound::plugin {

class BlindnessWatch {
public:
    struct Limits {
        event::Duration grace{3000};
        event::Duration quiet{300'000};  ///< so long without growth: it is over
        event::Duration pause{300'000};  ///< from one alert to the next of the same rule
    };

    /// What never came, or was not taken in, since the start.
    struct Counts {
        std::uint64_t serial_gap = 0;
        std::uint64_t queue_drops = 0;
    };

    BlindnessWatch() : BlindnessWatch{Limits{}} {}
    explicit BlindnessWatch(Limits limits) : limits_{limits} {}

    /// Records of one event, a CONFIG_CHANGE among them.
    void see(const event::Records& records, event::Time now);

    /// The kernel's answer; a failure says that it cannot be asked.
    void see(const KernelLook& look, event::Time now);

    void see(const Counts& counts, event::Time now);

    /// Whatever rules the kernel has at its next answer are right as they are.
    void accept_rules();

    /// What is to be told by now.
    [[nodiscard]] std::vector<alert::Alert> expire(event::Time now);
    [[nodiscard]] std::optional<event::Time> deadline() const;

    /// Is an answer of the kernel's wanted at once? True once for each time that it is.
    [[nodiscard]] bool take_wish() { return std::exchange(wants_look_, false); }

    /// What lasts: a sentence each.
    [[nodiscard]] std::vector<std::string> lasting() const;

    /// What was over since the last call: a sentence each.
    [[nodiscard]] std::vector<std::string> take_over() { return std::exchange(over_, {}); }

private:
    /// One of them, from its first sign on.
    struct Trouble {
        std::optional<event::Time> since;
        event::Time grown{};       // its last growth
        std::uint64_t amount = 0;  // records, rules, ...
        bool asked = false;        // the kernel, after the grace
        bool certain = false;      // the kernel said so after the grace, or cannot say
        bool told = false;
        std::optional<event::Time> last_told;
        std::string reason;
        std::vector<alert::Evidence> evidence;
        std::vector<alert::Member> members;
    };

    Trouble& trouble(Blindness what) { return troubles_[static_cast<std::size_t>(what)]; }
    void see_change(const event::Records& records, const event::Record& record, event::Time now);
    void see_rules(const KernelLook& look, event::Time now);
    void suspect(Blindness what, event::Time now, std::string reason);
    void note(Blindness what, const event::Records& records, std::string summary);
    void confirm(Blindness what, event::Time now);
    void grow(Blindness what, std::uint64_t by, event::Time now, std::string reason);
    void end(Blindness what);
    void tell(Blindness what, event::Time now, std::vector<alert::Alert>& alerts);
    [[nodiscard]] event::Time due(const Trouble& trouble) const;

    Limits limits_;
    std::array<Trouble, all_blindness.size()> troubles_;
    std::optional<KernelLook> best_;  // the most that the kernel's rules showed
    std::optional<std::uint32_t> lost_;
    Counts counts_;
    bool kernel_answers_ = false;
    bool wants_look_ = false;
    std::int64_t removed_ = 0;  // rules of ours, less those that were added again
    std::vector<std::string> over_;
};

}  // namespace pipehound::plugin
