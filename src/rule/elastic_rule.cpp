// SPDX-License-Identifier: Apache-2.0
#include "rule/elastic_rule.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "event/fingerprint.hpp"
#include "event/text.hpp"
#include "rule/eql_reader.hpp"
#include "rule/toml_nesting.hpp"

namespace pipehound::rule {

namespace {

Place place(const toml::source_position& position) { return {position.line, position.column}; }
Place place(const toml::node& node) { return place(node.source().begin); }

/// A multi-line text ends in a line break that its author does not mean.
std::string trimmed(std::string text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto begin = std::min(text.find_first_not_of(blanks), text.size());
    return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

std::string text_of(const toml::node& node, std::string_view what) {
    const auto text = node.value_exact<std::string>();
    if (!text) throw Refusal{place(node), std::string{what} + " must be a text in quotes"};
    return *text;
}

/// Empty where there is no such key.
std::string text_of(const toml::table& table, std::string_view key) {
    const auto* const node = table.get(key);
    return node == nullptr ? std::string{} : trimmed(text_of(*node, key));
}

const toml::node& need(const toml::table& table, std::string_view key) {
    const auto* const node = table.get(key);
    if (node == nullptr) throw Refusal{place(table), "the key " + std::string{key} + " is missing"};
    return *node;
}

/// One text stands for a list of one.
std::vector<std::string> texts_of(const toml::table& table, std::string_view key) {
    const auto* const node = table.get(key);
    if (node == nullptr) return {};
    const auto* const list = node->as_array();
    if (list == nullptr) return {trimmed(text_of(*node, key))};
    std::vector<std::string> texts;
    for (const auto& each : *list)
        texts.push_back(trimmed(text_of(each, "each of " + std::string{key})));
    return texts;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string line;
    for (const auto& text : texts) line += (line.empty() ? "" : ", ") + text;
    return line;
}

event::Level level_of(const toml::table& rule) {
    const auto* const node = rule.get("severity");
    if (node == nullptr) return event::Level::medium;
    const auto word = text_of(*node, "severity");
    if (const auto level = event::level_of(word)) return *level;
    throw Refusal{place(*node), "unknown severity " + word, "one of low, medium, high, critical"};
}

std::optional<int> risk_of(const toml::table& rule) {
    const auto* const node = rule.get("risk_score");
    if (node == nullptr) return std::nullopt;
    const auto risk = node->value_exact<std::int64_t>();
    if (!risk || *risk < 0 || *risk > 100)
        throw Refusal{place(*node), "risk_score must be a whole number from 0 to 100"};
    return static_cast<int>(*risk);
}

// ATT&CK's tactics and techniques as Sigma's tags name them.

/// Each once, in the order in which they came.
class Tags {
public:
    void add(std::string word) {
        if (word.empty()) return;
        std::replace(word.begin(), word.end(), ' ', '-');
        const auto [tag, is_new] = known_.insert("attack." + event::folded(word));
        if (is_new) tags_.push_back(*tag);
    }
    [[nodiscard]] std::vector<std::string> all() && { return std::move(tags_); }

private:
    std::unordered_set<std::string> known_;
    std::vector<std::string> tags_;
};

/// Calls `each` with the tables of the list under `key`.
template <typename Each>
void for_tables(const toml::table& table, std::string_view key, Each each) {
    const auto* const list = table.get_as<toml::array>(key);
    if (list == nullptr) return;
    for (const auto& node : *list)
        if (const auto* const entry = node.as_table()) each(*entry);
}

/// A technique by its parts, where there are any.
void add_technique(const toml::table& technique, Tags& tags) {
    bool divided = false;
    for_tables(technique, "subtechnique", [&](const toml::table& part) {
        tags.add(text_of(part, "id"));
        divided = true;
    });
    if (!divided) tags.add(text_of(technique, "id"));
}

std::vector<std::string> tags_of(const toml::table& rule) {
    Tags tags;
    for_tables(rule, "threat", [&](const toml::table& threat) {
        if (text_of(threat, "framework") != "MITRE ATT&CK") return;
        if (const auto* const tactic = threat.get_as<toml::table>("tactic"))
            tags.add(text_of(*tactic, "name"));
        for_tables(threat, "technique",
                   [&](const toml::table& technique) { add_technique(technique, tags); });
    });
    return std::move(tags).all();
}

void note(const toml::node& node, event::Fingerprint& fingerprint);

void note(const toml::table& table, event::Fingerprint& fingerprint) {
    fingerprint.add("{");
    for (const auto& [key, value] : table) {
        fingerprint.add(key.str());
        note(value, fingerprint);
    }
    fingerprint.add("}");
}

void note(const toml::array& list, event::Fingerprint& fingerprint) {
    fingerprint.add("[");
    for (const auto& value : list) note(value, fingerprint);
    fingerprint.add("]");
}

void note(const toml::value<std::string>& text, event::Fingerprint& fingerprint) {
    fingerprint.add("text").add(*text);
}

/// Numbers, truth values and dates.
template <typename Value>
void note(const toml::value<Value>& value, event::Fingerprint& fingerprint) {
    std::ostringstream text;
    text << value;
    fingerprint.add(text.str());
}

void note(const toml::node& node, event::Fingerprint& fingerprint) {
    node.visit([&](const auto& value) { note(value, fingerprint); });
}

/// Of what the document says, comments and blanks aside.
std::string fingerprint_of(const toml::table& document) {
    event::Fingerprint fingerprint;
    note(document, fingerprint);
    return fingerprint.text();
}

Meta meta_of(const std::string& file, const toml::table& document, const toml::table& rule) {
    Meta meta;
    meta.file = file;
    meta.place = place(rule);
    meta.fingerprint = fingerprint_of(document);
    meta.title = text_of(need(rule, "name"), "name");
    meta.id = text_of(rule, "rule_id");
    if (meta.id.empty()) meta.id = text_of(rule, "id");  // elastic/protections-artifacts
    if (meta.id.empty()) meta.id = "elastic-" + meta.fingerprint;
    meta.description = text_of(rule, "description");
    meta.author = joined(texts_of(rule, "author"));
    meta.level = level_of(rule);
    meta.risk = risk_of(rule);
    meta.references = texts_of(rule, "references");
    meta.false_positives = texts_of(rule, "false_positives");
    meta.note = text_of(rule, "note");
    meta.tags = tags_of(rule);
    if (const auto* const about = document.get_as<toml::table>("metadata"))
        meta.status = text_of(*about, "maturity");
    return meta;
}

/// Why pipehound does not run the rule; empty where it does.
std::string unsupported(const toml::table& rule) {
    const auto type = text_of(rule, "type");
    const auto language = text_of(rule, "language");
    if (type != "eql" && !type.empty()) {
        const auto in = language.empty() ? std::string{} : " in the language " + language;
        return "a rule of the type " + type + in + " is not EQL";
    }
    if (language != "eql" && !language.empty()) return "the language " + language + " is not EQL";
    const auto* const filters = rule.get_as<toml::array>("filters");
    if (filters != nullptr && !filters->empty())
        return "its filters are written in Kibana's query language, beside EQL";
    return {};
}

/// Where the text of a string begins: behind its quotes, and behind a line break that follows three
/// of them (TOML 1.0, "String").
Place text_begins(std::string_view file, Place quotes) {
    std::size_t at = 0;
    for (std::size_t line = 1; line < quotes.line; ++line) at = file.find('\n', at) + 1;
    const auto rest = file.substr(std::min(at + quotes.column - 1, file.size()));
    if (!rest.starts_with(R"(""")") && !rest.starts_with("'''"))
        return {quotes.line, quotes.column + 1};
    const auto behind = rest.substr(3);
    const bool breaks = behind.starts_with('\n') || behind.starts_with("\r\n");
    return breaks ? Place{quotes.line + 1, 1} : Place{quotes.line, quotes.column + 3};
}

const toml::table& rule_of(const toml::table& document) {
    if (const auto* const rule = document.get_as<toml::table>("rule")) return *rule;
    const bool is_hunt = document.contains("hunt");
    throw Refusal{{1, 1},
                  "there is no table [rule]",
                  is_hunt
                      ? "hunts of Elastic's are lists of queries: write one of EQL to a file.eql"
                      : "is this one of Elastic's rules?"};
}

void read_rule(const std::string& file, const std::string& text, Documents& documents) {
    refuse_deep_toml(text);
    const auto document = toml::parse(std::string_view{text}, file);
    const auto& rule = rule_of(document);
    auto meta = meta_of(file, document, rule);
    if (auto reason = unsupported(rule); !reason.empty())
        return documents.unsupported.push_back({std::move(meta), std::move(reason)});
    const auto& query = need(rule, "query");
    auto tokens = eql_tokens(text_of(query, "query"), text_begins(text, place(query)));
    add_eql(std::move(meta), std::move(tokens), documents);
}

}  // namespace

void read_elastic_rule(const std::string& file, const std::string& text, Documents& documents) {
    try {
        read_rule(file, text, documents);
    } catch (const Refusal& refusal) {
        documents.broken.push_back({file, refusal.place, refusal.what(), refusal.hint});
    } catch (const toml::parse_error& error) {
        documents.broken.push_back({file, place(error.source().begin),
                                    "not valid TOML: " + std::string{error.description()}, ""});
    }
}

}  // namespace pipehound::rule
