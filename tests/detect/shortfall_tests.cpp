// SPDX-License-Identifier: Apache-2.0
#include "detect/shortfall.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/random_condition.hpp"

using namespace pipehound;
namespace data = boost::unit_test::data;
using detect::Answers;
using detect::Formula;
using detect::Lexicon;
using test::Chance;
using Truth = Formula::Truth;

BOOST_AUTO_TEST_SUITE(shortfall_tests)

/// Whatever the condition: something is lacking where it does not hold and nowhere else, and each
/// thing that is lacking is what the formula itself says of it.
BOOST_DATA_TEST_CASE(an_explanation_never_disagrees_with_the_formula, data::xrange(400), seed) {
    Chance chance{static_cast<unsigned>(seed)};
    const std::vector<std::string> fields{"exe", "comm", "key"};
    test::RandomCondition random{chance, fields, {"a", "b", "sh"}};
    const auto condition = random.make();
    Lexicon lexicon{Lexicon::Kind::record};
    const Formula formula{*condition,
                          [&](std::string_view field, Lexicon::Names names) {
                              return lexicon.number(field, names, {});
                          },
                          false};
    Answers answers{lexicon};
    for (int i = 0; i < 20; ++i) {
        event::Record record{"X", {}};
        for (const auto& field : fields)
            if (chance.one_in(2))
                record.fields.emplace_back(field, chance.text({"a", "b", "sh", "1"}, 3));
        answers.turn_to(record);
        const auto whole = formula.whole(*condition);
        BOOST_TEST((whole.truth(answers) == Truth::yes) == formula.holds(answers));
        const auto lacking = detect::shortfalls(whole, answers);
        BOOST_TEST(lacking.empty() == formula.holds(answers));
        for (const auto& one : lacking)
            for (const auto& test : one.tests)
                BOOST_TEST((test.truth(answers) != (one.wanted ? Truth::yes : Truth::no)));
    }
}

BOOST_AUTO_TEST_SUITE_END()
