// SPDX-License-Identifier: Apache-2.0
#include "pipe/pipeline.hpp"

#include <cstdlib>

#include "pipe/hold_strength.hpp"

namespace pipehound::pipe {

namespace {

using process::Process;

// Stages of a pipeline are forked at once; what delays a first sign is a busy machine or a stage
// that sleeps first.
constexpr event::Duration beside{5000};

// The smallest pid_max in use is 32768 (proc(5)): neighbours that far apart stand on both sides of
// a wrap.
constexpr int wrapped = 16384;

}  // namespace

bool forked_before(const Process& one, const Process& other) {
    const int gap = event::number(other.pid) - event::number(one.pid);
    return (gap > 0) == (std::abs(gap) < wrapped) && gap != 0;
}

bool started_beside(const Process& one, const Process& other) {
    const auto gap = one.appeared - other.appeared;
    return (gap <= beside && gap >= -beside) || (attached(one) && attached(other));
}

bool became_last_stage(const Process& shell, const Process& stage) {
    if (!shell.executed() || shell.current().since.ordinal <= stage.first.ordinal) return false;
    const auto gap = shell.current().since.time - stage.appeared;
    return gap < beside && gap > -beside;
}

const Process& stage_of(const Process& process, const Process& other) {
    const Process* stage = &process;
    process::for_each_ancestor(process, [&](const Process& ancestor) {
        if (&ancestor == &other || other.below(ancestor)) return false;
        stage = &ancestor;
        return true;
    });
    return *stage;
}

}  // namespace pipehound::pipe
