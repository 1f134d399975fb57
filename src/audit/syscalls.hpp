// SPDX-License-Identifier: Apache-2.0
// Which system call a SYSCALL record is about, as far as pipehound watches it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pipehound::audit {

/// What a call does, whatever its name and number: one family, one way to translate.
enum class Family : std::uint8_t {
    none,
    execute,
    make_node,
    make_directory,
    make_symlink,
    make_link,
    open,
    unlink,
    remove_directory,
    rename,
    connect,
    accept,
    bind,
    socketcall,  ///< i386's gate to all socket calls; its a0 says which one
    end_process,
    change_user,
    change_group,
    begin_session,
    send_signal,
    fork,
    load_module,
    unload_module,
    change_owner,
    change_mode,
    change_attributes
};

inline constexpr std::size_t families = 25;

/// Where an opening call keeps its flags.
enum class OpenFlags : std::uint8_t { none, a1, a2, record, write_only };

/// A watched call. `dirfd` and `new_dirfd` are the arguments that a relative name, or a rename's
/// new name, starts from; -1 where that is always the working directory. Of a link only its new
/// name counts.
struct Syscall {
    Family family = Family::none;
    int dirfd = -1;
    int new_dirfd = -1;
    OpenFlags flags = OpenFlags::none;
};

/// Do we know the numbers of this architecture (AUDIT_ARCH_* of linux/audit.h)?
[[nodiscard]] bool known_arch(std::uint32_t arch) noexcept;

/// The watched call of that number; family none for all others. x32 numbers are x86-64's with bit
/// 30 set (asm/unistd.h, __X32_SYSCALL_BIT).
[[nodiscard]] Syscall find_syscall(std::uint32_t arch, std::uint32_t number) noexcept;

/// The number without the bit that marks x32's calls.
[[nodiscard]] std::uint32_t without_x32_bit(std::uint32_t arch, std::uint32_t number) noexcept;

/// The name of any call, watched or not; empty where libaudit knows none.
[[nodiscard]] std::string_view syscall_name(std::uint32_t arch, std::uint32_t number) noexcept;

/// The names of all calls that libaudit knows, each once, in their order.
[[nodiscard]] const std::vector<std::string>& syscall_names();

/// Is that family watched for files that are no FIFO alone? Nothing that it does tells of a FIFO
/// what other families do not.
[[nodiscard]] bool concerns_no_fifo(Family family) noexcept;

/// The family behind an i386 socketcall (linux/net.h, SYS_BIND and so on).
[[nodiscard]] Family socketcall_family(std::uint64_t call) noexcept;

}  // namespace pipehound::audit
