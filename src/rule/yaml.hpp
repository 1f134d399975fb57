// SPDX-License-Identifier: Apache-2.0
// YAML with places: every step either gives what was asked for or refuses with line and column.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rule/diagnostic.hpp"

namespace pipehound::rule::yaml {

/// A value of a document. Copies are cheap, and live as long as they are held.
class Node {
public:
    enum class Kind : std::uint8_t { null, scalar, list, map };
    struct Content;

    explicit Node(std::shared_ptr<const Content> content) : content_{std::move(content)} {}

    [[nodiscard]] Kind kind() const noexcept;
    [[nodiscard]] Place place() const noexcept;
    /// Of a scalar; else empty.
    [[nodiscard]] const std::string& text() const noexcept;
    /// A scalar that was written without quotes, so that it may be a number or a truth value.
    [[nodiscard]] bool is_plain() const noexcept;
    /// Of a list; else none.
    [[nodiscard]] const std::vector<Node>& items() const noexcept;
    /// Keys and values of a map, as they stand; else none.
    [[nodiscard]] const std::vector<std::pair<Node, Node>>& pairs() const noexcept;
    /// How many lists and maps stand in one another, at most.
    [[nodiscard]] std::size_t depth() const noexcept;

private:
    std::shared_ptr<const Content> content_;
};

struct Node::Content {
    Kind kind;
    Place place;
    std::string text{};
    bool plain = false;
    std::size_t depth = 0;
    std::vector<Node> items{};
    std::vector<std::pair<Node, Node>> pairs{};
};

inline Node::Kind Node::kind() const noexcept { return content_->kind; }
inline Place Node::place() const noexcept { return content_->place; }
inline const std::string& Node::text() const noexcept { return content_->text; }
inline bool Node::is_plain() const noexcept { return content_->plain; }
inline const std::vector<Node>& Node::items() const noexcept { return content_->items; }
inline const std::vector<std::pair<Node, Node>>& Node::pairs() const noexcept {
    return content_->pairs;
}
inline std::size_t Node::depth() const noexcept { return content_->depth; }

struct Document {
    Node node;
    std::string fingerprint;  ///< the same as long as the document says the same in YAML
};

/// The documents of a file, empty ones left out. Throws Refusal where the text is not YAML, or
/// nested too deep.
[[nodiscard]] std::vector<Document> documents(const std::string& text);

/// An entry of a map. The key's text is its author's.
struct Entry {
    std::string key;
    Place place;  ///< of the key
    Node value;
};

/// The entries in their order; refuses what is no map and a key that stands twice. `what` names it
/// in the message.
[[nodiscard]] std::vector<Entry> entries(const Node& node, std::string_view what);

/// The value under `key`; nothing where there is none or it is null, or where there is no map.
[[nodiscard]] std::optional<Node> find(const Node& map, std::string_view key);

/// The same, refused where there is none.
[[nodiscard]] Node need(const Node& map, std::string_view key);

/// The text of a scalar.
[[nodiscard]] std::string scalar(const Node& node, std::string_view what);

/// Empty where there is no such key.
[[nodiscard]] std::string scalar_or_empty(const Node& map, std::string_view key);

/// The scalars of a list, or the one scalar that stands for a list of one.
[[nodiscard]] std::vector<Node> list(const Node& node);
[[nodiscard]] std::vector<std::string> scalars(const Node& map, std::string_view key);

/// Refuses a node that holds more than `most` nodes, aliases followed: a few lines of aliases to
/// aliases mean billions.
void refuse_larger(const Node& node, std::size_t most);

/// In the words of YAML 1.1: true, yes, on and their opposites, in any case.
[[nodiscard]] std::optional<bool> boolean(std::string_view written);

}  // namespace pipehound::rule::yaml
