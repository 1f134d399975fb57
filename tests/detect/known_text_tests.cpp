// SPDX-License-Identifier: Apache-2.0
#include "detect/known_text.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

using pipehound::detect::KnownText;
using pipehound::detect::KnownTextPtr;
using pipehound::detect::KnownTexts;
using pipehound::detect::LiteralIndex;
using Numbers = std::vector<std::uint32_t>;

namespace {

Numbers found(const KnownText& text, const LiteralIndex& index, std::uint32_t id = 0) {
    Numbers numbers;
    text.search(index, id, [&](std::uint32_t number) { numbers.push_back(number); });
    return numbers;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(known_text)

BOOST_AUTO_TEST_CASE(a_text_is_known_in_its_forms) {
    KnownTexts texts;
    const auto text = texts.of("/usr/bin/NC");
    BOOST_TEST(text->text().as_is == "/usr/bin/NC");
    BOOST_TEST(text->text().folded == "/usr/bin/nc");
    BOOST_TEST((text->framed() == std::string_view{"\0/usr/bin/nc\0", 13}));
    BOOST_TEST(texts.of("")->text().as_is.empty());
}

BOOST_AUTO_TEST_CASE(what_each_index_finds_is_told_again) {
    LiteralIndex paths;
    paths.add("/bin/", 1);
    LiteralIndex names;
    names.add("/nc", 2);
    names.add("/usr", 3);
    KnownTexts texts;
    for (int round = 0; round < 3; ++round) {
        const auto text = texts.of("/usr/bin/nc");
        BOOST_TEST(found(*text, paths) == Numbers{1});
        BOOST_TEST((found(*text, names, 1) == Numbers{3, 2}));
        BOOST_TEST(found(*texts.of("/srv"), names, 1).empty());
    }
}

BOOST_AUTO_TEST_CASE(the_same_text_is_one) {
    KnownTexts texts;
    BOOST_TEST(texts.of("/usr/bin/nc").get() == texts.of(std::string{"/usr/bin/nc"}).get());
}

// More of them than there are places, and some are held while others take theirs.
BOOST_AUTO_TEST_CASE(who_holds_a_text_keeps_it) {
    LiteralIndex index;
    index.add("7", 7);
    KnownTexts texts;
    std::vector<KnownTextPtr> held;
    for (int i = 0; i < 20'000; ++i) {
        const auto text = texts.of("text " + std::to_string(i));
        BOOST_TEST_REQUIRE(text->text().as_is == "text " + std::to_string(i));
        const bool has_seven = text->text().as_is.find('7') != std::string::npos;
        BOOST_TEST_REQUIRE(found(*text, index).empty() == !has_seven);
        if (i % 3 == 0) held.push_back(text);
    }
    for (std::size_t i = 0; i < held.size(); ++i) {
        const auto text = "text " + std::to_string(3 * i);
        BOOST_TEST_REQUIRE(held[i]->text().as_is == text);
        const bool has_seven = text.find('7') != std::string::npos;
        BOOST_TEST_REQUIRE(found(*held[i], index).empty() == !has_seven);
    }
}

BOOST_AUTO_TEST_CASE(a_long_text_is_read_each_time) {
    LiteralIndex index;
    index.add("end", 1);
    KnownTexts texts;
    const std::string longer(2000, 'x');
    BOOST_TEST(found(*texts.of(longer + "end"), index) == Numbers{1});
    BOOST_TEST(found(*texts.of(longer), index).empty());
    BOOST_TEST(texts.of(longer).get() != texts.of(longer).get());
}

BOOST_AUTO_TEST_SUITE_END()
