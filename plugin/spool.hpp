// SPDX-License-Identifier: Apache-2.0
// Alerts that wait on disk for the journal to return.
//
// One entry a line: a JSON array of [name, value] pairs in the order of the journal's fields. A
// value that is not UTF-8 is an array of its bytes, as in `journalctl -o json`. The file is there
// only while something waits. Two generations of the plugin may meet at it (auditd starts the
// successor of a plugin before that is gone), so it is locked with flock(2) whenever it is used;
// whoever waited for the lock looks whether the path still names the file that it locked.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "anchored_path.hpp"
#include "journal_socket.hpp"

namespace pipehound::plugin {

class Spool {
public:
    enum class Kept : std::uint8_t { yes, full, failed };  ///< failed: errno says why

    /// `limit` in bytes: beyond it new entries are refused, so that what is oldest, the beginning
    /// of an attack, stays. Throws std::system_error where the directory cannot be opened.
    Spool(const std::string& path, std::uint64_t limit) : path_{path}, limit_{limit} {}

    /// Adds an entry at the end. In the page cache when it returns; `sync` brings it to the disk.
    [[nodiscard]] Kept append(const JournalFields& fields);

    /// Brings what was appended since the last call to the disk.
    void sync();

    [[nodiscard]] bool empty() const { return !path_.exists(); }

    struct Resent {
        std::size_t sent = 0;
        std::size_t damaged = 0;  ///< lines that are no entry (a crash cut the last one): left out
        bool finished = true;     ///< nothing waits any more
    };

    /// Gives the entries to `send`, oldest first, until it says false; those before that are
    /// removed. An entry may be sent twice when the machine fails between sending and removing; it
    /// is never lost.
    Resent resend(const std::function<bool(const JournalFields&)>& send);

private:
    [[nodiscard]] FileDescriptor open_locked() const;
    void keep_from(std::string_view rest);

    AnchoredPath path_;
    std::uint64_t limit_;
    FileDescriptor unsynced_;
};

}  // namespace pipehound::plugin
