// SPDX-License-Identifier: Apache-2.0
#include "rule/sigma_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <utility>

#include "event/nearest_word.hpp"
#include "rule/sigma_correlation.hpp"
#include "rule/sigma_detection.hpp"

namespace pipehound::rule {

namespace {

constexpr std::size_t most_values = 100'000;  // of one document

event::Level read_level(const yaml::Node& document) {
    const auto node = yaml::find(document, "level");
    if (!node) return event::Level::medium;
    const auto word = yaml::scalar(*node, "level");
    if (const auto level = event::level_of(word)) return *level;
    throw Refusal{node->place(), "unknown level " + word,
                  "one of informational, low, medium, high, critical"};
}

Meta read_meta(const std::string& file, const yaml::Document& from) {
    const auto& document = from.node;
    Meta meta;
    meta.file = file;
    meta.place = document.place();
    meta.title = yaml::scalar(yaml::need(document, "title"), "title");
    if (meta.title.empty()) throw Refusal{meta.place, "the title is empty"};
    meta.name = yaml::scalar_or_empty(document, "name");
    meta.description = yaml::scalar_or_empty(document, "description");
    meta.author = yaml::scalar_or_empty(document, "author");
    meta.status = yaml::scalar_or_empty(document, "status");
    meta.level = read_level(document);
    meta.references = yaml::scalars(document, "references");
    meta.tags = yaml::scalars(document, "tags");
    meta.false_positives = yaml::scalars(document, "falsepositives");
    meta.fingerprint = from.fingerprint;
    meta.id = yaml::scalar_or_empty(document, "id");
    if (meta.id.empty()) meta.id = "sigma-" + meta.fingerprint;
    return meta;
}

LogSource read_source(const yaml::Node& document) {
    const auto node = yaml::need(document, "logsource");
    (void)yaml::entries(node, "logsource");
    LogSource source;
    source.place = node.place();
    source.product = yaml::scalar_or_empty(node, "product");
    source.category = yaml::scalar_or_empty(node, "category");
    source.service = yaml::scalar_or_empty(node, "service");
    if (text(source).empty())
        throw Refusal{source.place, "the log source is empty",
                      "as in: logsource: {product: linux, category: process_creation}"};
    return source;
}

/// "2026-12-31": the day after that is the first on which the filter excludes nothing.
event::Time read_expiry(const yaml::Node& node) {
    const auto text = yaml::scalar(node, "expires");
    std::array<int, 3> parts{};
    constexpr std::array<std::size_t, 3> at{0, 5, 8};
    bool sound = text.size() == 10 && text[4] == '-' && text[7] == '-';
    for (std::size_t i = 0; sound && i < parts.size(); ++i) {
        const auto* const begin = text.data() + at[i];
        const auto* const end = begin + (i == 0 ? 4 : 2);
        const auto [rest, error] = std::from_chars(begin, end, parts[i]);
        sound = error == std::errc{} && rest == end;
    }
    const std::chrono::year_month_day date{std::chrono::year{parts[0]},
                                           std::chrono::month(static_cast<unsigned>(parts[1])),
                                           std::chrono::day(static_cast<unsigned>(parts[2]))};
    if (!sound || !date.ok())
        throw Refusal{node.place(), "expires must be a date, not \"" + text + '"',
                      "as in: expires: 2026-12-31"};
    return std::chrono::sys_days{date} + std::chrono::days{1};
}

Detection read_rule(Meta meta, const yaml::Node& document) {
    Detection rule{std::move(meta), read_source(document), {}};
    rule.condition =
        read_detection(yaml::need(document, "detection"), "detection", {"condition", "timeframe"});
    return rule;
}

Filter read_filter(Meta meta, const yaml::Node& document) {
    Filter filter;
    filter.meta = std::move(meta);
    filter.source = read_source(document);
    const auto map = yaml::need(document, "filter");
    const auto rules = yaml::need(map, "rules");
    filter.any_rule = rules.text() == "any";
    if (!filter.any_rule)
        for (const auto& node : yaml::list(rules))
            filter.rules.push_back({yaml::scalar(node, "each of rules"), node.place()});
    filter.condition = read_detection(map, "filter", {"condition", "rules"});
    for (const auto& holder : {document, map}) {
        if (const auto reason = yaml::find(holder, "reason"))
            filter.reason = yaml::scalar(*reason, "reason");
        if (const auto expires = yaml::find(holder, "expires"))
            filter.expires = read_expiry(*expires);
    }
    return filter;
}

Correlation read_correlation_document(Meta meta, const yaml::Node& document) {
    auto correlation = read_correlation(document);
    correlation.meta = std::move(meta);
    return correlation;
}

std::string missing_part_hint(const yaml::Node& document) {
    for (const auto& [name, value] : document.pairs()) {
        const auto& key = name.text();
        if (const auto meant = event::nearest_word(key, {"detection", "correlation", "filter"}))
            return "did you mean " + *meant + " where " + key + " stands?";
    }
    return "a rule has detection, a correlation has correlation, a filter has filter";
}

void read_document(const std::string& file, const yaml::Document& from, Documents& documents) {
    const auto& document = from.node;
    if (document.kind() != yaml::Node::Kind::map)
        throw Refusal{document.place(), "a Sigma document must be a map of keys and values",
                      "is this a rule?"};
    yaml::refuse_larger(document, most_values);
    (void)yaml::entries(document, "the document");
    if (yaml::find(document, "detection"))
        documents.detections.push_back(read_rule(read_meta(file, from), document));
    else if (yaml::find(document, "correlation"))
        documents.correlations.push_back(
            read_correlation_document(read_meta(file, from), document));
    else if (yaml::find(document, "filter"))
        documents.filters.push_back(read_filter(read_meta(file, from), document));
    else
        throw Refusal{document.place(), "neither detection, correlation nor filter",
                      missing_part_hint(document)};
}

Diagnostic diagnostic(const std::string& file, const Refusal& refusal, Place fallback) {
    return {file, refusal.place.line > 0 ? refusal.place : fallback, refusal.what(), refusal.hint};
}

/// The documents of `text` one by one, each on the lines where it stands in the file: `---` at the
/// beginning of a line begins a document and can be nothing else (YAML 1.2.2, 9.1.2).
std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts;
    std::size_t lines = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find("\n---", begin), text.size() - 1) + 1;
        parts.push_back(std::string(lines, '\n') + text.substr(begin, end - begin));
        lines += static_cast<std::size_t>(
            std::count(text.begin() + static_cast<std::ptrdiff_t>(begin),
                       text.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
        begin = end;
    }
    return parts;
}

void read_documents(const std::string& file, const std::vector<yaml::Document>& found,
                    Documents& documents) {
    for (const auto& document : found) {
        try {
            read_document(file, document, documents);
        } catch (const Refusal& refusal) {
            documents.broken.push_back(diagnostic(file, refusal, document.node.place()));
        }
    }
}

std::optional<std::vector<yaml::Document>> whole(const std::string& text) {
    try {
        return yaml::documents(text);
    } catch (const Refusal&) {
        return std::nullopt;
    }
}

}  // namespace

std::string text(const LogSource& source) {
    std::string line;
    for (const auto& part : {source.product, source.category, source.service})
        if (!part.empty()) line += (line.empty() ? "" : "/") + part;
    return line;
}

void read_sigma(const std::string& file, const std::string& text, Documents& documents) {
    if (text.find_first_not_of(" \t\r\n") == std::string::npos)
        return documents.broken.push_back({file, {1, 1}, "the file is empty", ""});
    if (const auto found = whole(text)) return read_documents(file, *found, documents);
    for (const auto& part : split(text)) {
        try {
            read_documents(file, yaml::documents(part), documents);
        } catch (const Refusal& refusal) {
            documents.broken.push_back(diagnostic(file, refusal, {1, 1}));
        }
    }
}

}  // namespace pipehound::rule
