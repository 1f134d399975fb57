// SPDX-License-Identifier: Apache-2.0
#include "rule/query_language.hpp"

#include <boost/test/unit_test.hpp>

using namespace pipehound::rule;

BOOST_AUTO_TEST_SUITE(query_language_tests)

BOOST_AUTO_TEST_CASE(what_begins_as_eql_does_is_eql) {
    for (const auto* const query :
         {"process where true", "any where true", "sequence by a [any where b]", "sample by a",
          "// note\nfile\n where a", "/* note */ process where true", "process where"})
        BOOST_CHECK_MESSAGE(language_of(query) == QueryLanguage::eql, query);
}

BOOST_AUTO_TEST_CASE(all_else_is_kql) {
    for (const auto* const query :
         {"imProcessCreate | where true", "imProcessCreate\n| where true", "imFileEvent",
          "let a = 1; imFileEvent", "// note\nimFileEvent", "", "// a", "/* open", "| where true",
          "where TargetProcessName == 'x'"})
        BOOST_CHECK_MESSAGE(language_of(query) == QueryLanguage::kql, query);
}

BOOST_AUTO_TEST_SUITE_END()
