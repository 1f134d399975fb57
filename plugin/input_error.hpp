// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace pipehound::plugin {

/// An input that cannot be read, or not to its end; what() says why, and whoever knows the file
/// names it.
class InputError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace pipehound::plugin
