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
    const auto texts = detect::texts_of(keys, answers);
    BOOST_REQUIRE(texts.size() == 1U);
    const Values values{"3:x-:", "", std::nullopt, "y"};
    BOOST_TEST((detect::key_values(texts[0]) == values));
    keys[2].optional = false;
    BOOST_TEST(detect::texts_of(keys, answers).empty());
}

BOOST_AUTO_TEST_CASE(of_several_values_each_is_chosen_once_and_not_without_end) {
    detect::Lexicon lexicon{detect::Lexicon::Kind::document};
    std::vector<detect::CompiledSequence::Key> keys;
    for (const auto* const field : {"a", "b"})
        keys.push_back({lexicon.number(field, detect::Lexicon::Names::true_file, {}), true, false});
    detect::Answers answers{lexicon};
    const auto few =
        event::EcsDocument::parse(R"({"a": ["1", null, "2", "1"], "b": ["x", "y"]})", 1);
    answers.turn_to(*few);
    std::vector<Values> chosen;
    for (const auto& text : detect::texts_of(keys, answers))
        chosen.push_back(detect::key_values(text));
    const std::vector<Values> all{{"1", "x"}, {"1", "y"}, {"2", "x"}, {"2", "y"}};
    BOOST_TEST((chosen == all));
    std::string list = "0";
    for (int i = 1; i < 100; ++i) list += ',' + std::to_string(i);
    const auto many =
        event::EcsDocument::parse("{\"a\": [" + list + "], \"b\": [" + list + "]}", 2);
    answers.turn_to(*many);
    BOOST_TEST(detect::texts_of(keys, answers).size() == 64U);
}

BOOST_AUTO_TEST_CASE(a_text_that_is_no_key_does_no_harm) {
    for (const auto* const text : {"", "x", "99:a", ":", "1:"})
        BOOST_TEST(detect::key_values(text).size() <= 1u);
}

BOOST_AUTO_TEST_SUITE_END()
