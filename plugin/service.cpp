// SPDX-License-Identifier: Apache-2.0
#include "service.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <chrono>
#include <csignal>
#include <system_error>
#include <utility>

#include "clock.hpp"
#include "config_reader.hpp"
#include "diagnostics.hpp"
#include "event/text.hpp"

namespace pipehound::plugin {

namespace {

/// USR2 means nothing to us, and must not end us either.
constexpr std::array signals{SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2};

constexpr std::chrono::seconds drop_report_interval{60};

bool is_socket(int descriptor) {
    struct stat status {};
    return ::fstat(descriptor, &status) == 0 && S_ISSOCK(status.st_mode);
}

detect::Limits limits_of(const Config& config) {
    detect::Limits limits{.processes = config.limits.processes, .fifos = config.limits.fifos};
    limits.alerts.alerts = config.alerts.per_rule;
    limits.tell_excluded = config.alerts.excluded;
    return limits;
}

audit::EventStream::Options stream_of(const Config& config) {
    audit::EventStream::Options options;
    options.order.slack = config.live.order_slack;
    return options;
}

/// Folders that are not there hold no rules: an installation without any is sound.
RuleSources sources_of(const RulesConfig& rules) {
    RuleSources sources{.defaults = false, .strict_names = rules.strict_names};
    for (const auto& path : rules.paths) {
        const bool standard = path == default_rules_folder || path == default_filters_folder;
        if (!standard || ::access(path.c_str(), F_OK) == 0) sources.paths.push_back(path);
    }
    return sources;
}

std::size_t expired_filters(const detect::RuleBook& book, event::Time now) {
    return static_cast<std::size_t>(
        std::count_if(book.filters.begin(), book.filters.end(),
                      [now](const auto& filter) { return !filter.in_force(now); }));
}

/// "12 rules run, 3 are not evaluable, 2 filters, of which 1 is expired"
std::string text_of(const detect::RuleBook& book, event::Time now) {
    const auto expired = expired_filters(book, now);
    auto text = std::to_string(book.running()) + " rules run, " +
                std::to_string(book.not_evaluable.size()) + " are not evaluable, " +
                std::to_string(book.filters.size()) + " filters";
    if (expired > 0) text += ", of which " + std::to_string(expired) + " expired";
    return text;
}

alert::Context this_host() {
    std::array<char, 256> name{};
    ::gethostname(name.data(), name.size() - 1);
    return {.host = name.data()};
}

}  // namespace

Service::Service(Config config, std::string config_path, int descriptor, Doors doors)
    : config_{std::move(config)},
      config_path_{std::move(config_path)},
      started_by_auditd_{is_socket(descriptor)},
      signals_{loop_, signals, [this](const signalfd_siginfo& signal) { on_signal(signal); }},
      engine_{limits_of(config_), stream_of(config_)},
      alerts_{config_.alerts, this_host(), config_.limits.queue},
      rule_loader_{[this](RuleLoader::Loaded loaded) {
          boost::asio::post(loop_, [this, loaded = std::move(loaded)]() mutable {
              take_rules(std::move(loaded));
          });
      }},
      input_{loop_, descriptor, [this](std::string_view bytes) { on_bytes(bytes); },
             [this] { on_end(); }},
      self_{loop_, std::move(doors), sources()} {
    engine_.watch_changes([this](const event::Records& records) { self_.changed(records); });
    if (config_.live.proc) proc_.emplace(proc_answers());
}

void Service::run() {
    start_rules();
    start_state();
    repeat_statistics();
    watch_drops();
    loop_.run();
}

void Service::on_bytes(std::string_view bytes) {
    engine_.feed(bytes, now(), [this](alert::Alert alert) { report(std::move(alert)); });
    self_.read(engine_.stream().newest());
    ask_proc();
    arm_deadline();
}

void Service::on_end() {
    engine_.stop([this](alert::Alert alert) { report(std::move(alert)); });
    loop_.stop();
}

void Service::on_deadline() {
    engine_.expire(now(), [this](alert::Alert alert) { report(std::move(alert)); });
    ask_proc();
    arm_deadline();
}

void Service::report(alert::Alert alert) {
    self_.mark(alert);
    if (!alert.exclusion && !alert.tell_from(config_.alerts.level)) return;
    self_.told(alert);
    if (!alerts_.push(std::move(alert)))
        say(Severity::error,
            "an alert was dropped: the disk stands still and the queue (limits.queue) is full");
}

void Service::ask_proc() {
    for (auto& inquiry : engine_.detector().inquiries())
        if (proc_) proc_->ask(std::move(inquiry));
}

/// One timer, always at the next thing to do. The clock on the wall may jump: a minute is the
/// longest that we trust it.
void Service::arm_deadline() {
    constexpr event::Duration longest{60'000};
    const auto stream = engine_.stream().deadline();
    const auto detector = engine_.detector().deadline();
    if (!stream && !detector) return static_cast<void>(deadline_.cancel());
    const auto due =
        std::min(stream.value_or(event::Time::max()), detector.value_or(event::Time::max()));
    deadline_.expires_after(std::clamp(due - now(), event::Duration{0}, longest));
    deadline_.async_wait([this](const boost::system::error_code& error) {
        if (!error) on_deadline();
    });
}

void Service::on_signal(const signalfd_siginfo& signal) {
    switch (signal.ssi_signo) {
        case SIGHUP:
            return reload();
        case SIGUSR1:
            return say_statistics();
        case SIGINT:
            return terminate();
        case SIGTERM:
            if (may_terminate(signal)) return terminate();
            return say(
                Severity::info,
                "SIGTERM from process " + std::to_string(signal.ssi_pid) +
                    " is passed over: only auditd ends its plugin, else it would start it anew");
        default:
            return;
    }
}

/// systemd may signal auditd's whole control group, and auditd starts a plugin anew that ends
/// without its doing: so only the parent's word counts (audit-userspace,
/// contrib/plugin/audisp-example.c). Without auditd there is no such parent.
bool Service::may_terminate(const signalfd_siginfo& signal) const {
    return !started_by_auditd_ ||
           (signal.ssi_code == SI_USER && static_cast<pid_t>(signal.ssi_pid) == ::getppid());
}

void Service::terminate() {
    input_.drain();
    on_end();
}

/// All or nothing: what runs stays when the new file has a mistake.
void Service::reload() {
    auto reading = read_config_file(config_path_);
    for (const auto& error : reading.errors) say(Severity::error, error);
    if (!reading.errors.empty())
        return say(Severity::error, config_path_ + " was not taken over; what ran before goes on");
    const bool later =
        reading.config.limits != config_.limits || reading.config.live != config_.live ||
        reading.config.privileges != config_.privileges || reading.config.state != config_.state ||
        reading.config.diagnostics.status_socket != config_.diagnostics.status_socket ||
        reading.config.alerts.per_rule != config_.alerts.per_rule ||
        reading.config.alerts.excluded != config_.alerts.excluded;
    if (later)
        say(Severity::warning, config_path_ +
                                   ": [limits], [live], [state], [privileges], alerts.per_rule, "
                                   "alerts.excluded and diagnostics.status_socket take effect "
                                   "when the plugin starts the next time");
    config_ = std::move(reading.config);
    setup_diagnostics(config_.diagnostics, config_.alerts.journal_socket);
    alerts_.reconfigure(config_.alerts);
    repeat_statistics();
    say(Severity::info, config_path_ + " is in effect");
    self_.accept_rules();
    if (!rule_loader_.load(sources_of(config_.rules)))
        say(Severity::warning, "rules are being read still: send SIGHUP again later");
}

/// Before the first record is read, and before /proc's first answer is taken.
void Service::start_state() {
    if (config_.state.file.empty()) return;
    try {
        state_.emplace(config_.state.file);
    } catch (const std::system_error& error) {
        return say(Severity::warning, config_.state.file + ": " + error.what() +
                                          ": what is known of processes and FIFOs does not "
                                          "outlive a restart");
    }
    restore(state_->load(now()));
    repeat_state();
}

/// Tried on another engine first: bytes that are not sound must leave no trace.
void Service::restore(const StateFile::Loaded& loaded) {
    if (!loaded.dropped.empty())
        return say(Severity::info, config_.state.file + " is dropped: " + loaded.dropped);
    if (loaded.bytes.empty()) return;
    Engine trial{limits_of(config_), stream_of(config_)};
    trial.change_rules(rules_, nullptr, [](const alert::Alert&) {});
    if (!trial.restore(loaded.bytes) || !engine_.restore(loaded.bytes))
        return say(Severity::warning, config_.state.file + " is dropped: it does not read well");
    const auto statistics = engine_.detector().statistics();
    say(Severity::info, "goes on with " + std::to_string(statistics.processes) + " processes and " +
                            std::to_string(statistics.fifos) + " FIFOs of " +
                            event::iso8601(loaded.saved));
}

void Service::save_state() {
    const auto events = engine_.stream().counters().events;
    if (!state_ || events == saved_events_) return;
    saved_events_ = events;
    state_->put(engine_.save(), now());
}

void Service::repeat_state() {
    saving_.expires_after(config_.state.every);
    saving_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        save_state();
        repeat_state();
    });
}

