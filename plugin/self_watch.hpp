// SPDX-License-Identifier: Apache-2.0
// The plugin's eye on itself, in the loop: how it fares, whether it is made blind, and answers to
// who asks.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "alert/alert.hpp"
#include "alert_tally.hpp"
#include "announced_test.hpp"
#include "blindness_watch.hpp"
#include "doors.hpp"
#include "event/record.hpp"
#include "health_report.hpp"
#include "kernel_asker.hpp"
#include "pulse.hpp"
#include "status_report.hpp"
#include "status_server.hpp"

namespace pipehound::plugin {

class SelfWatch {
public:
    /// What only the service knows.
    struct Sources {
        std::function<Health()> health;
        std::function<RulesStatus()> rules;
        std::function<std::size_t()> waiting;
        std::function<void(alert::Alert)> on_alert;
    };

    SelfWatch(boost::asio::io_context& loop, Doors doors, Sources sources);

    /// The stream was read; its newest record is of that time.
    void read(event::Time newest);

    /// Somebody changed what the kernel audits.
    void changed(const event::Records& records);

    /// Marks what is a self test's.
    void mark(alert::Alert& alert);
    [[nodiscard]] const AnnouncedTest& tests() const noexcept { return tests_; }

    /// An alert goes out.
    void told(const alert::Alert& alert) { tally_.add(alert); }

    /// The kernel's rules are right as they are now: somebody reloads.
    void accept_rules();

private:
    void look(KernelLook look);
    void turn();
    void arm();
    void ask_kernel_if_wanted();
    [[nodiscard]] std::string announce(const StatusServer::Question& question);
    [[nodiscard]] std::string answer(const StatusServer::Question& question);
    [[nodiscard]] Status status() const;

    Sources sources_;
    event::Time started_;
    Pulse pulse_;
    AlertTally tally_;
    AnnouncedTest tests_;
    BlindnessWatch blindness_;
    std::optional<KernelLook> kernel_;
    event::Time kernel_asked_{};
    boost::asio::steady_timer timer_;
    std::optional<KernelInquiry> inquiry_;
    std::optional<StatusServer> server_;
};

}  // namespace pipehound::plugin
