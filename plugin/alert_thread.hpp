// SPDX-License-Identifier: Apache-2.0
// The thread that carries alerts from the detection to the outlets, behind a bounded queue:
// whatever disk and journal do, the reading side goes on.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>

#include "alert/alert.hpp"
#include "alert/context.hpp"
#include "config.hpp"
#include "worker.hpp"

namespace pipehound::plugin {

class AlertThread {
public:
    AlertThread(const AlertsConfig& config, alert::Context context, std::size_t limit);
    ~AlertThread() { close(); }

    /// False: the queue is full and the alert is dropped. Only when the disk has stood still for as
    /// long as it took to fill.
    [[nodiscard]] bool push(alert::Alert alert);

    /// Outlets by a new configuration, for all alerts that are not handed over yet.
    void reconfigure(const AlertsConfig& config);

    /// No more alerts will come: what is queued is handed over, then the thread ends.
    void close();
    [[nodiscard]] bool ends_within(std::chrono::milliseconds limit) {
        return worker_.ends_within(limit);
    }

    /// Alerts that were dropped here, or found no place in the outlets.
    [[nodiscard]] std::uint64_t lost() const noexcept { return lost_; }

private:
    struct Work {
        std::deque<alert::Alert> alerts;
        std::optional<AlertsConfig> config;
        bool closing = false;
    };

    void run(AlertsConfig config);
    [[nodiscard]] Work next(bool waiting);

    const alert::Context context_;
    const std::size_t limit_;
    std::mutex mutex_;
    std::condition_variable changed_;
    Work work_;
    std::atomic<std::uint64_t> lost_ = 0;
    Worker worker_;  // last: it uses the others
};

}  // namespace pipehound::plugin
