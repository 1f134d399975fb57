// SPDX-License-Identifier: Apache-2.0
#include "audit/syscalls.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <vector>

#include "audit/call.hpp"

using namespace pipehound::audit;
using boost::unit_test::data::make;

namespace {

constexpr std::uint32_t x86_64 = 0xc000003e;
constexpr std::uint32_t i386 = 0x40000003;
constexpr std::uint32_t aarch64 = 0xc00000b7;
constexpr std::uint32_t x32_bit = 0x40000000;

struct Numbered {
    std::uint32_t arch;
    std::uint32_t number;
    Family family;
};

std::ostream& operator<<(std::ostream& out, const Numbered& call) {
    return out << std::hex << call.arch << ' ' << std::dec << call.number;
}

// As `ausyscall ARCH NAME --exact` prints them.
const std::vector<Numbered> calls{
    {x86_64, 59, Family::execute},
    {x86_64, 322, Family::execute},
    {x86_64, 133, Family::make_node},
    {x86_64, 259, Family::make_node},
    {x86_64, 83, Family::make_directory},
    {x86_64, 258, Family::make_directory},
    {x86_64, 88, Family::make_symlink},
    {x86_64, 266, Family::make_symlink},
    {x86_64, 86, Family::make_link},
    {x86_64, 265, Family::make_link},
    {x86_64, 84, Family::remove_directory},
    {x86_64, 2, Family::open},
    {x86_64, 257, Family::open},
    {x86_64, 437, Family::open},
    {x86_64, 85, Family::open},
    {x86_64, 87, Family::unlink},
    {x86_64, 263, Family::unlink},
    {x86_64, 82, Family::rename},
    {x86_64, 264, Family::rename},
    {x86_64, 316, Family::rename},
    {x86_64, 42, Family::connect},
    {x86_64, 43, Family::accept},
    {x86_64, 288, Family::accept},
    {x86_64, 49, Family::bind},
    {x86_64, 1, Family::none},
    {x86_64, x32_bit + 520, Family::execute},
    {x86_64, x32_bit + 257, Family::open},
    {x86_64, x32_bit + 83, Family::make_directory},
    {x86_64, x32_bit + 265, Family::make_link},
    {i386, 11, Family::execute},
    {i386, 358, Family::execute},
    {i386, 14, Family::make_node},
    {i386, 297, Family::make_node},
    {i386, 39, Family::make_directory},
    {i386, 296, Family::make_directory},
    {i386, 83, Family::make_symlink},
    {i386, 304, Family::make_symlink},
    {i386, 9, Family::make_link},
    {i386, 303, Family::make_link},
    {i386, 40, Family::remove_directory},
    {i386, 5, Family::open},
    {i386, 8, Family::open},
    {i386, 295, Family::open},
    {i386, 437, Family::open},
    {i386, 10, Family::unlink},
    {i386, 301, Family::unlink},
    {i386, 38, Family::rename},
    {i386, 302, Family::rename},
    {i386, 353, Family::rename},
    {i386, 102, Family::socketcall},
    {i386, 361, Family::bind},
    {i386, 362, Family::connect},
    {i386, 364, Family::accept},
    {i386, 59, Family::none},
    {aarch64, 221, Family::execute},
    {aarch64, 281, Family::execute},
    {aarch64, 33, Family::make_node},
    {aarch64, 34, Family::make_directory},
    {aarch64, 36, Family::make_symlink},
    {aarch64, 37, Family::make_link},
    {aarch64, 56, Family::open},
    {aarch64, 437, Family::open},
    {aarch64, 35, Family::unlink},
    {aarch64, 38, Family::rename},
    {aarch64, 276, Family::rename},
    {aarch64, 203, Family::connect},
    {aarch64, 202, Family::accept},
    {aarch64, 242, Family::accept},
    {aarch64, 200, Family::bind},
    {aarch64, 59, Family::none},
    {0xc0000015, 11, Family::none},
};

const std::vector<const char*> damaged{
    "",
    "syscall=59 success=yes exit=0 a0=1 a1=2 a2=3 a3=4",
    "arch=xyz syscall=59 success=yes exit=0 a0=1 a1=2 a2=3 a3=4",
    "arch=c000003e syscall= success=yes exit=0 a0=1 a1=2 a2=3 a3=4",
    "arch=c000003e syscall=59 success=yes exit=zero a0=1 a1=2 a2=3 a3=4",
    "arch=c000003e syscall=59 success=yes exit=0 a0=1 a1=2",
    "arch=c000003e syscall=59 success=yes exit=0 a0=11112222333344445 a1=2 a2=3 a3=4",
};

}  // namespace

BOOST_AUTO_TEST_SUITE(syscalls_tests)

BOOST_DATA_TEST_CASE(knows_the_watched_calls_of_each_architecture, make(calls), call) {
    BOOST_TEST((find_syscall(call.arch, call.number).family == call.family));
}

BOOST_AUTO_TEST_CASE(knows_which_architectures_it_knows) {
    BOOST_TEST(known_arch(x86_64));
    BOOST_TEST(known_arch(i386));
    BOOST_TEST(known_arch(aarch64));
    BOOST_TEST(!known_arch(0xc0000015));
}

BOOST_AUTO_TEST_CASE(reads_a_call_with_a_personality) {
    const auto call = parse_call(
        "arch=40000003 syscall=102 per=8 success=no exit=-115 a0=3 a1=bf a2=0 a3=ffffffff items=0");
    BOOST_REQUIRE(call);
    BOOST_TEST((call->family() == Family::connect));
    BOOST_TEST(call->pending());
    BOOST_TEST(call->took_effect());
    BOOST_TEST(call->arguments[3] == 0xffffffffu);
}

BOOST_AUTO_TEST_CASE(takes_a_call_without_outcome_for_a_failed_one) {
    const auto call = parse_call("arch=c000003e syscall=59 a0=1 a1=2 a2=3 a3=4 items=0");
    BOOST_REQUIRE(call);
    BOOST_TEST(!call->took_effect());
}

BOOST_DATA_TEST_CASE(a_damaged_call_is_none, make(damaged), body) {
    BOOST_TEST(!parse_call(body).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
