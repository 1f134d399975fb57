// SPDX-License-Identifier: Apache-2.0
#include "event/field_answers.hpp"

#include <array>
#include <charconv>
#include <tuple>

#include "event/sigma_category.hpp"

namespace pipehound::event::answers {

Value text_or_nothing(std::string_view text) { return text.empty() ? Value{} : Value{text}; }

Value list_or_nothing(const std::vector<std::string>& list) {
    return list.empty() ? Value{} : Value{Texts{list}};
}

Value line_or_nothing(const std::vector<std::string>& args) {
    return args.empty() ? Value{} : Value{command_line(args)};
}

Value time_or_nothing(Time time) { return time == Time{} ? Value{} : Value{iso8601(time)}; }

std::string hex(std::uint64_t number) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
    return {digits.data(), end};
}

Value user_name(const Subject& subject, std::string_view name, Uid uid) {
    if (name.empty() && subject.users != nullptr)
        if (const auto* known = subject.users->find(uid)) return std::string_view{*known};
    return name.empty() && uid == Uid{0} ? Value{std::string_view{"root"}} : text_or_nothing(name);
}

const ActWords& words(const Subject& subject) { return act_words(subject.event); }

Value ecs_action(const Subject& subject) {
    const Words actions = words(subject).actions;
    if (!actions.empty()) return actions.front();
    return subject.event.call ? text_or_nothing(subject.event.call->name) : Value{};
}

Words other_actions(const Subject& subject) {
    const Words actions = words(subject).actions;
    return actions.empty() ? actions : actions.subspan(1);
}

Words other_datasets(const Subject& subject) {
    constexpr static std::string_view all[] = {"auditd_manager.auditd", "endpoint.events.process",
                                               "endpoint.events.file", "endpoint.events.network"};
    constexpr static std::array<WordList, 3> by_endpoint{
        {{all[0], all[1]}, {all[0], all[2]}, {all[0], all[3]}}};
    const Words categories = words(subject).categories;
    if (categories.front() == "process") return by_endpoint[0];
    if (categories.front() == "file") return by_endpoint[1];
    if (categories.front() == "network") return by_endpoint[2];
    return Words{all}.first(1);
}

Uid uid(const Subject& subject) {
    const auto* login = std::get_if<UserAuthenticated>(&subject.event.act);
    return login != nullptr ? login->id : subject.event.actor.uid;
}

Uid login_uid(const Subject& subject) { return subject.event.actor.login_uid; }

Uid owner(const Subject& subject) {
    const auto* executed = std::get_if<ProcessExecuted>(&subject.event.act);
    return executed != nullptr ? executed->owner : Uid::unset;
}

Value user(const Subject& subject) {
    const auto* login = std::get_if<UserAuthenticated>(&subject.event.act);
    return user_name(subject, login != nullptr ? login->account : subject.event.actor.user,
                     uid(subject));
}

const std::vector<std::string>& args(const Subject& subject) {
    if (const auto* executed = std::get_if<ProcessExecuted>(&subject.event.act))
        return executed->argv;
    if (const auto* found = std::get_if<ProcessFound>(&subject.event.act)) return found->argv;
    return subject.facts.process.args;
}

std::string_view executable(const Subject& subject) {
    const auto& exe = subject.event.actor.exe;
    return exe.empty() ? std::string_view{subject.facts.process.executable} : exe;
}

Value host_id(const Subject& subject) {
    if (!subject.node.empty()) return subject.node;
    if (subject.users != nullptr && !subject.users->machine().empty())
        return std::string_view{subject.users->machine()};
    return {};
}

Words some_host(const Subject& subject) {
    constexpr static std::array<std::string_view, 1> localhost{"localhost"};
    return std::holds_alternative<std::monostate>(host_id(subject)) ? Words{localhost} : Words{};
}

Value cwd(const Subject& subject) {
    const auto own = std::visit(
        [](const auto& act) -> std::string_view {
            if constexpr (requires { act.cwd; })
                return act.cwd;
            else
                return {};
        },
        subject.event.act);
    return text_or_nothing(own.empty() ? std::string_view{subject.facts.process.cwd} : own);
}

Value called(const Subject& subject) {
    const auto* executed = std::get_if<ProcessExecuted>(&subject.event.act);
    return text_or_nothing(executed != nullptr ? executed->called : subject.facts.process.called);
}

Value interactive(const Subject& subject) { return !subject.event.actor.tty.empty(); }

