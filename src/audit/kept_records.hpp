// SPDX-License-Identifier: Apache-2.0
// Lines of one event that are kept as they were written, because somebody asked for them or because
// those cannot be told without.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace pipehound::audit {

/// Why a line is kept.
enum class Keep : char {
    no = '\0',
    asked = '+',
    call = 's',      ///< a SYSCALL record: it tells who made the event
    arguments = 'x'  ///< an EXECVE record: the arguments of one that is asked for may go on there
};

class KeptRecords {
public:
    /// `storage` is used for its memory.
    void reuse(std::string&& storage) noexcept {
        lines_ = std::move(storage);
        lines_.clear();
    }

    void add(Keep why, std::string_view line, bool arguments) {
        asked_ = asked_ || why == Keep::asked;
        arguments_asked_ = arguments_asked_ || (why == Keep::asked && arguments);
        lines_ += static_cast<char>(why);
        lines_ += line;
        lines_ += '\n';
    }

    /// What `add` takes for such a line.
    [[nodiscard]] static std::size_t cost(std::string_view line) noexcept {
        return line.size() + 2;  // its Keep and its newline
    }

    /// Has anybody asked for a line, or is all of it context?
    [[nodiscard]] bool asked() const noexcept { return asked_; }

    [[nodiscard]] std::size_t bytes() const noexcept { return lines_.size(); }
    [[nodiscard]] bool empty() const noexcept { return lines_.empty(); }

    /// Calls `visit(std::string_view line, bool asked)` for each line, in the order in which they
    /// came, each with its newline. EXECVE records are asked for all together.
    template <typename Visit>
    void for_each(Visit&& visit) const {
        for (std::string_view rest = lines_; !rest.empty();) {
            const auto why = static_cast<Keep>(rest.front());
            const auto line = rest.substr(1, rest.find('\n'));
            rest.remove_prefix(line.size() + 1);
            visit(line, why == Keep::asked || (why == Keep::arguments && arguments_asked_));
        }
    }

    /// Gives the memory back.
    [[nodiscard]] std::string release() && noexcept { return std::move(lines_); }

private:
    std::string lines_;  // each behind its Keep and with its newline
    bool asked_ = false;
    bool arguments_asked_ = false;
};

}  // namespace pipehound::audit
