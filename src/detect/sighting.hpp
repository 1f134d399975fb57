// SPDX-License-Identifier: Apache-2.0
// A rule, or a correlation of rules, found something: what an alert is made of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "alert/alert.hpp"
#include "detect/finding.hpp"
#include "rule/rule.hpp"

namespace pipehound::detect {

struct CompiledFilter;

/// What is to become of one find of a rule.
enum class Wish : std::uint8_t {
    no,    ///< nothing: it is counted, or has gone with an incident
    hold,  ///< the first of many that are held back: it stands for them
    tell
};

struct Sighting {
    const rule::Meta* meta = nullptr;  ///< lives as long as the book that it is from
    std::vector<Finding> findings;     ///< not empty; the last is the one that completed it
    std::string reason;                ///< why, in a sentence; empty: the rule's own description
    const CompiledFilter* excluded_by = nullptr;
    bool held = false;  ///< Wish::hold
    std::optional<alert::File> file;
    std::optional<alert::Remote> remote;
};

}  // namespace pipehound::detect
