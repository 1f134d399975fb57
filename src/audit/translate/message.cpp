// SPDX-License-Identifier: Apache-2.0
// What programs send is written by libaudit: op=, acct= or id= (the account), exe=, hostname=,
// addr=, terminal=, res= (audit-userspace, lib/audit_logging.c), "?" for what is not known.
// AppArmor's refusals: security/apparmor/audit.c of Linux.
#include "audit/translate/message.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "audit/number.hpp"
#include "audit/value.hpp"
#include "event/text.hpp"

namespace pipehound::audit {

namespace {

using Step = event::UserAuthenticated::Step;
using What = event::AccountChanged::What;

template <typename Meaning>
struct Named {
    std::string_view type;
    Meaning meaning;
};

constexpr std::array<Named<Step>, 6> steps{{{"USER_AUTH", Step::authenticated},
                                            {"USER_ACCT", Step::authorized},
                                            {"USER_LOGIN", Step::logged_in},
                                            {"USER_LOGOUT", Step::logged_out},
                                            {"USER_START", Step::session_started},
                                            {"USER_END", Step::session_ended}}};

constexpr std::array<Named<What>, 10> changes{{{"ADD_USER", What::user_added},
                                               {"DEL_USER", What::user_removed},
                                               {"USER_MGMT", What::user_changed},
                                               {"ACCT_LOCK", What::user_changed},
                                               {"ACCT_UNLOCK", What::user_changed},
                                               {"ADD_GROUP", What::group_added},
                                               {"DEL_GROUP", What::group_removed},
                                               {"GRP_MGMT", What::group_changed},
                                               {"USER_CHAUTHTOK", What::password_changed},
                                               {"GRP_CHAUTHTOK", What::group_password_changed}}};

template <typename Table>
auto find(const Table& table, std::string_view type) noexcept {
    const auto found = std::find_if(table.begin(), table.end(),
                                    [type](const auto& row) { return row.type == type; });
    return found == table.end() ? std::nullopt : std::optional{found->meaning};
}

/// The text of a field; empty where it is missing or "?".
std::string told(const ParsedRecord& record, std::string_view name) {
    const auto raw = record.field(name);
    if (raw == "?") return {};
    auto text = decode_string(raw).value_or(std::string{raw});
    return text == "?" ? std::string{} : text;
}

event::Uid id_in(const ParsedRecord& record) {
    const auto id = to_number<std::uint32_t>(record.field("id"));
    return id ? event::Uid{*id} : event::Uid::unset;
}

/// auparse leaves the quote that ends msg='...' where nothing follows it.
bool succeeded(const ParsedRecord& record) {
    const auto result = record.field("res");
    return result.starts_with("success") || result.starts_with("yes") || result.starts_with('1');
}

/// An address as inet_ntop writes it, an IPv4-mapped one as IPv4; empty for any other text.
std::string address_in(const ParsedRecord& record) {
    constexpr std::string_view mapped = "::ffff:";
    auto address = told(record, "addr");
    if (address.starts_with(mapped) && address.find('.') != std::string::npos)
        address.erase(0, mapped.size());
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    const bool sound = inet_pton(AF_INET, address.c_str(), bytes.data()) == 1 ||
                       inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1;
    return sound ? address : std::string{};
}

/// auditd resolves id= beside it where records are enriched.
std::string account_in(const ParsedRecord& record) {
    auto account = told(record, "acct");
    if (account.empty()) account = told(record, "grp");
    if (!account.empty()) return account;
    const auto name = record.enriched_field("ID");
    return name == "unset" || name.starts_with("unknown(") ? std::string{} : std::string{name};
}

event::UserAuthenticated authentication(const ParsedRecord& record, Step step) {
    event::UserAuthenticated told_of;
    told_of.step = step;
    told_of.success = succeeded(record);
    told_of.account = account_in(record);
    told_of.id = id_in(record);
    told_of.address = address_in(record);
    told_of.terminal = told(record, "terminal");
    const auto exe = told(record, "exe");
    told_of.ssh = told_of.terminal == "ssh" || event::base_name(exe).starts_with("sshd");
    return told_of;
}

/// What stands behind op= in a message: several words, of which libauparse keeps the first.
std::string_view operation_in(std::string_view message) {
    constexpr std::string_view begin = "'op=";
    const auto at = message.find(begin);
    if (at == message.npos) return {};
    const auto rest = message.substr(at + begin.size());
    return rest.substr(0, rest.rfind(' ', rest.find('=')));
}

/// shadow-utils (4.13, as Debian 12 has it) write USER_CHAUTHTOK of whatever usermod, gpasswd and
/// chage change; only op= tells a new password from a new group.
What change_of(What by_type, std::string_view message) {
    const auto operation = operation_in(message);
    const auto says = [operation](std::string_view word) {
        return operation.find(word) != operation.npos;
    };
    if (by_type != What::password_changed || operation.empty() || says("passw") || says("authtok"))
        return by_type;
    return says("group") ? What::membership_changed : What::settings_changed;
}

event::PolicyViolated violation(const ParsedRecord& record) {
    return {told(record, "name"), told(record, "profile"), told(record, "operation")};
}

}  // namespace

std::optional<std::size_t> act_of_message(std::string_view type) noexcept {
    if (find(steps, type)) return event::act_index<event::UserAuthenticated>();
    if (find(changes, type)) return event::act_index<event::AccountChanged>();
    return std::nullopt;
}

std::vector<MessageType> message_types() {
    std::vector<MessageType> types{{"AVC", event::PolicyViolated{}}};
    for (const auto& [type, step] : steps) {
        event::UserAuthenticated act;
        act.step = step;
        act.ssh = true;  // the one way to let people in that has words of its own
        types.push_back({type, act});
    }
    for (const auto& [type, what] : changes) types.push_back({type, event::AccountChanged{what}});
    for (const auto what : {What::membership_changed, What::settings_changed})
        types.push_back({"USER_CHAUTHTOK", event::AccountChanged{what}});
    return types;
}

bool is_violation(std::string_view type, std::string_view line) noexcept {
    return type == "AVC" && line.find("apparmor=\"DENIED\"") != std::string_view::npos;
}

std::optional<event::Act> translate_message(const ParsedRecord& record, std::string_view text) {
    const auto type = record.field("type");
    if (const auto step = find(steps, type)) return authentication(record, *step);
    if (const auto what = find(changes, type))
        return event::AccountChanged{change_of(*what, text), succeeded(record), account_in(record),
                                     id_in(record)};
    if (record.field("apparmor").find("DENIED") != std::string_view::npos) return violation(record);
    return std::nullopt;
}

}  // namespace pipehound::audit
