// SPDX-License-Identifier: Apache-2.0
// Writes the running state, on a thread of its own: the loop hands the bytes over and goes on.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>

#include "event/types.hpp"
#include "state_file.hpp"
#include "worker.hpp"

namespace pipehound::plugin {

class StateKeeper {
public:
    /// Throws std::system_error where the folder cannot be opened.
    explicit StateKeeper(const std::string& path);
    ~StateKeeper() { close(); }

    /// What a predecessor left. A predecessor that is still there is waited for, for a moment.
    [[nodiscard]] StateFile::Loaded load(event::Time now);

    /// To be written; takes the place of what was not written yet.
    void put(std::string bytes, event::Time now);

    /// What was put is written, then the thread ends.
    void close();
    [[nodiscard]] bool ends_within(std::chrono::milliseconds limit) {
        return worker_.ends_within(limit);
    }

private:
    struct Work {
        std::string bytes;
        event::Time time{};
    };

    void run();
    void write(const Work& work);

    const std::string path_;
    StateFile file_;
    bool works_ = true;
    std::mutex mutex_;  // of the work, and of the file while it is loaded
    std::condition_variable changed_;
    std::optional<Work> work_;
    bool closing_ = false;
    Worker worker_;  // last: it uses the others
};

}  // namespace pipehound::plugin
