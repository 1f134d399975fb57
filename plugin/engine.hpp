// SPDX-License-Identifier: Apache-2.0
// The whole flow from bytes to alerts as one value: what `run` feeds from auditd and `hunt` from
// stored logs.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/event_stream.hpp"
#include "detect/detector.hpp"
#include "detect/record_sieve.hpp"
#include "event/archive.hpp"
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

    /// A stored log ended: unfinished events are taken as they are, and what waited for time to
    /// pass is judged.
    template <typename OnAlert>
    void finish(OnAlert&& on_alert) {
        stream_.finish([&](const auto& told) { advance(told, on_alert); });
        for (auto& alert : detector_.expire(event::Time::max())) on_alert(std::move(alert));
    }

    /// The host goes on without us: as `finish`, but what rules wait for may come to a successor.
    template <typename OnAlert>
    void stop(OnAlert&& on_alert) {
        stream_.finish([&](const auto& told) { advance(told, on_alert); });
        pass(detector_.stop(), on_alert);
    }

    /// From now on these rules hold. Hands on what the old ones held back.
    template <typename OnAlert>
    void change_rules(std::shared_ptr<const detect::RuleBook> book,
                      std::shared_ptr<const event::UserNames> users, OnAlert&& on_alert) {
        stream_.set_interest(interest_of(book));
        pass(detector_.change_rules(std::move(book), std::move(users)), on_alert);
    }

    /// Changes of what the kernel audits are told to `on_change`, too. Before the first
    /// change_rules.
    void watch_changes(std::function<void(const event::Records&)> on_change) {
        on_change_ = std::move(on_change);
        stream_.set_interest({.config_changes = true});
    }

    /// What is known, for a successor on the same boot.
    [[nodiscard]] std::string save() const {
        event::ArchiveWriter to;
        to.number(nodes_.size());
        for (std::size_t i = 0; i < nodes_.size(); ++i)
            to.text(nodes_.name(event::NodeId{static_cast<std::uint32_t>(i)}));
        detector_.save(to);
        return std::move(to).take();
    }

    /// Takes over what a predecessor saved: before the first byte, and with the rules in force.
    /// False: the bytes are not sound, and the engine is to be thrown away.
    [[nodiscard]] bool restore(std::string_view bytes) {
        event::ArchiveReader from{bytes};
        for (auto count = from.number(); count > 0 && from.sound(); --count)
            static_cast<void>(nodes_.intern(from.text()));
        return detector_.restore(from) && from.at_end();
    }

    [[nodiscard]] audit::EventStream& stream() noexcept { return stream_; }
    [[nodiscard]] detect::Detector& detector() noexcept { return detector_; }

private:
    template <typename OnAlert>
    void advance(const event::Event& event, OnAlert&& on_alert) {
        pass(detector_.advance(event), on_alert);
    }

    template <typename OnAlert>
    void advance(const event::Records& records, OnAlert&& on_alert) {
        if (on_change_ && tells_a_change(records)) on_change_(records);
        pass(detector_.advance(records), on_alert);
    }

    static bool tells_a_change(const event::Records& records) {
        return std::any_of(records.records.begin(), records.records.end(),
                           [](const auto& record) { return record.type == "CONFIG_CHANGE"; });
    }

    audit::Interest interest_of(const std::shared_ptr<const detect::RuleBook>& book) const {
        audit::Interest interest{.files = book->wants_files(),
                                 .acts = book->interest.acts,
                                 .calls = book->interest.calls,
                                 .config_changes = static_cast<bool>(on_change_)};
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
    std::function<void(const event::Records&)> on_change_;
    audit::EventStream stream_;
    detect::Detector detector_;
};

}  // namespace pipehound::plugin
