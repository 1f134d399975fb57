// SPDX-License-Identifier: Apache-2.0
// The plugin at work: one loop that reads, detects and hands alerts on. Nothing in it waits for
// disk, journal or /proc; those have threads of their own (alert_thread.hpp, proc_reader.hpp).
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>

#include "alert_thread.hpp"
#include "config.hpp"
#include "doors.hpp"
#include "engine.hpp"
#include "health_report.hpp"
#include "proc_reader.hpp"
#include "rule_loader.hpp"
#include "self_watch.hpp"
#include "signals.hpp"
#include "state_keeper.hpp"
#include "stream_reader.hpp"

namespace pipehound::plugin {

class Service {
public:
    /// Reads auditd's stream from `descriptor`, which it takes over. `config_path`: what SIGHUP
    /// reads anew. Throws std::system_error where the descriptor cannot be waited for.
    Service(Config config, std::string config_path, int descriptor, Doors doors);

    /// Until the stream ends or we are told to leave.
    void run();

    /// Hands over what is left. False: some thread still hangs in the disk or in /proc; end the
    /// process without it.
    [[nodiscard]] bool leave();

private:
    void on_bytes(std::string_view bytes);
    void on_end();
    void on_signal(const signalfd_siginfo& signal);
    void on_deadline();

    void report(alert::Alert alert);
    void ask_proc();
    void arm_deadline();
    void reload();
    void start_rules();
    void take_rules(RuleLoader::Loaded loaded);
    void hold_rules(RuleLoader::Loaded loaded);
    void terminate();
    void start_state();
    void restore(const StateFile::Loaded& loaded);
    void save_state();
    void repeat_state();
    [[nodiscard]] bool may_terminate(const signalfd_siginfo& signal) const;

    [[nodiscard]] ProcAnswers proc_answers();
    void watch_drops();
    void say_statistics();
    void repeat_statistics();
    [[nodiscard]] Health health();
    [[nodiscard]] RulesStatus rules_status() const;
    [[nodiscard]] SelfWatch::Sources sources();

    Config config_;
    std::string config_path_;
    bool started_by_auditd_;  // by the kind of stdin
    boost::asio::io_context loop_{1};
    SignalDescriptor signals_;  // before the threads, which are to block these signals as well
    Engine engine_;
    AlertThread alerts_;
    std::optional<ProcReader> proc_;
    std::shared_ptr<const detect::RuleBook> rules_;  // in force
    std::size_t broken_rules_ = 0;                   // of the set that was read last
    bool refused_rules_ = false;                     // that set is not in force
    RuleLoader rule_loader_;
    std::optional<StateKeeper> state_;
    std::uint64_t saved_events_ = 0;
    boost::asio::steady_timer deadline_{loop_};
    boost::asio::steady_timer saving_{loop_};
    boost::asio::steady_timer statistics_{loop_};
    boost::asio::steady_timer drops_{loop_};
    DropReport drop_report_;
    StreamReader input_;
    SelfWatch self_;
};

}  // namespace pipehound::plugin
