// SPDX-License-Identifier: Apache-2.0
// Rules and filters from files and folders -> a compiled set.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "detect/rule_book.hpp"
#include "rule/query_language.hpp"
#include "rule/rule.hpp"

namespace pipehound::plugin {

inline constexpr const char* default_rules_folder = "/etc/pipehound/rules";
inline constexpr const char* default_filters_folder = "/etc/pipehound/filters";

/// Written out on the command line.
struct Query {
    std::string text;
    std::optional<rule::QueryLanguage> language;  ///< nothing: as it looks
};

struct RuleSources {
    std::vector<std::string> paths;  ///< files, or folders of them at any depth: *.yml and *.yaml
                                     ///< (Sigma), *.toml (Elastic's rules), *.eql, *.kql
    bool defaults = true;            ///< the two folders above as well, where they exist
    bool strict_names = false;
    std::optional<Query> query;  ///< and this one
};

/// Everything that these paths hold; what cannot be read is told as broken. A file that is found
/// twice is read once.
[[nodiscard]] rule::Documents read_rule_files(const RuleSources& sources);

struct LoadedRules {
    std::shared_ptr<const detect::RuleBook> book;
    std::set<std::string> users;  ///< whom the rules call by name
};

/// What the rules will be asked of: audit's records as they come, stored ones, or ECS documents.
enum class Feed { live, records, documents };

/// The same, compiled. Of a live stream nothing is the last, so rules with pipes are broken there.
[[nodiscard]] LoadedRules load_rules(const RuleSources& sources, Feed feed);

}  // namespace pipehound::plugin
