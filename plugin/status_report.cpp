// SPDX-License-Identifier: Apache-2.0
#include "status_report.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "event/document.hpp"
#include "event/text.hpp"

namespace pipehound::plugin {

namespace {

using event::Json;

double rounded(double value) {
    return static_cast<double>(static_cast<std::int64_t>(value * 10)) / 10;
}

Json kernel_object(const Status& status) {
    if (!status.kernel) return {{"known", false}, {"reason", "not asked yet"}};
    const auto& kernel = *status.kernel;
    if (!kernel.failure.empty()) return {{"known", false}, {"reason", kernel.failure}};
    return {{"known", true},
            {"asked", event::iso8601(status.kernel_asked)},
            {"enabled", kernel.enabled},
            {"daemon", kernel.daemon},
            {"lost", kernel.lost},
            {"backlog", kernel.backlog},
            {"backlog_limit", kernel.backlog_limit},
            {"rate_limit", kernel.rate_limit},
            {"rules", kernel.rules},
            {"own_rules", kernel.own_rules},
            {"gaps", kernel.gaps}};
}

Json tables_object(const detect::Statistics& detector) {
    return {{"processes", detector.processes},
            {"fifos", detector.fifos},
            {"correlation_groups", detector.correlation_groups},
            {"sequence_chains", detector.sequence_chains}};
}

Json drops_object(const Health& health) {
    auto object = Json::object();
    for (const auto& [name, count] : drops(health)) object[name] = count;
    return object;
}

Json input_object(const Status& status) {
    return {{"records_per_second", rounded(status.rates.records)},
            {"events_per_second", rounded(status.rates.events)},
            {"lag_milliseconds", status.rates.lag.count()},
            {"lag_peak_milliseconds", status.rates.lag_peak.count()},
            {"waiting_bytes", status.waiting},
            {"records", status.health.audit.records},
            {"events", status.health.audit.events},
            {"typed_events", status.health.audit.typed_events}};
}

Json alerts_list(const std::vector<AlertTally::Count>& counts) {
    auto list = Json::array();
    for (const auto& count : counts)
        list.push_back({{"rule", count.id}, {"name", count.name}, {"told", count.told}});
    return list;
}

Json filters_list(const std::vector<detect::FilterCount>& filters) {
    auto list = Json::array();
    for (const auto& filter : filters)
        list.push_back(
            {{"filter", filter.id}, {"name", filter.title}, {"excluded", filter.excluded}});
    return list;
}

/// Lines of the text form: a word, then what there is to say.
class Lines {
public:
    void add(const std::string& word, const std::string& text) {
        auto begin = "  " + word;
        begin.resize(13, ' ');
        text_ += begin + text + '\n';
    }
    [[nodiscard]] std::string take() && { return std::move(text_); }

private:
    std::string text_;
};

std::string number(const Json& value) {
    if (!value.is_number_float()) return std::to_string(value.get<std::int64_t>());
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value.get<double>());
    return text;
}

std::string duration(std::int64_t seconds) {
    const auto part = [](std::int64_t count, const char* unit) {
        return std::to_string(count) + ' ' + unit;
    };
    if (seconds < 60) return part(seconds, "s");
    if (seconds < 3600) return part(seconds / 60, "min");
    if (seconds < 86400) return part(seconds / 3600, "h ") + part(seconds / 60 % 60, "min");
    return part(seconds / 86400, "d ") + part(seconds / 3600 % 24, "h");
}

std::string input_line(const Json& input) {
    return number(input.at("records_per_second")) + " records/s, " +
           number(input.at("events_per_second")) + " events/s in the last minute; lag " +
           number(input.at("lag_milliseconds")) + " ms, at most " +
           number(input.at("lag_peak_milliseconds")) + " ms; " + number(input.at("waiting_bytes")) +
           " bytes wait";
}

std::string tables_line(const Json& tables) {
    return number(tables.at("processes")) + " processes, " + number(tables.at("fifos")) +
           " FIFOs, " + number(tables.at("correlation_groups")) + " groups of correlations, " +
           number(tables.at("sequence_chains")) + " beginnings of sequences";
}

std::string rules_line(const Json& rules) {
    auto line = number(rules.at("running")) + " run, " + number(rules.at("not_evaluable")) +
                " are not evaluable, " + number(rules.at("broken")) + " broken; " +
                number(rules.at("filters")) + " filters, of which " + number(rules.at("expired")) +
                " expired";
    if (rules.at("refused").get<bool>()) line += "; the set that was read last was not taken over";
    return line;
}

std::string kernel_line(const Json& kernel) {
    if (!kernel.at("known").get<bool>())
        return "not known: " + kernel.at("reason").get<std::string>();
    const auto enabled = kernel.at("enabled").get<int>();
    return std::string{enabled == 0   ? "audit is OFF"
                       : enabled == 2 ? "audit on, locked"
                                      : "audit on"} +
           ", " + number(kernel.at("lost")) + " lost since boot, backlog " +
           number(kernel.at("backlog")) + " of " + number(kernel.at("backlog_limit")) + ", " +
           number(kernel.at("own_rules")) + " of " + number(kernel.at("rules")) +
           " rules are pipehound's";
}

std::string auditd_line(const Json& auditd) {
    if (!auditd.at("known").get<bool>())
        return "not known: " + auditd.at("reason").get<std::string>();
    auto line = number(auditd.at("queue_depth")) + " of " + number(auditd.at("queue_limit")) +
                " records wait in its queue, at most " + number(auditd.at("queue_peak")) +
                " did so far";
    if (auditd.at("overflowed").get<bool>()) line += "; it was full: records may be LOST";
    if (auditd.at("suspended").get<bool>()) line += "; it passes NOTHING on any more";
    return line;
}

std::string drops_line(const Json& drops) {
    std::string line;
    for (const auto& [name, count] : drops.items())
        if (count.get<std::uint64_t>() > 0)
            line += (line.empty() ? "" : ", ") + name + ' ' + number(count);
    return line.empty() ? "none" : line;
}

void add_lists(Lines& lines, const Json& status) {
    for (const auto& gap : status.at("kernel").value("gaps", Json::array()))
        lines.add("", gap.get<std::string>());
    for (const auto& sentence : status.at("blindness"))
        lines.add("BLIND", sentence.get<std::string>());
    if (status.at("alerts").empty()) lines.add("alerts", "none");
    for (const auto& rule : status.at("alerts"))
        lines.add("alerts", number(rule.at("told")) + "  " + rule.at("name").get<std::string>());
    for (const auto& filter : status.at("filters"))
        lines.add("excluded",
                  number(filter.at("excluded")) + "  " + filter.at("name").get<std::string>());
}

}  // namespace

