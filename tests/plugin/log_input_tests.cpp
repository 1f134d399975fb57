// SPDX-License-Identifier: Apache-2.0
#include "log_input.hpp"

#include <array>
#include <boost/iostreams/copy.hpp>
#include <boost/iostreams/device/array.hpp>
#include <boost/iostreams/device/back_inserter.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/lzma.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/scratch_folder.hpp"

using pipehound::plugin::InputError;
using pipehound::plugin::LogInput;
using pipehound::support::ScratchFolder;
namespace io = boost::iostreams;

namespace {

const std::array<std::string, 2> compressions{"gz", "xz"};

/// Does not compress well, so that a cut falls behind data that can be read.
std::string long_log() {
    std::string text;
    std::uint32_t state = 1;
    for (int line = 0; line < 20'000; ++line) {
        state = state * 1664525U + 1013904223U;
        text += "type=EOE msg=audit(" + std::to_string(state) + "):\n";
    }
    return text;
}

std::string compressed(const std::string& text, const std::string& how) {
    std::string result;
    io::filtering_ostream stream;
    if (how == "gz")
        stream.push(io::gzip_compressor{});
    else
        stream.push(io::lzma_compressor{});
    stream.push(io::back_inserter(result));
    io::copy(io::array_source{text.data(), text.size()}, stream);
    return result;
}

struct Outcome {
    std::string content;
    bool failed = false;
};

Outcome read_all(const std::string& path) {
    Outcome outcome;
    std::array<char, 4096> buffer;
    try {
        LogInput input{path};
        while (const auto taken = input.read(buffer)) outcome.content.append(buffer.data(), taken);
    } catch (const InputError&) {
        outcome.failed = true;
    }
    return outcome;
}

Outcome read_as(const std::string& name, const std::string& content) {
    const ScratchFolder folder;
    pipehound::support::write_file(folder.file(name), content);
    return read_all(folder.file(name));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(log_input_tests)

BOOST_AUTO_TEST_CASE(plain_text_is_read_as_it_is) {
    for (const auto& text : {std::string{}, std::string{"x"}, long_log()}) {
        const auto outcome = read_as("audit.log", text);
        BOOST_TEST(!outcome.failed);
        BOOST_TEST((outcome.content == text));
    }
}

BOOST_DATA_TEST_CASE(compression_is_told_by_content_whatever_the_name, compressions, how) {
    const auto text = long_log();
    const auto outcome = read_as("audit.log", compressed(text, how));
    BOOST_TEST(!outcome.failed);
    BOOST_TEST((outcome.content == text));
}

BOOST_DATA_TEST_CASE(compressed_logs_put_together_are_read_whole, compressions, how) {
    const auto outcome = read_as("audit.log", compressed("a\n", how) + compressed("b\n", how));
    BOOST_TEST(!outcome.failed);
    BOOST_TEST(outcome.content == "a\nb\n");
}

BOOST_DATA_TEST_CASE(a_log_that_is_cut_gives_its_beginning_and_an_error, compressions, how) {
    const auto text = long_log();
    const auto whole = compressed(text, how);
    const auto outcome = read_as("audit.log", whole.substr(0, whole.size() / 2));
    BOOST_TEST(outcome.failed);
    BOOST_TEST(text.starts_with(outcome.content));
}

BOOST_DATA_TEST_CASE(a_byte_that_fell_over_is_an_error, compressions, how) {
    auto damaged = compressed(long_log(), how);
    damaged[damaged.size() / 2] = static_cast<char>(~damaged[damaged.size() / 2]);
    BOOST_TEST(read_as("audit.log", damaged).failed);
}

BOOST_DATA_TEST_CASE(an_empty_file_with_a_compressed_name_is_an_error, compressions, how) {
    BOOST_TEST(read_as("audit.log." + how, "").failed);
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_an_error) {
    const ScratchFolder folder;
    BOOST_TEST(read_all(folder.file("missing")).failed);
    BOOST_TEST(read_all(folder.file(".")).failed);
}

BOOST_AUTO_TEST_SUITE_END()
