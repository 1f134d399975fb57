// SPDX-License-Identifier: Apache-2.0
// A correlator over rules r0, r1, r2 that are fed by hand: `take({0, 2}, 5s, "eva", 7)` is one
// event that r0 and r2 found.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detect/correlator.hpp"
#include "detect/rule_compiler.hpp"
#include "rule/sigma_reader.hpp"

namespace pipehound::test {

using Book = std::shared_ptr<const detect::RuleBook>;

/// r0, r1 and r2, and what `text` adds.
inline Book book_with(const std::string& text) {
    const std::string source =
        "logsource: {product: linux, category: process_creation}\ndetection: {s: {Image: x}, "
        "condition: s}\n";
    rule::Documents documents;
    for (const std::string name : {"r0", "r1", "r2"})
        rule::read_sigma(name + ".yml", "title: T\nid: " + name + "\n" + source, documents);
    rule::read_sigma("c.yml", text, documents);
    return detect::compile(std::move(documents), {});
}

class CorrelationBench {
public:
    explicit CorrelationBench(Book book, detect::Correlator::Limits limits = {})
        : book_{std::move(book)}, correlator_{*book_, limits} {}

    using Hits = std::vector<detect::CorrelationHit>;

    Hits take(const std::vector<std::size_t>& rules, event::Duration at, std::string_view user = {},
              int pid = 1) {
        event::Event event;
        event.header.node = node;
        event.actor.pid = event::Pid{pid};
        event.actor.user = user;
        event.actor.exe = exe;
        event.act = event::ProcessExecuted{};
        const detect::FactsTeller teller = [](event::Needs, event::Facts&) {};
        detect::Answers answers{book_->events};
        answers.turn_to(event, teller, {});
        const detect::Finding finding{{++ordinal_, event::Time{at}, ordinal_}, node, {}, {}, {}};
        Hits hits;
        for (const auto rule : rules) correlator_.take(book_->rules[rule], finding, answers, hits);
        return hits;
    }
    Hits expire(event::Duration now) { return expire(event::Time{now}); }
    Hits expire(event::Time now) {
        Hits hits;
        correlator_.expire(now, hits);
        return hits;
    }
    /// As if it were saved, and another restored. False: what was saved did not read well.
    bool restart() {
        event::ArchiveWriter to;
        correlator_.save(to);
        const auto bytes = std::move(to).take();
        event::ArchiveReader from{bytes};
        correlator_ = detect::Correlator{*book_};
        return correlator_.restore(from) && from.at_end();
    }
    void change_to(Book book) {
        correlator_.change_to(*book);
        book_ = std::move(book);
    }

    [[nodiscard]] const detect::Correlator& correlator() const noexcept { return correlator_; }

    event::NodeId node{};
    std::string exe;

private:
    Book book_;
    detect::Correlator correlator_;
    event::Ordinal ordinal_ = 0;
};

}  // namespace pipehound::test
