// SPDX-License-Identifier: Apache-2.0
#include "detect/process_facts.hpp"

#include <algorithm>
#include <utility>

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
    if (!program->has_words_of_its_own()) return;
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

void tell_numbers(const Asked& asked, const process::Process& process, event::ProcessFacts& facts) {
    facts.pid = process.pid;
    facts.ppid = process.ppid;
    facts.uid = process.uid;
    facts.gid = process.gid;
    facts.started = process.started;
    if (std::exchange(facts.process, process.id) != process.id)
        facts.entity_id = entity_id(process, asked.node);
}

void tell_texts(const process::Process& process, std::string_view comm,
                event::ProcessFacts& facts) {
    tell_names(process, comm, facts);
    const auto* const program = process.program();
    facts.cwd = program == nullptr ? std::string_view{} : program->cwd();
    const auto arguments =
        program == nullptr ? std::vector<std::string_view>{} : program->arguments();
    facts.args.resize(arguments.size());
    std::copy(arguments.begin(), arguments.end(), facts.args.begin());
}

/// What is told of another process follows from its program, but for its numbers and terminal: the
/// next event has the same parent, as a rule.
bool is_told(const process::Process& process, const event::ProcessFacts& facts) {
    return facts.program != nullptr && facts.program == process.current().program;
}

void tell_other(const Asked& asked, const process::Process& process,
                std::optional<event::ProcessFacts>& facts) {
    if (!facts) facts.emplace();
    tell_numbers(asked, process, *facts);
    facts->tty = asked.processes.text(process.tty);
    if (is_told(process, *facts)) return;
    tell_texts(process, {}, *facts);
    facts->program = process.current().program;
}

void tell_other_names(const process::Process& process, std::optional<event::ProcessFacts>& facts) {
    if (!facts) facts.emplace();
    if (is_told(process, *facts)) return;
    tell_names(process, {}, *facts);
    facts->program.reset();
}

void tell_leaders(const Asked& asked, event::Facts& facts) {
    const auto& entry = process::entry_leader(asked.process);
    tell_other(asked, process::group_leader(asked.process), facts.group_leader);
    tell_other(asked, process::session_leader(asked.process), facts.session_leader);
    tell_other(asked, entry, facts.entry_leader);
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
            tell_numbers(asked, asked.process, facts.process);
            tell_texts(asked.process, asked.comm, facts.process);
            facts.unit = asked.processes.text(process::unit_of(asked.process));
            return;
        case event::Needs::parent_names:
            if (parent == nullptr) return facts.parent.reset();
            return tell_other_names(*parent, facts.parent);
        case event::Needs::parent:
            if (parent == nullptr) return facts.parent.reset();
            return tell_other(asked, *parent, facts.parent);
        case event::Needs::ancestors:
            facts.ancestors = ancestors_of(asked.process);
            return;
        case event::Needs::leaders:
            return tell_leaders(asked, facts);
    }
}

}  // namespace pipehound::detect