Value path(const Subject& s) {
    const auto its_path = [](const auto& act) { return text_or_nothing(act.path); };
    return first(of<FileCreated>(s, its_path), of<FileOpened>(s, its_path),
                 of<FileRemoved>(s, its_path), of<FileAltered>(s, its_path),
                 of<PolicyViolated>(s, its_path),
                 of<FileRenamed>(s, [](const auto& act) { return text_or_nothing(act.to); }));
}

Value original_path(const Subject& s) {
    return of<FileRenamed>(s, [](const auto& act) { return text_or_nothing(act.from); });
}

Value part_of(const Value& whole, std::string_view (*part)(std::string_view)) {
    const auto* const view = std::get_if<std::string_view>(&whole);
    return view == nullptr ? Value{} : text_or_nothing(part(*view));
}

std::string_view name_in(std::string_view path) { return base_name(path); }

std::string_view extension_in(std::string_view path) {
    const auto name = base_name(path);
    const auto dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? std::string_view{} : name.substr(dot + 1);
}

Value file_name(const Subject& s) { return part_of(path(s), name_in); }

std::optional<FileType> type_of_file(const Subject& subject) {
    return std::visit(
        [](const auto& act) -> std::optional<FileType> {
            if constexpr (requires { act.type; })
                return act.type;
            else
                return std::nullopt;
        },
        subject.event.act);
}

Value file_type(const Subject& subject) {
    constexpr std::array<std::string_view, 7> types{
        "fifo", "file", "dir", "symlink", "block_device", "char_device", "socket"};
    const auto type = type_of_file(subject);
    return type ? Value{types[static_cast<std::size_t>(*type)]} : Value{};
}

Value action(const Subject& subject) {
    const bool fifo = type_of_file(subject) == FileType::fifo;
    return fifo ? words(subject).native_of_fifo : words(subject).native;
}

Value category(const Subject& subject) {
    const auto categories = sigma_categories(subject.event);
    return categories.empty() ? Value{} : Value{categories.front()};
}

const FileId* file(const Subject& subject) {
    return std::visit(
        [](const auto& act) -> const FileId* {
            if constexpr (requires { act.file; })
                return &act.file;
            else
                return nullptr;
        },
        subject.event.act);
}

const Endpoint* remote(const Subject& subject) {
    if (const auto* act = std::get_if<SocketConnected>(&subject.event.act)) return &act->remote;
    if (const auto* act = std::get_if<SocketAccepted>(&subject.event.act)) return &act->remote;
    return nullptr;
}

const Endpoint* remote_of_connect(const Subject& subject) {
    return std::holds_alternative<SocketConnected>(subject.event.act) ? remote(subject) : nullptr;
}

const Endpoint* remote_of_accept(const Subject& subject) {
    return std::holds_alternative<SocketAccepted>(subject.event.act) ? remote(subject) : nullptr;
}

const Endpoint* local(const Subject& subject) {
    const auto* act = std::get_if<SocketBound>(&subject.event.act);
    return act == nullptr ? nullptr : &act->local;
}

Value address(const Endpoint* end) {
    return end == nullptr ? Value{} : text_or_nothing(end->address);
}

Value port(const Endpoint* end) {
    return end == nullptr ? Value{} : Value{std::int64_t{end->port}};
}

std::string_view network_type_of(const Subject& subject) {
    const Endpoint* end = remote(subject) != nullptr ? remote(subject) : local(subject);
    if (end == nullptr || end->address.empty()) return {};
    return end->address.find(':') == std::string::npos ? "ipv4" : "ipv6";
}

Value network_type(const Subject& subject) { return text_or_nothing(network_type_of(subject)); }

Value source_address(const Subject& subject) {
    return first(address(remote_of_accept(subject)),
                 of<UserAuthenticated>(
                     subject, [](const auto& act) { return text_or_nothing(act.address); }));
}

Value direction(const Subject& subject) {
    if (remote(subject) == nullptr) return {};
    return std::string_view{remote_of_connect(subject) != nullptr ? "egress" : "ingress"};
}

Value initiated(const Subject& subject) {
    return remote(subject) == nullptr ? Value{} : Value{remote_of_connect(subject) != nullptr};
}

Value call_name(const Subject& subject) {
    return subject.event.call ? text_or_nothing(subject.event.call->name) : Value{};
}

Value call_class(const Subject& subject) {
    if (!subject.event.call) return {};
    const std::string_view name = subject.event.call->name;
    return name == "unshare" || name == "setns" ? Value{std::string_view{"namespace"}} : Value{};
}

