// SPDX-License-Identifier: Apache-2.0
#include "detect/event_summary.hpp"

#include "alert/headline.hpp"
#include "event/fields.hpp"
#include "event/text.hpp"

namespace pipehound::detect {

namespace {

constexpr std::size_t longest_summary = 1000;

/// What the table of fields says under one of our own names.
std::string_view told(std::string_view native, const event::Event& event) {
    static const event::Facts nothing;
    const auto id = event::field(event::Naming::native, native);
    const auto value = event::read(*id, {event, nothing, {}});
    const auto* const text = std::get_if<std::string_view>(&value);  // a constant of the table
    return text == nullptr ? std::string_view{} : *text;
}

struct SummaryOf {
    const event::Event& event;

    std::string operator()(const event::ProcessExecuted& act) const {
        return "executed " + event::command_line(act.argv);
    }
    std::string operator()(const event::FileCreated& act) const { return "created " + act.path; }
    std::string operator()(const event::FileOpened& act) const {
        constexpr std::string_view modes[] = {"", " for reading", " for writing",
                                              " for reading and writing"};
        const auto mode = (act.reads ? 1U : 0U) + (act.writes ? 2U : 0U);
        return "opened " + act.path + std::string{modes[mode]};
    }
    std::string operator()(const event::FileRemoved& act) const { return "removed " + act.path; }
    std::string operator()(const event::FileRenamed& act) const {
        return "renamed " + act.from + " to " + act.to;
    }
    std::string operator()(const event::SocketConnected& act) const {
        return "connected to " + alert::endpoint_text(act.remote);
    }
    std::string operator()(const event::SocketAccepted& act) const {
        return "accepted a connection from " + alert::endpoint_text(act.remote);
    }
    std::string operator()(const event::SocketBound& act) const {
        return "bound to " + alert::endpoint_text(act.local);
    }
    std::string operator()(const event::ProcessEnded& act) const {
        return "ended with " + std::to_string(act.exit_code);
    }
    std::string operator()(const event::CredentialsChanged& act) const {
        return act.group ? "changed its group" : "changed its user";
    }
    std::string operator()(const event::SessionChanged&) const { return "began a session"; }
    std::string operator()(const event::SignalSent& act) const {
        return "sent signal " + std::to_string(act.signal) + " to " +
               std::to_string(event::number(act.target));
    }
    std::string operator()(const event::ProcessForked&) const { return "forked"; }
    std::string operator()(const event::ModuleChanged& act) const {
        return (act.loaded ? "loaded kernel module " : "unloaded kernel module ") + act.name;
    }
    std::string operator()(const event::SystemCallMade&) const {
        return event.call ? "called " + event.call->name : "made a call";
    }
    std::string operator()(const event::FileAltered& act) const {
        constexpr std::string_view parts[] = {"owner", "permissions", "attributes"};
        return "changed the " + std::string{parts[static_cast<std::size_t>(act.what)]} + " of " +
               act.path;
    }
    std::string operator()(const event::UserAuthenticated& act) const {
        return std::string{told("action", event)} + (act.success ? ": " : " failed: ") +
               act.account + (act.address.empty() ? "" : " from " + act.address);
    }
    std::string operator()(const event::AccountChanged& act) const {
        return std::string{told("action", event)} + (act.success ? ": " : " failed: ") +
               act.account;
    }
    std::string operator()(const event::PolicyViolated& act) const {
        return "was refused " + act.operation + " of " + act.path;
    }
    std::string operator()(const event::ProcessFound& act) const {
        return "was running already: " + event::command_line(act.argv);
    }
};

}  // namespace

std::string summary(const event::Event& event) {
    return std::visit(SummaryOf{event}, event.act).substr(0, longest_summary);
}

std::string summary(const event::Record& record) {
    return event::text(record).substr(0, longest_summary);
}

std::string summary(const event::EcsDocument& document) {
    std::string line{document.first("event.action")};
    for (const auto* const field : {"file.path", "destination.ip", "process.command_line",
                                    "process.executable", "process.name", "message"}) {
        const auto value = document.first(field);
        if (value.empty()) continue;
        line.append(line.empty() ? "" : " ").append(value);
        break;
    }
    return line.substr(0, longest_summary);
}

std::string event_id(const event::EcsDocument& document) {
    const auto id = document.first("event.id");
    return id.empty() ? std::to_string(document.header().serial) : std::string{id};
}

std::string_view action(const event::Event& event) { return told("action", event); }

std::optional<alert::File> file_of(const event::Event& event) {
    const auto path = std::visit(
        [](const auto& act) -> std::optional<std::string> {
            if constexpr (requires { act.path; })
                return act.path;
            else if constexpr (requires { act.to; })
                return act.to;
            else
                return std::nullopt;
        },
        event.act);
    if (!path) return std::nullopt;
    return alert::File{*path, std::string{told("file_type", event)}};
}

std::optional<alert::Remote> remote_of(const event::Event& event) {
    using Direction = alert::Remote::Direction;
    if (const auto* act = std::get_if<event::SocketConnected>(&event.act))
        return alert::Remote{act->remote, Direction::outbound};
    if (const auto* act = std::get_if<event::SocketAccepted>(&event.act))
        return alert::Remote{act->remote, Direction::inbound};
    return std::nullopt;
}

}  // namespace pipehound::detect
