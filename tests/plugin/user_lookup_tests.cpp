// SPDX-License-Identifier: Apache-2.0
#include "user_lookup.hpp"

#include <pwd.h>

#include <boost/test/unit_test.hpp>

using namespace pipehound;

BOOST_AUTO_TEST_SUITE(user_lookup_tests)

BOOST_AUTO_TEST_CASE(everyone_whom_the_name_service_lists_is_known_by_number) {
    const auto users = plugin::look_up_users({});
    BOOST_REQUIRE(users->find(event::Uid{0}) != nullptr);
    ::setpwent();
    while (const auto* const entry = ::getpwent())
        BOOST_TEST(users->find(event::Uid{entry->pw_uid}) != nullptr, entry->pw_name);
    ::endpwent();
}

BOOST_AUTO_TEST_CASE(a_name_that_nobody_bears_adds_nobody) {
    const auto users = plugin::look_up_users({"nobody-bears-this-name", ""});
    BOOST_TEST(*users->find(event::Uid{0}) == "root");
    BOOST_TEST(users->find(event::Uid::unset) == nullptr);
}

BOOST_AUTO_TEST_CASE(the_first_name_of_a_number_stays) {
    event::UserNames users;
    users.add(event::Uid{7}, "eva");
    users.add(event::Uid{7}, "toor");
    BOOST_TEST(*users.find(event::Uid{7}) == "eva");
}

BOOST_AUTO_TEST_SUITE_END()
