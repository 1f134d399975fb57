// SPDX-License-Identifier: Apache-2.0
#include "event/ecs_category.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

#include "event/act_words.hpp"
#include "event/sample_events.hpp"

using namespace pipehound::event;
using boost::unit_test::data::make;

namespace {

std::string joined(Words words) {
    std::string text;
    for (const auto word : words) text += (text.empty() ? "" : " ") + std::string{word};
    return text;
}

const Field& named(std::string_view name) {
    return fields()[static_cast<std::size_t>(*field(Naming::ecs, name))];
}

struct Told {
    Event event;
    const char* categories;
    const char* types;
    const char* action;  // must be among its actions
};

std::ostream& operator<<(std::ostream& out, const Told& told) { return out << told.action; }

using What = FileAltered::What;
using Account = AccountChanged::What;

const std::vector<Told> told{
    {sample::exec(), "process", "start", "process_started"},
    {sample::with(FileCreated{sample::file(), FileType::regular, "/tmp/x", "/", false}), "file",
     "creation", "wrote-to-file"},
    {sample::created(), "file", "creation", "make-device"},
    {sample::made_directory(), "file", "creation", "created-directory"},
    {sample::opened(), "file", "access", "opened-file"},
    {sample::wrote(), "file", "access change", "wrote-to-file"},
    {sample::removed(), "file", "deletion", "deleted"},
    {sample::renamed(), "file", "change", "file_rename_event"},
    {sample::connected(), "network", "start connection", "connected-to"},
    {sample::connected(), "network", "start connection", "ipv4_connection_attempt_event"},
    {sample::accepted(), "network", "start connection", "accepted-connection-from"},
    {sample::bound(), "network", "info", "bound-socket"},
    {sample::ended(), "process", "end", "end"},
    {sample::changed_user(), "process", "change", "uid_change"},
    {sample::changed_group(), "process", "change", "gid_change"},
    {sample::changed_session(), "process", "change", "session_id_change"},
    {sample::signalled(), "process", "info", "killed-pid"},
    {sample::forked(), "process", "start", "fork_event"},
    {sample::loaded(), "driver process", "start", "load_module"},
    {sample::unloaded(), "driver", "end", "unloaded-kernel-module"},
    {sample::bound_to_crypto(), "network", "info", "bound-socket"},
    {sample::altered(What::ownership), "file", "change", "changed-file-ownership-of"},
    {sample::altered(What::permissions), "file", "change", "changed-file-permissions-of"},
    {sample::altered(What::attributes), "file", "change", "changed-file-attributes-of"},
    {sample::login(true, true), "authentication", "start", "ssh_login"},
    {sample::login(false, false), "authentication", "start", "user_login"},
    {sample::account(Account::user_added), "iam", "user creation", "added-user-account"},
    {sample::account(Account::group_removed), "iam", "group deletion",
     "deleted-group-account-from"},
    {sample::account(Account::password_changed), "iam", "user change", "changed-password"},
    {sample::violated(), "file", "change", "violated-apparmor-policy"},
    {sample::found(), "process", "info", "already_running"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ecs_category_tests)

BOOST_DATA_TEST_CASE(an_event_has_categories_types_and_actions, make(told), event) {
    const auto& words = act_words(event.event);
    BOOST_TEST(joined(ecs_categories(event.event)) == event.categories);
    BOOST_TEST(joined(words.types) == event.types);
    const Words actions = words.actions;
    BOOST_TEST(std::set<std::string_view>(actions.begin(), actions.end()).count(event.action) ==
               1u);
}

BOOST_DATA_TEST_CASE(what_an_event_is_called_leads_back_to_its_act, make(told), event) {
    const auto act = event.event.act.index();
    for (const auto category : ecs_categories(event.event)) BOOST_TEST(acts_in(category).test(act));
    BOOST_TEST(acts_in("any").all());
}

BOOST_AUTO_TEST_CASE(a_login_that_did_not_come_by_ssh_is_no_ssh_login) {
    const Words actions = act_words(sample::login(true, false)).actions;
    BOOST_TEST(joined(actions) == "logged-in user_login");
}

BOOST_AUTO_TEST_CASE(a_category_means_the_acts_that_bear_it) {
    BOOST_TEST((acts_in("driver") == act_set<ModuleChanged>()));
    BOOST_TEST((acts_in("iam") == act_set<AccountChanged>()));
    BOOST_TEST(acts_in("registry").none());
}

BOOST_AUTO_TEST_CASE(every_kind_of_act_has_a_row) {
    ActSet seen;
    for (const auto& row : act_rows()) seen.set(row.act);
    BOOST_TEST(seen.all());
    for (const auto& [name, event] : sample::all())
        BOOST_TEST(!ecs_categories(event).empty(), name);
}

BOOST_AUTO_TEST_CASE(a_field_is_asked_of_events_that_can_fill_it) {
    BOOST_TEST(fills_ecs("file", named("file.path")));
    BOOST_TEST(!fills_ecs("process", named("file.path")));
    BOOST_TEST(fills_ecs("any", named("file.path")));
    BOOST_TEST(fills_ecs("authentication", named("source.ip")));
    BOOST_TEST(fills_ecs("network", named("source.ip")));
    BOOST_TEST(!fills_ecs("file", named("source.ip")));
    BOOST_TEST(fills_ecs("process", named("process.exit_code")));
    BOOST_TEST(!fills_ecs("network", named("process.exit_code")));
    for (const auto category : ecs_categories()) BOOST_TEST(fills_ecs(category, named("host.id")));
}

BOOST_AUTO_TEST_SUITE_END()
