// SPDX-License-Identifier: Apache-2.0
#include "audit/value.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <vector>

#include "audit/file_path.hpp"

using namespace pipehound::audit;
using boost::unit_test::data::make;
using Kind = SocketAddress::Kind;

namespace {

struct Text {
    const char* raw;
    std::optional<std::string> means;
};

std::ostream& operator<<(std::ostream& out, const Text& text) { return out << text.raw; }

const std::vector<Text> texts{
    {R"("/tmp/f")", "/tmp/f"},  {R"("")", ""},         {"2F746D702F6120", "/tmp/a "},
    {"2f746d70", "/tmp"},       {"(null)", ""},        {"(none)", ""},
    {"(", std::nullopt},        {"", std::nullopt},    {R"(")", std::nullopt},
    {R"("/tmp)", std::nullopt}, {"2F7", std::nullopt}, {"zz", std::nullopt},
    {R"("f00d")", "f00d"},
};

struct Address {
    const char* raw;
    Kind kind;
    const char* address;
    int port;
};

std::ostream& operator<<(std::ostream& out, const Address& address) { return out << address.raw; }

const std::vector<Address> addresses{
    {"0200115C7F0000010000000000000000", Kind::internet, "127.0.0.1", 4444},
    {"0200115C0A000001", Kind::internet, "10.0.0.1", 4444},
    {"0A0001BB0000000020010DB800000000000000000000000100000000", Kind::internet, "2001:db8::1",
     443},
    {"0A0001BB0000000000000000000000000000000000000001", Kind::internet, "::1", 443},
    {"0A0001BB0000000000000000000000000000FFFFC000020100000000", Kind::internet, "192.0.2.1", 443},
    {"01002F746D702F73", Kind::other_family, "", 0},
    {"100000000000000000000000", Kind::other_family, "", 0},
    {"0000", Kind::other_family, "", 0},
    {"0200115C7F0000", Kind::damaged, "", 0},
    {"0A0001BB00000000", Kind::damaged, "", 0},
    {"02", Kind::damaged, "", 0},
    {"", Kind::damaged, "", 0},
    {"not hex", Kind::damaged, "", 0},
};

struct Join {
    const char* cwd;
    const char* name;
    const char* path;
};

std::ostream& operator<<(std::ostream& out, const Join& join) {
    return out << join.cwd << " + " << join.name;
}

const std::vector<Join> joins{
    {"/home/eva", "f", "/home/eva/f"},
    {"/", "f", "/f"},
    {"/home/eva", "../f", "/home/f"},
    {"/tmp", "./a/./b//c/", "/tmp/a/b/c"},
    {"/tmp", "/x/../../y", "/y"},
    {"/tmp", "..", "/"},
    {"", "f", "f"},
    {"", "../f", "../f"},
    {"(unreachable)/tmp", "f", "f"},
    {"/a/b", "../../../..", "/"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(value_tests)

BOOST_DATA_TEST_CASE(decodes_strings, make(texts), text) {
    BOOST_TEST((decode_string(text.raw) == text.means));
}

BOOST_DATA_TEST_CASE(decodes_socket_addresses, make(addresses), sample) {
    const auto address = decode_socket_address(sample.raw);
    BOOST_TEST((address.kind == sample.kind));
    BOOST_TEST(address.endpoint.address == sample.address);
    BOOST_TEST(address.endpoint.port == sample.port);
}

BOOST_AUTO_TEST_CASE(decodes_devices) {
    BOOST_TEST((decode_device("fe:00") == std::uint64_t{0xfe} << 32));
    BOOST_TEST((decode_device("00:1a") == std::uint64_t{0x1a}));
    BOOST_TEST(!decode_device("fe00"));
    BOOST_TEST(!decode_device("fe:"));
    BOOST_TEST(!decode_device(":00"));
}

BOOST_DATA_TEST_CASE(joins_paths_by_the_letter, make(joins), sample) {
    BOOST_TEST(join(sample.cwd, sample.name) == sample.path);
}

BOOST_AUTO_TEST_SUITE_END()
