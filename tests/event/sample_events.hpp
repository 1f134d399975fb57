// SPDX-License-Identifier: Apache-2.0
// One event of each kind, built by hand.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "event/event.hpp"
#include "event/facts.hpp"

namespace pipehound::event::sample {

inline Event with(Act act) {
    Event made;
    made.header = {NodeId{}, Time{std::chrono::milliseconds{1700000000045}}, 29870};
    made.actor.pid = Pid{4244};
    made.actor.ppid = Pid{4200};
    made.actor.uid = made.actor.euid = Uid{33};
    made.actor.gid = made.actor.egid = Gid{33};
    made.actor.tty = "pts0";
    made.actor.comm = "nc";
    made.actor.exe = "/usr/bin/nc.openbsd";
    made.actor.user = "www-data";
    made.act = std::move(act);
    return made;
}

inline FileId file() { return {8ULL << 32U | 1U, 131077}; }

inline Event exec() {
    return with(ProcessExecuted{"/bin/nc", {"nc", "203.0.113.5", "4444"}, "/var/www", Uid{0}});
}
inline Event created() { return with(FileCreated{file(), FileType::fifo, "/tmp/f", "/tmp"}); }
inline Event opened() {
    return with(FileOpened{file(), FileType::fifo, "/tmp/f", true, false, 3, "/tmp"});
}
inline Event removed() { return with(FileRemoved{file(), FileType::fifo, "/tmp/f"}); }
inline Event renamed() { return with(FileRenamed{file(), FileType::fifo, "/tmp/f", "/tmp/g"}); }
inline Event wrote() {
    return with(FileOpened{file(), FileType::regular, "/etc/cron.d/job", false, true, 4, "/"});
}
inline Event made_directory() {
    return with(FileCreated{file(), FileType::directory, "/tmp/.d", "/tmp"});
}
inline Event unlinked_symlink() {
    return with(FileRemoved{file(), FileType::symlink, "/tmp/link"});
}
inline Event renamed_regular() {
    return with(FileRenamed{file(), FileType::regular, "/tmp/new", "/etc/passwd"});
}
inline Event connected() { return with(SocketConnected{{"203.0.113.5", 4444}, true, 3}); }
inline Event accepted() { return with(SocketAccepted{{"2001:db8::7", 51514}, 4}); }
inline Event bound() { return with(SocketBound{{"0.0.0.0", 4444}, 3}); }

inline Event called(Act act, SystemCall call) {
    auto made = with(std::move(act));
    made.call = std::move(call);
    return made;
}
inline Event ended() { return with(ProcessEnded{3}); }
inline Event changed_user() { return with(CredentialsChanged{false}); }
inline Event changed_group() { return with(CredentialsChanged{true}); }
inline Event changed_session() { return with(SessionChanged{}); }
inline Event signalled() {
    return called(SignalSent{Pid{77}, 34}, {"kill", {77, 34, 0, 0}, true, 0});
}
inline Event forked() { return with(ProcessForked{Pid{4300}}); }
inline Event loaded() { return with(ModuleChanged{"evil", true}); }
inline Event unloaded() { return with(ModuleChanged{"evil", false}); }
inline Event made_call() {
    return called(SystemCallMade{}, {"unshare", {0x10000000, 0, 0, 0xffffffffffffffff}, true, 0});
}
inline Event bound_to_crypto() {
    return called(SystemCallMade{38}, {"bind", {3, 0, 0, 0}, true, 0});
}
inline Event altered(FileAltered::What what) {
    return with(FileAltered{file(), FileType::regular, "/etc/passwd", "/", what});
}
inline Event login(bool success, bool ssh) {
    auto made = with(UserAuthenticated{UserAuthenticated::Step::logged_in, success, "eva",
                                       Uid::unset, "198.51.100.7", "ssh", ssh});
    made.actor = {};
    made.actor.pid = Pid{900};
    made.actor.uid = Uid{0};
    return made;
}
inline Event account(AccountChanged::What what) {
    return with(AccountChanged{what, true, "mallory", Uid{1007}});
}
inline Event violated() { return with(PolicyViolated{"/etc/shadow", "/usr/bin/man", "open"}); }
inline Event found() { return with(ProcessFound{{"bash", "/etc/rc.local", "start"}, "/"}); }

inline ProcessFacts process(int pid, std::string executable, std::vector<std::string> args) {
    ProcessFacts made;
    made.pid = Pid{pid};
    made.entity_id = "entity-" + std::to_string(pid);
    made.executable = std::move(executable);
    made.args = std::move(args);
    made.cwd = "/";
    made.uid = Uid{0};
    made.started = Time{std::chrono::milliseconds{1700000000000}};
    return made;
}

inline Facts facts() {
    return {process(4244, "/usr/bin/nc.openbsd", {"nc", "-known"}),
            process(4200, "/usr/bin/bash", {"bash", "-i"})};
}

inline std::vector<std::pair<std::string, Event>> all() {
    return {{"exec", exec()},
            {"created", created()},
            {"opened", opened()},
            {"removed", removed()},
            {"renamed", renamed()},
            {"connected", connected()},
            {"accepted", accepted()},
            {"bound", bound()},
            {"wrote", wrote()},
            {"mkdir", made_directory()},
            {"rmlink", unlinked_symlink()},
            {"moved", renamed_regular()},
            {"ended", ended()},
            {"uid", changed_user()},
            {"gid", changed_group()},
            {"setsid", changed_session()},
            {"kill", signalled()},
            {"fork", forked()},
            {"insmod", loaded()},
            {"rmmod", unloaded()},
            {"unshare", made_call()},
            {"bind", bound_to_crypto()},
            {"chown", altered(FileAltered::What::ownership)},
            {"login", login(true, true)},
            {"useradd", account(AccountChanged::What::user_added)},
            {"apparmor", violated()},
            {"found", found()}};
}

}  // namespace pipehound::event::sample
