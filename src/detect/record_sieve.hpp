// SPDX-License-Identifier: Apache-2.0
// Which raw record lines can concern a rule at all. Nearly none can, so the rest need not be kept
// and parsed: this looks for the texts that rules require right in the line.
//
// The values that rules ask for are written anew, folded, and whatever may stand between names and
// values or within a value where the parser cuts it becomes a zero byte; so do the texts that are
// required. What was found is remembered for what comes again and again: the end of a line, with
// the program or the file, and values such as names. The others go into one text, which is walked.
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
#include "detect/search_memo.hpp"

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
        bool in_head = false;         // the text may stand in the head of a line
        std::uint8_t bits_there = 0;  // of the requirements that a head can meet
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
        std::vector<Met> met;             // by the numbers in the indexes
        LiteralIndex values;
        LiteralIndex calls;     // in the name of the system call
        bool head_too = false;  // read the head of a line, whatever stands in its tail

        void add_field(const std::string& name);
        void add(LiteralIndex& index, std::string literal, Met what);
        /// To be called once, when all texts were added; so many cases are in the book.
        void arrange(std::size_t cases);
        /// May a call be named by numbers in such a line?
        [[nodiscard]] bool has_call() const noexcept;
        /// May what begins with these bytes be a field that is asked for, or hold one?
        [[nodiscard]] bool begins(char first, char second) const noexcept {
            return everywhere || first == '(' || (beginnings >> mark_of(first, second, 2) & 1) != 0;
        }
        [[nodiscard]] bool asks(std::string_view name) const noexcept {
            return everywhere || ((marks >> mark_of(name) & 1) != 0 &&
                                  std::find(fields.begin(), fields.end(), name) != fields.end());
        }
    };

    /// A text that is written again and again, in the same memory.
    class Written {
    public:
        void clear() noexcept { size_ = 0; }
        void add(std::string_view bytes);
        /// As it stands, and decoded.
        void add_value(std::string_view raw);
        [[nodiscard]] std::string_view text() const noexcept { return {room_.data(), size_}; }

    private:
        std::string room_;
        std::size_t size_ = 0;
    };

    /// Of 64 marks the one of a field's name: most names that nobody asks for have another.
    [[nodiscard]] static unsigned mark_of(std::string_view name) noexcept {
        return name.empty() ? 0 : mark_of(name.front(), name.back(), name.size());
    }
    [[nodiscard]] static unsigned mark_of(char first, char last, std::size_t size) noexcept {
        return (3U * static_cast<unsigned char>(first) + static_cast<unsigned char>(last) +
                static_cast<unsigned>(size)) %
               64;
    }

    void add(const RuleGroup& group, Search& search) const;
    static void add_text(const Lexicon::Entry& field, std::string_view text, Met met,
                         Search& search);
    /// Calls `each(number)` for what the tail of a line meets, and `each(call_told)` where it names
    /// the call.
    template <typename Each>
    void find_in_tail(const Search& search, std::string_view tail, Each&& each);
    [[nodiscard]] const Search& search_for(std::string_view type) const;
    /// Calls `each(number)` for each text of the index that stands in a field of that part.
    template <typename Each>
    void find(const Search& search, std::string_view part, Each&& each);
    template <typename Each>
    void find_in_value(const Search& search, std::string_view raw, Each&& each);

    static constexpr std::uint32_t call_told = UINT32_MAX;

    std::shared_ptr<const RuleBook> book_;
    std::vector<Search> searches_;  // the last is for any other type
    Picking picking_;
    SearchMemo values_;
    SearchMemo calls_;
    SearchMemo tails_;
    Written once_;   // of the line: what hardly comes again
    Written value_;  // a value that was not seen before
};

}  // namespace pipehound::detect
