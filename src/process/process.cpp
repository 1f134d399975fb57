// SPDX-License-Identifier: Apache-2.0
#include "process/process.hpp"

#include <algorithm>

namespace pipehound::process {

const Execution& Process::at(event::Ordinal ordinal) const noexcept {
    const auto later = std::find_if(own.begin(), own.end(), [ordinal](const Execution& run) {
        return run.since.ordinal > ordinal;
    });
    return later == own.begin() ? inherited : *std::prev(later);
}

bool Process::below(const Process& other) const noexcept {
    bool found = false;
    for_each_ancestor(*this, [&](const Process& ancestor) {
        found = &ancestor == &other;
        return !found;
    });
    return found;
}

const std::vector<Hold>& Process::holds() const noexcept {
    static const std::vector<Hold> none;
    return traces ? traces->holds : none;
}

const std::vector<Connection>& Process::connections() const noexcept {
    static const std::vector<Connection> none;
    return traces ? traces->connections : none;
}

std::uint32_t unit_of(const Process& process) noexcept {
    auto unit = process.unit;
    for_each_ancestor(process, [&](const Process& ancestor) {
        if (unit != 0 || ancestor.session != process.session) return false;
        unit = ancestor.unit;
        return true;
    });
    return unit;
}

}  // namespace pipehound::process
