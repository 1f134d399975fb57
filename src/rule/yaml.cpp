// SPDX-License-Identifier: Apache-2.0
#include "rule/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <unordered_set>

#include "event/fingerprint.hpp"
#include "event/text.hpp"

namespace pipehound::rule::yaml {

namespace {

Place place_of(const YAML::Mark& mark) {
    if (mark.is_null()) return {};
    return {static_cast<std::size_t>(mark.line) + 1, static_cast<std::size_t>(mark.column) + 1};
}

/// Documents and their fingerprints out of what the parser tells: one walk over the text gives
/// both. Refuses what yaml-cpp (0.6 to 0.8) reads without end: at a comma outside of brackets it
/// tells one empty document after the other and stays where it is.
class Builder final : public YAML::EventHandler {
public:
    [[nodiscard]] std::vector<Document> take() && { return std::move(documents_); }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (mark.pos == last_)
            throw Refusal{place_of(mark), "not valid YAML", "check indentation and quotes"};
        last_ = mark.pos;
        fingerprint_ = {};
        anchors_.clear();
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        note("null", anchor);
        put({Node::Kind::null, place_of(mark)}, anchor);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        note("alias", anchor);
        const auto meant = anchors_.find(anchor);
        if (meant == anchors_.end())
            throw Refusal{place_of(mark), "the alias stands in what it means", "write it out"};
        put(meant->second);
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        note("scalar", anchor).add(tag).add(value);
        put({Node::Kind::scalar, place_of(mark), value, tag == "?"}, anchor);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        note("sequence", anchor).add(tag);
        open({Node::Kind::list, place_of(mark)}, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        note("map", anchor).add(tag);
        open({Node::Kind::map, place_of(mark)}, anchor);
    }
    void OnMapEnd() override {
        merge(open_.back().content);
        close();
    }

private:
    /// A list or map whose end has not come.
    struct Open {
        Node::Content content;
        YAML::anchor_t anchor;
        std::optional<Node> key{};  // whose value has not come
    };

    event::Fingerprint& note(std::string_view what, YAML::anchor_t anchor) {
        return fingerprint_.add(what).add(std::uint64_t{anchor});
    }

    void open(Node::Content content, YAML::anchor_t anchor) {
        refuse_deeper(open_.size(), content.place);
        open_.push_back({std::move(content), anchor});
    }

    void close() {
        note("end", 0);
        auto closed = std::move(open_.back());
        open_.pop_back();
        put(std::move(closed.content), closed.anchor);
    }

    /// `<<: *base` (yaml.org/type/merge): what the map itself says goes before what it takes over.
    static void merge(Node::Content& map) {
        std::vector<Node> bases;
        std::erase_if(map.pairs, [&](const auto& pair) {
            const auto& [key, value] = pair;
            if (!key.is_plain() || key.text() != "<<") return false;
            for (const auto& base : list(value)) bases.push_back(base);
            return true;
        });
        for (const auto& base : bases) {
            if (base.kind() != Node::Kind::map)
                throw Refusal{base.place(), "<< takes over maps alone", "as in: <<: *base"};
            for (const auto& [key, value] : base.pairs())
                if (!has(map, key.text())) map.pairs.emplace_back(key, value);
        }
    }

    static bool has(const Node::Content& map, const std::string& key) {
        return std::any_of(map.pairs.begin(), map.pairs.end(),
                           [&](const auto& pair) { return pair.first.text() == key; });
    }

    void put(Node::Content content, YAML::anchor_t anchor) {
        const Node node{std::make_shared<const Node::Content>(std::move(content))};
        if (anchor != YAML::NullAnchor) anchors_.insert_or_assign(anchor, node);
        put(node);
    }

    void put(const Node& node) {
        if (!open_.empty()) return put_into(open_.back(), node);
        if (node.kind() != Node::Kind::null) documents_.push_back({node, fingerprint_.text()});
    }

