// SPDX-License-Identifier: Apache-2.0
// What the kernel does with it is seen in tests/vm.
#include "apparmor.hpp"

#include <boost/test/unit_test.hpp>
#include <system_error>

#include "support/scratch_folder.hpp"

using namespace pipehound;
using plugin::enter_profile;

BOOST_AUTO_TEST_SUITE(apparmor_tests)

BOOST_AUTO_TEST_CASE(it_asks_for_the_profile_by_its_name) {
    const support::ScratchFolder folder;
    const auto door = folder.file("current");
    support::write_file(door, "");
    BOOST_TEST(enter_profile("pipehound//kernel", door));
    BOOST_TEST(support::content_of(door) == "changeprofile pipehound//kernel");
}

BOOST_AUTO_TEST_CASE(a_kernel_without_apparmor_is_no_failure) {
    const support::ScratchFolder folder;
    BOOST_TEST(!enter_profile("pipehound", folder.file("current")));
}

BOOST_AUTO_TEST_CASE(a_refusal_is_told) {
    BOOST_CHECK_EXCEPTION(
        enter_profile("pipehound", "/dev/full"), std::system_error, [](const auto& error) {
            return std::string{error.what()}.find("AppArmor profile pipehound") == 0;
        });
}

BOOST_AUTO_TEST_SUITE_END()
