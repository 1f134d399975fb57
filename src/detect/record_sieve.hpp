// SPDX-License-Identifier: Apache-2.0
// Which raw record lines can concern a rule at all. Nearly none can, so the rest need not be kept
// and parsed: this looks for the texts that rules require right in the line.
//
// It may let a line through for nothing, and never keeps one back of which a rule would hold: what
// it takes for the value of a field covers what the parser will take for it.
#pragma once

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
    /// What is looked for in lines of one type.
    struct Index {
        const RuleGroup* group;
        const LiteralIndex* literals;
    };
    struct Search {
        struct Field {
            std::string name;
            std::vector<Index> indexes;
        };
        std::string type;  // as records write it; empty: of any other
        bool always = false;
        bool resolved = false;  // fields that auditd adds behind the kernel's
        std::vector<Field> fields;
        std::vector<Index> anywhere;
        std::vector<Index> calls;  // in the name of the system call
    };

    // Each answers whether a rule's last requirement is met.
    void add(const RuleGroup& group, Search& search) const;
    [[nodiscard]] const Search& search_for(std::string_view type) const;
    [[nodiscard]] bool completes_in_field(const Search& search, std::string_view name,
                                          std::string_view raw);
    [[nodiscard]] bool completes(const Index& index, std::string_view value);
    [[nodiscard]] bool completes_raw(const Index& index, std::string_view raw);
    [[nodiscard]] bool completes_in_call(const Search& search, std::string_view line);
    [[nodiscard]] bool completes_anywhere(const Search& search, std::string_view line);

    std::shared_ptr<const RuleBook> book_;
    std::vector<Search> searches_;  // the last is for any other type
    Picking picking_;
    std::string framed_;  // kept for their memory
    std::string text_;
    std::string arguments_;
};

}  // namespace pipehound::detect
