// SPDX-License-Identifier: Apache-2.0
#include "state_keeper.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include "diagnostics.hpp"

namespace pipehound::plugin {

namespace {

/// A predecessor leaves within auditd's 50 ms, or is stuck.
constexpr std::chrono::milliseconds patience{300};

}  // namespace

StateKeeper::StateKeeper(const std::string& path)
    : path_{path}, file_{path}, worker_{[this] { run(); }} {}

StateFile::Loaded StateKeeper::load(event::Time now) {
    const std::lock_guard lock{mutex_};
    if (!file_.lock_within(patience))
        say(Severity::warning, path_ +
                                   ": an earlier run of the plugin still holds it: taken as it "
                                   "is");
    return file_.load(now);
}

void StateKeeper::put(std::string bytes, event::Time now) {
    const std::lock_guard lock{mutex_};
    work_ = Work{std::move(bytes), now};
    changed_.notify_one();
}

void StateKeeper::close() {
    const std::lock_guard lock{mutex_};
    closing_ = true;
    changed_.notify_one();
}

void StateKeeper::run() {
    std::unique_lock lock{mutex_};
    while (!closing_ || work_) {
        changed_.wait(lock, [this] { return closing_ || work_; });
        if (!work_) continue;
        const auto work = std::exchange(work_, std::nullopt);
        lock.unlock();
        write(*work);
        lock.lock();
    }
}

/// Said once, until it works again.
void StateKeeper::write(const Work& work) {
    const bool written = file_.save(work.bytes, work.time);
    if (!written && works_)
        say(Severity::warning, path_ + " is not written: " + std::strerror(errno) +
                                   ": what is known of processes and FIFOs would not outlive a "
                                   "restart");
    works_ = written;
}

}  // namespace pipehound::plugin