    static void put_into(Open& open, const Node& node) {
        auto& [content, anchor, key] = open;
        content.depth = std::max(content.depth, node.depth() + 1);
        refuse_deeper(content.depth, node.place());
        if (content.kind == Node::Kind::list)
            content.items.push_back(node);
        else if (!key)
            key = node;
        else
            content.pairs.emplace_back(*std::exchange(key, std::nullopt), node);
    }

    /// Aliases to aliases make a tree of any depth out of a text that is flat.
    static void refuse_deeper(std::size_t levels, Place place) {
        constexpr std::size_t deepest = 32;
        if (levels >= deepest)
            throw Refusal{place, "lists and maps are nested too deep",
                          "at most " + std::to_string(deepest) + " levels are read"};
    }

    int last_ = -1;
    event::Fingerprint fingerprint_;  // of the document that is read
    std::map<YAML::anchor_t, Node> anchors_;
    std::vector<Open> open_;  // the outermost first
    std::vector<Document> documents_;
};

/// What is left of `most` after `node`.
std::size_t left_after(const Node& node, std::size_t most) {
    if (most == 0) return 0;
    --most;
    for (const auto& item : node.items()) most = left_after(item, most);
    for (const auto& [key, value] : node.pairs()) most = left_after(value, left_after(key, most));
    return most;
}

}  // namespace

std::vector<Document> documents(const std::string& text) {
    try {
        std::istringstream stream{text};
        YAML::Parser parser{stream};
        Builder builder;
        while (parser.HandleNextDocument(builder)) {
        }
        return std::move(builder).take();
    } catch (const YAML::Exception& error) {
        throw Refusal{place_of(error.mark), "not valid YAML: " + error.msg,
                      "check indentation and quotes"};
    }
}

std::vector<Entry> entries(const Node& node, std::string_view what) {
    if (node.kind() != Node::Kind::map)
        throw Refusal{node.place(), std::string{what} + " must be a map of keys and values"};
    std::vector<Entry> found;
    std::unordered_set<std::string> keys;
    for (const auto& [key, value] : node.pairs()) {
        found.push_back({scalar(key, "a key"), key.place(), value});
        if (!keys.insert(found.back().key).second)
            throw Refusal{key.place(), "the key " + key.text() + " stands twice",
                          "YAML keeps one value for a key: merge the two"};
    }
    return found;
}

std::optional<Node> find(const Node& map, std::string_view key) {
    for (const auto& [name, value] : map.pairs())
        if (name.kind() == Node::Kind::scalar && name.text() == key)
            return value.kind() == Node::Kind::null ? std::nullopt : std::optional{value};
    return std::nullopt;
}

Node need(const Node& map, std::string_view key) {
    if (auto value = find(map, key)) return *value;
    throw Refusal{map.place(), "the key " + std::string{key} + " is missing", {}};
}

std::string scalar(const Node& node, std::string_view what) {
    if (node.kind() != Node::Kind::scalar)
        throw Refusal{node.place(), std::string{what} + " must be one value"};
    return node.text();
}

std::string scalar_or_empty(const Node& map, std::string_view key) {
    const auto node = find(map, key);
    return node ? scalar(*node, key) : std::string{};
}

std::vector<Node> list(const Node& node) {
    return node.kind() == Node::Kind::list ? node.items() : std::vector{node};
}

std::vector<std::string> scalars(const Node& map, std::string_view key) {
    std::vector<std::string> texts;
    if (const auto node = find(map, key))
        for (const auto& item : list(*node))
            if (item.kind() != Node::Kind::null)
                texts.push_back(scalar(item, "each of " + std::string{key}));
    return texts;
}

void refuse_larger(const Node& node, std::size_t most) {
    if (left_after(node, most) == 0)
        throw Refusal{node.place(), "the document is too large",
                      "at most " + std::to_string(most) + " values are read"};
}

std::optional<bool> boolean(std::string_view written) {
    const auto word = event::folded(written);
    if (word == "true" || word == "yes" || word == "on") return true;
    if (word == "false" || word == "no" || word == "off") return false;
    return std::nullopt;
}

}  // namespace pipehound::rule::yaml
