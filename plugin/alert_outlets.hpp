// SPDX-License-Identifier: Apache-2.0
// Where an alert goes: the journal, or the spool while the journal is away; and a file of JSON
// lines. Blocks for disk and journal, so it lives on a thread of its own (alert_thread.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "alert/alert.hpp"
#include "alert/context.hpp"
#include "config.hpp"
#include "journal_socket.hpp"
#include "json_lines_file.hpp"
#include "spool.hpp"

namespace pipehound::plugin {

class AlertOutlets {
public:
    /// `context` names this host. An outlet that cannot be opened is said, and tried again when it
    /// is needed.
    AlertOutlets(AlertsConfig config, alert::Context context);

    void deliver(const alert::Alert& alert);

    /// Brings what went to the spool since the last call to the disk.
    void sync();

    /// Sends what waits in the spool, as far as the journal takes it.
    void resend();

    /// Does anything wait for the journal?
    [[nodiscard]] bool waiting() const noexcept { return waiting_; }

    /// Alerts that found no place in the journal nor in the spool.
    [[nodiscard]] std::uint64_t lost() const noexcept { return lost_; }

private:
    void open_spool();
    void open_file();
    void send(const alert::Alert& alert);
    void keep(const JournalFields& fields);
    void write(const alert::Alert& alert);
    void file_failed(const std::string& why);

    AlertsConfig config_;
    alert::Context context_;
    JournalSocket journal_;
    std::optional<Spool> spool_;
    std::optional<JsonLinesFile> file_;
    bool waiting_ = true;  // until a look at the spool shows that nothing is there
    bool file_works_ = true;
    std::uint64_t lost_ = 0;
};

}  // namespace pipehound::plugin
