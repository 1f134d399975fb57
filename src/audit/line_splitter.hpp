// SPDX-License-Identifier: Apache-2.0
// Bytes in pieces of any size -> whole lines. The first stage behind stdin.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pipehound::audit {

/// The longest line that auditd writes: FORMAT_BUF_LEN of audit-userspace common/common.h, which is
/// MAX_AUDIT_MESSAGE_LENGTH (8970, libaudit.h) and _POSIX_HOST_NAME_MAX (255) for `node=`.
inline constexpr std::size_t longest_line = 8970 + 255;

/// Cuts a byte stream into lines. A line longer than `max_line` cannot come from auditd; it is
/// dropped whole and counted, so a broken writer costs one line and no memory. A carriage return
/// before the newline is cut off, and so are NUL bytes at either end: the holes that a crashed
/// machine leaves in a log.
class LineSplitter {
public:
    explicit LineSplitter(std::size_t max_line = longest_line) : max_line_{max_line} {}

    /// Calls `on_line(std::string_view)` for each line that `bytes` completes, without its newline.
    /// The view lives until `on_line` returns. Empty lines are passed on as well.
    template <typename OnLine>
    void split(std::string_view bytes, OnLine&& on_line);

    /// Calls `on_line` with what a last line without newline left behind, and forgets it.
    template <typename OnLine>
    void finish(OnLine&& on_line);

    [[nodiscard]] std::uint64_t overlong() const noexcept { return overlong_; }

private:
    static std::string_view trimmed(std::string_view line) noexcept;
    void keep(std::string_view tail);
    void skip();

    std::size_t max_line_;
    std::string rest_;       // the unfinished line, never longer than max_line_
    bool skipping_ = false;  // inside an overlong line, until its newline
    std::uint64_t overlong_ = 0;
};

template <typename OnLine>
void LineSplitter::split(std::string_view bytes, OnLine&& on_line) {
    while (!bytes.empty()) {
        const auto newline = bytes.find('\n');
        if (newline == std::string_view::npos) return keep(bytes);
        if (rest_.empty() && !skipping_ && newline <= max_line_) {
            on_line(trimmed(bytes.substr(0, newline)));  // the common case: no copy
        } else {
            keep(bytes.substr(0, newline));
            finish(on_line);
        }
        bytes.remove_prefix(newline + 1);
    }
}

template <typename OnLine>
void LineSplitter::finish(OnLine&& on_line) {
    if (!rest_.empty()) on_line(trimmed(rest_));
    rest_.clear();
    skipping_ = false;
}

}  // namespace pipehound::audit
