// SPDX-License-Identifier: Apache-2.0
// One value of a Sigma rule as it is written: its kind, and its escapes read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rule/diagnostic.hpp"
#include "rule/pattern.hpp"
#include "rule/yaml.hpp"

namespace pipehound::rule {

struct SigmaValue {
    enum class Kind : std::uint8_t { text, null };
    Kind kind = Kind::text;
    std::string written;  ///< without YAML's quotes; numbers and truth values keep their spelling
    std::vector<Pattern> forms;  ///< of a text: what `written` means, any of these
    Place place;

    /// Refuses what is neither scalar nor null.
    [[nodiscard]] static SigmaValue read(const yaml::Node& node);

    [[nodiscard]] std::optional<double> number() const;
};

/// `*` any run, `?` any one; a backslash takes their meaning from these and from itself, before
/// anything else it is a backslash (sigma-specification 2.1, "Escaping").
[[nodiscard]] Pattern sigma_pattern(std::string_view written);

}  // namespace pipehound::rule
