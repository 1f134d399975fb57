// SPDX-License-Identifier: Apache-2.0
// A row of a table of texts: what is written, and what it is read as.
#pragma once

#include <ostream>
#include <string>

namespace pipehound::test {

struct Reading {
    std::string written;
    std::string read;
};

inline std::ostream& operator<<(std::ostream& out, const Reading& reading) {
    return out << reading.written;
}

}  // namespace pipehound::test
