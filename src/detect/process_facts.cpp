// SPDX-License-Identifier: Apache-2.0
#include "detect/process_facts.hpp"

#include <algorithm>

#include "detect/identifier.hpp"
#include "process/leaders.hpp"

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

/// Executable, called and names.
void tell_names(const process::Process& process, std::string_view comm,
                event::ProcessFacts& facts) {
    facts.names.clear();
    add_name(facts.names, comm);
    const auto* const program = process.program();
    facts.executable = program == nullptr ? std::string_view{} : program->exe();
    facts.called = program == nullptr ? std::string_view{} : program->called();
    if (program == nullptr) return;
    const auto first = program->first_argument();
    if (!first.empty()) add_name(facts.names, first);
    if (const auto words = program->words(); !words.empty() && words.front() != first)
        add_name(facts.names, words.front());
}

std::vector<std::string> ancestors_of(const process::Process& process) {
    std::vector<std::string> files;
    process::for_each_ancestor(process, [&](const process::Process& ancestor) {
        if (const auto* const program = ancestor.program()) files.emplace_back(program->exe());
        return true;
    });
    return files;
}

}  // namespace

event::ProcessFacts process_facts(const process::Process& process, std::string_view node,
                                  std::string_view comm) {
    event::ProcessFacts facts{.pid = process.pid, .ppid = process.ppid};
    facts.uid = process.uid;
    facts.gid = process.gid;
    facts.started = process.started;
    facts.entity_id = entity_id(process, node);
    tell_names(process, comm, facts);
    if (const auto* const program = process.program()) {
        facts.cwd = program->cwd();
        for (const auto argument : program->arguments()) facts.args.emplace_back(argument);
    }
    return facts;
}

namespace {

event::ProcessFacts facts_at(const Asked& asked, const process::Process& process) {
    auto facts = process_facts(process, asked.node);
    facts.tty = asked.processes.text(process.tty);
    return facts;
}

void tell_leaders(const Asked& asked, event::Facts& facts) {
    const auto& entry = process::entry_leader(asked.process);
    facts.group_leader = facts_at(asked, process::group_leader(asked.process));
    facts.session_leader = facts_at(asked, process::session_leader(asked.process));
    facts.entry_leader = facts_at(asked, entry);
    facts.entry_type = process::entry_type(entry);
}

}  // namespace

void tell(const Asked& asked, event::Needs part, event::Facts& facts) {
    const auto* const parent = asked.process.parent;
    switch (part) {
        case event::Needs::nothing:
        case event::Needs::process_unless_executed:
        case event::Needs::names_unless_told:
            return;
        case event::Needs::names:
            return tell_names(asked.process, asked.comm, facts.process);
        case event::Needs::process:
            facts.process = process_facts(asked.process, asked.node, asked.comm);
            facts.unit = asked.processes.text(process::unit_of(asked.process));
            return;
        case event::Needs::parent_names:
            if (parent == nullptr) return facts.parent.reset();
            if (!facts.parent) facts.parent.emplace();
            return tell_names(*parent, {}, *facts.parent);
        case event::Needs::parent:
            if (parent == nullptr) return facts.parent.reset();
            facts.parent = facts_at(asked, *parent);
            return;
        case event::Needs::ancestors:
            facts.ancestors = ancestors_of(asked.process);
            return;
        case event::Needs::leaders:
            return tell_leaders(asked, facts);
    }
}

}  // namespace pipehound::detect
