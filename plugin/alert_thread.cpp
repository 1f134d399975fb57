// SPDX-License-Identifier: Apache-2.0
#include "alert_thread.hpp"

#include <memory>
#include <utility>

#include "alert_outlets.hpp"

namespace pipehound::plugin {

namespace {

/// How often an absent journal is tried.
constexpr std::chrono::seconds retry{1};

}  // namespace

AlertThread::AlertThread(const AlertsConfig& config, alert::Context context, std::size_t limit)
    : context_{std::move(context)}, limit_{limit}, worker_{[this, config] { run(config); }} {}

bool AlertThread::push(alert::Alert alert) {
    const std::lock_guard lock{mutex_};
    if (work_.alerts.size() >= limit_) {
        ++lost_;
        return false;
    }
    work_.alerts.push_back(std::move(alert));
    changed_.notify_one();
    return true;
}

void AlertThread::reconfigure(const AlertsConfig& config) {
    const std::lock_guard lock{mutex_};
    work_.config = config;
    changed_.notify_one();
}

void AlertThread::close() {
    const std::lock_guard lock{mutex_};
    work_.closing = true;
    changed_.notify_one();
}

void AlertThread::run(AlertsConfig config) {
    auto outlets = std::make_unique<AlertOutlets>(std::move(config), context_);
    outlets->resend();
    for (bool closing = false; !closing;) {
        auto work = next(outlets->waiting());
        closing = work.closing;
        if (work.config)
            outlets = std::make_unique<AlertOutlets>(std::move(*work.config), context_);
        const auto lost_before = outlets->lost();
        for (const auto& alert : work.alerts) outlets->deliver(alert);
        outlets->sync();
        lost_ += outlets->lost() - lost_before;
        if (!closing && outlets->waiting()) outlets->resend();
    }
}

/// Takes all there is; comes back without work when it is time to try the journal again.
AlertThread::Work AlertThread::next(bool waiting) {
    std::unique_lock lock{mutex_};
    const auto has_work = [this] { return work_.closing || work_.config || !work_.alerts.empty(); };
    if (waiting)
        changed_.wait_for(lock, retry, has_work);
    else
        changed_.wait(lock, has_work);
    return std::exchange(work_, Work{.closing = work_.closing});
}

}  // namespace pipehound::plugin
