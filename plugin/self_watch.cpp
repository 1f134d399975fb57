// SPDX-License-Identifier: Apache-2.0
#include "self_watch.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include "clock.hpp"
#include "diagnostics.hpp"

namespace pipehound::plugin {

namespace {

constexpr event::Duration interval{5000};
constexpr std::string_view selftest_words = "selftest ";

/// What our own queues could not take. Tables that forget what is old are at their work.
std::uint64_t queue_drops(const Health& health) {
    return health.audit.evicted_open + health.audit.evicted_held + health.alerts_lost;
}

}  // namespace

SelfWatch::SelfWatch(boost::asio::io_context& loop, Doors doors, Sources sources)
    : sources_{std::move(sources)}, started_{now()}, timer_{loop} {
    if (doors.kernel.is_open())
        inquiry_.emplace(loop, std::move(doors.kernel),
                         [this](KernelLook its) { look(std::move(its)); });
    else
        kernel_ = KernelLook{.failure = "only root may ask; the plugin was not started as root"};
    if (doors.status.is_open())
        server_.emplace(loop, std::move(doors.status),
                        [this](const auto& question) { return answer(question); });
    const auto health = sources_.health();
    pulse_.sample(health.audit.records, health.audit.events, started_);
    arm();
}

void SelfWatch::read(event::Time newest) { pulse_.read(newest, now()); }

void SelfWatch::changed(const event::Records& records) {
    blindness_.see(records, now());
    ask_kernel_if_wanted();
    arm();
}

void SelfWatch::accept_rules() {
    blindness_.accept_rules();
    ask_kernel_if_wanted();
}

void SelfWatch::look(KernelLook its) {
    const bool first = kernel_asked_ == event::Time{};
    if (!its.failure.empty() && (first || kernel_->failure.empty()))
        say(Severity::warning, its.failure);
    if (first && its.failure.empty() && its.own_rules == 0)
        say(Severity::warning,
            "the kernel has no audit rules with the key pipehound yet: "
            "`augenrules --load` loads those of /etc/audit/rules.d");
    kernel_ = std::move(its);
    kernel_asked_ = now();
    blindness_.see(*kernel_, kernel_asked_);
    turn();
}

void SelfWatch::ask_kernel_if_wanted() {
    if (blindness_.take_wish() && inquiry_) inquiry_->ask();
}

/// Looks at our counters, and tells what is due.
void SelfWatch::turn() {
    const auto health = sources_.health();
    const auto time = now();
    pulse_.sample(health.audit.records, health.audit.events, time);
    blindness_.see(BlindnessWatch::Counts{health.audit.serial_gap, queue_drops(health)}, time);
    for (auto& alert : blindness_.expire(time)) sources_.on_alert(std::move(alert));
    for (const auto& sentence : blindness_.take_over()) say(Severity::info, sentence);
    ask_kernel_if_wanted();
    arm();
}

void SelfWatch::arm() {
    auto wait = interval;
    if (const auto deadline = blindness_.deadline())
        wait = std::clamp(*deadline - now(), event::Duration{10}, interval);
    timer_.expires_after(wait);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) turn();
    });
}

std::string SelfWatch::answer(const StatusServer::Question& question) {
    if (question.text == "status") return json_of(status());
    if (question.text.starts_with(selftest_words)) return announce(question);
    return "{\"error\":\"unknown question\"}\n";
}

/// Whoever else may ask for the status may not: a mark is root's to give.
std::string SelfWatch::announce(const StatusServer::Question& question) {
    if (question.user != 0) return "{\"error\":\"only root may announce a test\"}\n";
    auto fifo = question.text.substr(selftest_words.size());
    say(Severity::info, "root announces a self test on " + fifo);
    tests_.announce(std::move(fifo), now());
    return "{\"announced\":true}\n";
}

void SelfWatch::mark(alert::Alert& alert) { tests_.mark(alert, now()); }

Status SelfWatch::status() const {
    Status status;
    status.pid = ::getpid();
    status.started = started_;
    status.now = now();
    status.health = sources_.health();
    status.rates =
        pulse_.rates(status.health.audit.records, status.health.audit.events, status.now);
    status.waiting = sources_.waiting();
    status.rules = sources_.rules();
    status.alerts = tally_.counts();
    status.kernel = kernel_;
    status.kernel_asked = kernel_asked_;
    status.blindness = blindness_.lasting();
    return status;
}

}  // namespace pipehound::plugin
