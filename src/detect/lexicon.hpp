// SPDX-License-Identifier: Apache-2.0
// The fields that a set of rules asks for, numbered, each with the way in which it is read. Made
// while rules are compiled; rules know fields by number after that.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "event/fields.hpp"
#include "rule/rule.hpp"

namespace pipehound::detect {

enum class FieldNumber : std::uint16_t {};

/// A rule asks for what audit cannot tell: why, in a sentence without its full stop.
class Unanswerable : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class Lexicon {
public:
    /// What the fields are read from: typed events, records as they were written, or documents.
    enum class Kind : std::uint8_t { event, record, document };

    /// By which names a program answers: any that it has, or the file that runs alone. Where a name
    /// excludes, only the file counts: the others are chosen by whoever starts it.
    /// Whoever asks for a user by a number means the number.
    struct Names {
        bool widened = false;  ///< a program, by any of its names
        bool number = false;   ///< a user, by number as well
        bool operator==(const Names&) const = default;
        static const Names any;
        static const Names true_file;
    };

    /// Whose names of fields are understood: Sigma's, ECS's and our own, or ASIM's as well, which
    /// means other things by some that Sigma has in other log sources (ParentProcessName).
    enum class Words : std::uint8_t { rules, asim };

    struct Entry {
        std::string name;                  ///< of a document's field: as ECS has it
        std::optional<event::FieldId> id;  ///< of an event's field
        Names names;
        bool everything = false;  ///< all text of the event: keywords
    };

    explicit Lexicon(Kind kind) : kind_{kind} {}

    /// The number of a field; an empty name means all text. Throws Unanswerable where no event of
    /// `category`, Sigma's or ECS's (empty: any), has it. A document may have any field.
    FieldNumber number(std::string_view name, Names names, std::string_view category,
                       Words words = Words::rules);

    [[nodiscard]] const Entry& entry(FieldNumber field) const noexcept {
        return entries_[static_cast<std::size_t>(field)];
    }
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    [[nodiscard]] Kind kind() const noexcept { return kind_; }

private:
    [[nodiscard]] Entry describe(std::string_view name, Names names, std::string_view category,
                                 Words words) const;

    Kind kind_;
    std::deque<Entry> entries_;
};

inline constexpr Lexicon::Names Lexicon::Names::any{true, false};
inline constexpr Lexicon::Names Lexicon::Names::true_file{false, false};

/// Of a rule in that language.
[[nodiscard]] inline Lexicon::Words words_of(const rule::Meta& meta) {
    return meta.language == "kql" ? Lexicon::Words::asim : Lexicon::Words::rules;
}

}  // namespace pipehound::detect
