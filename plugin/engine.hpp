// SPDX-License-Identifier: Apache-2.0
// The whole flow from bytes to alerts as one value: what `run` feeds from auditd and `hunt` from
// stored logs.
#pragma once

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/event_stream.hpp"
#include "detect/detector.hpp"
#include "detect/record_sieve.hpp"
#include "event/node_names.hpp"

namespace pipehound::plugin {

class Engine {
public:
    explicit Engine(detect::Limits limits = {}, audit::EventStream::Options options = {})
        : stream_{nodes_, options}, detector_{nodes_, limits} {}
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Calls `on_alert(alert::Alert&&)` for each alert that `bytes` completes, of every level.
    /// `now`: the clock when live, the stream's newest() in a replay.
    template <typename OnAlert>
    void feed(std::string_view bytes, event::Time now, OnAlert&& on_alert) {
        stream_.feed(bytes, now, [&](const auto& told) { advance(told, on_alert); });
    }

    template <typename OnAlert>
    void expire(event::Time now, OnAlert&& on_alert) {
        stream_.expire(now, [&](const auto& told) { advance(told, on_alert); });
        for (auto& alert : detector_.expire(now)) on_alert(std::move(alert));
    }

    /// The input ended: unfinished events are taken as they are, and what waited for time to pass
    /// is judged.
    template <typename OnAlert>
    void finish(OnAlert&& on_alert) {
        stream_.finish([&](const auto& told) { advance(told, on_alert); });
        for (auto& alert : detector_.expire(event::Time::max())) on_alert(std::move(alert));
    }

    /// From now on these rules hold. Hands on what the old ones held back.
    template <typename OnAlert>
    void change_rules(std::shared_ptr<const detect::RuleBook> book,
                      std::shared_ptr<const event::UserNames> users, OnAlert&& on_alert) {
        stream_.set_interest(interest_of(book));
        pass(detector_.change_rules(std::move(book), std::move(users)), on_alert);
    }

    [[nodiscard]] audit::EventStream& stream() noexcept { return stream_; }
    [[nodiscard]] detect::Detector& detector() noexcept { return detector_; }

private:
    /// An event or the records of one.
    template <typename Told, typename OnAlert>
    void advance(const Told& told, OnAlert&& on_alert) {
        pass(detector_.advance(told), on_alert);
    }

    static audit::Interest interest_of(const std::shared_ptr<const detect::RuleBook>& book) {
        audit::Interest interest{.files = book->wants_files(),
                                 .acts = book->interest.acts,
                                 .calls = book->interest.calls};
        if (book->wants_records())
            interest.record = [sieve = detect::RecordSieve{book}](std::string_view type,
                                                                  std::string_view line) mutable {
                return sieve.lets_through(type, line);
            };
        return interest;
    }

    template <typename OnAlert>
    static void pass(std::vector<alert::Alert> alerts, OnAlert&& on_alert) {
        for (auto& alert : alerts) on_alert(std::move(alert));
    }

    event::NodeNames nodes_;
    audit::EventStream stream_;
    detect::Detector detector_;
};

}  // namespace pipehound::plugin
