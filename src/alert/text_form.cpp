// SPDX-License-Identifier: Apache-2.0
// Every row begins with a label of one width; what belongs together starts in one column.
#include "alert/text_form.hpp"

#include <algorithm>
#include <array>

#include "alert/headline.hpp"
#include "alert/quoting.hpp"
#include "event/text.hpp"

namespace pipehound::alert {

namespace {

constexpr std::size_t label_width = 10;
constexpr std::size_t shortest_line = 24;  // of a command that stands deep in a narrow window

/// SGR sequences by level (ECMA-48, 8.3.117): bold red for what cannot wait.
constexpr std::array<std::string_view, 5> colours{"\x1b[2m", "\x1b[36m", "\x1b[1;33m", "\x1b[1;31m",
                                                  "\x1b[1;37;41m"};
constexpr std::string_view plain = "\x1b[0m";
constexpr std::string_view bold = "\x1b[1m";

std::string padded(std::string text, std::size_t width) {
    if (text.size() < width) text.append(width - text.size(), ' ');
    return text;
}

std::string row(std::string_view label, std::string_view content) {
    return "  " + padded(std::string{label}, label_width) + std::string{content} + '\n';
}

std::string_view host_of(const Alert& alert, const Style& style) {
    return alert.host.empty() ? style.host : alert.host;
}

std::string time_of_day(event::Time time) { return event::date_and_time(time).substr(11); }

std::string first_line(const Alert& alert, const Style& style) {
    const auto level = event::upper(event::name(alert.level));
    const auto what = headline(alert, host_of(alert, style));
    const auto when = "  " + event::date_and_time(alert.last) + " UTC";
    if (!style.colour) return level + "  " + what + when + '\n';
    const auto colour = colours[static_cast<std::size_t>(alert.level)];
    return std::string{colour} + level + std::string{plain} + "  " + std::string{bold} + what +
           std::string{plain} + when + '\n';
}

std::string judgement(const Alert& alert) {
    std::string rows;
    if (!alert.reason.empty()) rows += row("why", printable(alert.reason));
    std::string grade = "confidence " + std::to_string(alert.confidence) + " of 100, risk " +
                        std::to_string(alert.risk_score);
    if (alert.confirmed_live) grade += ", confirmed live";
    if (alert.before && *alert.before < alert.level)
        grade = "rises from " + std::string{event::name(*alert.before)} + " to " +
                std::string{event::name(alert.level)} + ", " + grade;
    return rows + row("level", grade);
}

std::size_t depth(const Alert& alert, const Member& member) {
    std::size_t steps = 0;
    for (auto parent = member.parent; parent && steps < alert.members.size();
         parent = alert.members[*parent].parent)
        ++steps;
    return steps;
}

/// What is left of the line behind its label and `begun`.
std::size_t room(const std::string& begun, std::size_t width) {
    const auto taken = begun.size() + label_width + 2;
    return std::max(width > taken ? width - taken : 0, shortest_line);
}

std::string member_line(const Alert& alert, const Member& member, std::size_t width) {
    const auto steps = depth(alert, member);
    auto line = padded(std::to_string(number(member.pid)), 7) + ' ' +
                padded(std::string{name(member.role)}, 9);
    const auto user = user_text(member.user);
    if (!user.empty()) line += padded(user, 10) + ' ';
    line += std::string(2 * steps, ' ');
    auto command = shell_line(member.args);
    if (command.empty())
        command =
            member.executable.empty() ? "(not seen)" : '(' + shell_word(member.executable) + ')';
    return line + cut(command, room(line, width));
}

/// The members depth first, children below their parents.
void append_tree(const Alert& alert, std::optional<std::size_t> parent,
                 std::vector<const Member*>& order) {
    for (std::size_t index = 0; index < alert.members.size(); ++index) {
        if (alert.members[index].parent != parent) continue;
        order.push_back(&alert.members[index]);
        append_tree(alert, index, order);
    }
}

std::string processes(const Alert& alert, const Style& style) {
    std::vector<const Member*> order;
    append_tree(alert, std::nullopt, order);
    std::string rows;
    for (const Member* member : order)
        rows += row(rows.empty() ? "processes" : "", member_line(alert, *member, style.width));
    return rows;
}

std::string fifos(const Alert& alert) {
    std::string rows;
    for (const Fifo& fifo : alert.fifos) {
        auto line = shell_word(fifo.path) + (fifo.created ? ", made " + time_of_day(*fifo.created)
                                                          : ", its creation was not seen");
        line += fifo.unlinked ? ", unlinked" : ", still there";
        rows +=
            row(rows.empty() ? "FIFO" : "", line + ", inode " + std::to_string(fifo.file.inode) +
                                                " on " + event::device_text(fifo.file.device));
    }
    return rows;
}

/// A loaded rule names techniques and tactics apart.
std::string technique_text(const Technique& technique) {
    const auto tactic = printable(technique.tactic_name);
    if (technique.id.empty()) return tactic;
    auto text = printable(technique.id);
    if (technique.name != technique.id) text += ' ' + printable(technique.name);
    return tactic.empty() ? text : text + " (" + tactic + ')';
}

std::string detections(const Alert& alert) {
    std::string rows;
    for (const auto& detection : alert.detections)
        rows +=
            row(rows.empty() ? "rules too" : "",
                printable(detection.rule_name) + ", " + std::string{event::name(detection.level)} +
                    ", serial " + std::to_string(detection.serial));
    return rows;
}

std::string exclusion(const Alert& alert) {
    if (!alert.exclusion) return {};
    const auto& [id, filter, reason] = *alert.exclusion;
    auto line = printable(filter) + " (" + printable(id) + ')';
    if (!reason.empty()) line += ": " + printable(reason);
    return row("excluded", "by the filter " + line);
}

std::string attack(const Alert& alert) {
    std::string line;
    for (const auto& technique : alert.techniques) {
        if (!line.empty()) line += ", ";
        line += technique_text(technique);
    }
    return line.empty() ? line : row("ATT&CK", line);
}

/// Where to find what it rests on.
std::string source(const Evidence& evidence) {
    if (!evidence.event_id.empty()) return "event " + padded(printable(evidence.event_id), 10);
    return "serial " + padded(std::to_string(evidence.serial), 10) + " pid " +
           padded(std::to_string(number(evidence.pid)), 7);
}

std::string records(const Alert& alert, std::size_t width) {
    if (alert.evidence.empty()) return {};
    std::string rows = row("evidence", alert.evidence.front().event_id.empty()
                                           ? "audit records, each found by: ausearch -a SERIAL"
                                           : "documents, by their event.id, or else their line");
    for (const auto& evidence : alert.evidence) {
        const auto what = printable(evidence.summary.empty() ? evidence.action : evidence.summary);
        const auto line = time_of_day(evidence.time) + "  " + source(evidence) + ' ';
        rows += row("", line + cut(what, room(line, width)));
    }
    return rows;
}

}  // namespace

std::string text(const Alert& alert, const Style& style) {
    auto page = first_line(alert, style) + exclusion(alert) + judgement(alert) +
                processes(alert, style) + fifos(alert);
    if (alert.file)
        page += row("file", shell_word(alert.file->path) +
                                (alert.file->type.empty() ? "" : " (" + alert.file->type + ')'));
    if (alert.remote)
        page += row("remote", endpoint_text(alert.remote->endpoint) + ' ' +
                                  std::string{name(alert.remote->direction)});
    page += attack(alert);
    if (!alert.rule.name.empty())
        page += row("rule", printable(alert.rule.name) + " (" + printable(alert.rule.id) + ')');
    page += detections(alert);
    if (!alert.incident.empty()) page += row("incident", printable(alert.incident));
    return page + records(alert, style.width);
}

}  // namespace pipehound::alert
