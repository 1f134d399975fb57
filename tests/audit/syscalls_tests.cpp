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
    {x86_64, 56, Family::fork},
    {x86_64, 57, Family::fork},
    {x86_64, 58, Family::fork},
    {x86_64, 62, Family::send_signal},
    {x86_64, 90, Family::change_mode},
    {x86_64, 91, Family::change_mode},
    {x86_64, 92, Family::change_owner},
    {x86_64, 93, Family::change_owner},
    {x86_64, 94, Family::change_owner},
    {x86_64, 105, Family::change_user},
    {x86_64, 106, Family::change_group},
    {x86_64, 112, Family::begin_session},
    {x86_64, 113, Family::change_user},
    {x86_64, 114, Family::change_group},
    {x86_64, 117, Family::change_user},
    {x86_64, 119, Family::change_group},
    {x86_64, 122, Family::change_user},
    {x86_64, 123, Family::change_group},
    {x86_64, 175, Family::load_module},
    {x86_64, 176, Family::unload_module},
    {x86_64, 188, Family::change_attributes},
    {x86_64, 189, Family::change_attributes},
    {x86_64, 190, Family::change_attributes},
    {x86_64, 197, Family::change_attributes},
    {x86_64, 198, Family::change_attributes},
    {x86_64, 199, Family::change_attributes},
    {x86_64, 200, Family::send_signal},
    {x86_64, 231, Family::end_process},
    {x86_64, 234, Family::send_signal},
    {x86_64, 260, Family::change_owner},
    {x86_64, 268, Family::change_mode},
    {x86_64, 313, Family::load_module},
    {i386, 2, Family::fork},
    {i386, 15, Family::change_mode},
    {i386, 16, Family::change_owner},
    {i386, 23, Family::change_user},
    {i386, 37, Family::send_signal},
    {i386, 46, Family::change_group},
    {i386, 66, Family::begin_session},
    {i386, 70, Family::change_user},
    {i386, 71, Family::change_group},
    {i386, 94, Family::change_mode},
    {i386, 95, Family::change_owner},
    {i386, 120, Family::fork},
    {i386, 128, Family::load_module},
    {i386, 129, Family::unload_module},
    {i386, 138, Family::change_user},
    {i386, 139, Family::change_group},
    {i386, 164, Family::change_user},
    {i386, 170, Family::change_group},
    {i386, 182, Family::change_owner},
    {i386, 190, Family::fork},
    {i386, 198, Family::change_owner},
    {i386, 203, Family::change_user},
    {i386, 204, Family::change_group},
    {i386, 207, Family::change_owner},
    {i386, 208, Family::change_user},
    {i386, 210, Family::change_group},
    {i386, 212, Family::change_owner},
    {i386, 213, Family::change_user},
    {i386, 214, Family::change_group},
    {i386, 215, Family::change_user},
    {i386, 216, Family::change_group},
    {i386, 226, Family::change_attributes},
    {i386, 227, Family::change_attributes},
    {i386, 228, Family::change_attributes},
    {i386, 235, Family::change_attributes},
    {i386, 236, Family::change_attributes},
    {i386, 237, Family::change_attributes},
    {i386, 238, Family::send_signal},
    {i386, 252, Family::end_process},
    {i386, 270, Family::send_signal},
    {i386, 298, Family::change_owner},
    {i386, 306, Family::change_mode},
    {i386, 350, Family::load_module},
    {aarch64, 5, Family::change_attributes},
    {aarch64, 6, Family::change_attributes},
    {aarch64, 7, Family::change_attributes},
    {aarch64, 14, Family::change_attributes},
    {aarch64, 15, Family::change_attributes},
    {aarch64, 16, Family::change_attributes},
    {aarch64, 52, Family::change_mode},
    {aarch64, 53, Family::change_mode},
    {aarch64, 54, Family::change_owner},
    {aarch64, 55, Family::change_owner},
    {aarch64, 94, Family::end_process},
    {aarch64, 105, Family::load_module},
    {aarch64, 106, Family::unload_module},
    {aarch64, 129, Family::send_signal},
    {aarch64, 130, Family::send_signal},
    {aarch64, 131, Family::send_signal},
    {aarch64, 143, Family::change_group},
    {aarch64, 144, Family::change_group},
    {aarch64, 145, Family::change_user},
    {aarch64, 146, Family::change_user},
    {aarch64, 147, Family::change_user},
    {aarch64, 149, Family::change_group},
    {aarch64, 151, Family::change_user},
    {aarch64, 152, Family::change_group},
    {aarch64, 157, Family::begin_session},
    {aarch64, 220, Family::fork},
    {aarch64, 273, Family::load_module},
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
