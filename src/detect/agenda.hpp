// SPDX-License-Identifier: Apache-2.0
// What the detector wants to do at a later time. Time is an argument: the loop asks for the next
// deadline and calls when it is due.
#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "event/types.hpp"

namespace pipehound::detect {

/// Tasks by due time; those of the same time in the order they were set. Bounded: a task more than
/// `limit` is refused.
template <typename Task>
class Agenda {
public:
    explicit Agenda(std::size_t limit) : limit_{limit} {}

    /// False where the agenda is full.
    bool set(event::Time due, Task task) {
        if (tasks_.size() >= limit_) return false;
        tasks_.emplace(due, std::move(task));
        return true;
    }

    [[nodiscard]] std::optional<event::Time> deadline() const {
        return tasks_.empty() ? std::nullopt : std::optional{tasks_.begin()->first};
    }

    /// Takes out what is due at `now`, earliest first.
    [[nodiscard]] std::vector<Task> take_due(event::Time now) {
        std::vector<Task> due;
        while (!tasks_.empty() && tasks_.begin()->first <= now) {
            due.push_back(std::move(tasks_.begin()->second));
            tasks_.erase(tasks_.begin());
        }
        return due;
    }

private:
    std::size_t limit_;
    std::multimap<event::Time, Task> tasks_;
};

}  // namespace pipehound::detect
