// SPDX-License-Identifier: Apache-2.0
#include "rule/yaml.hpp"

#include <algorithm>
#include <unordered_set>

#include "event/text.hpp"

namespace pipehound::rule::yaml {

namespace {

Place place_of(const YAML::Mark& mark) {
    if (mark.is_null()) return {};
    return {static_cast<std::size_t>(mark.line) + 1, static_cast<std::size_t>(mark.column) + 1};
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

std::vector<YAML::Node> documents(const std::string& text) {
    std::vector<YAML::Node> nodes;
    try {
        nodes = YAML::LoadAll(text);
    } catch (const YAML::Exception& error) {
        throw Refusal{place_of(error.mark), "not valid YAML: " + error.msg,
                      "check indentation and quotes"};
    }
    std::erase_if(nodes, [](const YAML::Node& node) { return !node || node.IsNull(); });
    return nodes;
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
