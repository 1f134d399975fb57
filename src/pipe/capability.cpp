// SPDX-License-Identifier: Apache-2.0
#include "pipe/capability.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "event/text.hpp"
#include "process/invocation.hpp"

namespace pipehound::pipe {

namespace {

using Words = std::span<const std::string_view>;

struct Capability {
    bool reads_input = true;
    bool prints_received = true;
};

std::string_view system_program(std::string_view exe) {
    for (const std::string_view folder : {"/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/"})
        if (exe.starts_with(folder) && exe.find('/', folder.size()) == std::string_view::npos)
            return exe.substr(folder.size());
    return {};
}

bool is_option(std::string_view word) { return word.size() > 1 && word.front() == '-'; }

Capability of_cat(Words arguments) {
    const bool has_file =
        std::any_of(arguments.begin(), arguments.end(), [](auto word) { return !is_option(word); });
    return {
        !has_file || std::any_of(arguments.begin(), arguments.end(), process::names_standard_input),
        true};
}

// A netcat's letter behind others that take no value in any of the three programs: else it could be
// a part of a value.
bool has_letter(std::string_view word, char letter) {
    const auto at = word.find(letter);
    return is_option(word) && word[1] != '-' && at != std::string_view::npos &&
           word.substr(1, at - 1).find_first_not_of("46hklnNruvtU") == std::string_view::npos;
}

// May the next word be its value? -P in one netcat, -o and -d in another: what takes one in any of
// them (nc(1) of both kinds, ncat(1)).
bool may_take_value(std::string_view word) {
    if (word.starts_with("--")) return word.find('=') == std::string_view::npos;
    return is_option(word) &&
           std::string_view{"IMOPTVWXGcdegimopqswx"}.find(word.back()) != std::string_view::npos;
}

// Does one of the words hold that is surely an option?
template <typename Is>
bool any_option(Words arguments, Is is) {
    for (std::size_t i = 0; i < arguments.size(); ++i)
        if (is(arguments[i]) && (i == 0 || !may_take_value(arguments[i - 1]))) return true;
    return false;
}

// -z: report whether the port is open, send and receive nothing (nc(1), ncat(1)).
Capability of_netcat(Words arguments) {
    const bool scans = any_option(arguments, [](auto word) { return has_letter(word, 'z'); });
    return {!scans, !scans};
}

// -d: standard input is left alone.
Capability of_openbsd_netcat(Words arguments) {
    auto netcat = of_netcat(arguments);
    if (any_option(arguments, [](auto word) { return has_letter(word, 'd'); }))
        netcat.reads_input = false;
    return netcat;
}

Capability of_ncat(Words arguments) {
    auto netcat = of_netcat(arguments);
    const auto asks = [&](std::string_view option) {
        return any_option(arguments, [option](auto word) { return word == option; });
    };
    if (asks("--recv-only")) netcat.reads_input = false;
    if (asks("--send-only")) netcat.prints_received = false;
    return netcat;
}

// The kinds of addresses that are the network to socat(1), however they are written.
bool is_socket_address(std::string_view word) {
    const auto kind = event::upper(word.substr(0, word.find_first_of(":,")));
    constexpr std::array<std::string_view, 12> kinds{"TCP",  "UDP",    "SSL",   "OPENSSL",
                                                     "SCTP", "DCCP",   "SOCKS", "PROXY",
                                                     "IP",   "SOCKET", "DTLS",  "VSOCK"};
    return std::any_of(kinds.begin(), kinds.end(),
                       [&](std::string_view known) { return kind.starts_with(known); });
}

// -u: from the first address to the second alone; -U: the other way. Of a dual address (a!!b) each
// half does one of the two.
Capability of_socat(Words arguments) {
    const auto has = [&](std::string_view option) {
        return std::find(arguments.begin(), arguments.end(), option) != arguments.end();
    };
    const bool is_dual = std::any_of(arguments.begin(), arguments.end(), [](auto word) {
        return word.find("!!") != std::string_view::npos;
    });
    if (arguments.size() < 3 || is_dual || has("-u") == has("-U")) return {};
    auto from = arguments[arguments.size() - 2];
    auto to = arguments.back();
    if (has("-U")) std::swap(from, to);
    if (is_socket_address(from) == is_socket_address(to)) return {};
    return {is_socket_address(to), is_socket_address(from)};
}

// A fetcher called for nothing but a download, by options of which each is known to leave standard
// input alone.
struct Fetcher {
    std::string_view flags;   // short options without a value, in any cluster
    std::string_view valued;  // short options whose value is the next word
    std::span<const std::string_view> long_flags;
    std::span<const std::string_view> long_valued;
};

bool is_web_address(std::string_view word) {
    if (word.starts_with("http://") || word.starts_with("https://")) return true;
    return word.find("://") == std::string_view::npos && !word.starts_with('-') &&
           !word.starts_with('@');
}

bool only_fetches(Words arguments, const Fetcher& fetcher) {
    const auto among = [](std::span<const std::string_view> options, std::string_view word) {
        return std::find(options.begin(), options.end(), word) != options.end();
    };
    bool value = false;
    for (const auto word : arguments) {
        if (value) {
            if (word.starts_with('@'))
                return false;  // curl -w @- reads its format from standard input
            value = false;
        } else if (!is_option(word)) {
            if (!is_web_address(word)) return false;
        } else if (word.starts_with("--")) {
            value = among(fetcher.long_valued, word);
            if (!value && !among(fetcher.long_flags, word)) return false;
        } else if (const auto odd = word.find_first_not_of(fetcher.flags, 1);
                   odd != std::string_view::npos) {
            value =
                odd + 1 == word.size() && fetcher.valued.find(word[odd]) != std::string_view::npos;
            if (!value) return false;
        }
    }
    return true;
}

constexpr std::array<std::string_view, 11> curl_flags{
    "--progress-bar", "--silent",    "--show-error", "--fail",    "--location", "--insecure",
    "--verbose",      "--no-buffer", "--compressed", "--include", "--head"};
constexpr std::array<std::string_view, 8> curl_valued{
    "--output",     "--max-time", "--connect-timeout", "--write-out",
    "--user-agent", "--referer",  "--retry",           "--noproxy"};
constexpr std::array<std::string_view, 6> wget_flags{
    "--quiet",           "--no-verbose",           "--continue",
    "--server-response", "--no-check-certificate", "--spider"};
constexpr std::array<std::string_view, 4> wget_valued{"--output-document", "--timeout", "--tries",
                                                      "--user-agent"};

Capability of_curl(Words arguments) {
    return {!only_fetches(arguments, {"sSfLkvNiIgO#", "omwAe", curl_flags, curl_valued}), true};
}
Capability of_wget(Words arguments) {
    return {!only_fetches(arguments, {"qcNvS46n", "OoTtU", wget_flags, wget_valued}), true};
}

struct Known {
    std::string_view program;
    Capability (*judge)(Words);
};
constexpr std::array known{Known{"cat", of_cat},
                           Known{"curl", of_curl},
                           Known{"nc.openbsd", of_openbsd_netcat},
                           Known{"ncat", of_ncat},
                           Known{"nc.traditional", of_netcat},
                           Known{"socat", of_socat},
                           Known{"socat1", of_socat},
                           Known{"wget", of_wget}};

Capability capability(const process::Process& process) {
    if (!process.executed()) return {};
    const auto name = system_program(process.program()->exe());
    const auto* const found = std::find_if(
        known.begin(), known.end(), [name](const Known& entry) { return entry.program == name; });
    if (found == known.end()) return {};
    const auto arguments = process.program()->arguments();
    return found->judge(Words{arguments}.subspan(arguments.empty() ? 0 : 1));
}

}  // namespace

bool may_read_input(const process::Process& process) { return capability(process).reads_input; }
bool may_print_received(const process::Process& process) {
    return capability(process).prints_received;
}

}  // namespace pipehound::pipe
