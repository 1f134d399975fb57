// SPDX-License-Identifier: Apache-2.0
#include "alert/headline.hpp"

#include <array>

#include "alert/quoting.hpp"
#include "event/text.hpp"

namespace pipehound::alert {

namespace {

constexpr std::size_t longest_word = 64;  // of a path, a user, a host: a headline has to fit a line

constexpr std::array<std::string_view, 3> direction_names{"outbound", "inbound", "listening"};
constexpr std::array<std::string_view, 3> kinds{"Reverse shell", "Bind shell",
                                                "Bind shell waiting"};
constexpr std::array<std::string_view, 3> verbs{" connected to ", " serving ",
                                                " to be reached at "};

std::string shown(std::string_view word) { return cut(shell_word(word), longest_word); }

std::string kind(const Alert& alert) {
    if (alert.member(Role::shell) == nullptr || alert.fifos.empty())
        return cut(printable(alert.rule.name), longest_word);
    if (alert.remote) return std::string{kinds[static_cast<std::size_t>(alert.remote->direction)]};
    return alert.member(Role::network) != nullptr ? "Remote shell" : "Shell driven";
}

std::string process_text(const Member& process) {
    const auto program = event::base_name(process.executable);
    const auto user = user_text(process.user);
    return shown(program.empty() ? "process" : program) + " (pid " +
           std::to_string(number(process.pid)) +
           (user.empty()                ? ""
            : process.user.name.empty() ? ", " + user
                                        : ", user " + user) +
           ')';
}

}  // namespace

std::string headline(const Alert& alert, std::string_view host) {
    const std::string_view node = alert.host.empty() ? host : std::string_view{alert.host};
    const Member* process = subject(alert);
    auto line = kind(alert);
    if (alert.held_back > 0) line = std::to_string(alert.held_back) + " more: " + line;
    if (alert.exclusion) line = "Excluded: " + line;
    if (alert.kind == Kind::selftest) line = "Self test: " + line;
    if (!alert.fifos.empty()) line += " through FIFO " + shown(alert.fifos.front().path);
    if (!node.empty()) line += " on " + shown(node);
    if (process != nullptr) line += ": " + process_text(*process);
    if (alert.file) line += ", file " + shown(alert.file->path);
    if (!alert.remote) return line;
    return line.append(verbs[static_cast<std::size_t>(alert.remote->direction)]) +
           endpoint_text(alert.remote->endpoint);
}

const Member* subject(const Alert& alert) noexcept {
    for (const auto role : {Role::shell, Role::subject})
        if (const Member* member = alert.member(role)) return member;
    return alert.members.empty() ? nullptr : &alert.members.front();
}

std::string endpoint_text(const event::Endpoint& endpoint) {
    const auto address = shown(endpoint.address);
    const bool bracketed = address.find(':') != std::string::npos;
    return (bracketed ? '[' + address + ']' : address) + ':' + std::to_string(endpoint.port);
}

std::string user_text(const User& user) {
    if (!user.name.empty()) return shown(user.name);
    return user.id == event::Uid::unset ? "" : "uid " + std::to_string(number(user.id));
}

std::string_view name(Remote::Direction direction) noexcept {
    return direction_names[static_cast<std::size_t>(direction)];
}

}  // namespace pipehound::alert
