// SPDX-License-Identifier: Apache-2.0
// What the plugin opens while it is root, and the fall from there.
#pragma once

#include <string>

#include "config.hpp"
#include "file_descriptor.hpp"

namespace pipehound::plugin {

struct Doors {
    FileDescriptor status;  ///< see status_socket.hpp; closed where there is none
    FileDescriptor kernel;  ///< see kernel_asker.hpp; closed where the kernel cannot be asked
};

/// Opens them, then gives up what is not needed to run. Whatever fails is said, and the plugin goes
/// on: seeing comes first. To be called before there are threads.
[[nodiscard]] Doors open_and_fall(const Config& config);

}  // namespace pipehound::plugin
