// SPDX-License-Identifier: Apache-2.0
#include "alert/journal_form.hpp"

#include <algorithm>
#include <array>

#include "alert/ecs_form.hpp"
#include "alert/headline.hpp"
#include "alert/quoting.hpp"
#include "alert/trimmed.hpp"

namespace pipehound::alert {

namespace {

/// syslog(3) priorities by level: notice, warning and worse never compete with a daemon's
/// informational lines for rate limits.
constexpr std::array<std::string_view, 5> priorities{"6", "5", "4", "3", "2"};

/// Fields in the making: leaves out what is empty, cuts what is long.
class Fields {
public:
    void add(std::string_view name, std::string_view value) {
        if (!value.empty()) fields_.emplace_back(name, cut(value, max_journal_text));
    }
    void add_lines(std::string_view name, std::string_view lines) {
        if (!lines.empty())
            fields_.emplace_back(name, cut(printable_lines(lines), max_journal_note));
    }
    void add_whole(std::string_view name, std::string value) {
        fields_.emplace_back(name, std::move(value));
    }
    [[nodiscard]] std::vector<JournalField> take() && { return std::move(fields_); }

private:
    std::vector<JournalField> fields_;
};

std::string word(std::string_view text) { return text.empty() ? std::string{} : shell_word(text); }

template <typename Items, typename ToText>
std::string joined(const Items& items, ToText to_text) {
    std::string line;
    for (const auto& item : items) {
        if (line.size() > max_journal_text) break;  // the rest would be cut
        if (!line.empty()) line += ' ';
        line += to_text(item);
    }
    return line;
}

void add_judgement(Fields& fields, const Alert& alert, std::string_view host) {
    fields.add("PIPEHOUND_LEVEL", event::name(alert.level));
    if (alert.before) fields.add("PIPEHOUND_PREVIOUS_LEVEL", event::name(*alert.before));
    fields.add("PIPEHOUND_REASON", printable(alert.reason));
    fields.add("PIPEHOUND_INCIDENT", word(alert.incident));
    fields.add("PIPEHOUND_CONFIDENCE", std::to_string(alert.confidence));
    fields.add("PIPEHOUND_RISK_SCORE", std::to_string(alert.risk_score));
    fields.add("PIPEHOUND_CONFIRMED_LIVE", alert.confirmed_live ? "yes" : "no");
    fields.add("PIPEHOUND_RULE_ID", word(alert.rule.id));
    fields.add("PIPEHOUND_RULE_NAME", printable(alert.rule.name));
    fields.add_lines("PIPEHOUND_NOTE", alert.rule.note);
    fields.add("PIPEHOUND_MITRE", joined(alert.techniques, [](const Technique& technique) {
                   return word(technique.id.empty() ? technique.tactic_id : technique.id);
               }));
    fields.add("PIPEHOUND_HOST", word(alert.host.empty() ? host : std::string_view{alert.host}));
}

void add_exclusion(Fields& fields, const Alert& alert) {
    if (alert.held_back > 0) fields.add("PIPEHOUND_HELD_BACK", std::to_string(alert.held_back));
    if (!alert.exclusion) return;
    fields.add("PIPEHOUND_EXCLUDED_BY", word(alert.exclusion->filter_id));
    fields.add("PIPEHOUND_EXCLUDED_REASON", printable(alert.exclusion->reason));
}

void add_file(Fields& fields, const Alert& alert) {
    if (alert.file) fields.add("PIPEHOUND_FILE", word(alert.file->path));
}

void add_fifo(Fields& fields, const Alert& alert) {
    if (alert.fifos.empty()) return;
    fields.add("PIPEHOUND_FIFO", word(alert.fifos.front().path));
    fields.add("PIPEHOUND_FIFO_UNLINKED", alert.fifos.front().unlinked ? "yes" : "no");
}

void add_remote(Fields& fields, const Alert& alert) {
    if (!alert.remote) return;
    fields.add("PIPEHOUND_REMOTE_ADDRESS", word(alert.remote->endpoint.address));
    fields.add("PIPEHOUND_REMOTE_PORT", std::to_string(alert.remote->endpoint.port));
    fields.add("PIPEHOUND_DIRECTION", name(alert.remote->direction));
}

void add_leg(Fields& fields, const std::string& prefix, const Member* leg) {
    if (leg == nullptr) return;
    fields.add(prefix + "_PID", std::to_string(number(leg->pid)));
    fields.add(prefix + "_EXE", word(leg->executable));
    fields.add(prefix + "_ARGV", shell_line(leg->args));
    fields.add(prefix + "_USER", user_text(leg->user));
}

/// The whole document where it fits, else the largest cut one that does. An attacker may have made
/// the alert large: what cannot fit is not even written.
std::string bounded_json(const Alert& alert, Context context) {
    if (least_size(alert) <= max_journal_json) {
        auto whole = ecs_json(alert, context);
        if (whole.size() <= max_journal_json) return whole;
    }
    context.truncated = true;
    Alert smaller = alert;
    for (Bounds bounds;; bounds = bounds.halved()) {
        smaller = trimmed(std::move(smaller), bounds);
        const bool last = bounds == bounds.halved();
        if (!last && least_size(smaller) > max_journal_json) continue;
        auto json = ecs_json(smaller, context);
        if (last || json.size() <= max_journal_json) return json;
    }
}

std::string_view message_id_of(const Alert& alert) noexcept {
    if (alert.kind == Kind::blindness) return blindness_message_id;
    return alert.rule.is_loaded() ? rule_message_id : message_id;
}

}  // namespace

std::vector<JournalField> journal_fields(const Alert& alert, const Context& context) {
    Fields fields;
    fields.add("MESSAGE", headline(alert, context.host));
    fields.add("MESSAGE_ID", message_id_of(alert));
    const auto level = alert.exclusion ? event::Level::informational : alert.level;
    fields.add("PRIORITY", priorities[static_cast<std::size_t>(level)]);
    fields.add("SYSLOG_IDENTIFIER", "pipehound");
    if (alert.kind != Kind::detection) fields.add("PIPEHOUND_KIND", name(alert.kind));
    add_judgement(fields, alert, context.host);
    add_exclusion(fields, alert);
    add_file(fields, alert);
    add_fifo(fields, alert);
    add_remote(fields, alert);
    add_leg(fields, "PIPEHOUND_SHELL", alert.member(Role::shell));
    add_leg(fields, "PIPEHOUND_NETWORK", alert.member(Role::network));
    add_leg(fields, "PIPEHOUND_SUBJECT", alert.member(Role::subject));
    fields.add("PIPEHOUND_SERIALS", joined(alert.evidence, [](const Evidence& evidence) {
                   return std::to_string(evidence.serial);
               }));
    fields.add_whole("PIPEHOUND_JSON", bounded_json(alert, context));
    return std::move(fields).take();
}

}  // namespace pipehound::alert
