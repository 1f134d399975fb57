// SPDX-License-Identifier: Apache-2.0
#include "proc_process.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <climits>
#include <ctime>
#include <memory>
#include <string_view>

namespace pipehound::plugin {

namespace {

constexpr std::size_t argument_limit =
    128 * 1024;  // bytes of a command line; audit's own limit is near (kernel/auditsc.c)

template <typename Number>
std::optional<Number> number(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{}) return std::nullopt;
    return value;
}

/// Cuts the next word off `text`.
std::string_view next_word(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    const auto word = text.substr(0, text.find_first_of(" \t\n"));
    text.remove_prefix(word.size());
    return word;
}

/// What is needed of /proc/PID/stat. The program's name stands in parentheses and may hold any
/// byte, so the last one counts.
struct Stat {
    std::string comm;
    event::Pid ppid{};
    std::uint64_t start_ticks = 0;
};

std::optional<Stat> parse_stat(std::string_view text) {
    const auto open = text.find('(');
    const auto close = text.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return std::nullopt;
    Stat stat{.comm = std::string{text.substr(open + 1, close - open - 1)}};
    auto rest = text.substr(close + 1);
    for (int field = 3; field <= 22; ++field) {
        const auto word = next_word(rest);
        if (field == 4) stat.ppid = event::Pid{number<std::int32_t>(word).value_or(0)};
        if (field == 22) stat.start_ticks = number<std::uint64_t>(word).value_or(0);
    }
    return stat;
}

/// The first number behind "Uid:" or "Gid:" in /proc/PID/status: the real one.
std::optional<std::uint32_t> real_id(std::string_view status, std::string_view name) {
    const auto at = status.find(name);
    if (at == std::string_view::npos) return std::nullopt;
    auto rest = status.substr(at + name.size());
    return number<std::uint32_t>(next_word(rest));
}

std::chrono::milliseconds reading_of(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec});
}

event::Time time_of_ticks(std::uint64_t ticks) {
    const auto per_second = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
    const auto since_boot = std::chrono::milliseconds{ticks * 1000 / per_second};
    return event::Time{reading_of(CLOCK_REALTIME) - reading_of(CLOCK_BOOTTIME) + since_boot};
}

std::vector<std::string> arguments(std::string_view text) {
    std::vector<std::string> all;
    while (!text.empty()) {
        const auto argument = text.substr(0, text.find('\0'));
        all.emplace_back(argument);
        text.remove_prefix(std::min(argument.size() + 1, text.size()));
    }
    return all;
}

bool is_unit(std::string_view name) {
    return name.ends_with(".service") || name.ends_with(".scope");
}

void read_ids(int folder, event::LiveProcess& process) {
    const auto status = read_small_file(folder, "status");
    const auto unset = event::number(event::Uid::unset);
    process.uid = event::Uid{real_id(status, "\nUid:").value_or(unset)};
    process.gid = event::Gid{real_id(status, "\nGid:").value_or(unset)};
    process.login_uid =
        event::Uid{number<std::uint32_t>(read_small_file(folder, "loginuid")).value_or(unset)};
    process.session =
        event::Session{number<std::uint32_t>(read_small_file(folder, "sessionid")).value_or(unset)};
}

}  // namespace

std::vector<event::Pid> all_pids() {
    std::vector<event::Pid> pids;
    const std::unique_ptr<DIR, int (*)(DIR*)> proc{::opendir("/proc"), ::closedir};
    if (!proc) return pids;
    while (const auto* const entry = ::readdir(proc.get()))
        if (const auto pid = number<std::int32_t>(entry->d_name)) pids.push_back(event::Pid{*pid});
    return pids;
}

std::optional<event::Pid> parent_of(event::Pid pid) {
    const auto folder = open_process(pid);
    if (!folder.is_open()) return std::nullopt;
    const auto stat = parse_stat(read_small_file(folder.get(), "stat"));
    return stat ? std::optional{stat->ppid} : std::nullopt;
}

FileDescriptor open_process(event::Pid pid) {
    const auto path = "/proc/" + std::to_string(event::number(pid));
    return FileDescriptor{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
}

std::optional<event::LiveProcess> read_process(const FileDescriptor& folder, event::Pid pid) {
    const auto stat = parse_stat(read_small_file(folder.get(), "stat"));
    if (!stat) return std::nullopt;
    event::LiveProcess process;
    process.pid = pid;
    process.ppid = stat->ppid;
    process.start_ticks = stat->start_ticks;
    process.started = time_of_ticks(stat->start_ticks);
    process.comm = stat->comm;
    process.exe = read_link(folder.get(), "exe");
    process.argv = arguments(read_small_file(folder.get(), "cmdline", argument_limit));
    process.cwd = read_link(folder.get(), "cwd");
    process.unit = systemd_unit(read_small_file(folder.get(), "cgroup"));
    read_ids(folder.get(), process);
    return process;
}

/// "0::/system.slice/cron.service"; with control groups of version 1 the line of systemd's own
/// hierarchy says the same. The first unit counts: what is below it is made by the unit, as by a
/// user's own manager.
std::string systemd_unit(std::string_view cgroups) {
    for (std::string_view rest = cgroups; !rest.empty();) {
        auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        const bool unified = line.starts_with("0::");
        if (!unified && line.find(":name=systemd:") == std::string_view::npos) continue;
        for (line.remove_prefix(std::min(line.find('/'), line.size())); !line.empty();) {
            line.remove_prefix(1);
            const auto part = line.substr(0, line.find('/'));
            if (is_unit(part)) return std::string{part};
            line.remove_prefix(part.size());
        }
    }
    return {};
}

std::string read_small_file(int folder, const char* name, std::size_t limit) {
    const FileDescriptor file{::openat(folder, name, O_RDONLY | O_CLOEXEC)};
    std::string content;
    if (!file.is_open()) return content;
    std::array<char, 4096> buffer;
    ssize_t taken = 0;
    while (content.size() < limit && (taken = ::read(file.get(), buffer.data(), buffer.size())) > 0)
        content.append(buffer.data(), static_cast<std::size_t>(taken));
    return content;
}

std::string read_link(int folder, const char* name) {
    std::array<char, PATH_MAX> target;
    const auto length = ::readlinkat(folder, name, target.data(), target.size());
    return length < 0 ? std::string{}
                      : std::string{target.data(), static_cast<std::size_t>(length)};
}

}  // namespace pipehound::plugin
