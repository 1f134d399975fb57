// SPDX-License-Identifier: Apache-2.0
#include "detect/formula.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "rule/condition_text.hpp"
#include "rule/eql_reader.hpp"
#include "rule/sigma_reader.hpp"
#include "support/random_condition.hpp"

using namespace pipehound;
namespace data = boost::unit_test::data;
using detect::Answers;
using detect::Formula;
using detect::Lexicon;
using test::Chance;

namespace {

using Strings = std::vector<std::string>;
using Fields = std::vector<std::pair<std::string, std::string>>;

/// A formula with the answers that it needs.
class Asked {
public:
    Asked(const rule::Condition& condition, Lexicon::Kind kind, bool widens)
        : lexicon_{kind},
          formula_{condition,
                   [this](std::string_view field, Lexicon::Names names) {
                       return lexicon_.number(field, names, {});
                   },
                   widens},
          answers_{lexicon_} {}

    [[nodiscard]] bool holds(const event::Record& record) {
        answers_.turn_to(record);
        return formula_.holds(answers_);
    }
    [[nodiscard]] bool holds(const event::Event& event, const event::Facts& told) {
        const detect::FactsTeller teller = [&](event::Needs, event::Facts& facts) { facts = told; };
        answers_.turn_to(event, teller, {});
        return formula_.holds(answers_);
    }

private:
    Lexicon lexicon_;
    Formula formula_;
    Answers answers_;
};

rule::ConditionPtr condition_of(const std::string& detection) {
    rule::Documents documents;
    rule::read_sigma("a.yml", "title: T\nlogsource: {product: linux}\ndetection: " + detection,
                     documents);
    BOOST_REQUIRE_MESSAGE(documents.broken.empty(), detection);
    return documents.detections.front().condition;
}

bool holds_of_record(const std::string& selection, const Fields& fields) {
    const auto condition = condition_of("{s: {" + selection + "}, condition: s}");
    return Asked{*condition, Lexicon::Kind::record, false}.holds(event::Record{"X", fields});
}

// ---- one field of a record

struct Case {
    std::string selection;
    Fields fields;
    bool holds;
};
std::ostream& operator<<(std::ostream& out, const Case& c) {
    out << c.selection << (c.holds ? " holds of" : " does not hold of");
    for (const auto& [name, value] : c.fields) out << ' ' << name << '=' << value;
    return out;
}

const Case cases[] = {
    {"exe: null", {}, true},
    {"exe: null", {{"exe", ""}}, false},
    {"exe: ''", {{"exe", ""}}, true},
    {"exe: ''", {}, false},
    {"exe: ''", {{"exe", "x"}}, false},
    {"exe|exists: true", {{"exe", ""}}, true},
    {"exe|exists: true", {}, false},
    {"exe|exists: false", {}, true},
    {"exe|exists: false", {{"exe", "x"}}, false},
    {"exe|neq: x", {{"exe", "y"}}, true},
    {"exe|neq: x", {{"exe", "X"}}, false},
    {"exe|neq: x", {}, true},
    {"exe: [null, x]", {}, true},
    {"exe: [null, x]", {{"exe", "y"}}, false},
    // a field that stands several times: one value is enough
    {"key: b", {{"key", "a"}, {"key", "b"}}, true},
    {"key: c", {{"key", "a"}, {"key", "b"}}, false},
    {"key|contains|all: [a, b]", {{"key", "xa"}, {"key", "bx"}}, true},
    {"key|neq: b", {{"key", "a"}, {"key", "b"}}, false},
    {"key|gt: 5", {{"key", "x"}, {"key", "7"}}, true},
    // lists, of which plain texts are looked up at once
    {"exe: [a, b, c, d, e]", {{"exe", "D"}}, true},
    {"exe: [a, b, c, d, e]", {{"exe", "x"}}, false},
    {"exe: [a, b, c, d, e]", {{"exe", "x"}, {"exe", "e"}}, true},
    {"exe: [a, b, c, d, e]", {{"exe", "ab"}}, false},
    {"exe: [a, b, c, d, e]", {}, false},
    {"exe: [a, b*, c, d, e, null]", {{"exe", "bx"}}, true},
    {"exe: [a, b*, c, d, e, null]", {{"exe", "e"}}, true},
    {"exe: [a, b*, c, d, e, null]", {}, true},
    {"exe|cased: [a, b, c, d]", {{"exe", "D"}}, false},
    {"exe|cased: [a, b, c, D]", {{"exe", "D"}}, true},
    {"exe: [a, b, c, d, '\u00e4']", {{"exe", "\u00c4"}}, true},
    {"exe: ['1', '2', '3', '4', a, b, c, d]", {{"exe", "3"}}, true},
    {"exe: ['1', '2', '3', '4', a, b, c, d]", {{"exe", "c"}}, true},
    // numbers
    {"a0|gt: 5", {{"a0", "5"}}, false},
    {"a0|gte: 5", {{"a0", "5"}}, true},
    {"a0|lt: 5", {{"a0", "4.9"}}, true},
    {"a0|lte: 5", {{"a0", "5.1"}}, false},
    {"a0|lt: 0", {{"a0", "-3"}}, true},
    {"a0|lt: 5", {{"a0", "4 "}}, false},
    {"a0|lt: 5", {{"a0", ""}}, false},
    {"a0|lt: 5", {}, false},
    {"a0|gt: 5", {{"a0", "inf"}}, false},
    {"a0|gt: 5", {{"a0", "nan"}}, false},
    {"a0: 5", {{"a0", "5"}}, true},
    {"a0: 5", {{"a0", "5.0"}}, false},
    // addresses
    {"addr|cidr: 10.0.0.0/8", {{"addr", "10.255.1.2"}}, true},
    {"addr|cidr: 10.0.0.0/8", {{"addr", "11.0.0.0"}}, false},
    {"addr|cidr: 10.0.0.0/8", {{"addr", "::ffff:10.1.2.3"}}, true},
    {"addr|cidr: 10.0.0.0/8", {{"addr", "a00::1"}}, false},
    {"addr|cidr: 10.0.0.0/8", {{"addr", "host"}}, false},
    {"addr|cidr: 10.0.0.0/8", {{"addr", ""}}, false},
    {"addr|cidr: 10.0.0.0/8", {{"addr", "10.0.0.1 "}}, false},
    {"addr|cidr: 10.1.2.3", {{"addr", "10.1.2.3"}}, true},
    {"addr|cidr: 10.1.2.3", {{"addr", "10.1.2.4"}}, false},
    {"addr|cidr: 192.168.4.0/23", {{"addr", "192.168.5.255"}}, true},
    {"addr|cidr: 192.168.4.0/23", {{"addr", "192.168.6.0"}}, false},
    {"addr|cidr: 0.0.0.0/0", {{"addr", "1.2.3.4"}}, true},
    {"addr|cidr: 0.0.0.0/0", {{"addr", "::1"}}, false},
    {"addr|cidr: fe80::/10", {{"addr", "febf::1"}}, true},
    {"addr|cidr: fe80::/10", {{"addr", "fec0::1"}}, false},
    {"addr|cidr: '::1'", {{"addr", "0:0:0:0:0:0:0:1"}}, true},
    {"addr|cidr: '::/0'", {{"addr", "2001:db8::1"}}, true},
    // dates
    {"acct|hour: 3", {{"acct", "2026-11-20T03:12:45Z"}}, true},
    {"acct|hour: 4", {{"acct", "2026-11-20T03:12:45Z"}}, false},
    {"acct|hour|gte: 3", {{"acct", "2026-11-20T03:12:45Z"}}, true},
    {"acct|week: 53", {{"acct", "2027-01-01"}}, true},
    {"acct|year: 2026", {{"acct", "yesterday"}}, false},
    // other fields
    {"exe|fieldref: comm", {{"exe", "nc"}, {"comm", "NC"}}, true},
    {"exe|fieldref|cased: comm", {{"exe", "nc"}, {"comm", "NC"}}, false},
    {"exe|fieldref: comm", {{"exe", "nc"}}, false},
    {"exe|fieldref: comm", {}, false},
    {"exe|fieldref|endswith: comm", {{"exe", "/bin/nc"}, {"comm", "nc"}}, true},
    {"exe|fieldref|startswith: comm", {{"exe", "/bin/nc"}, {"comm", "nc"}}, false},
    {"exe|fieldref|contains: comm", {{"exe", "/bin/nc -e"}, {"comm", "nc"}}, true},
    {"exe|fieldref|neq: comm", {{"exe", "/bin/nc"}, {"comm", "nc"}}, true},
};

struct BadNetwork {
    std::string text;
};
std::ostream& operator<<(std::ostream& out, const BadNetwork& bad) { return out << bad.text; }

const BadNetwork bad_networks[] = {
    {""},  {"10.0.0.0/33"}, {"10.0.0.0/-1"}, {"::/129"},       {"10.0.0.0/"}, {"10.0.0/8"},
    {"x"}, {"10.0.0.0/a"},  {"10.0.0.0/.5"}, {"10.0.0.0/nan"}, {"/8"}};

// ---- programs by their names

/// /usr/bin/dash, called as /bin/sh by somebody who says that it is `argv0`.
struct Disguised {
    event::Event event;
    event::Facts facts;
};

Disguised disguised(const std::string& argv0) {
    Disguised made;
    made.event.actor.exe = "/usr/bin/dash";
    made.event.act = event::ProcessExecuted{"/bin/sh", {argv0}, "/"};
    made.facts.process.executable = "/usr/bin/dash";
    made.facts.process.called = "/bin/sh";
    made.facts.process.names = {argv0};
    made.facts.parent = made.facts.process;
    return made;
}

struct NameCase {
    std::string condition;  // over s: Image ends in /sh, d: in /dash, e: in /evil
    bool by_any_name;
    bool by_true_file;
};
std::ostream& operator<<(std::ostream& out, const NameCase& c) { return out << c.condition; }

const NameCase name_cases[] = {
    {"s", true, false},
    {"d", true, true},
    {"e", true, false},
    {"not s", true, true},
    {"not e", true, true},
    {"not d", false, false},
    {"not not s", true, false},
    {"not not e", true, false},
    {"not not not e", true, true},
    {"not not not d", false, false},
    {"d and not e", true, true},
    {"e and not d", false, false},
    {"s and not e", true, false},
    {"not (d and not e)", true, false},
    {"not (e and not s)", true, true},
    {"not (s or not e)", true, false},  // `not e` is under one, the inner e under two
    {"e and s and d", true, false},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(formula_tests)

BOOST_DATA_TEST_CASE(of_a_record, data::make(cases), c) {
    BOOST_TEST(holds_of_record(c.selection, c.fields) == c.holds);
}

BOOST_DATA_TEST_CASE(what_is_no_network_is_refused, data::make(bad_networks), bad) {
    BOOST_CHECK_THROW((detect::Network{bad.text, {}}), rule::Refusal);
}

/// The bits of two random addresses, compared one by one.
BOOST_AUTO_TEST_CASE(a_network_holds_the_addresses_that_share_its_bits) {
    Chance chance{1};
    for (int round = 0; round < 20'000; ++round) {
        std::uint32_t one = 0;
        for (int byte = 0; byte < 4; ++byte)
            one = one << 8 | static_cast<std::uint32_t>(chance.below(256));
        const auto bits = chance.below(33);
        const auto other = one ^ (1U << chance.below(32));
        const auto text = [](std::uint32_t address) {
            return std::to_string(address >> 24) + '.' + std::to_string(address >> 16 & 255) + '.' +
                   std::to_string(address >> 8 & 255) + '.' + std::to_string(address & 255);
        };
        const detect::Network network{text(one) + '/' + std::to_string(bits), {}};
        const bool shared = bits == 0 || (one ^ other) >> (32 - bits) == 0;
        BOOST_REQUIRE(network.contains(text(one)));
        BOOST_REQUIRE(network.contains(text(other)) == shared);
        BOOST_REQUIRE(network.contains("::ffff:" + text(other)) == shared);
    }
}

BOOST_DATA_TEST_CASE(any_name_widens_and_only_the_file_excludes, data::make(name_cases), c) {
    const auto evil = disguised("evil");
    for (const std::string field : {"Image", "ParentImage"}) {
        const auto condition = condition_of("{s: {" + field + "|endswith: /sh}, d: {" + field +
                                            "|endswith: /dash}, e: {" + field +
                                            "|endswith: /evil}, condition: '" + c.condition + "'}");
        BOOST_TEST((Asked{*condition, Lexicon::Kind::event, true}.holds(evil.event, evil.facts)) ==
                   c.by_any_name);
        BOOST_TEST((Asked{*condition, Lexicon::Kind::event, false}.holds(evil.event, evil.facts)) ==
                   c.by_true_file);
    }
}

BOOST_AUTO_TEST_CASE(both_names_of_a_folder_are_the_same_on_a_merged_system) {
    const auto shell = disguised("sh");
    for (const std::string path : {"/usr/bin/sh", "/bin/sh", "/usr/bin/dash", "/bin/dash"}) {
        const auto condition = condition_of("{s: {Image: " + path + "}, condition: s}");
        BOOST_TEST((Asked{*condition, Lexicon::Kind::event, true}.holds(shell.event, shell.facts)));
    }
}

// Who starts a program chooses its names: whatever he chooses, no rule that would have held of the
// bare file may go silent. `Image: null` did, where the file is not told but a name is.
BOOST_AUTO_TEST_CASE(a_name_more_never_keeps_a_condition_from_holding) {
    Chance chance{2};
    const Strings parts{"/bin/", "sh", "nc", "/bin/sh", "/tmp/x"};
    test::RandomCondition conditions{
        chance, {"Image", "ParentImage", "process.name", "process.parent.name"}, parts};
    int held = 0;
    int widened = 0;
    for (int round = 0; round < 20'000; ++round) {
        const auto condition = conditions.make(4);
        Asked by_any_name{*condition, Lexicon::Kind::event, true};
        Asked by_true_file{*condition, Lexicon::Kind::event, false};
        for (int i = 0; i < 5; ++i) {
            Disguised plain;
            if (!chance.one_in(6)) plain.event.actor.exe = "/bin/" + chance.text(parts, 1);
            plain.event.act = event::ProcessExecuted{"", {"x"}, "/"};
            plain.facts.process.executable = plain.event.actor.exe;
            if (!chance.one_in(6)) plain.facts.parent = plain.facts.process;
            auto named = plain;
            named.facts.process.called = chance.text(parts, 2);
            named.facts.process.names = {chance.text(parts, 2), "sh"};
            if (named.facts.parent) named.facts.parent = named.facts.process;
            const bool holds = by_any_name.holds(plain.event, plain.facts);
            const bool holds_named = by_any_name.holds(named.event, named.facts);
            BOOST_REQUIRE_MESSAGE(!holds || holds_named, rule::text(*condition));
            BOOST_REQUIRE_MESSAGE(!by_true_file.holds(named.event, named.facts) || holds_named,
                                  rule::text(*condition));
            held += holds ? 1 : 0;
            widened += holds_named && !holds ? 1 : 0;
        }
    }
    BOOST_TEST(held > 1000);
    BOOST_TEST(widened > 1000);
}

/// Parts that stand in several places are compiled once, but not for both sides of a `not`.
BOOST_AUTO_TEST_CASE(a_part_that_stands_on_both_sides_of_a_not_is_two) {
    const auto evil = disguised("evil");
    const auto condition = condition_of(
        "{e: {Image|endswith: /evil}, d: {Image|endswith: /dash}, "
        "condition: e and not e and not (not e) and d}");
    BOOST_TEST((Asked{*condition, Lexicon::Kind::event, true}.holds(evil.event, evil.facts)));
}

BOOST_AUTO_TEST_CASE(eql_asks_whether_a_condition_is_unknown) {
    const auto holds = [](const std::string& written, const Fields& fields) {
        rule::Documents documents;
        rule::read_eql("a.eql", "any where " + written, documents);
        BOOST_REQUIRE_MESSAGE(documents.broken.empty(), written);
        const auto& condition = *documents.event_detections.front().query.condition;
        return Asked{condition, Lexicon::Kind::record, false}.holds(event::Record{"X", fields});
    };
    BOOST_TEST(holds("(exit > 0) == null", {}));
    BOOST_TEST(!holds("(exit > 0) == null", {{"exit", "1"}}));
    BOOST_TEST(!holds("(exit > 0) == null", {{"exit", "0"}}));
    BOOST_TEST(holds("(exit > 0) != null", {{"exit", "0"}}));
    BOOST_TEST(holds("(exit > 0 and comm == \"x\") == null", {{"comm", "x"}}));
    BOOST_TEST(!holds("(exit > 0 and comm == \"x\") == null", {{"comm", "y"}}));
    BOOST_TEST(!holds("not (exit > 0)", {}));
}

BOOST_AUTO_TEST_CASE(what_a_function_may_do_without_may_be_null) {
    const auto holds = [](const std::string& written) {
        rule::Documents documents;
        rule::read_eql("a.eql", "any where " + written, documents);
        BOOST_REQUIRE_MESSAGE(documents.broken.empty(), written);
        const auto& condition = *documents.event_detections.front().query.condition;
        return Asked{condition, Lexicon::Kind::record, false}.holds(
            event::Record{"X", {{"comm", "a.b.c"}}});
    };
    BOOST_TEST(holds("indexOf(comm, \".\", exit) == 1"));
    BOOST_TEST(holds("substring(comm, 2, null) == \"b.c\""));
    BOOST_TEST(holds("between(comm, \".\", \".\", null) == \"b\""));
    BOOST_TEST(holds("substring(comm, exit) == null"));
    BOOST_TEST(holds("concat(comm, exit) == null"));
}

BOOST_AUTO_TEST_CASE(nothing_of_all_holds_and_nothing_of_any_does_not) {
    const event::Record record{"X", {}};
    const rule::Condition all{rule::All{}};
    const rule::Condition any{rule::Any{}};
    BOOST_TEST((Asked{all, Lexicon::Kind::record, false}.holds(record)));
    BOOST_TEST(!(Asked{any, Lexicon::Kind::record, false}.holds(record)));
}

BOOST_AUTO_TEST_SUITE_END()
