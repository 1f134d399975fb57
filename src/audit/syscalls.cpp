// SPDX-License-Identifier: Apache-2.0
// The numbers: arch/x86/entry/syscalls/syscall_64.tbl and syscall_32.tbl, and
// include/uapi/asm-generic/unistd.h for aarch64, all of Linux.
#include "audit/syscalls.hpp"

#include <libaudit.h>
#include <linux/net.h>

#include <algorithm>
#include <array>
#include <set>
#include <span>

namespace pipehound::audit {

namespace {

struct Numbered {
    std::uint32_t number;
    Syscall call;
};

constexpr Syscall execve{Family::execute};
constexpr Syscall execveat{Family::execute, 0};
constexpr Syscall mknod{Family::make_node};
constexpr Syscall mknodat{Family::make_node, 0};
constexpr Syscall mkdir{Family::make_directory};
constexpr Syscall mkdirat{Family::make_directory, 0};
constexpr Syscall symlink{Family::make_symlink};
constexpr Syscall symlinkat{Family::make_symlink, 1};
constexpr Syscall link{Family::make_link};
constexpr Syscall linkat{Family::make_link, 2};
constexpr Syscall open{Family::open, -1, -1, OpenFlags::a1};
constexpr Syscall openat{Family::open, 0, -1, OpenFlags::a2};
constexpr Syscall openat2{Family::open, 0, -1, OpenFlags::record};
constexpr Syscall creat{Family::open, -1, -1, OpenFlags::write_only};
constexpr Syscall unlink{Family::unlink};
constexpr Syscall unlinkat{Family::unlink, 0};
constexpr Syscall rmdir{Family::remove_directory};
constexpr Syscall rename{Family::rename};
constexpr Syscall renameat{Family::rename, 0, 2};
constexpr Syscall connect{Family::connect};
constexpr Syscall accept{Family::accept};
constexpr Syscall bind{Family::bind};
constexpr Syscall socketcall{Family::socketcall};
constexpr Syscall exit_group{Family::end_process};
constexpr Syscall setuid{Family::change_user};  // and setreuid, setresuid, setfsuid
constexpr Syscall setgid{Family::change_group};
constexpr Syscall setsid{Family::begin_session};
constexpr Syscall kill{Family::send_signal};  // and tkill, tgkill
constexpr Syscall fork{Family::fork};         // and vfork, clone; clone3 keeps its flags in memory:
                                              // threads and processes look alike
constexpr Syscall init_module{Family::load_module};
constexpr Syscall delete_module{Family::unload_module};
constexpr Syscall chown{Family::change_owner};
constexpr Syscall fchownat{Family::change_owner, 0};
constexpr Syscall chmod{Family::change_mode};
constexpr Syscall fchmodat{Family::change_mode, 0};
constexpr Syscall setxattr{Family::change_attributes};

constexpr std::array x86_64{
    Numbered{2, open},       Numbered{42, connect},      Numbered{43, accept},
    Numbered{49, bind},      Numbered{56, fork},         Numbered{57, fork},
    Numbered{58, fork},      Numbered{59, execve},       Numbered{62, kill},
    Numbered{82, rename},    Numbered{83, mkdir},        Numbered{84, rmdir},
    Numbered{85, creat},     Numbered{86, link},         Numbered{87, unlink},
    Numbered{88, symlink},   Numbered{90, chmod},        Numbered{91, chmod},
    Numbered{92, chown},     Numbered{93, chown},        Numbered{94, chown},
    Numbered{105, setuid},   Numbered{106, setgid},      Numbered{112, setsid},
    Numbered{113, setuid},   Numbered{114, setgid},      Numbered{117, setuid},
    Numbered{119, setgid},   Numbered{122, setuid},      Numbered{123, setgid},
    Numbered{133, mknod},    Numbered{175, init_module}, Numbered{176, delete_module},
    Numbered{188, setxattr}, Numbered{189, setxattr},    Numbered{190, setxattr},
    Numbered{197, setxattr}, Numbered{198, setxattr},    Numbered{199, setxattr},
    Numbered{200, kill},     Numbered{231, exit_group},  Numbered{234, kill},
    Numbered{257, openat},   Numbered{258, mkdirat},     Numbered{259, mknodat},
    Numbered{260, fchownat}, Numbered{263, unlinkat},    Numbered{264, renameat},
    Numbered{265, linkat},   Numbered{266, symlinkat},   Numbered{268, fchmodat},
    Numbered{288, accept},   Numbered{313, init_module}, Numbered{316, renameat},
    Numbered{322, execveat}, Numbered{437, openat2},     Numbered{452, fchmodat},
    Numbered{520, execve},     // x32
    Numbered{545, execveat}};  // x32

constexpr std::array i386{Numbered{2, fork},
                          Numbered{5, open},
                          Numbered{8, creat},
                          Numbered{9, link},
                          Numbered{10, unlink},
                          Numbered{11, execve},
                          Numbered{14, mknod},
                          Numbered{15, chmod},
                          Numbered{16, chown},
                          Numbered{23, setuid},
                          Numbered{37, kill},
                          Numbered{38, rename},
                          Numbered{39, mkdir},
                          Numbered{40, rmdir},
                          Numbered{46, setgid},
                          Numbered{66, setsid},
                          Numbered{70, setuid},
                          Numbered{71, setgid},
                          Numbered{83, symlink},
                          Numbered{94, chmod},
                          Numbered{95, chown},
                          Numbered{102, socketcall},
                          Numbered{120, fork},
                          Numbered{128, init_module},
                          Numbered{129, delete_module},
                          Numbered{138, setuid},
                          Numbered{139, setgid},
                          Numbered{164, setuid},
                          Numbered{170, setgid},
                          Numbered{182, chown},
                          Numbered{190, fork},
                          Numbered{198, chown},
                          Numbered{203, setuid},
                          Numbered{204, setgid},
                          Numbered{207, chown},
                          Numbered{208, setuid},
                          Numbered{210, setgid},
                          Numbered{212, chown},
                          Numbered{213, setuid},
                          Numbered{214, setgid},
                          Numbered{215, setuid},
                          Numbered{216, setgid},
                          Numbered{226, setxattr},
                          Numbered{227, setxattr},
                          Numbered{228, setxattr},
                          Numbered{235, setxattr},
                          Numbered{236, setxattr},
                          Numbered{237, setxattr},
                          Numbered{238, kill},
                          Numbered{252, exit_group},
                          Numbered{270, kill},
                          Numbered{295, openat},
                          Numbered{296, mkdirat},
                          Numbered{297, mknodat},
                          Numbered{298, fchownat},
                          Numbered{301, unlinkat},
                          Numbered{302, renameat},
                          Numbered{303, linkat},
                          Numbered{304, symlinkat},
                          Numbered{306, fchmodat},
                          Numbered{350, init_module},
                          Numbered{353, renameat},
                          Numbered{358, execveat},
                          Numbered{361, bind},
                          Numbered{362, connect},
                          Numbered{364, accept},
                          Numbered{437, openat2},
                          Numbered{452, fchmodat}};

constexpr std::array aarch64{
    Numbered{5, setxattr},      Numbered{6, setxattr},        Numbered{7, setxattr},
    Numbered{14, setxattr},     Numbered{15, setxattr},       Numbered{16, setxattr},
    Numbered{33, mknodat},      Numbered{34, mkdirat},        Numbered{35, unlinkat},
    Numbered{36, symlinkat},    Numbered{37, linkat},         Numbered{38, renameat},
    Numbered{52, chmod},        Numbered{53, fchmodat},       Numbered{54, fchownat},
    Numbered{55, chown},        Numbered{56, openat},         Numbered{94, exit_group},
    Numbered{105, init_module}, Numbered{106, delete_module}, Numbered{129, kill},
    Numbered{130, kill},        Numbered{131, kill},          Numbered{143, setgid},
    Numbered{144, setgid},      Numbered{145, setuid},        Numbered{146, setuid},
    Numbered{147, setuid},      Numbered{149, setgid},        Numbered{151, setuid},
    Numbered{152, setgid},      Numbered{157, setsid},        Numbered{200, bind},
    Numbered{202, accept},      Numbered{203, connect},       Numbered{220, fork},
    Numbered{221, execve},      Numbered{242, accept},        Numbered{273, init_module},
    Numbered{276, renameat},    Numbered{281, execveat},      Numbered{437, openat2},
    Numbered{452, fchmodat}};

constexpr bool by_number(const Numbered& left, const Numbered& right) {
    return left.number < right.number;
}

static_assert(std::is_sorted(x86_64.begin(), x86_64.end(), by_number));
static_assert(std::is_sorted(i386.begin(), i386.end(), by_number));
static_assert(std::is_sorted(aarch64.begin(), aarch64.end(), by_number));

constexpr std::uint32_t x32_bit = 0x40000000;

std::span<const Numbered> table(std::uint32_t arch) noexcept {
    if (arch == AUDIT_ARCH_X86_64) return x86_64;
    if (arch == AUDIT_ARCH_I386) return i386;
    if (arch == AUDIT_ARCH_AARCH64) return aarch64;
    return {};
}

}  // namespace

std::uint32_t without_x32_bit(std::uint32_t arch, std::uint32_t number) noexcept {
    return arch == AUDIT_ARCH_X86_64 ? number & ~x32_bit : number;
}

bool known_arch(std::uint32_t arch) noexcept { return !table(arch).empty(); }

Syscall find_syscall(std::uint32_t arch, std::uint32_t number) noexcept {
    number = without_x32_bit(arch, number);
    const auto numbers = table(arch);
    const auto found =
        std::lower_bound(numbers.begin(), numbers.end(), Numbered{number, {}}, by_number);
    return found != numbers.end() && found->number == number ? found->call : Syscall{};
}

std::string_view syscall_name(std::uint32_t arch, std::uint32_t number) noexcept {
    const auto machine = audit_elf_to_machine(arch);
    if (machine < 0) return {};
    const auto bare = static_cast<int>(without_x32_bit(arch, number));
    const char* const name = audit_syscall_to_name(bare, machine);
    return name != nullptr ? std::string_view{name} : std::string_view{};
}

const std::vector<std::string>& syscall_names() {
    constexpr std::uint32_t beyond_all = 1024;
    static const std::vector<std::string> names = [] {
        std::set<std::string> known;
        for (const auto arch :
             std::to_array<std::uint32_t>({AUDIT_ARCH_X86_64, AUDIT_ARCH_I386, AUDIT_ARCH_AARCH64}))
            for (std::uint32_t number = 0; number < beyond_all; ++number)
                if (const auto name = syscall_name(arch, number); !name.empty())
                    known.emplace(name);
        return std::vector<std::string>(known.begin(), known.end());
    }();
    return names;
}

bool concerns_no_fifo(Family family) noexcept {
    return family == Family::make_directory || family == Family::make_symlink ||
           family == Family::make_link || family == Family::remove_directory;
}

Family socketcall_family(std::uint64_t call) noexcept {
    if (call == SYS_BIND) return Family::bind;
    if (call == SYS_CONNECT) return Family::connect;
    if (call == SYS_ACCEPT || call == SYS_ACCEPT4) return Family::accept;
    return Family::none;
}

}  // namespace pipehound::audit
