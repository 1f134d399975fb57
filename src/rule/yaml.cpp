// SPDX-License-Identifier: Apache-2.0
#include "rule/yaml.hpp"

#include <yaml-cpp/eventhandler.h>

#include <algorithm>
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

/// Fingerprints of the documents. Refuses what yaml-cpp (0.6 to 0.8) reads without end: at a comma
/// outside of brackets it tells one empty document after the other and stays where it is.
class Fingerprints final : public YAML::EventHandler {
public:
    /// One for each document, in their order.
    [[nodiscard]] const std::vector<event::Fingerprint>& all() const noexcept { return all_; }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (mark.pos == last_)
            throw Refusal{place_of(mark), "not valid YAML", "check indentation and quotes"};
        last_ = mark.pos;
        all_.emplace_back();
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark&, YAML::anchor_t anchor) override { add("null", anchor); }
    void OnAlias(const YAML::Mark&, YAML::anchor_t anchor) override { add("alias", anchor); }
    void OnScalar(const YAML::Mark&, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        add("scalar", anchor).add(tag).add(value);
    }
    void OnSequenceStart(const YAML::Mark&, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        add("sequence", anchor).add(tag);
    }
    void OnSequenceEnd() override { add("end", 0); }
    void OnMapStart(const YAML::Mark&, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        add("map", anchor).add(tag);
    }
    void OnMapEnd() override { add("end", 0); }

private:
    event::Fingerprint& add(std::string_view what, YAML::anchor_t anchor) {
        return all_.back().add(what).add(std::uint64_t{anchor});
    }

    int last_ = -1;
    std::vector<event::Fingerprint> all_;
};

std::vector<event::Fingerprint> fingerprints(const std::string& text) {
    std::istringstream stream{text};
    YAML::Parser parser{stream};
    Fingerprints found;
    while (parser.HandleNextDocument(found)) {
    }
    return found.all();
}

constexpr int deepest = 32;

/// What is left of `most` after `node`; nothing where it is too deep: an alias may even lead to
/// itself.
std::size_t left_after(const YAML::Node& node, std::size_t most, int depth = 0) {
    if (most == 0 || depth > deepest) return 0;
    --most;
    for (auto child = node.begin(); most > 0 && child != node.end(); ++child) {
        const bool pair = child->first.IsDefined();
        most = left_after(pair ? child->second : YAML::Node{*child}, most, depth + 1);
    }
    return most;
}

}  // namespace

Place place(const YAML::Node& node) { return place_of(node.Mark()); }

std::vector<Document> documents(const std::string& text) {
    try {
        const auto prints = fingerprints(text);
        const auto nodes = YAML::LoadAll(text);
        std::vector<Document> found;
        for (std::size_t i = 0; i < nodes.size(); ++i)
            if (nodes[i] && !nodes[i].IsNull()) found.push_back({nodes[i], prints.at(i).text()});
        return found;
    } catch (const YAML::Exception& error) {
        throw Refusal{place_of(error.mark), "not valid YAML: " + error.msg,
                      "check indentation and quotes"};
    }
}

std::vector<Entry> entries(const YAML::Node& node, std::string_view what) {
    if (!node.IsMap())
        throw Refusal{place(node), std::string{what} + " must be a map of keys and values"};
    std::vector<Entry> found;
    std::unordered_set<std::string> keys;
    for (const auto& pair : node) {
        Entry entry{scalar(pair.first, "a key"), place(pair.first), pair.second};
        if (!keys.insert(entry.key).second)
            throw Refusal{entry.place, "the key " + entry.key + " stands twice",
                          "YAML keeps one value for a key: merge the two"};
        found.push_back(std::move(entry));
    }
    return found;
}

std::optional<YAML::Node> find(const YAML::Node& map, const char* key) {
    const auto value = map[key];
    if (!value || value.IsNull()) return std::nullopt;
    return value;
}

YAML::Node need(const YAML::Node& map, const char* key) {
    if (auto value = find(map, key)) return *value;
    throw Refusal{place(map), std::string{"the key "} + key + " is missing", {}};
}

std::string scalar(const YAML::Node& node, std::string_view what) {
    if (!node.IsScalar()) throw Refusal{place(node), std::string{what} + " must be one value"};
    return node.Scalar();
}

std::string scalar_or_empty(const YAML::Node& map, const char* key) {
    const auto node = find(map, key);
    return node ? scalar(*node, key) : std::string{};
}

std::vector<YAML::Node> list(const YAML::Node& node) {
    if (!node.IsSequence()) return {node};
    return {node.begin(), node.end()};
}

std::vector<std::string> scalars(const YAML::Node& map, const char* key) {
    std::vector<std::string> texts;
    if (const auto node = find(map, key))
        for (const auto& item : list(*node))
            if (!item.IsNull()) texts.push_back(scalar(item, std::string{"each of "} + key));
    return texts;
}

void refuse_larger(const YAML::Node& node, std::size_t most) {
    if (left_after(node, most) == 0)
        throw Refusal{place(node), "the document is too large",
                      "at most " + std::to_string(most) + " values are read"};
}

bool is_plain(const YAML::Node& node) { return node.IsScalar() && node.Tag() == "?"; }

bool is_null(const YAML::Node& node) { return node.IsNull(); }

std::optional<bool> boolean(const YAML::Node& node) {
    if (!node.IsScalar()) return std::nullopt;
    const auto word = event::folded(node.Scalar());
    if (word == "true" || word == "yes") return true;
    if (word == "false" || word == "no") return false;
    return std::nullopt;
}

}  // namespace pipehound::rule::yaml
