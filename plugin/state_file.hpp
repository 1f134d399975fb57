// SPDX-License-Identifier: Apache-2.0
// The file in which the plugin's running state waits for its successor: one line that says of which
// boot, when and how much, then the bytes. Written beside and renamed, so it is whole or the one
// before. It is never synced: a machine that fails boots anew, and then the state means nothing.
//
// Two generations of the plugin may meet (auditd starts the successor of a plugin before that is
// gone): a lock on a file beside it, held for life, says whose it is.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "anchored_path.hpp"
#include "event/types.hpp"
#include "file_descriptor.hpp"

namespace pipehound::plugin {

class StateFile {
public:
    /// Throws std::system_error where the folder cannot be opened.
    explicit StateFile(const std::string& path);

    /// Is it ours? Tries for so long. Once it is, it stays so until the end.
    [[nodiscard]] bool lock_within(std::chrono::milliseconds patience);

    struct Loaded {
        std::string bytes;  ///< empty: there is nothing to go on with
        event::Time saved{};
        std::string dropped;  ///< why what was there was dropped; empty where there was nothing
    };
    [[nodiscard]] Loaded load(event::Time now) const;

    /// False: it is another generation's, or cannot be written; the old one stays. errno says why.
    [[nodiscard]] bool save(std::string_view bytes, event::Time now);

private:
    AnchoredPath path_;
    AnchoredPath fresh_;
    FileDescriptor lock_;
    std::string boot_;
    bool locked_ = false;
};

}  // namespace pipehound::plugin
