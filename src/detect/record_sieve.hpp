// SPDX-License-Identifier: Apache-2.0
// Which raw record lines can concern a rule at all. Nearly none can, so the rest need not be kept
// and parsed: this looks for the texts that rules require right in the line.
//
// The fields that rules ask for are written into one text, folded, and whatever may stand between
// names and values or within a value where the parser cuts it becomes a zero byte; so do the texts
// that are required. One walk over the text finds all of them; values that come again and again,
// such as names of files, go into a text of their own, so that the walk over it can be remembered.
// It may let a line through for nothing, and never keeps one back of which a rule would hold: what
// stands in a value stands in one of the texts.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "detect/rule_book.hpp"

namespace pipehound::detect {

class RecordSieve {
public:
    explicit RecordSieve(std::shared_ptr<const RuleBook> book);

    /// `line`: a whole record as auditd writes it, of that type.
    [[nodiscard]] bool lets_through(std::string_view type, std::string_view line);

private:
    /// What a text in a line meets.
    struct Met {
        const RuleGroup* group;
        std::uint32_t number;
    };
    struct Index {
        LiteralIndex literals;
        std::vector<Met> met;  // by the numbers in it
        void add(std::string literal, Met what);
    };
    /// What is looked for in lines of one type.
    struct Search {
        std::string type;  // as records write it; empty: of any other
        bool always = false;
        bool everywhere = false;          // keywords: in all fields
        bool resolved = false;            // fields that auditd adds behind the kernel's
        std::vector<std::string> fields;  // these alone, unless everywhere
        std::uint64_t marks = 0;          // of the fields' names: a bit for each
        std::uint64_t beginnings = 0;     // the same of their first two bytes
        Index values;
        Index calls;  // in the name of the system call

        void add_field(const std::string& name);
        /// May a field that begins like this one, name and equals sign, be asked for?
        [[nodiscard]] bool begins(std::string_view field) const noexcept {
            return everywhere || (beginnings >> mark_of(field.substr(0, 2)) & 1) != 0;
        }
        [[nodiscard]] bool asks(std::string_view name) const noexcept {
            return everywhere || ((marks >> mark_of(name) & 1) != 0 &&
                                  std::find(fields.begin(), fields.end(), name) != fields.end());
        }
    };

    /// A text that is written anew for each line.
    struct Written {
        std::string room{};  // kept for its memory
        char* end = nullptr;

        void begin(std::size_t most) {
            if (room.size() < most) room.resize(most);
            end = room.data();
        }
        [[nodiscard]] std::string_view text() const noexcept {
            return {room.data(), static_cast<std::size_t>(end - room.data())};
        }
    };

    /// Of 64 marks the one of a field's name: most names that nobody asks for have another.
    [[nodiscard]] static unsigned mark_of(std::string_view name) noexcept {
        if (name.empty()) return 0;
        const auto first = static_cast<unsigned char>(name.front());
        const auto last = static_cast<unsigned char>(name.back());
        return (3U * first + last + static_cast<unsigned>(name.size())) % 64;
    }

    void add(const RuleGroup& group, Search& search) const;
    static void add_text(const Lexicon::Entry& field, std::string_view text, Met met,
                         Search& search);
    [[nodiscard]] const Search& search_for(std::string_view type) const;
    /// False where the line is let through unread.
    [[nodiscard]] bool write(const Search& search, std::string_view type, std::string_view line);
    /// Is a rule's last requirement met? `recurring`: the text may come again.
    [[nodiscard]] bool completes(const Index& index, std::string_view text, bool recurring);
    [[nodiscard]] bool completes_in_call(const Search& search, std::string_view line);

    std::shared_ptr<const RuleBook> book_;
    std::vector<Search> searches_;  // the last is for any other type
    Picking picking_;
    Written once_;
    Written recurring_;
};

}  // namespace pipehound::detect
