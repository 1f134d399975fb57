// SPDX-License-Identifier: Apache-2.0
#include "rule/kql_reader.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include "rule/kql_expression.hpp"
#include "rule/kql_head.hpp"
#include "rule/kql_query.hpp"
#include "rule/query_file.hpp"

namespace pipehound::rule {

namespace {

Meta meta_of(const std::string& file, std::string_view text, const std::vector<KqlToken>& tokens) {
    Meta meta;
    meta.language = "kql";
    meta.name = meta.title = stem(file);
    meta.fingerprint = fingerprint(tokens);
    meta.id = "kql-" + id_of(meta);
    meta.file = file;
    meta.place = tokens.front().place;
    read_kql_head(text, meta);
    return meta;
}

void read_query(const std::string& file, std::string_view text, event::Time now,
                Documents& documents) {
    text = without_byte_order_mark(text);
    auto tokens = kql_tokens(text);
    if (tokens.size() == 1)
        throw Refusal{{1, 1},
                      "there is no query in it",
                      "as in: imProcessCreate | where TargetProcessName endswith \"/nc\""};
    auto meta = meta_of(file, text, tokens);
    auto query = KqlQuery{};
    try {
        query = parse_kql(std::move(tokens), now);
    } catch (const KqlUntold& untold) {
        return documents.unsupported.push_back({std::move(meta), untold.what()});
    }
    const auto& table = *query.table;
    meta.shows = std::move(query.shows);
    meta.cuts = std::move(query.cuts);
    if (table.sigma_category.empty())
        documents.event_detections.push_back(
            {std::move(meta),
             {std::string{table.ecs_category}, std::move(query.condition), query.place}});
    else
        documents.detections.push_back(
            {std::move(meta),
             {"linux", std::string{table.sigma_category}, {}, query.place},
             std::move(query.condition)});
}

}  // namespace

void read_kql(const std::string& file, const std::string& text, event::Time now,
              Documents& documents) {
    try {
        read_query(file, text, now, documents);
    } catch (const Refusal& refusal) {
        documents.broken.push_back({file, refusal.place, refusal.what(), refusal.hint});
    }
}

}  // namespace pipehound::rule