Value socket_family(const Subject& subject) {
    if (const auto type = network_type_of(subject); !type.empty()) return type;
    return of<SystemCallMade>(subject, [](const auto& act) -> Value {
        if (!act.socket_family) return {};
        constexpr std::array<std::pair<int, std::string_view>, 4> names{
            {{1, "unix"}, {2, "ipv4"}, {10, "ipv6"}, {16, "netlink"}}};
        for (const auto& [family, name] : names)
            if (family == *act.socket_family) return name;
        return std::to_string(*act.socket_family);
    });
}

namespace {

enum class Outcome : std::uint8_t { success, failure, unknown };
struct OutcomeOf {
    const Event& event;
    static Outcome told(bool success) { return success ? Outcome::success : Outcome::failure; }
    Outcome operator()(const SocketConnected& act) const {
        return act.pending ? Outcome::unknown : Outcome::success;
    }
    Outcome operator()(const SystemCallMade&) const {
        return event.call ? told(event.call->success) : Outcome::unknown;
    }
    Outcome operator()(const UserAuthenticated& act) const { return told(act.success); }
    Outcome operator()(const AccountChanged& act) const { return told(act.success); }
    Outcome operator()(const PolicyViolated&) const { return Outcome::failure; }
    template <typename Other>
    Outcome operator()(const Other&) const {
        return Outcome::success;  // others are told only where they took effect
    }
};

}  // namespace

Value outcome(const Subject& subject) {
    constexpr std::array<std::string_view, 3> words{"success", "failure", "unknown"};
    return words[static_cast<std::size_t>(std::visit(OutcomeOf{subject.event}, subject.event.act))];
}

Value result(const Subject& subject) {
    constexpr std::array<std::string_view, 3> words{"success", "fail", "unknown"};
    return words[static_cast<std::size_t>(std::visit(OutcomeOf{subject.event}, subject.event.act))];
}

Value asim_result(const Subject& subject) {
    constexpr std::array<std::string_view, 3> words{"Success", "Failure", "NA"};
    return words[static_cast<std::size_t>(std::visit(OutcomeOf{subject.event}, subject.event.act))];
}

Value asim_direction(const Subject& subject) {
    const auto out = goes_out(subject);
    return out ? Value{std::string_view{*out ? "Outbound" : "Inbound"}} : Value{};
}

Value asim_protocol_version(const Subject& subject) {
    const auto type = network_type_of(subject);
    if (type.empty()) return {};
    return std::string_view{type == "ipv4" ? "IPv4" : "IPv6"};
}

Value id_type(Uid uid) { return uid == Uid::unset ? Value{} : Value{std::string_view{"UID"}}; }

Value name_type(const Value& name) {
    return text(name) ? Value{std::string_view{"Simple"}} : Value{};
}

Value path_type(const Value& path) {
    return text(path) ? Value{std::string_view{"Unix"}} : Value{};
}

Value above_parent(const Subject& subject) {
    const auto& ancestors = subject.facts.ancestors;
    return ancestors.size() < 2 ? Value{} : text_or_nothing(ancestors[1]);
}

Uid euid(const Subject& subject) { return subject.event.actor.euid; }

Value effective_user(const Subject& subject) {
    const auto& actor = subject.event.actor;
    const bool same = actor.euid == actor.uid;
    return user_name(subject, same ? std::string_view{actor.user} : std::string_view{}, actor.euid);
}

std::string_view folder_in(std::string_view path) {
    const auto slash = path.rfind('/');
    if (slash == std::string_view::npos) return {};
    return path.substr(0, slash == 0 ? 1 : slash);
}

std::optional<bool> goes_out(const Subject& subject) {
    if (remote(subject) == nullptr) return std::nullopt;
    return remote_of_connect(subject) != nullptr;
}

Value host_name(const Subject& subject) { return text_or_nothing(subject.node); }
Value process_id(const Subject& subject) { return std::int64_t{number(subject.event.actor.pid)}; }
Value process_guid(const Subject& subject) {
    return text_or_nothing(subject.facts.process.entity_id);
}
Value process_name(const Subject& subject) { return text_or_nothing(executable(subject)); }
Value user_id(const Subject& subject) { return number_or_nothing(subject.event.actor.uid); }

Value fd(const Subject& subject) {
    const auto number_of = [](std::int32_t fd) {
        return fd < 0 ? Value{} : Value{std::int64_t{fd}};
    };
    return std::visit(
        [&](const auto& act) {
            if constexpr (requires { act.fd; })
                return number_of(act.fd);
            else
                return Value{};
        },
        subject.event.act);
}

Value utc_time(const Subject& subject) {
    auto text = iso8601(subject.event.header.time);
    text[text.find('T')] = ' ';
    text.pop_back();
    return text;
}

}  // namespace pipehound::event::answers
