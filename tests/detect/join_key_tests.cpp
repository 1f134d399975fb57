// SPDX-License-Identifier: Apache-2.0
#include "detect/join_key.hpp"

#include <boost/test/unit_test.hpp>

using namespace pipehound;
using Values = std::vector<std::optional<std::string>>;

BOOST_AUTO_TEST_SUITE(join_key_tests)

BOOST_AUTO_TEST_CASE(a_key_gives_its_values_back_whatever_they_hold) {
    detect::Lexicon lexicon{detect::Lexicon::Kind::document};
    std::vector<detect::CompiledSequence::Key> keys;
    for (const auto* const field : {"a", "b", "c", "d"})
        keys.push_back({lexicon.number(field, detect::Lexicon::Names::true_file, {}), true, true});
    detect::Answers answers{lexicon};
    const auto document = event::EcsDocument::parse(R"({"a": "3:x-:", "b": "", "d": "y"})", 1);
    answers.turn_to(*document);
    const auto key = detect::key_of(keys, answers);
    BOOST_REQUIRE(key.has_value());
    const Values values{"3:x-:", "", std::nullopt, "y"};
    BOOST_TEST((detect::key_values(*key) == values));
    keys[2].optional = false;
    BOOST_TEST(!detect::key_of(keys, answers));
}

BOOST_AUTO_TEST_CASE(a_text_that_is_no_key_does_no_harm) {
    for (const auto* const text : {"", "x", "99:a", ":", "1:"})
        BOOST_TEST(detect::key_values(text).size() <= 1u);
}

BOOST_AUTO_TEST_SUITE_END()
