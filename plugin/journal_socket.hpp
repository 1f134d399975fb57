// SPDX-License-Identifier: Apache-2.0
// The way to journald: its native protocol (https://systemd.io/JOURNAL_NATIVE_PROTOCOL/), spoken
// directly.
//
// Not sd_journal_sendv, because that returns 0 and loses the entry when the socket is missing, and
// blocks without end when journald hangs (systemd, src/libsystemd/sd-journal/journal-send.c). Here
// the caller learns of both.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "alert/journal_form.hpp"
#include "file_descriptor.hpp"

namespace pipehound::plugin {

using JournalFields = std::vector<alert::JournalField>;

inline constexpr std::string_view default_journal_socket = "/run/systemd/journal/socket";

class JournalSocket {
public:
    /// `patience`: how long `send` may wait for a busy journald; 0: not at all.
    JournalSocket(std::string path, std::chrono::milliseconds patience);

    /// True when the entry lies in journald's queue, which survives us and, under systemd, a
    /// restart of journald. False: nothing was sent, errno says why.
    [[nodiscard]] bool send(const JournalFields& fields);

private:
    [[nodiscard]] bool send_bytes(std::string_view bytes);
    [[nodiscard]] bool send_as_file(std::string_view bytes);

    std::string path_;
    FileDescriptor socket_;
};

}  // namespace pipehound::plugin