std::string json_of(const Status& status) {
    event::Document document;
    document.set("version", PIPEHOUND_VERSION);
    document.set("running", true);
    document.set("pid", status.pid);
    document.set("started", event::iso8601(status.started));
    document.set(
        "seconds",
        std::chrono::duration_cast<std::chrono::seconds>(status.now - status.started).count());
    document.set("input", input_object(status));
    document.set("tables", tables_object(status.health.detector));
    document.set("rules", {{"running", status.rules.running},
                           {"not_evaluable", status.rules.not_evaluable},
                           {"broken", status.rules.broken},
                           {"refused", status.rules.refused},
                           {"filters", status.rules.filters},
                           {"expired", status.rules.expired}});
    document.set("kernel", kernel_object(status));
    document.set("drops", drops_object(status.health));
    auto whole = std::move(document).take();
    whole["blindness"] = status.blindness;
    whole["alerts"] = alerts_list(status.alerts);
    whole["filters"] = filters_list(status.health.filters);
    return json_of(whole);
}

std::string json_of(const Json& whole) { return event::json_line(whole) + '\n'; }

std::string status_text(const Json& status) {
    Lines lines;
    lines.add("input", input_line(status.at("input")));
    lines.add("tables", tables_line(status.at("tables")));
    lines.add("rules", rules_line(status.at("rules")));
    lines.add("kernel", kernel_line(status.at("kernel")));
    if (status.contains("auditd")) lines.add("auditd", auditd_line(status.at("auditd")));
    lines.add("drops", drops_line(status.at("drops")));
    add_lists(lines, status);
    return "pipehound " + status.at("version").get<std::string>() + " runs as process " +
           number(status.at("pid")) + " since " + status.at("started").get<std::string>() + " (" +
           duration(status.at("seconds").get<std::int64_t>()) + ")\n" + std::move(lines).take();
}

}  // namespace pipehound::plugin
