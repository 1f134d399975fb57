// SPDX-License-Identifier: Apache-2.0
#include "detect/named_users.hpp"

#include <boost/test/unit_test.hpp>

#include "rule/kql_reader.hpp"
#include "rule/sigma_reader.hpp"

using namespace pipehound;
using Names = std::set<std::string>;

BOOST_AUTO_TEST_SUITE(named_users_tests)

BOOST_AUTO_TEST_CASE(users_are_named_in_sigma_and_in_kql) {
    rule::Documents documents;
    rule::read_sigma(
        "a.yml",
        "title: T\nlogsource: {product: linux, category: process_creation}\n"
        "detection: {s: {User: eva, Image: sh}, t: {ParentUser: x}, condition: not s}\n",
        documents);
    rule::read_kql("q.kql", R"(imProcessCreate | where ActorUsername == "mia" or Dvc == "web")",
                   event::Time{}, documents);
    const Names wanted{"eva", "mia"};
    BOOST_TEST(detect::named_users(documents) == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
