// SPDX-License-Identifier: Apache-2.0
// The small types that every stage shares: time, and identities that must not be mixed up.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>

namespace pipehound::event {

/// Audit's clock: CLOCK_REALTIME at system call entry, in whole milliseconds (kernel/audit.c,
/// audit_log_start).
using Time = std::chrono::sys_time<std::chrono::milliseconds>;
using Duration = std::chrono::milliseconds;

/// A host by the number that NodeNames gave it; 0 is the host of records without `node=`.
enum class NodeId : std::uint32_t {};

/// A process id in the initial namespace. Reused by the kernel: identity is process::Process, never
/// a Pid. No process that makes calls has `unknown`: it stands where no record tells the pid, and
/// the kernel writes it for a parent out of sight.
enum class Pid : std::int32_t { unknown = 0 };

/// A user or group id; `unset` is what audit writes for "no login" (4294967295).
enum class Uid : std::uint32_t { unset = 0xffffffff };
enum class Gid : std::uint32_t { unset = 0xffffffff };

/// An audit session (`ses=`); `unset` outside of any login.
enum class Session : std::uint32_t { unset = 0xffffffff };

/// A record's serial: 32 bits, counted per host, starting anew at boot. For evidence; order is
/// Ordinal's.
using Serial = std::uint64_t;

/// The place of an event in the order in which the detector took it: strictly rising, never reused,
/// across hosts and boots.
using Ordinal = std::uint64_t;

/// When something happened: `ordinal` to order by, `time` to measure by, `serial` to cite.
struct Moment {
    Ordinal ordinal = 0;
    Time time{};
    Serial serial = 0;
};

/// A file while it lives: device and inode as a PATH record tells them. Audit's dev is not always
/// stat's st_dev (btrfs, overlayfs), so it compares with other records only.
struct FileId {
    std::uint64_t device = 0;  ///< major << 32 | minor
    std::uint64_t inode = 0;
    auto operator<=>(const FileId&) const = default;
};

/// What a file is, by the S_IFMT part of its mode.
enum class FileType : std::uint8_t {
    fifo,
    regular,
    directory,
    symlink,
    block_device,
    character_device,
    socket
};

template <typename Enum>
[[nodiscard]] constexpr auto number(Enum value) noexcept {
    return static_cast<std::underlying_type_t<Enum>>(value);
}

}  // namespace pipehound::event

template <>
struct std::hash<pipehound::event::FileId> {
    std::size_t operator()(const pipehound::event::FileId& id) const noexcept {
        return std::hash<std::uint64_t>{}(id.inode * 0x9e3779b97f4a7c15ULL ^ id.device);
    }
};
