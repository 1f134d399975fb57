// SPDX-License-Identifier: Apache-2.0
// What the kernel does with it is seen in tests/vm.
#include "apparmor.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "support/scratch_folder.hpp"

using namespace pipehound;
using plugin::enter_profile;

namespace {

/// A kernel with these profiles.
struct Kernel {
    explicit Kernel(const std::vector<std::string>& profiles) {
        for (const auto& name : profiles)
            std::filesystem::create_directories(paths.profiles + '/' + name);
        support::write_file(paths.door, "");
    }
    support::ScratchFolder folder;
    plugin::AppArmorPaths paths{folder.file("profiles"), folder.file("current")};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(apparmor_tests)

BOOST_AUTO_TEST_CASE(it_asks_for_a_profile_that_is_loaded) {
    const Kernel kernel{{"other.1", "pipehound.23"}};
    BOOST_TEST(enter_profile("pipehound", kernel.paths));
    BOOST_TEST(support::content_of(kernel.paths.door) == "changeprofile pipehound");
}

BOOST_AUTO_TEST_CASE(a_profile_within_another_is_loaded_with_it) {
    const Kernel kernel{{"pipehound.23"}};
    BOOST_TEST(enter_profile("pipehound//kernel", kernel.paths));
    BOOST_TEST(support::content_of(kernel.paths.door) == "changeprofile pipehound//kernel");
}

BOOST_AUTO_TEST_CASE(it_does_not_ask_for_what_is_not_loaded) {
    const Kernel kernel{{"pipe.1", "pipehound-old.2"}};
    BOOST_TEST(!enter_profile("pipehound", kernel.paths));
    BOOST_TEST(support::content_of(kernel.paths.door) == "");
}

BOOST_AUTO_TEST_CASE(a_kernel_without_apparmor_is_no_failure) {
    const support::ScratchFolder folder;
    BOOST_TEST(!enter_profile("pipehound", {folder.file("profiles"), folder.file("current")}));
}

BOOST_AUTO_TEST_CASE(a_refusal_is_told) {
    Kernel kernel{{"pipehound.1"}};
    kernel.paths.door = "/dev/full";
    BOOST_CHECK_EXCEPTION(
        enter_profile("pipehound", kernel.paths), std::system_error, [](const auto& error) {
            return std::string{error.what()}.find("AppArmor profile pipehound") == 0;
        });
}

BOOST_AUTO_TEST_SUITE_END()
