// SPDX-License-Identifier: Apache-2.0
// What the stages behind the stream want of it beyond what tracking FIFOs takes.
#pragma once

namespace pipehound::audit {

struct Interest {
    bool files = false;  ///< files of every type, not FIFOs alone
};

}  // namespace pipehound::audit
