// SPDX-License-Identifier: Apache-2.0
// Answers the detector's inquiries from /proc, on a thread of its own: a process whose memory is
// locked can make /proc/PID wait.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "detect/detector.hpp"
#include "event/live_process.hpp"
#include "worker.hpp"

namespace pipehound::plugin {

/// Who is to learn what was found; called on the reader's thread.
struct ProcAnswers {
    using Processes = std::vector<event::LiveProcess>;
    std::function<void(Processes, event::Time)> seeded;
    std::function<void(Processes)> learned;
    std::function<void(std::string incident, Processes, event::Time)> looked;
};

class ProcReader {
public:
    /// Begins with all processes there are. At most `limit` inquiries wait; further ones are passed
    /// over.
    explicit ProcReader(ProcAnswers answers, std::size_t limit = 256);
    ~ProcReader() { close(); }

    void ask(detect::Inquiry inquiry);

    /// Ends at the next process; what was not answered stays so.
    void close();
    [[nodiscard]] bool ends_within(std::chrono::milliseconds limit) {
        return worker_.ends_within(limit);
    }

private:
    void run();
    [[nodiscard]] std::optional<detect::Inquiry> next();
    [[nodiscard]] bool closing();
    void seed();
    void answer(const detect::Inquiry& inquiry);
    [[nodiscard]] std::vector<event::LiveProcess> ancestry(event::Pid pid);
    [[nodiscard]] std::vector<event::LiveProcess> holders(const std::vector<event::Pid>& pids);

    ProcAnswers answers_;
    std::size_t limit_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<detect::Inquiry> inquiries_;
    bool closing_ = false;
    Worker worker_;  // last: it uses the others
};

/// `pids` and all below them, at most `limit`.
[[nodiscard]] std::set<event::Pid> with_descendants(const std::vector<event::Pid>& pids,
                                                    std::size_t limit);

}  // namespace pipehound::plugin
