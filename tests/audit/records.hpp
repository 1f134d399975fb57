// SPDX-License-Identifier: Apache-2.0
// Audit records written by hand, and what an EventStream makes of them.
#pragma once

#include <cstdint>
#include <iomanip>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "audit/event_stream.hpp"

namespace pipehound::test {

inline constexpr const char* ids =
    "ppid=10 pid=11 auid=4294967295 uid=1000 gid=1000 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 "
    "tty=pts3 ses=4294967295 comm=\"sh\" exe=\"/usr/bin/dash\" key=(null)";

/// The records of one event: `Records{7}.syscall(...).cwd("/tmp")` ends where `text()` is asked.
class Records {
public:
    explicit Records(std::uint64_t serial, double second = 1000, std::string node = {})
        : serial_{serial}, second_{second}, node_{std::move(node)} {}

    Records& add(std::string_view type, std::string_view body) {
        std::ostringstream line;
        if (!node_.empty()) line << "node=" << node_ << ' ';
        line << "type=" << type << " msg=audit(" << std::fixed << std::setprecision(3) << second_
             << ':' << serial_ << "): " << body << '\n';
        lines_.push_back(line.str());
        return *this;
    }

    /// `what` is "arch syscall": numbers as the record writes them.
    Records& syscall(const std::string& arch, int number, const std::string& outcome,
                     const std::string& arguments = "a0=0 a1=0 a2=0 a3=0") {
        return add("SYSCALL", "arch=" + arch + " syscall=" + std::to_string(number) + ' ' +
                                  (outcome.empty() ? "" : outcome + ' ') + arguments + " items=1 " +
                                  ids);
    }

    Records& executes(const std::string& program) {
        syscall("c000003e", 59, "success=yes exit=0");
        add("EXECVE", "argc=1 a0=\"" + program + '"');
        return add("CWD", "cwd=\"/\"");
    }

    Records& connects() {
        syscall("c000003e", 42, "success=yes exit=0", "a0=3 a1=0 a2=10 a3=0");
        return add("SOCKADDR", "saddr=0200115C7F0000010000000000000000");
    }

    Records& proctitle() { return add("PROCTITLE", "proctitle=\"x\""); }
    Records& end() { return add("EOE", ""); }

    [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }

    [[nodiscard]] std::string text() const {
        std::string whole;
        for (const auto& line : lines_) whole += line;
        return whole;
    }

private:
    std::uint64_t serial_;
    double second_;
    std::string node_;
    std::vector<std::string> lines_;
};

/// A stream and what came out of it so far.
struct Run {
    explicit Run(audit::EventStream::Options options = audit::EventStream::Options::replay())
        : stream{nodes, options} {}

    /// These records, and the end of the stream.
    explicit Run(const Records& records) : Run{} { feed(records.text()).finish(); }

    Run& feed(std::string_view bytes, event::Time now = {}) {
        stream.feed(bytes, now, keep);
        return *this;
    }

    Run& expire(event::Time now) {
        stream.expire(now, keep);
        return *this;
    }

    Run& finish() {
        stream.finish(keep);
        return *this;
    }

    [[nodiscard]] std::vector<event::Serial> serials() const {
        std::vector<event::Serial> all;
        for (const auto& event : events) all.push_back(event.header.serial);
        return all;
    }

    event::NodeNames nodes;
    audit::EventStream stream;
    std::vector<event::Event> events;
    std::vector<event::Records> told;

    /// What came out, in order: an event by its serial, records by theirs and a mark.
    std::vector<std::string> order;

    struct Keep {
        Run& run;
        void operator()(const event::Event& event) const {
            run.events.push_back(event);
            run.order.push_back(std::to_string(event.header.serial));
        }
        void operator()(const event::Records& records) const {
            run.told.push_back(records);
            run.order.push_back(std::to_string(records.header.serial) + " records");
        }
    };
    Keep keep{*this};
};

}  // namespace pipehound::test
