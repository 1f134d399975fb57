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
            {"moved", renamed_regular()}};
}

}  // namespace pipehound::event::sample
