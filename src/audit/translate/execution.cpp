// SPDX-License-Identifier: Apache-2.0
// The kernel writes arguments as a0="ls" a1="-l", over as many EXECVE records as it takes. A long
// one is announced by a2_len=9000 and comes in pieces, a2[0]=... a2[1]=..., each encoded by itself
// (kernel/auditsc.c, audit_log_execve_info). Any record may be missing.
#include "audit/translate/execution.hpp"

#include <algorithm>

#include "audit/number.hpp"
#include "audit/value.hpp"

namespace pipehound::audit {

namespace {

/// More arguments than one event has room for (Assembler::Limits::event_bytes).
constexpr std::size_t most_arguments = 65536;

/// How many arguments are believed to exist behind the last one that came, whatever argc says.
constexpr std::size_t most_missing = 64;

bool is_length(std::string_view name) noexcept { return name.ends_with("_len"); }

/// The index in "a7" and "a7[3]"; nothing for another field, or for one out of all bounds.
std::optional<std::size_t> argument_index(std::string_view name) noexcept {
    if (!name.starts_with('a')) return std::nullopt;
    name = name.substr(0, name.find('['));
    const auto index = to_number<std::size_t>(name.substr(1));
    return index && *index < most_arguments ? index : std::nullopt;
}

void add_argument(const Material& material, const Field& field, std::vector<std::string>& argv) {
    const auto index = argument_index(field.name);
    if (!index) {
        ++material.counters.bad_field;
        return;
    }
    if (*index >= argv.size()) argv.resize(*index + 1);
    argv[*index] += material.string(field.value);
}

void add_arguments(const Material& material, const ParsedRecord& record,
                   std::vector<std::string>& argv) {
    for (const auto& field : record.fields)
        if (field.name.starts_with('a') && field.name != "argc" && !is_length(field.name))
            add_argument(material, field, argv);
}

/// argc stands in the first record only.
void fill_up(const Material& material, std::vector<std::string>& argv) {
    const auto* const first = material.record(RecordType::execve);
    const auto argc = first ? to_number<std::size_t>(first->field("argc")) : std::nullopt;
    if (argc) argv.resize(std::max(argv.size(), std::min(*argc, argv.size() + most_missing)));
}

std::vector<std::string> arguments(const Material& material) {
    std::vector<std::string> argv;
    for (const auto& record : material.records)
        if (record.type == RecordType::execve) add_arguments(material, record, argv);
    fill_up(material, argv);
    return argv;
}

/// Who owns the file behind a PATH record; unset, and counted, where that is damaged. A path that
/// led to no file has no owner.
event::Uid owner(const Material& material, const ParsedRecord& path) {
    const auto raw = path.field("ouid");
    if (raw.empty()) return event::Uid::unset;
    const auto id = to_number<std::uint32_t>(raw);
    if (!id) ++material.counters.bad_field;
    return id ? event::Uid{*id} : event::Uid::unset;
}

void set_program(const Material& material, event::ProcessExecuted& executed) {
    const auto* const program = material.record(RecordType::path);
    if (program == nullptr) return;
    executed.called = material.path(material.string(program->field("name")), executed.cwd,
                                    material.call.syscall.dirfd);
    executed.owner = owner(material, *program);
}

}  // namespace

void translate_execution(const Material& material, Acts& acts) {
    event::ProcessExecuted executed;
    executed.cwd = material.cwd();
    set_program(material, executed);
    executed.argv = arguments(material);
    acts.emplace_back(std::move(executed));
}

}  // namespace pipehound::audit
