// SPDX-License-Identifier: Apache-2.0
#include "proc_reader.hpp"

#include <map>
#include <utility>

#include "clock.hpp"
#include "proc_descriptors.hpp"
#include "proc_process.hpp"

namespace pipehound::plugin {

namespace {

constexpr std::size_t ancestors_limit = 64;
constexpr std::size_t holders_limit = 256;

std::optional<event::LiveProcess> read(event::Pid pid, bool descriptors) {
    const auto folder = open_process(pid);
    if (!folder.is_open()) return std::nullopt;
    auto process = read_process(folder, pid);
    if (process && descriptors) process->descriptors = read_descriptors(folder);
    return process;
}

}  // namespace

ProcReader::ProcReader(ProcAnswers answers, std::size_t limit)
    : answers_{std::move(answers)}, limit_{limit}, worker_{[this] { run(); }} {}

void ProcReader::ask(detect::Inquiry inquiry) {
    const std::lock_guard lock{mutex_};
    if (inquiries_.size() >= limit_) return;
    inquiries_.push_back(std::move(inquiry));
    changed_.notify_one();
}

void ProcReader::close() {
    const std::lock_guard lock{mutex_};
    closing_ = true;
    changed_.notify_one();
}

void ProcReader::run() {
    seed();
    while (const auto inquiry = next()) answer(*inquiry);
}

/// Nothing when it is time to end.
std::optional<detect::Inquiry> ProcReader::next() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return closing_ || !inquiries_.empty(); });
    if (closing_) return std::nullopt;
    auto inquiry = std::move(inquiries_.front());
    inquiries_.pop_front();
    return inquiry;
}

bool ProcReader::closing() {
    const std::lock_guard lock{mutex_};
    return closing_;
}

void ProcReader::seed() {
    std::vector<event::LiveProcess> processes;
    for (const auto pid : all_pids()) {
        if (closing()) return;
        if (auto process = read(pid, false)) processes.push_back(std::move(*process));
    }
    answers_.seeded(std::move(processes), now());
}

void ProcReader::answer(const detect::Inquiry& inquiry) {
    if (inquiry.what == detect::Inquiry::What::incident) {
        const auto time = now();
        answers_.looked(inquiry.incident, holders(inquiry.pids), time);
        return;
    }
    for (const auto pid : inquiry.pids)
        if (auto processes = ancestry(pid); !processes.empty())
            answers_.learned(std::move(processes));
}

/// A process and its ancestors, itself first; shorter where one of them is gone.
std::vector<event::LiveProcess> ProcReader::ancestry(event::Pid pid) {
    std::vector<event::LiveProcess> processes;
    while (event::number(pid) > 0 && processes.size() < ancestors_limit && !closing()) {
        auto process = read(pid, false);
        if (!process) break;
        pid = process->ppid;
        processes.push_back(std::move(*process));
    }
    return processes;
}

std::vector<event::LiveProcess> ProcReader::holders(const std::vector<event::Pid>& pids) {
    std::vector<event::LiveProcess> processes;
    for (const auto pid : with_descendants(pids, holders_limit)) {
        if (closing()) break;
        if (auto process = read(pid, true)) processes.push_back(std::move(*process));
    }
    return processes;
}

std::set<event::Pid> with_descendants(const std::vector<event::Pid>& pids, std::size_t limit) {
    std::multimap<event::Pid, event::Pid> children;
    for (const auto pid : all_pids())
        if (const auto parent = parent_of(pid)) children.emplace(*parent, pid);
    std::set<event::Pid> found;
    std::deque<event::Pid> open{pids.begin(), pids.end()};
    for (; !open.empty() && found.size() < limit; open.pop_front()) {
        if (!found.insert(open.front()).second) continue;
        const auto [begin, end] = children.equal_range(open.front());
        for (auto child = begin; child != end; ++child) open.push_back(child->second);
    }
    return found;
}

}  // namespace pipehound::plugin
