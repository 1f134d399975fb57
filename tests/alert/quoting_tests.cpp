// SPDX-License-Identifier: Apache-2.0
#include "alert/quoting.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <memory>

#include "alert/sample_alerts.hpp"

using namespace pipehound::alert;

namespace {

/// What bash makes of one word.
std::string read_back(const std::string& word) {
    const std::string script = "printf %s " + word;
    const std::string command = "bash -c " + shell_word(script);
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe{popen(command.c_str(), "r"), pclose};
    std::string out;
    for (int c = std::fgetc(pipe.get()); c != EOF; c = std::fgetc(pipe.get()))
        out += static_cast<char>(c);
    return out;
}

bool is_printable_ascii(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(quoting_tests)

BOOST_AUTO_TEST_CASE(a_plain_word_stays_bare) {
    for (const auto* word : {"sh", "-i", "/tmp/f", "a=b", "203.0.113.5:4444"})
        BOOST_TEST(shell_word(word) == word);
}

BOOST_AUTO_TEST_CASE(a_word_that_a_shell_would_read_otherwise_is_quoted) {
    BOOST_TEST(shell_word("") == "''");
    BOOST_TEST(shell_word("~") == "'~'");
    BOOST_TEST(shell_word("a b") == "'a b'");
    BOOST_TEST(shell_word("it's") == "'it'\\''s'");
    BOOST_TEST(shell_word("\\n") == "'\\n'");
    BOOST_TEST(shell_word("a\x1b[0m") == "$'a\\x1b[0m'");
}

BOOST_AUTO_TEST_CASE(no_byte_beyond_printable_ascii_gets_through) {
    std::string every_byte;
    for (int byte = 1; byte < 256; ++byte) every_byte += static_cast<char>(byte);
    for (const auto& text : {every_byte, sample::hostile_text()}) {
        BOOST_TEST(is_printable_ascii(shell_word(text)));
        BOOST_TEST(is_printable_ascii(printable(text)));
    }
}

BOOST_AUTO_TEST_CASE(bash_reads_a_quoted_word_back_as_the_very_bytes) {
    std::string every_byte;
    for (int byte = 1; byte < 256; ++byte) every_byte += static_cast<char>(byte);
    for (const auto& text : {every_byte, sample::hostile_text(), std::string{"\x1b"} + "99",
                             std::string{"$HOME `id` !x"}})
        BOOST_TEST(read_back(shell_word(text)) == text);
}

BOOST_AUTO_TEST_CASE(a_sentence_cannot_imitate_an_escape) {
    BOOST_TEST(printable("a\nb") == "a\\nb");
    BOOST_TEST(printable("a\\nb") == "a\\\\nb");
}

BOOST_AUTO_TEST_CASE(a_cut_ends_in_an_ellipsis_within_the_limit_and_splits_no_character) {
    BOOST_TEST(cut("short", 5) == "short");
    BOOST_TEST(cut("longer", 5) == "lo…");
    BOOST_TEST(cut("aéééé", 6) == "aé…");
    BOOST_TEST(cut("aéééé", 5) == "a…");
}

BOOST_AUTO_TEST_SUITE_END()
