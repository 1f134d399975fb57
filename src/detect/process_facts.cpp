// SPDX-License-Identifier: Apache-2.0
#include "detect/process_facts.hpp"

#include <algorithm>

#include "detect/identifier.hpp"

namespace pipehound::detect {

namespace {

/// The last part of a name; a login shell's leading dash is no part of it.
std::string base_of(std::string_view name) {
    name.remove_prefix(name.rfind('/') + 1);
    if (name.starts_with('-')) name.remove_prefix(1);
    return std::string{name};
}

void add_name(std::vector<std::string>& names, std::string_view name) {
    auto base = base_of(name);
    if (!base.empty() && std::find(names.begin(), names.end(), base) == names.end())
        names.push_back(std::move(base));
}

}  // namespace

void tell_names(const process::Process& process, std::string_view comm,
                event::ProcessFacts& facts) {
    add_name(facts.names, comm);
    const auto* const program = process.program();
    if (program == nullptr) return;
    facts.executable = program->exe();
    facts.called = program->called();
    const auto first = program->first_argument();
    if (!first.empty()) add_name(facts.names, first);
    if (const auto words = program->words(); !words.empty() && words.front() != first)
        add_name(facts.names, words.front());
}

event::ProcessFacts process_facts(const process::Process& process, std::string_view node,
                                  std::string_view comm) {
    event::ProcessFacts facts{.pid = process.pid, .ppid = process.ppid};
    facts.uid = process.uid;
    facts.started = process.started;
    facts.entity_id = entity_id(process, node);
    tell_names(process, comm, facts);
    if (const auto* const program = process.program()) {
        facts.cwd = program->cwd();
        for (const auto argument : program->arguments()) facts.args.emplace_back(argument);
    }
    return facts;
}

void tell_parent(const process::Process& process, std::string_view node, event::Facts& facts) {
    if (process.parent != nullptr) facts.parent = process_facts(*process.parent, node);
}

void tell_ancestors(const process::Process& process, event::Facts& facts) {
    process::for_each_ancestor(process, [&](const process::Process& ancestor) {
        if (const auto* const program = ancestor.program())
            facts.ancestors.emplace_back(program->exe());
        return true;
    });
}

}  // namespace pipehound::detect
