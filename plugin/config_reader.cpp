// SPDX-License-Identifier: Apache-2.0
// One table says which keys there are, what each may hold and where its value goes; the rest walks
// the file by it.
#include "config_reader.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "event/nearest_word.hpp"
#include "status_socket.hpp"
#include "whole_file.hpp"

namespace pipehound::plugin {

namespace {

using Target = DiagnosticsConfig::Target;

bool boolean(const toml::node& node, bool& to) {
    const auto value = node.value_exact<bool>();
    if (value) to = *value;
    return value.has_value();
}

template <typename Number>
bool number(const toml::node& node, std::pair<std::int64_t, std::int64_t> range, Number& to) {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || *value < range.first || *value > range.second) return false;
    to = Number(*value);
    return true;
}

bool text(const toml::node& node, std::string& to) {
    const auto value = node.value_exact<std::string>();
    if (value) to = *value;
    return value.has_value();
}

bool absolute_path(const toml::node& node, std::string& to) {
    const auto value = node.value_exact<std::string>();
    if (!value || !value->starts_with('/') || value->ends_with('/')) return false;
    to = *value;
    return true;
}

bool absolute_path_or_none(const toml::node& node, std::string& to) {
    if (node.value_exact<std::string_view>() != std::string_view{}) return absolute_path(node, to);
    to.clear();
    return true;
}

/// Everything or nothing: a path that is left out would leave rules out.
bool absolute_paths(const toml::node& node, std::vector<std::string>& to) {
    const auto* const list = node.as_array();
    if (list == nullptr) return false;
    std::vector<std::string> paths(list->size());
    for (std::size_t i = 0; i < list->size(); ++i)
        if (!absolute_path(*list->get(i), paths[i])) return false;
    to = std::move(paths);
    return true;
}

template <typename Value>
bool word(const toml::node& node, std::initializer_list<std::pair<std::string_view, Value>> words,
          Value& to) {
    const auto text = node.value_exact<std::string_view>();
    for (const auto& [name, value] : words) {
        if (text != name) continue;
        to = value;
        return true;
    }
    return false;
}

bool level(const toml::node& node, event::Level& to) {
    const auto value = event::level_of(node.value_exact<std::string_view>().value_or(""));
    if (value) to = *value;
    return value.has_value();
}

struct Key {
    std::string_view table;
    std::string_view name;
    std::string_view wants;  // completes "must be"
    bool (*read)(const toml::node& node, Config& config);
};

constexpr std::pair<std::int64_t, std::int64_t> table_sizes{16, 16'777'216};

constexpr Key keys[] = {
    {"alerts", "level", "one of \"informational\", \"low\", \"medium\", \"high\", \"critical\"",
     [](const toml::node& node, Config& config) { return level(node, config.alerts.level); }},
    {"alerts", "journal", "true or false",
     [](const toml::node& node, Config& config) { return boolean(node, config.alerts.journal); }},
    {"alerts", "journal_socket", "an absolute path in quotes, of at most 107 bytes",
     [](const toml::node& node, Config& config) {
         // sockaddr_un's sun_path has 108 bytes, the last of them 0
         return node.value_or(std::string_view{}).size() < 108 &&
                absolute_path(node, config.alerts.journal_socket);
     }},
    {"alerts", "spool", "an absolute path in quotes",
     [](const toml::node& node, Config& config) {
         return absolute_path(node, config.alerts.spool);
     }},
    {"alerts", "spool_mebibytes", "a whole number from 1 to 1024",
     [](const toml::node& node, Config& config) {
         return number(node, {1, 1024}, config.alerts.spool_mebibytes);
     }},
    {"alerts", "file", "an absolute path in quotes, or \"\" for none",
     [](const toml::node& node, Config& config) {
         return absolute_path_or_none(node, config.alerts.file);
     }},
    {"alerts", "per_rule", "a whole number from 0 (no limit) to 1000000",
     [](const toml::node& node, Config& config) {
         return number(node, {0, 1'000'000}, config.alerts.per_rule);
     }},
    {"alerts", "excluded", "true or false",
     [](const toml::node& node, Config& config) { return boolean(node, config.alerts.excluded); }},
    {"rules", "paths", "a list of absolute paths in quotes",
     [](const toml::node& node, Config& config) {
         return absolute_paths(node, config.rules.paths);
     }},
    {"rules", "strict_names", "true or false",
     [](const toml::node& node, Config& config) {
         return boolean(node, config.rules.strict_names);
     }},
    {"limits", "processes", "a whole number from 16 to 16777216",
     [](const toml::node& node, Config& config) {
         return number(node, table_sizes, config.limits.processes);
     }},
    {"limits", "fifos", "a whole number from 16 to 16777216",
     [](const toml::node& node, Config& config) {
         return number(node, table_sizes, config.limits.fifos);
     }},
    {"limits", "queue", "a whole number from 16 to 16777216",
     [](const toml::node& node, Config& config) {
         return number(node, table_sizes, config.limits.queue);
     }},
    {"live", "proc", "true or false",
     [](const toml::node& node, Config& config) { return boolean(node, config.live.proc); }},
    {"live", "order_slack_milliseconds", "a whole number from 0 to 60000",
     [](const toml::node& node, Config& config) {
         return number(node, {0, 60'000}, config.live.order_slack);
     }},
    {"state", "file", "an absolute path in quotes, or \"\" for none",
     [](const toml::node& node, Config& config) {
         return absolute_path_or_none(node, config.state.file);
     }},
    {"state", "seconds", "a whole number from 1 to 3600",
     [](const toml::node& node, Config& config) {
         return number(node, {1, 3600}, config.state.every);
     }},
    {"privileges", "user", "the name of a user in quotes, or \"\" to stay who started it",
     [](const toml::node& node, Config& config) { return text(node, config.privileges.user); }},
    {"privileges", "seccomp", "true or false",
     [](const toml::node& node, Config& config) {
         return boolean(node, config.privileges.seccomp);
     }},
    {"diagnostics", "level", "one of \"debug\", \"info\", \"warning\", \"error\"",
     [](const toml::node& node, Config& config) {
         return word<Severity>(node,
                               {{"debug", Severity::debug},
                                {"info", Severity::info},
                                {"warning", Severity::warning},
                                {"error", Severity::error}},
                               config.diagnostics.level);
     }},
    {"diagnostics", "target", "one of \"auto\", \"journal\", \"stderr\"",
     [](const toml::node& node, Config& config) {
         return word<Target>(node,
                             {{"auto", Target::automatic},
                              {"journal", Target::journal},
                              {"stderr", Target::standard_error}},
                             config.diagnostics.target);
     }},
    {"diagnostics", "status_socket",
     "an absolute path in quotes, of at most 100 bytes, or \"\" for none",
     [](const toml::node& node, Config& config) {
         return node.value_or(std::string_view{}).size() <= longest_socket_path &&
                absolute_path_or_none(node, config.diagnostics.status_socket);
     }},
    {"diagnostics", "statistics_seconds", "a whole number from 0 (never) to 86400",
     [](const toml::node& node, Config& config) {
         return number(node, {0, 86400}, config.diagnostics.statistics);
     }},
};

/// Walks one file; collects what is wrong.
class Reading {
public:
    Reading(const std::string& name, ConfigReading& result) : name_{name}, result_{result} {}

    void read(const toml::table& root) {
        for (const auto& [name, node] : root) {
            const auto* const table = node.as_table();
            if (!is_table(name.str())) {
                unknown(name.source(), name.str(), table != nullptr ? "table" : "key", tables());
            } else if (table == nullptr) {
                error(node.source(), std::string{name.str()} + " must be a table: [" +
                                         std::string{name.str()} + "]");
            } else {
                read_table(name.str(), *table);
            }
        }
    }

    void error(const toml::source_region& place, const std::string& what) {
        result_.errors.push_back(name_ + ":" + std::to_string(place.begin.line) + ":" +
                                 std::to_string(place.begin.column) + ": " + what);
    }

private:
    void read_table(std::string_view table, const toml::table& entries) {
        for (const auto& [name, node] : entries) {
            const auto full = std::string{table} + "." + std::string{name.str()};
            const auto* const key =
                std::find_if(std::begin(keys), std::end(keys), [&, &text = name](const Key& known) {
                    return known.table == table && known.name == text.str();
                });
            if (key == std::end(keys))
                unknown(name.source(), full, "key", config_keys());
            else if (!key->read(node, result_.config))
                error(node.source(),
                      full + " must be " + std::string{key->wants} + "; the default is used");
        }
    }

    void unknown(const toml::source_region& place, std::string_view word, const std::string& kind,
                 const std::vector<std::string>& known) {
        const auto meant = event::nearest_word(word, known);
        error(place, "unknown " + kind + " " + std::string{word} +
                         (meant ? ": did you mean " + *meant + "?" : ": remove it"));
    }

    [[nodiscard]] static bool is_table(std::string_view name) {
        return std::any_of(std::begin(keys), std::end(keys),
                           [name](const Key& key) { return key.table == name; });
    }

    [[nodiscard]] static std::vector<std::string> tables() {
        std::vector<std::string> names;
        for (const auto& key : keys)
            if (names.empty() || names.back() != key.table) names.emplace_back(key.table);
        return names;
    }

    const std::string& name_;
    ConfigReading& result_;
};

}  // namespace

ConfigReading read_config(std::string_view text, const std::string& name) {
    ConfigReading result;
    Reading reading{name, result};
    try {
        reading.read(toml::parse(text, name));
    } catch (const toml::parse_error& error) {
        reading.error(error.source(), std::string{error.description()} +
                                          "; nothing in this file counts until that is mended");
    }
    return result;
}

ConfigReading read_config_file(const std::string& path) {
    if (const auto text = whole_file(path)) return read_config(*text, path);
    ConfigReading result;
    result.errors.push_back(path + ": cannot be read: " + std::strerror(errno) +
                            "; the defaults hold");
    return result;
}

std::vector<std::string> config_keys() {
    std::vector<std::string> names;
    for (const auto& key : keys)
        names.push_back(std::string{key.table} + "." + std::string{key.name});
    return names;
}

}  // namespace pipehound::plugin
