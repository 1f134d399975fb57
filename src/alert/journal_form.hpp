// SPDX-License-Identifier: Apache-2.0
// An alert as fields of a journal entry; doc/alert-format.md documents each of them,
// conf/pipehound.catalog explains the message.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "alert/alert.hpp"
#include "alert/context.hpp"

namespace pipehound::alert {

/// MESSAGE_ID of the core's own detection, of what a loaded rule found, and of blindness; the same
/// in all releases: what the catalog entries and `journalctl MESSAGE_ID=` go by.
inline constexpr std::string_view message_id = "6b676f8bfc5b47a69b08f5cf87fe9fe0";
inline constexpr std::string_view rule_message_id = "35b752c11b214945b3f01b7885d336da";
inline constexpr std::string_view blindness_message_id = "0bd0d00b8e994c28a9fca28cc29fed14";

/// Longest value of a text field, in bytes. `journalctl -o json` writes null for what exceeds 4096
/// bytes with its name (systemd, src/shared/logs-show.c, JSON_THRESHOLD) unless --all is given.
inline constexpr std::size_t max_journal_text = 4000;

/// Longest PIPEHOUND_NOTE: the guides of Elastic's rules are up to 6 KiB (2026). Who wants it by
/// `-o json` asks for --all.
inline constexpr std::size_t max_journal_note = 16 * 1024;

/// Longest PIPEHOUND_JSON, in bytes. Readers see 64 KiB of a field unless they ask for more
/// (sd_journal_set_data_threshold(3)).
inline constexpr std::size_t max_journal_json = 60 * 1024;

using JournalField = std::pair<std::string, std::string>;  ///< name, value

/// The fields in a fixed order, none with an empty value, no name twice. All values are printable
/// ASCII but for the mark of a cut, "…", and the lines of PIPEHOUND_NOTE; a document over the limit
/// is cut by its content, and stays JSON.
[[nodiscard]] std::vector<JournalField> journal_fields(const Alert& alert,
                                                       const Context& context = {});

}  // namespace pipehound::alert
