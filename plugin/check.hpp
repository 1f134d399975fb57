// SPDX-License-Identifier: Apache-2.0
// What `pipehound check` has to say about a set of rules: what runs, what does not and why, which
// kernel rules it takes, and whether the kernel has them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "detect/rule_book.hpp"
#include "kernel_state.hpp"

namespace pipehound::plugin {

class Check {
public:
    /// `kernel`: where that is to be compared, too.
    Check(std::shared_ptr<const detect::RuleBook> book, std::optional<KernelState> kernel,
          event::Time now);

    [[nodiscard]] std::string text() const;
    /// One JSON object, on one line.
    [[nodiscard]] std::string json() const;

    [[nodiscard]] bool sound() const noexcept { return book_->broken.empty(); }

private:
    /// A file of kernel rules, or who sends records by himself, and how many rules ask for it.
    struct Source {
        std::string name;
        std::size_t rules = 0;
    };
    /// A detection that the kernel's rules do not let fire, or not in all ways.
    struct Gap {
        std::string id;
        std::string title;
        bool blind = false;  // it cannot fire at all
        std::vector<std::string> reasons;
    };

    void add_sources(const std::set<audit::Need>& needs);
    void add_gap(const std::string& id, const std::string& title,
                 const std::vector<std::set<audit::Need>>& stages);
    [[nodiscard]] std::size_t running() const noexcept;

    std::shared_ptr<const detect::RuleBook> book_;
    std::optional<KernelState> kernel_;
    event::Time now_;
    std::vector<Source> sources_;
    std::vector<Gap> gaps_;
};

}  // namespace pipehound::plugin
