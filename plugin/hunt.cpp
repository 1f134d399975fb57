// SPDX-License-Identifier: Apache-2.0
#include "hunt.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "audit/record_head.hpp"
#include "clock.hpp"
#include "detect/pipe_rule.hpp"
#include "exit_status.hpp"

namespace pipehound::plugin {

namespace {

std::optional<event::Time> begin_of(std::string_view bytes) {
    const auto head = audit::parse_head(bytes.substr(0, bytes.find('\n')));
    return head ? std::optional{head->time} : std::nullopt;
}

}  // namespace

Hunt::Hunt(HuntOptions options)
    : options_{std::move(options)},
      book_{load_rules(options_.rules, options_.format == HuntOptions::Format::ecs ? Feed::documents
                                                                                   : Feed::records)
                .book},
      reader_{options_.files},
      printer_{options_.output},
      engine_{new_engine()},
      cuts_{*book_} {
    if (options_.fail_on) options_.level = std::min(options_.level, *options_.fail_on);
}

std::unique_ptr<Engine> Hunt::new_engine() {
    const bool limited = options_.limits && !options_.rules.query;
    detect::Limits limits{.tell_excluded = options_.show_excluded, .join_incidents = limited};
    if (!limited) limits.alerts.alerts = 0;
    auto engine = std::make_unique<Engine>(limits, audit::EventStream::Options::replay());
    engine->change_rules(book_, nullptr, [](const alert::Alert&) {});
    return engine;
}

int Hunt::run() {
    const Stopwatch stopwatch;
    if (says_what_is_wrong() && options_.rules.query) return exit_failure;
    const auto today = now();
    for (const auto& filter : book_->filters)
        if (!filter.in_force(today))
            std::fprintf(stderr, "pipehound: %s: the filter %s has expired\n",
                         filter.meta.file.c_str(), filter.meta.title.c_str());
    rules_unread_ = std::any_of(book_->broken.begin(), book_->broken.end(),
                                [](const auto& broken) { return broken.place.line == 0; });
    try {
        for (const auto& file : options_.files) {
            read(file);
            if (options_.separate) finish_stream();
        }
        if (!options_.separate) finish_stream();
        cuts_.finish([this](alert::Alert alert) { tell(std::move(alert)); });
    } catch (const OutputClosed&) {
        return exit_status();
    }
    if (options_.statistics) std::fputs(statistics_.text(stopwatch.elapsed()).c_str(), stderr);
    return exit_status();
}

/// Rules that do not run leave the others; a query that does not is all that there is.
bool Hunt::says_what_is_wrong() const {
    for (const auto& broken : book_->broken)
        std::fprintf(stderr, "pipehound: %s\n", rule::text(broken).c_str());
    if (!options_.rules.query) return !book_->broken.empty();
    for (const auto& rule : book_->not_evaluable)
        std::fprintf(stderr, "pipehound: %s: %s\n", rule.file.c_str(), rule.reason.c_str());
    return !book_->broken.empty() || !book_->not_evaluable.empty();
}

void Hunt::read(const std::string& file) {
    return options_.format == HuntOptions::Format::ecs ? read_documents(file) : read_records(file);
}

void Hunt::read_documents(const std::string& file) {
    reader_.read(file, [&](std::string_view bytes) { documents_.add(bytes); });
    if (const auto text = documents_.take_noise_text()) reader_.say(file, *text);
}

void Hunt::take_documents() {
    documents_.take_all([this](const event::EcsDocument& document) {
        for (auto& alert : engine_->detector().advance(document)) report(std::move(alert));
    });
}

void Hunt::read_records(const std::string& file) {
    bool begun = false;
    reader_.read_records(file, engine_->stream().counters(), [&](std::string_view bytes) {
        if (!begun) warn_of_order(file, bytes);
        begun = true;
        engine_->feed(bytes, engine_->stream().newest(),
                      [this](alert::Alert alert) { report(std::move(alert)); });
    });
}

void Hunt::warn_of_order(const std::string& file, std::string_view begin) {
    const auto time = begin_of(begin);
    if (!time) return;
    if (*time < last_begin_)
        reader_.say(
            file,
            "begins earlier than the file before it: give the rotated logs of a host oldest first, "
            "and the logs of several hosts with --separate");
    last_begin_ = *time;
}

void Hunt::finish_stream() {
    take_documents();
    engine_->finish([this](alert::Alert alert) { report(std::move(alert)); });
    statistics_.add(engine_->stream().counters(), engine_->detector().statistics(),
                    engine_->detector().filter_counts());
    engine_ = new_engine();
    last_begin_ = {};
    reader_.progress().erase();
}

/// Beside a query the core's own detection says nothing.
bool Hunt::is_asked_for(const alert::Alert& alert) const {
    return !options_.rules.query || alert.rule.id != detect::pipe_rule().id;
}

/// What the query behind the alert chooses; the other forms have no columns.
event::AsimProjection Hunt::shown_of(const alert::Alert& alert) const {
    if (options_.output != AlertPrinter::Form::asim) return {};
    for (const auto& rule : book_->rules)
        if (rule.meta.id == alert.rule.id) return rule.meta.shows;
    return {};
}

void Hunt::report(alert::Alert alert) {
    if (!is_asked_for(alert)) return;
    if (alert.exclusion) return tell(std::move(alert));
    cuts_.take(std::move(alert), [this](alert::Alert one) { tell(std::move(one)); });
}

void Hunt::tell(alert::Alert alert) {
    if (options_.fail_on && !alert.exclusion && alert.level >= *options_.fail_on) alerted_ = true;
    if (!alert.exclusion && !alert.tell_from(options_.level)) return;
    reader_.progress().erase();
    printer_.print(alert, shown_of(alert));
}

int Hunt::exit_status() const {
    if (reader_.failed() || rules_unread_) return exit_failure;
    return alerted_ ? exit_alerts : exit_success;
}

}  // namespace pipehound::plugin
