// SPDX-License-Identifier: Apache-2.0
// The numbers: arch/x86/entry/syscalls/syscall_64.tbl and syscall_32.tbl, and
// include/uapi/asm-generic/unistd.h for aarch64, all of Linux.
#include "audit/syscalls.hpp"

#include <libaudit.h>
#include <linux/net.h>

#include <algorithm>
#include <array>
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

constexpr std::array x86_64{
    Numbered{2, open},       Numbered{42, connect},    Numbered{43, accept},
    Numbered{49, bind},      Numbered{59, execve},     Numbered{82, rename},
    Numbered{83, mkdir},     Numbered{84, rmdir},      Numbered{85, creat},
    Numbered{86, link},      Numbered{87, unlink},     Numbered{88, symlink},
    Numbered{133, mknod},    Numbered{257, openat},    Numbered{258, mkdirat},
    Numbered{259, mknodat},  Numbered{263, unlinkat},  Numbered{264, renameat},
    Numbered{265, linkat},   Numbered{266, symlinkat}, Numbered{288, accept},
    Numbered{316, renameat}, Numbered{322, execveat},  Numbered{437, openat2},
    Numbered{520, execve},     // x32
    Numbered{545, execveat}};  // x32

constexpr std::array i386{
    Numbered{5, open},       Numbered{8, creat},        Numbered{9, link},
    Numbered{10, unlink},    Numbered{11, execve},      Numbered{14, mknod},
    Numbered{38, rename},    Numbered{39, mkdir},       Numbered{40, rmdir},
    Numbered{83, symlink},   Numbered{102, socketcall}, Numbered{295, openat},
    Numbered{296, mkdirat},  Numbered{297, mknodat},    Numbered{301, unlinkat},
    Numbered{302, renameat}, Numbered{303, linkat},     Numbered{304, symlinkat},
    Numbered{353, renameat}, Numbered{358, execveat},   Numbered{361, bind},
    Numbered{362, connect},  Numbered{364, accept},     Numbered{437, openat2}};

constexpr std::array aarch64{
    Numbered{33, mknodat},   Numbered{34, mkdirat},   Numbered{35, unlinkat},
    Numbered{36, symlinkat}, Numbered{37, linkat},    Numbered{38, renameat},
    Numbered{56, openat},    Numbered{200, bind},     Numbered{202, accept},
    Numbered{203, connect},  Numbered{221, execve},   Numbered{242, accept},
    Numbered{276, renameat}, Numbered{281, execveat}, Numbered{437, openat2}};

constexpr bool by_number(const Numbered& left, const Numbered& right) {
    return left.number < right.number;
}

static_assert(std::is_sorted(x86_64.begin(), x86_64.end(), by_number));
static_assert(std::is_sorted(i386.begin(), i386.end(), by_number));
static_assert(std::is_sorted(aarch64.begin(), aarch64.end(), by_number));

constexpr std::uint32_t x32_bit = 0x40000000;

std::uint32_t without_x32_bit(std::uint32_t arch, std::uint32_t number) noexcept {
    return arch == AUDIT_ARCH_X86_64 ? number & ~x32_bit : number;
}

std::span<const Numbered> table(std::uint32_t arch) noexcept {
    if (arch == AUDIT_ARCH_X86_64) return x86_64;
    if (arch == AUDIT_ARCH_I386) return i386;
    if (arch == AUDIT_ARCH_AARCH64) return aarch64;
    return {};
}

}  // namespace

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
