// SPDX-License-Identifier: Apache-2.0
// What some detection rests on: the records that it must be shown. Small values, to be put together
// in a set for many detections and asked of the kernel's rules (coverage.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace pipehound::audit {

/// Where files are. Empty: anywhere.
struct Place {
    std::string path;    ///< absolute, without a slash behind
    bool below = false;  ///< all that is below it, and itself; else that one file

    friend auto operator<=>(const Place&, const Place&) = default;
};

[[nodiscard]] Place anywhere();
[[nodiscard]] Place file_at(std::string path);
[[nodiscard]] Place below(std::string path);

struct Need {
    enum class Kind : std::uint8_t {
        execution,
        fifo_creation,
        fifo_opening,
        fifo_removal,  ///< or renaming
        file_creation,
        file_writing,
        file_deletion,
        file_renaming,
        connection_out,  ///< failed ones too: a non-blocking connect ends in EINPROGRESS
        connection_in,
        listening,
        process_end,  ///< by itself: exit_group
        user_change,
        group_change,
        session_change,
        signal,  ///< a real-time one, from one process to another: the others are too many
        fork,    ///< but for those whose flags no record tells (clone3)
        module_loading,
        module_unloading,
        file_altering,  ///< owner, permissions, attributes
        system_call,    ///< `name`, whatever its outcome
        path_reading,
        path_writing,  ///< opened for writing, created, removed, renamed
        key,           ///< a record with key=`name`
        message        ///< a record of type `name`, which programs send by themselves
    };

    Kind kind = Kind::execution;
    Place place = {};                                   ///< of files and paths
    std::string name = {};                              ///< of a call, a key, a record type
    std::optional<std::uint32_t> first_argument = {};   ///< of a call: its a0
    std::optional<std::uint32_t> second_argument = {};  ///< a1
    std::optional<std::uint32_t> third_argument = {};   ///< a2

    friend auto operator<=>(const Need&, const Need&) = default;
};

/// For people: "files created below /etc", "system call personality with a0=0x40000".
[[nodiscard]] std::string text_of(const Need& need);

/// Who sends records of that type: "PAM", "systemd"; "a program" where it is not known.
[[nodiscard]] std::string sender_of(const std::string& record_type);

}  // namespace pipehound::audit
