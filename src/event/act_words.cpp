// SPDX-License-Identifier: Apache-2.0
// The table of words. Sources: categories and types, ECS 8.11's allowed values; actions, those of
// Elastic's endpoint first (exec, creation, rename, uid_change), then those that Auditbeat and
// auditd_manager give audit's records (elastic/go-libaudit, aucoalesce/normalizations.yaml:
// executed, opened-file), Auditbeat's system module (process_started), CrowdStrike's
// (ProcessRollup2) and what SentinelOne and Microsoft Defender are told as (start, exec_event,
// file_create_event): as elastic/detection-rules asks for them.
#include "event/act_words.hpp"

#include <algorithm>
#include <utility>

namespace pipehound::event {

namespace {

template <typename Kind>
constexpr ActRow row(ActWords words) {
    return {act_index<Kind>(), words};
}

// The rows by what they tell. Where one act has several, RowOf says which.
constexpr auto executed = row<ProcessExecuted>(
    {"process-executed",
     "",
     {"process"},
     {"start"},
     {"exec", "executed", "process_started", "start", "exec_event", "ProcessRollup2"}});
constexpr auto created = row<FileCreated>(
    {"file-created",
     "fifo-created",
     {"file"},
     {"creation"},
     {"creation", "created", "file_create_event", "opened-file", "wrote-to-file"}});
constexpr auto made_directory = row<FileCreated>(
    {"file-created", "", {"file"}, {"creation"}, {"creation", "created", "created-directory"}});
constexpr auto made_symlink = row<FileCreated>(
    {"file-created", "", {"file"}, {"creation"}, {"creation", "created", "symlinked"}});
constexpr auto made_link = row<FileCreated>({"file-created",
                                             "fifo-created",
                                             {"file"},
                                             {"creation"},
                                             {"creation", "created", "file_create_event"}});
constexpr auto made_node = row<FileCreated>({"file-created",
                                             "fifo-created",
                                             {"file"},
                                             {"creation"},
                                             {"creation", "created", "make-device"}});
constexpr auto opened =
    row<FileOpened>({"file-opened", "fifo-opened", {"file"}, {"access"}, {"open", "opened-file"}});
// The endpoint tells of a file that is written (modification, change), not of its opening; audit
// tells the opening alone.
constexpr auto opened_to_write =
    row<FileOpened>({"file-opened",
                     "fifo-opened",
                     {"file"},
                     {"access", "change"},
                     {"open", "opened-file", "wrote-to-file", "modification"}});
constexpr auto removed = row<FileRemoved>({"file-removed",
                                           "fifo-removed",
                                           {"file"},
                                           {"deletion"},
                                           {"deletion", "deleted", "file_delete_event"}});
constexpr auto renamed = row<FileRenamed>({"file-renamed",
                                           "fifo-renamed",
                                           {"file"},
                                           {"change"},
                                           {"rename", "renamed", "file_rename_event"}});
constexpr auto connected_4 = row<SocketConnected>(
    {"socket-connected",
     "",
     {"network"},
     {"start", "connection"},
     {"connection_attempted", "connected-to", "ipv4_connection_attempt_event"}});
constexpr auto connected_6 = row<SocketConnected>(
    {"socket-connected",
     "",
     {"network"},
     {"start", "connection"},
     {"connection_attempted", "connected-to", "ipv6_connection_attempt_event"}});
constexpr auto accepted =
    row<SocketAccepted>({"socket-accepted",
                         "",
                         {"network"},
                         {"start", "connection"},
                         {"connection_accepted", "accepted-connection-from"}});
constexpr auto bound =
    row<SocketBound>({"socket-bound", "", {"network"}, {"info"}, {"socket_bound", "bound-socket"}});
constexpr auto ended =
    row<ProcessEnded>({"process-ended", "", {"process"}, {"end"}, {"end", "process_stopped"}});
constexpr auto user_changed = row<CredentialsChanged>(
    {"user-id-changed", "", {"process"}, {"change"}, {"uid_change", "changed-identity-of"}});
// guid_change: a slip in published rules, which mean this.
constexpr auto group_changed =
    row<CredentialsChanged>({"group-id-changed",
                             "",
                             {"process"},
                             {"change"},
                             {"gid_change", "guid_change", "changed-identity-of"}});
constexpr auto session_changed =
    row<SessionChanged>({"session-changed", "", {"process"}, {"change"}, {"session_id_change"}});
// Auditbeat calls this `end`; but what ends, if anything, is not the process that is told.
constexpr auto signalled =
    row<SignalSent>({"signal-sent", "", {"process"}, {"info"}, {"killed-pid"}});
constexpr auto forked =
    row<ProcessForked>({"process-forked", "", {"process"}, {"start"}, {"fork", "fork_event"}});
constexpr auto loaded_module = row<ModuleChanged>({"module-loaded",
                                                   "",
                                                   {"driver", "process"},
                                                   {"start"},
                                                   {"loaded-kernel-module", "load_module"}});
constexpr auto unloaded_module =
    row<ModuleChanged>({"module-unloaded", "", {"driver"}, {"end"}, {"unloaded-kernel-module"}});
constexpr auto made_call = row<SystemCallMade>({"system-call-made", "", {"process"}, {"info"}, {}});
constexpr auto bound_other = row<SystemCallMade>(
    {"system-call-made", "", {"network"}, {"info"}, {"socket_bound", "bound-socket"}});
constexpr auto connected_other = row<SystemCallMade>(
    {"system-call-made", "", {"network"}, {"start", "connection"}, {"connected-to"}});
constexpr auto altered_owner = row<FileAltered>(
    {"file-altered", "fifo-altered", {"file"}, {"change"}, {"changed-file-ownership-of"}});
constexpr auto altered_mode = row<FileAltered>(
    {"file-altered", "fifo-altered", {"file"}, {"change"}, {"changed-file-permissions-of"}});
constexpr auto altered_attributes = row<FileAltered>(
    {"file-altered", "fifo-altered", {"file"}, {"change"}, {"changed-file-attributes-of"}});
constexpr auto authenticated = row<UserAuthenticated>(
    {"user-authenticated", "", {"authentication"}, {"info"}, {"authenticated"}});
constexpr auto authorized = row<UserAuthenticated>(
    {"user-authorized", "", {"authentication"}, {"info"}, {"was-authorized"}});
constexpr auto logged_in = row<UserAuthenticated>(
    {"user-logged-in", "", {"authentication"}, {"start"}, {"logged-in", "user_login"}});
constexpr auto logged_in_by_ssh =
    row<UserAuthenticated>({"user-logged-in",
                            "",
                            {"authentication"},
                            {"start"},
                            {"logged-in", "user_login", "ssh_login"}});
constexpr auto logged_out = row<UserAuthenticated>(
    {"user-logged-out", "", {"authentication"}, {"end"}, {"logged-out", "user_logout"}});
constexpr auto session_started = row<UserAuthenticated>(
    {"session-started", "", {"authentication"}, {"info"}, {"started-session"}});
constexpr auto session_ended =
    row<UserAuthenticated>({"session-ended", "", {"authentication"}, {"info"}, {"ended-session"}});
constexpr auto policy_violated = row<PolicyViolated>(
    {"policy-violated", "", {"file"}, {"change"}, {"violated-apparmor-policy"}});
constexpr auto found = row<ProcessFound>(
    {"process-found", "", {"process"}, {"info"}, {"already_running", "existing_process"}});

/// By AccountChanged::What, from its first on.
constexpr std::array accounts{
    row<AccountChanged>({"user-added", "", {"iam"}, {"user", "creation"}, {"added-user-account"}}),
    row<AccountChanged>(
        {"user-removed", "", {"iam"}, {"user", "deletion"}, {"deleted-user-account"}}),
    row<AccountChanged>(
        {"user-changed", "", {"iam"}, {"user", "change"}, {"modified-user-account"}}),
    row<AccountChanged>(
        {"group-added", "", {"iam"}, {"group", "creation"}, {"added-group-account-to"}}),
    row<AccountChanged>(
        {"group-removed", "", {"iam"}, {"group", "deletion"}, {"deleted-group-account-from"}}),
    row<AccountChanged>(
        {"group-changed", "", {"iam"}, {"group", "change"}, {"modified-group-account"}}),
    row<AccountChanged>(
        {"password-changed", "", {"iam"}, {"user", "change"}, {"changed-password"}}),
    row<AccountChanged>(
        {"group-password-changed", "", {"iam"}, {"group", "change"}, {"changed-group-password"}}),
    // Auditbeat goes by the type of the record, which says that a password changed.
    row<AccountChanged>({"group-changed",
                         "",
                         {"iam"},
                         {"group", "change"},
                         {"modified-group-account", "changed-password"}}),
    row<AccountChanged>({"user-changed",
                         "",
                         {"iam"},
                         {"user", "change"},
                         {"modified-user-account", "changed-password"}})};

constexpr std::array steps{&authenticated, &authorized,      &logged_in,
                           &logged_out,    &session_started, &session_ended};
constexpr std::array alterations{&altered_owner, &altered_mode, &altered_attributes};

const ActRow& of_type(FileType type) {
    constexpr std::array by_type{&made_node, &created,   &made_directory, &made_symlink,
                                 &made_node, &made_node, &made_node};
    return *by_type[static_cast<std::size_t>(type)];
}

const ActRow& of_call(const Event& event) {
    const std::string_view name = event.call ? std::string_view{event.call->name} : "";
    if (name == "bind") return bound_other;
    return name == "connect" ? connected_other : made_call;
}

struct RowOf {
    const Event& event;

