// SPDX-License-Identifier: Apache-2.0
#include "explain.hpp"

#include <cstdio>
#include <memory>
#include <utility>

#include "audit/event_stream.hpp"
#include "detect/explainer.hpp"
#include "detect/rule_compiler.hpp"
#include "document_pile.hpp"
#include "event/node_names.hpp"
#include "exit_status.hpp"
#include "explanation_json.hpp"
#include "explanation_text.hpp"
#include "log_reader.hpp"
#include "rule_choice.hpp"
#include "rule_files.hpp"
#include "standard_output.hpp"

namespace pipehound::plugin {

namespace {

/// Stored logs -> an explanation.
class Reading {
public:
    Reading(std::shared_ptr<const detect::RuleBook> book, const rule::Meta& meta,
            const ExplainOptions& options)
        : options_{options},
          reader_{options.files},
          explainer_{std::move(book), meta, nodes_, options.limit} {
        stream_.set_interest(explainer_.interest());
    }

    [[nodiscard]] detect::Explanation run() {
        for (const auto& file : options_.files)
            options_.documents ? read_documents(file) : read_records(file);
        const auto take = [this](const auto& told) { explainer_.take(told); };
        stream_.finish(take);
        documents_.take_all(take);
        reader_.progress().erase();
        return explainer_.finish();
    }

    [[nodiscard]] bool failed() const noexcept { return reader_.failed(); }

private:
    void read_records(const std::string& file) {
        reader_.read_records(file, stream_.counters(), [this](std::string_view bytes) {
            stream_.feed(bytes, stream_.newest(),
                         [this](const auto& told) { explainer_.take(told); });
        });
    }

    void read_documents(const std::string& file) {
        reader_.read(file, [this](std::string_view bytes) { documents_.add(bytes); });
        if (const auto text = documents_.take_noise_text()) reader_.say(file, *text);
    }

    const ExplainOptions& options_;
    LogReader reader_;
    event::NodeNames nodes_;
    audit::EventStream stream_{nodes_, audit::EventStream::Options::replay()};
    DocumentPile documents_;
    detect::Explainer explainer_;
};

void say(const std::vector<rule::Diagnostic>& broken) {
    for (const auto& one : broken) std::fprintf(stderr, "pipehound: %s\n", rule::text(one).c_str());
}

int explain(ChosenRule chosen, const ExplainOptions& options) {
    const auto book = detect::compile(
        std::move(chosen.documents),
        {.strict_names = options.strict_names, .documents = options.documents, .explains = true});
    say(book->broken);
    if (!book->not_evaluable.empty())
        print_page(options.json ? json(chosen.meta, book->not_evaluable)
                                : text(chosen.meta, book->not_evaluable));
    if (!book->broken.empty() || !book->not_evaluable.empty()) return exit_not_explained;
    Reading reading{book, chosen.meta, options};
    const auto explanation = reading.run();
    print_page(options.json ? json(explanation) : text(explanation));
    return reading.failed() ? exit_failure : exit_success;
}

}  // namespace

/// What is broken may be the very rule that is meant, unless another one is called by its name.
int explain(const ExplainOptions& options) {
    auto documents = read_rule_files({.paths = {options.rule}, .defaults = false});
    const auto broken = documents.broken;
    say(broken);
    if (!broken.empty() && options.id.empty()) return exit_not_explained;
    try {
        return explain(choose_rule(std::move(documents), options.id), options);
    } catch (const NoChoice& error) {
        std::fprintf(stderr, "pipehound: %s: %s\n", options.rule.c_str(), error.what());
        return broken.empty() ? exit_failure : exit_not_explained;
    }
}

}  // namespace pipehound::plugin
