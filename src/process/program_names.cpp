// SPDX-License-Identifier: Apache-2.0
#include "process/program_names.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace pipehound::process {

namespace {

using Name = std::string_view;

constexpr std::array<Name, 27> shells{"ash",   "bash", "csh",  "dash",  "elvish", "es",   "fish",
                                      "hush",  "ion",  "ksh",  "lksh",  "mksh",   "nu",   "osh",
                                      "pdksh", "posh", "pwsh", "rbash", "rc",     "rksh", "rzsh",
                                      "sash",  "sh",   "tcsh", "xonsh", "yash",   "zsh"};
constexpr std::array<Name, 14> interpreters{"guile",  "irb",    "jimsh", "lua", "luajit",
                                            "node",   "nodejs", "perl",  "php", "pypy",
                                            "python", "ruby",   "tclsh", "wish"};
constexpr std::array<Name, 13> network_tools{"curl",    "gnutls-cli", "nc",  "ncat",  "netcat",
                                             "openssl", "rlogin",     "rsh", "socat", "ssh",
                                             "telnet",  "websocat",   "wget"};

bool contains(std::span<const Name> sorted, Name name) {
    return std::binary_search(sorted.begin(), sorted.end(), name);
}

// "python3.11" -> "python", "ksh93" -> "ksh"; a name that is all version stays.
Name without_version(Name name) {
    const auto end = name.find_last_not_of("0123456789.");
    if (end == Name::npos || name.find_first_of("0123456789", end) == Name::npos) return name;
    const auto bare = name.substr(0, end + 1);
    return bare.ends_with('-') && bare.size() > 1 ? bare.substr(0, bare.size() - 1) : bare;
}

/// What packages put behind a name: Debian's alternatives, and who builds a program in another way
/// or for another machine, as bash-static and busybox.net's busybox-x86_64.
constexpr std::array<Name, 14> suffixes{
    ".openbsd", ".traditional", "-static", ".static", "-x86_64", "-amd64", "-i386",
    "-i686",    "-aarch64",     "-arm64",  "-armv7l", "-armv8l", "-armhf", "-musl"};

Name without_suffix(Name name) {
    for (const auto suffix : suffixes)
        if (name.size() > suffix.size() && name.ends_with(suffix))
            return name.substr(0, name.size() - suffix.size());
    return name;
}

}  // namespace

std::string_view file_name(std::string_view path) noexcept {
    return path.substr(path.rfind('/') + 1);
}

std::string_view base_name(std::string_view path) noexcept {
    auto name = file_name(path);
    while (name.starts_with('-')) name.remove_prefix(1);
    return without_version(without_suffix(name));
}

bool is_shell_name(std::string_view name) noexcept { return contains(shells, name); }
bool is_interpreter_name(std::string_view name) noexcept { return contains(interpreters, name); }
bool is_network_tool_name(std::string_view name) noexcept { return contains(network_tools, name); }
bool is_multicall(std::string_view name) noexcept {
    return name.starts_with("busybox") || name == "toybox";
}

bool is_loader(std::string_view file) noexcept {
    return file.starts_with("ld-linux") || file.starts_with("ld-musl") ||
           file.starts_with("ld.so") || file.starts_with("ld64") ||
           (file.starts_with("ld-2.") && file.ends_with(".so"));
}

}  // namespace pipehound::process
