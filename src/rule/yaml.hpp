// SPDX-License-Identifier: Apache-2.0
// yaml-cpp with places: every step either gives what was asked for or refuses with line and column.
#pragma once

#include <yaml-cpp/yaml.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rule/diagnostic.hpp"

namespace pipehound::rule::yaml {

[[nodiscard]] Place place(const YAML::Node& node);

struct Document {
    YAML::Node node;
    std::string fingerprint;  ///< the same as long as the document says the same in YAML
};

/// The documents of a file, empty ones left out. Throws Refusal where the text is not YAML.
[[nodiscard]] std::vector<Document> documents(const std::string& text);

/// An entry of a map. The key's text is its author's.
struct Entry {
    std::string key;
    Place place;  ///< of the key
    YAML::Node value;
};

/// The entries in their order; refuses what is no map and a key that stands twice. `what` names it
/// in the message.
[[nodiscard]] std::vector<Entry> entries(const YAML::Node& node, std::string_view what);

/// The value under `key`; nothing where there is none or it is null.
[[nodiscard]] std::optional<YAML::Node> find(const YAML::Node& map, const char* key);

/// The same, refused where there is none.
[[nodiscard]] YAML::Node need(const YAML::Node& map, const char* key);

/// The text of a scalar.
[[nodiscard]] std::string scalar(const YAML::Node& node, std::string_view what);

/// Empty where there is no such key.
[[nodiscard]] std::string scalar_or_empty(const YAML::Node& map, const char* key);

/// The scalars of a list, or the one scalar that stands for a list of one.
[[nodiscard]] std::vector<YAML::Node> list(const YAML::Node& node);
[[nodiscard]] std::vector<std::string> scalars(const YAML::Node& map, const char* key);

/// Refuses a node that holds more than `most` nodes, aliases followed: a few lines of aliases to
/// aliases mean billions.
void refuse_larger(const YAML::Node& node, std::size_t most);

/// A scalar that was written without quotes, so that it may be a number, a truth value or null.
[[nodiscard]] bool is_plain(const YAML::Node& node);
[[nodiscard]] bool is_null(const YAML::Node& node);
[[nodiscard]] std::optional<bool> boolean(const YAML::Node& node);

}  // namespace pipehound::rule::yaml