/// Before the first record is read; the names of users follow. What is sound in a set with mistakes
/// runs: there is none before it.
void Service::start_rules() {
    auto loaded = load_rules(sources_of(config_.rules), Feed::live);
    for (const auto& broken : loaded.book->broken) say(Severity::error, rule::text(broken));
    broken_rules_ = loaded.book->broken.size();
    hold_rules({loaded.book, nullptr});
    rule_loader_.look_up_users_of(std::move(loaded));
}

/// A set with a mistake does not replace the one that runs.
void Service::take_rules(RuleLoader::Loaded loaded) {
    if (loaded.users) {
        if (loaded.book == rules_) hold_rules(std::move(loaded));
        return;
    }
    for (const auto& broken : loaded.book->broken) say(Severity::error, rule::text(broken));
    broken_rules_ = loaded.book->broken.size();
    refused_rules_ = broken_rules_ > 0;
    if (refused_rules_)
        return say(Severity::error, "the rules were not taken over; those that ran before go on");
    hold_rules(std::move(loaded));
}

void Service::hold_rules(RuleLoader::Loaded loaded) {
    if (loaded.book != rules_) say(Severity::info, text_of(*loaded.book, now()));
    rules_ = loaded.book;
    engine_.change_rules(std::move(loaded.book), std::move(loaded.users),
                         [this](alert::Alert alert) { report(std::move(alert)); });
    arm_deadline();
}