    const ActRow& operator()(const ProcessExecuted&) const { return executed; }
    const ActRow& operator()(const FileCreated& act) const {
        return act.linked ? made_link : of_type(act.type);
    }
    const ActRow& operator()(const FileOpened& act) const {
        return act.writes ? opened_to_write : opened;
    }
    const ActRow& operator()(const FileRemoved&) const { return removed; }
    const ActRow& operator()(const FileRenamed&) const { return renamed; }
    const ActRow& operator()(const SocketConnected& act) const {
        return act.remote.address.find(':') == std::string::npos ? connected_4 : connected_6;
    }
    const ActRow& operator()(const SocketAccepted&) const { return accepted; }
    const ActRow& operator()(const SocketBound&) const { return bound; }
    const ActRow& operator()(const ProcessEnded&) const { return ended; }
    const ActRow& operator()(const CredentialsChanged& act) const {
        return act.group ? group_changed : user_changed;
    }
    const ActRow& operator()(const SessionChanged&) const { return session_changed; }
    const ActRow& operator()(const SignalSent&) const { return signalled; }
    const ActRow& operator()(const ProcessForked&) const { return forked; }
    const ActRow& operator()(const ModuleChanged& act) const {
        return act.loaded ? loaded_module : unloaded_module;
    }
    const ActRow& operator()(const SystemCallMade&) const { return of_call(event); }
    const ActRow& operator()(const FileAltered& act) const {
        return *alterations[static_cast<std::size_t>(act.what)];
    }
    const ActRow& operator()(const UserAuthenticated& act) const {
        if (act.ssh && act.step == UserAuthenticated::Step::logged_in) return logged_in_by_ssh;
        return *steps[static_cast<std::size_t>(act.step)];
    }
    const ActRow& operator()(const AccountChanged& act) const {
        return accounts[static_cast<std::size_t>(act.what)];
    }
    const ActRow& operator()(const PolicyViolated&) const { return policy_violated; }
    const ActRow& operator()(const ProcessFound&) const { return found; }
};

constexpr std::array single_rows{executed,
                                 created,
                                 made_directory,
                                 made_symlink,
                                 made_link,
                                 made_node,
                                 opened,
                                 opened_to_write,
                                 removed,
                                 renamed,
                                 connected_4,
                                 connected_6,
                                 accepted,
                                 bound,
                                 ended,
                                 user_changed,
                                 group_changed,
                                 session_changed,
                                 signalled,
                                 forked,
                                 loaded_module,
                                 unloaded_module,
                                 made_call,
                                 bound_other,
                                 connected_other,
                                 altered_owner,
                                 altered_mode,
                                 altered_attributes,
                                 authenticated,
                                 authorized,
                                 logged_in,
                                 logged_in_by_ssh,
                                 logged_out,
                                 session_started,
                                 session_ended,
                                 policy_violated,
                                 found};

constexpr auto all_rows = [] {
    constexpr auto singles = single_rows.size();
    return []<std::size_t... one, std::size_t... other>(std::index_sequence<one...>,
                                                        std::index_sequence<other...>) {
        return std::array{single_rows[one]..., accounts[other]...};
    }
    (std::make_index_sequence<singles>{}, std::make_index_sequence<accounts.size()>{});
}();

}  // namespace

const ActWords& act_words(const Event& event) noexcept {
    return std::visit(RowOf{event}, event.act).words;
}

std::span<const ActRow> act_rows() noexcept { return all_rows; }

}  // namespace pipehound::event
