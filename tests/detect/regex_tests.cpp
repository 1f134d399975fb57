// SPDX-License-Identifier: Apache-2.0
#include "detect/regex.hpp"

#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "detect/text_matcher.hpp"
#include "event/text.hpp"
#include "support/random_condition.hpp"

using namespace pipehound;
namespace data = boost::unit_test::data;
using Strings = std::vector<std::string>;
using test::Chance;

namespace {

Strings literals(const std::string& expression, bool ignores_case = false) {
    auto found = detect::literals_of({.expression = expression, .ignores_case = ignores_case});
    std::sort(found.begin(), found.end());
    return found;
}

struct Case {
    const char* told;
    const char* expression;
    bool ignores_case;
    Strings literals;
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.told; }

const Case cases[] = {
    {"a text", "/dev/tcp", false, {"/dev/tcp"}},
    {"anchors", "^/tmp/x$", false, {"/tmp/x"}},
    {"capitals are small", "-D", false, {"-d"}},
    {"of what must all stand there the longest", "nc.*ncat.*tcp", false, {"ncat"}},
    {"each branch", "mkfifo|mk[n]od", false, {"mkfifo", "mknod"}},
    {"a class", "x[yz]x", false, {"xyx", "xzx"}},
    {"a rare character", "[0-9]+:[0-9]+", false, {":"}},
    {"a frequent character says nothing", "[0-9]+/[0-9]+", false, {}},
    {"what may be missing says nothing", "(?:nc)?", false, {}},
    {"a branch that is open", "mkfifo|.*", false, {}},
    {"case ignored", "ncat", true, {"ncat"}},
    {"letters that have a sign beyond ASCII, where case is ignored", "socks", true, {"oc"}},
    {"the same by a flag", "(?i)socks", false, {"oc"}},
    {"letters beyond ASCII", "\u00e4ncat", false, {}},
    {"the same by number", "\\x{17f}ncat", false, {}},
    {"a class of Unicode's", "\\p{Lu}ncat", false, {}},
    {"what is no expression", "(ncat", false, {}},
};

/// An expression made of few letters, so that many texts have it.
std::string random_expression(Chance& chance, int depth = 3) {
    const auto part = [&] { return random_expression(chance, depth - 1); };
    switch (chance.below(depth > 0 ? 8U : 2U)) {
        case 0:
            return chance.text({"s", "K", "a", ":", "-"}, 3);
        case 1:
            return chance.of(Strings{"[ak]", "[^a]", ".", "\\d", "\\W", "(?:)"});
        case 2:
            return "(?:" + part() + '|' + part() + ')';
        case 3:
            return "(?:" + part() + ')' + chance.of(Strings{"*", "+", "?", "{2}", "{1,3}"});
        case 4:
            return "(?i:" + part() + ')';
        case 5:
            return chance.of(Strings{"^", "$", "\\b"}) + part();
        default:
            return part() + part();
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(regex_tests)

BOOST_DATA_TEST_CASE(one_of_these_stands_where_it_is_found, data::make(cases), c) {
    BOOST_TEST(literals(c.expression, c.ignores_case) == c.literals,
               boost::test_tools::per_element());
}

// A rule is asked only where one of them stands: were this not sound, it would be blind.
BOOST_AUTO_TEST_CASE(wherever_an_expression_is_found_one_of_its_literals_stands) {
    Chance chance{7};
    int found = 0;
    for (int round = 0; round < 20000; ++round) {
        const rule::RegexTest test{.expression = random_expression(chance),
                                   .ignores_case = chance.one_in(3)};
        const auto needed = detect::literals_of(test);
        if (needed.empty()) continue;
        const detect::TextMatcher matcher{test, {}};
        for (int i = 0; i < 20; ++i) {
            const auto text =
                chance.text({"s", "k", "S", "a", ":", "-", "0", "\u017f", "\u212a"}, 8);
            const auto small = event::folded(text);
            if (!matcher.matches({text, small})) continue;
            ++found;
            BOOST_TEST(std::any_of(needed.begin(), needed.end(),
                                   [&](const auto& literal) {
                                       return small.find(literal) != std::string::npos;
                                   }),
                       test.expression << " in " << text);
        }
    }
    BOOST_TEST(found > 2000);
}

BOOST_AUTO_TEST_SUITE_END()
