// SPDX-License-Identifier: Apache-2.0
// The names and lines here are those of rules.d; a test holds that they help.
#include <string_view>

#include "audit/coverage.hpp"

namespace pipehound::audit {

namespace {

constexpr std::string_view core_file = "Install 40-pipehound.rules.";
constexpr std::string_view calls_file = "Install 42-pipehound-syscalls.rules.";
constexpr std::string_view processes_file = "Install 45-pipehound-processes.rules.";

std::string quoted(const std::string& line) { return "`" + line + "`"; }

bool is_below(std::string_view path, std::string_view folder) {
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

std::string for_files(const Need& need) {
    const auto& path = need.place.path;
    if (path.empty())
        return "Install 41-pipehound-files.rules (system directories and /tmp) and, where homes "
               "are "
               "quiet, 44-pipehound-homes.rules; the kernel can watch directories, not patterns.";
    if (is_below(path, "/home")) return "Install 44-pipehound-homes.rules.";
    const auto own = need.place.below
                         ? quoted("-a always,exit -F perm=w -F dir=" + path + " -k pipehound-files")
                         : quoted("-w " + path + " -p wa -k pipehound-files");
    return "Install 41-pipehound-files.rules, or if it does not reach there add " + own +
           " (the directory must exist).";
}

std::string for_reading(const Need& need) {
    if (need.place.path.empty())
        return "The kernel cannot show the reading of any file without drowning the host: name the "
               "files, with `-w PATH -p r`.";
    return "Install 43-pipehound-watches.rules, or if it does not have it add `-w " +
           need.place.path + " -p r -k pipehound-watches` (its directory must exist).";
}

std::string for_call(const Need& need) {
    auto tests = "-S " + need.name;
    if (need.first_argument) tests += " -F a0=" + std::to_string(*need.first_argument);
    if (need.second_argument) tests += " -F a1=" + std::to_string(*need.second_argument);
    if (need.third_argument) tests += " -F a2=" + std::to_string(*need.third_argument);
    tests += " -k pipehound-syscalls";
    return "Install 42-pipehound-syscalls.rules, or if it does not have it add " +
           quoted("-a always,exit -F arch=b64 " + tests) + " and, for 32-bit programs, " +
           quoted("-a always,exit -F arch=b32 " + tests) + ".";
}

std::string for_altering(const Need& need) {
    const auto& path = need.place.path;
    if (path.empty() || is_below(path, "/etc") || is_below(path, "/root"))
        return std::string{processes_file};
    const auto own =
        need.place.below
            ? quoted("-a always,exit -F perm=a -F dir=" + path + " -k pipehound-processes")
            : quoted("-w " + path + " -p a -k pipehound-processes");
    return "Add " + own + " (the directory must exist).";
}

/// They are too many to be in a file.
std::string for_forks() {
    const std::string calls = " -S clone -k pipehound-processes";
    const std::string old_calls = " -S fork,vfork,clone -k pipehound-processes";
    const auto machine = native_machine();
    if (machine == Machine::aarch64)
        return "Add " + quoted("-a always,exit -F arch=b64" + calls) + ".";
    return "Add " + quoted("-a always,exit -F arch=b64" + old_calls) +
           " and, for 32-bit programs, " + quoted("-a always,exit -F arch=b32" + old_calls) + ".";
}

std::string for_key(const Need& need) {
    return "Install 39-pipehound-keys.rules, or if it does not have it add rules with `-k " +
           need.name +
           "` in a file that sorts before 40-pipehound.rules: the first rule that fits gives the "
           "key.";
}

}  // namespace

std::string remedy(const Need& need) {
    switch (need.kind) {
        case Need::Kind::execution:
        case Need::Kind::fifo_creation:
        case Need::Kind::fifo_opening:
        case Need::Kind::fifo_removal:
        case Need::Kind::connection_out:
        case Need::Kind::connection_in:
        case Need::Kind::listening:
            return std::string{core_file};
        case Need::Kind::file_creation:
        case Need::Kind::file_writing:
        case Need::Kind::file_deletion:
        case Need::Kind::file_renaming:
        case Need::Kind::path_writing:
            return for_files(need);
        case Need::Kind::path_reading:
            return for_reading(need);
        case Need::Kind::process_end:
        case Need::Kind::user_change:
        case Need::Kind::group_change:
        case Need::Kind::session_change:
        case Need::Kind::signal:
            return std::string{processes_file};
        case Need::Kind::fork:
            return for_forks();
        case Need::Kind::module_loading:
        case Need::Kind::module_unloading:
            return std::string{calls_file};
        case Need::Kind::file_altering:
            return for_altering(need);
        case Need::Kind::system_call:
            return for_call(need);
        case Need::Kind::key:
            return for_key(need);
        case Need::Kind::message:
            return "See to it that it is sent: " + sender_of(need.name) + ".";
    }
    return {};
}

}  // namespace pipehound::audit
