// SPDX-License-Identifier: Apache-2.0
#include "rule/eql_reader.hpp"

#include <string_view>
#include <utility>

#include "rule/eql_parser.hpp"
#include "rule/query_file.hpp"

namespace pipehound::rule {

namespace {

Meta meta_of(const std::string& file, const std::vector<EqlToken>& tokens) {
    Meta meta;
    meta.name = meta.title = stem(file);
    meta.fingerprint = fingerprint(tokens);
    meta.id = "eql-" + id_of(meta);
    meta.file = file;
    meta.place = tokens.front().place;
    return meta;
}

void read_query(const std::string& file, std::string_view text, Documents& documents) {
    text = without_byte_order_mark(text);
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        throw Refusal{{1, 1}, "the file is empty"};
    auto tokens = eql_tokens(text, {1, 1});
    if (tokens.size() == 1) return;  // comments
    auto meta = meta_of(file, tokens);
    add_eql(std::move(meta), std::move(tokens), documents);
}

}  // namespace

void add_eql(Meta meta, std::vector<EqlToken> tokens, Documents& documents) {
    auto query = parse_eql(std::move(tokens));
    meta.language = "eql";
    meta.cuts = std::move(query.cuts);
    if (auto* const event = std::get_if<EventQuery>(&query.asks)) {
        documents.event_detections.push_back({std::move(meta), std::move(*event)});
        return;
    }
    auto& sequence = std::get<Sequence>(query.asks);
    sequence.meta = std::move(meta);
    documents.sequences.push_back(std::move(sequence));
}

void read_eql(const std::string& file, const std::string& text, Documents& documents) {
    try {
        read_query(file, text, documents);
    } catch (const Refusal& refusal) {
        documents.broken.push_back({file, refusal.place, refusal.what(), refusal.hint});
    }
}

}  // namespace pipehound::rule
