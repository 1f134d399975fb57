// SPDX-License-Identifier: Apache-2.0
#include "auditd_queue.hpp"

#include <signal.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <thread>

#include "audit/number.hpp"
#include "whole_file.hpp"

namespace pipehound::plugin {

namespace {

std::optional<std::string_view> value_of(std::string_view state, std::string_view name) {
    for (auto rest = state; !rest.empty();) {
        const auto end = rest.find('\n');
        if (end == std::string_view::npos) return std::nullopt;  // not written to its end
        auto line = rest.substr(0, end);
        rest.remove_prefix(end + 1);
        if (!line.starts_with(name)) continue;
        line.remove_prefix(name.size());
        if (line.starts_with(" = ")) return line.substr(3);
    }
    return std::nullopt;
}

std::optional<std::uint64_t> number_of(std::string_view state, std::string_view name) {
    const auto text = value_of(state, name);
    return text ? audit::to_number<std::uint64_t>(*text) : std::nullopt;
}

/// When and as what it was written last; nothing alike for two writings.
struct Writing {
    ino_t inode = 0;
    timespec time{};
    bool operator==(const Writing& other) const noexcept {
        return inode == other.inode && time.tv_sec == other.time.tv_sec &&
               time.tv_nsec == other.time.tv_nsec;
    }
};

Writing last_writing(const std::string& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return {};
    return {status.st_ino, status.st_mtim};
}

/// A pid that the kernel told a while ago may be another's by now.
bool is_auditd(int pid) {
    return whole_file("/proc/" + std::to_string(pid) + "/comm") == "auditd\n";
}

}  // namespace

std::optional<AuditdQueue> queue_in(std::string_view state) {
    const auto depth = number_of(state, "current plugin queue depth");
    const auto peak = number_of(state, "max plugin queue depth used");
    const auto limit = number_of(state, "plugin queue size");
    const auto overflowed = value_of(state, "plugin queue overflow detected");
    const auto suspended = value_of(state, "plugin queueing suspended");
    if (!depth || !peak || !limit || !overflowed || !suspended) return std::nullopt;
    return AuditdQueue{*depth, *peak, *limit, *overflowed == "yes", *suspended == "yes"};
}

const std::vector<std::string>& auditd_state_files() {
    static const std::vector<std::string> files{"/run/audit/auditd.state", "/run/auditd.state"};
    return files;
}

AuditdQueue ask_auditd(int auditd, const std::vector<std::string>& files,
                       std::chrono::milliseconds patience) {
    if (auditd <= 0 || !is_auditd(auditd)) throw AuditdQueueError{"auditd does not run"};
    std::vector<Writing> before;
    for (const auto& file : files) before.push_back(last_writing(file));
    if (::kill(auditd, SIGCONT) != 0)
        throw AuditdQueueError{std::string{"auditd cannot be asked: "} + std::strerror(errno)};
    const auto until = std::chrono::steady_clock::now() + patience;
    do {
        for (std::size_t i = 0; i < files.size(); ++i)
            if (!(last_writing(files[i]) == before[i]))
                if (const auto queue = queue_in(whole_file(files[i]).value_or(""))) return *queue;
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    } while (std::chrono::steady_clock::now() < until);
    throw AuditdQueueError{"auditd does not say: it did not write " + files.back() + " when asked"};
}

}  // namespace pipehound::plugin
