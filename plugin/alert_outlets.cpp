// SPDX-License-Identifier: Apache-2.0
#include "alert_outlets.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "alert/ecs_form.hpp"
#include "diagnostics.hpp"

namespace pipehound::plugin {

namespace {

/// Long enough for a journald that is busy, short enough to leave within the 50 ms that auditd
/// gives its plugins.
constexpr std::chrono::milliseconds patience{20};

std::string alerts(std::uint64_t count) {
    return std::to_string(count) + (count == 1 ? " alert" : " alerts");
}

}  // namespace

AlertOutlets::AlertOutlets(AlertsConfig config, alert::Context context)
    : config_{std::move(config)},
      context_{std::move(context)},
      journal_{config_.journal_socket, patience} {
    open_spool();
    open_file();
    if (!config_.journal) waiting_ = false;
}

void AlertOutlets::open_spool() {
    if (!config_.journal) return;
    try {
        spool_.emplace(config_.spool, config_.spool_mebibytes * 1024 * 1024);
    } catch (const std::system_error& error) {
        say(Severity::error, "spool " + config_.spool + ": " + error.what() +
                                 ": alerts are lost while the journal is away; make the directory "
                                 "or change alerts.spool");
    }
}

void AlertOutlets::open_file() {
    if (config_.file.empty()) return;
    try {
        file_.emplace(config_.file);
    } catch (const std::system_error& error) {
        file_failed(error.what());
    }
}

void AlertOutlets::deliver(const alert::Alert& alert) {
    if (!config_.file.empty()) write(alert);
    if (config_.journal) send(alert);
}

/// While older alerts wait, a newer one queues up behind them.
void AlertOutlets::send(const alert::Alert& alert) {
    const auto fields = alert::journal_fields(alert, context_);
    if (waiting_ || !journal_.send(fields)) keep(fields);
}

void AlertOutlets::keep(const JournalFields& fields) {
    const auto why_away = errno;
    if (!spool_) open_spool();
    const auto kept = spool_ ? spool_->append(fields) : Spool::Kept::failed;
    if (kept == Spool::Kept::yes) {
        if (!std::exchange(waiting_, true))
            say(Severity::warning, "the journal at " + config_.journal_socket + " takes nothing (" +
                                       std::strerror(why_away) + "): alerts wait in " +
                                       config_.spool);
        return;
    }
    const std::string why =
        kept == Spool::Kept::full ? "it is full (alerts.spool_mebibytes)" : std::strerror(errno);
    ++lost_;
    say(Severity::error, "the journal is away and the spool " + config_.spool +
                             " takes nothing: " + why + ": " + alerts(lost_) + " lost");
}

void AlertOutlets::sync() {
    if (spool_) spool_->sync();
}

void AlertOutlets::resend() {
    if (!spool_) {
        waiting_ = false;
        return;
    }
    const auto resent =
        spool_->resend([this](const JournalFields& fields) { return journal_.send(fields); });
    waiting_ = !resent.finished;
    if (resent.sent > 0)
        say(Severity::info,
            alerts(resent.sent) + " sent to the journal from the spool " + config_.spool);
    if (resent.damaged > 0)
        say(Severity::error, "spool " + config_.spool + ": " + std::to_string(resent.damaged) +
                                 " damaged entries left out");
}

void AlertOutlets::write(const alert::Alert& alert) {
    if (!file_) open_file();
    if (!file_) return;
    if (!file_->write(alert::ecs_json(alert, context_))) return file_failed(std::strerror(errno));
    if (!std::exchange(file_works_, true))
        say(Severity::info, config_.file + ": alerts are written again");
}

/// Said once, until it works again.
void AlertOutlets::file_failed(const std::string& why) {
    if (std::exchange(file_works_, false))
        say(Severity::error, config_.file + ": " + why + ": alerts are missing there");
}

}  // namespace pipehound::plugin