/// Answers come on the reader's thread and are taken on ours.
ProcAnswers Service::proc_answers() {
    const auto seeded = [this](ProcAnswers::Processes processes, event::Time time) {
        boost::asio::post(loop_, [this, processes = std::move(processes), time] {
            for (auto& alert : engine_.detector().find_running(processes, time))
                report(std::move(alert));
            arm_deadline();
        });
    };
    const auto learned = [this](ProcAnswers::Processes processes) {
        boost::asio::post(loop_, [this, processes = std::move(processes)] {
            engine_.detector().learn(processes);
        });
    };
    const auto looked = [this](std::string incident, ProcAnswers::Processes processes,
                               event::Time time) {
        boost::asio::post(
            loop_, [this, incident = std::move(incident), processes = std::move(processes), time] {
                for (auto& alert : engine_.detector().confirm(incident, processes, time))
                    report(std::move(alert));
                arm_deadline();
            });
    };
    return {seeded, learned, looked};
}

/// Tests are no incidents.
Health Service::health() {
    Health health{engine_.stream().counters(), engine_.detector().statistics(), alerts_.lost(),
                  engine_.detector().filter_counts()};
    health.detector.incidents -= self_.tests().incidents();
    health.detector.alerts -= self_.tests().alerts();
    return health;
}

RulesStatus Service::rules_status() const {
    RulesStatus status{.broken = broken_rules_, .refused = refused_rules_};
    if (!rules_) return status;
    status.running = rules_->running();
    status.not_evaluable = rules_->not_evaluable.size();
    status.filters = rules_->filters.size();
    status.expired = expired_filters(*rules_, now());
    return status;
}

SelfWatch::Sources Service::sources() {
    return {[this] { return health(); }, [this] { return rules_status(); },
            [this] { return input_.waiting(); },
            [this](alert::Alert alert) { report(std::move(alert)); }};
}

void Service::watch_drops() {
    if (const auto text = drop_report_.growth(health())) say(Severity::warning, *text);
    drops_.expires_after(drop_report_interval);
    drops_.async_wait([this](const boost::system::error_code& error) {
        if (!error) watch_drops();
    });
}

void Service::say_statistics() { say(Severity::info, statistics_line(health())); }

void Service::repeat_statistics() {
    statistics_.cancel();
    if (config_.diagnostics.statistics.count() == 0) return;
    statistics_.expires_after(config_.diagnostics.statistics);
    statistics_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        say_statistics();
        repeat_statistics();
    });
}

bool Service::leave() {
    constexpr std::chrono::milliseconds for_proc{20};
    constexpr std::chrono::milliseconds for_state{50};
    constexpr std::chrono::milliseconds for_disk{
        2000};  // more than auditd grants, for alerts that would be lost otherwise
    save_state();
    if (state_) state_->close();
    alerts_.close();
    if (proc_) proc_->close();
    watch_drops();
    say_statistics();
    const bool alerts_are_out = alerts_.ends_within(for_disk);
    if (!alerts_are_out)
        say(Severity::error,
            "the disk stands still: alerts that were not handed over yet are lost");
    const bool others_are_out = rule_loader_.ends_within(for_proc) &&
                                (!proc_ || proc_->ends_within(for_proc)) &&
                                (!state_ || state_->ends_within(for_state));
    return alerts_are_out && others_are_out;
}

}  // namespace pipehound::plugin
