// SPDX-License-Identifier: Apache-2.0
// A thread whose end can be waited for with a limit.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace pipehound::plugin {

class Worker {
public:
    explicit Worker(std::function<void()> body)
        : thread_{[this, body = std::move(body)] {
              body();
              const std::lock_guard lock{mutex_};
              ended_ = true;
              end_.notify_all();
          }} {}
    ~Worker() { thread_.join(); }
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// False: the body still runs after `limit`.
    [[nodiscard]] bool ends_within(std::chrono::milliseconds limit) {
        std::unique_lock lock{mutex_};
        return end_.wait_for(lock, limit, [this] { return ended_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable end_;
    bool ended_ = false;
    std::thread thread_;  // last: it uses the others
};

}  // namespace pipehound::plugin
