// SPDX-License-Identifier: Apache-2.0
// Source of the names: attack.mitre.org, Enterprise matrix, version 15; those techniques with
// sub-techniques that concern Linux.
#include "alert/attack.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "event/text.hpp"

namespace pipehound::alert {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 36> techniques{{
    {"T1001", "Data Obfuscation"},
    {"T1003", "OS Credential Dumping"},
    {"T1021", "Remote Services"},
    {"T1027", "Obfuscated Files or Information"},
    {"T1036", "Masquerading"},
    {"T1037", "Boot or Logon Initialization Scripts"},
    {"T1048", "Exfiltration Over Alternative Protocol"},
    {"T1053", "Scheduled Task/Job"},
    {"T1055", "Process Injection"},
    {"T1056", "Input Capture"},
    {"T1059", "Command and Scripting Interpreter"},
    {"T1069", "Permission Groups Discovery"},
    {"T1070", "Indicator Removal"},
    {"T1071", "Application Layer Protocol"},
    {"T1074", "Data Staged"},
    {"T1078", "Valid Accounts"},
    {"T1087", "Account Discovery"},
    {"T1090", "Proxy"},
    {"T1098", "Account Manipulation"},
    {"T1102", "Web Service"},
    {"T1110", "Brute Force"},
    {"T1132", "Data Encoding"},
    {"T1136", "Create Account"},
    {"T1205", "Traffic Signaling"},
    {"T1222", "File and Directory Permissions Modification"},
    {"T1505", "Server Software Component"},
    {"T1543", "Create or Modify System Process"},
    {"T1546", "Event Triggered Execution"},
    {"T1547", "Boot or Logon Autostart Execution"},
    {"T1548", "Abuse Elevation Control Mechanism"},
    {"T1552", "Unsecured Credentials"},
    {"T1562", "Impair Defenses"},
    {"T1564", "Hide Artifacts"},
    {"T1568", "Dynamic Resolution"},
    {"T1573", "Encrypted Channel"},
    {"T1574", "Hijack Execution Flow"},
}};

struct Tactic {
    std::string_view tag;
    std::string_view id;
    std::string_view name;
};

constexpr std::array<Tactic, 14> tactics{{
    {"reconnaissance", "TA0043", "Reconnaissance"},
    {"resource-development", "TA0042", "Resource Development"},
    {"initial-access", "TA0001", "Initial Access"},
    {"execution", "TA0002", "Execution"},
    {"persistence", "TA0003", "Persistence"},
    {"privilege-escalation", "TA0004", "Privilege Escalation"},
    {"defense-evasion", "TA0005", "Defense Evasion"},
    {"credential-access", "TA0006", "Credential Access"},
    {"discovery", "TA0007", "Discovery"},
    {"lateral-movement", "TA0008", "Lateral Movement"},
    {"collection", "TA0009", "Collection"},
    {"exfiltration", "TA0010", "Exfiltration"},
    {"command-and-control", "TA0011", "Command and Control"},
    {"impact", "TA0040", "Impact"},
}};

/// "attack.T1059.004" -> "T1059.004"; empty where the tag is no technique.
std::string technique_id(std::string_view tag) {
    std::string id = event::folded(tag);
    if (id.size() < 5 || id[0] != 't' || id[1] < '0' || id[1] > '9') return {};
    id[0] = 'T';
    return id;
}

}  // namespace

std::vector<Technique> techniques_of_tags(const std::vector<std::string>& tags) {
    constexpr std::string_view prefix = "attack.";
    std::vector<Technique> found;
    for (const auto& tag : tags) {
        if (!tag.starts_with(prefix)) continue;
        auto word = event::folded(std::string_view{tag}.substr(prefix.size()));
        if (auto id = technique_id(word); !id.empty()) {
            std::string name{technique_name(id)};
            found.push_back({std::move(id), std::move(name), "", ""});
            continue;
        }
        std::replace(word.begin(), word.end(), '_', '-');
        const auto* const tactic = std::find_if(tactics.begin(), tactics.end(),
                                                [&](const auto& t) { return t.tag == word; });
        if (tactic != tactics.end())
            found.push_back({"", "", std::string{tactic->id}, std::string{tactic->name}});
    }
    return found;
}

std::string_view technique_of(std::string_view id) noexcept { return id.substr(0, id.find('.')); }

bool is_subtechnique(std::string_view id) noexcept {
    return id.find('.') != std::string_view::npos;
}

std::string_view technique_name(std::string_view id) noexcept {
    const auto wanted = technique_of(id);
    const auto* const found = std::find_if(techniques.begin(), techniques.end(),
                                           [&](const auto& row) { return row.first == wanted; });
    return found == techniques.end() ? wanted : found->second;
}

std::string attack_page(std::string_view id) {
    std::string path{id};
    if (const auto dot = path.find('.'); dot != std::string::npos) path[dot] = '/';
    return (id.starts_with("TA") ? "https://attack.mitre.org/tactics/"
                                 : "https://attack.mitre.org/techniques/") +
           path + '/';
}

}  // namespace pipehound::alert
