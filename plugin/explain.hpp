// SPDX-License-Identifier: Apache-2.0
// Why a rule fired over stored logs, or did not.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace pipehound::plugin {

struct ExplainOptions {
    std::string rule;  ///< a file, or a folder of them
    std::string id;    ///< which rule of it; empty: the one that there is
    bool strict_names = false;
    bool documents = false;  ///< the files hold ECS documents, not audit's records
    bool json = false;
    std::size_t limit = 5;  ///< of each list
    std::vector<std::string> files;
};

/// Reads all files and prints the explanation; the exit status of the command. Throws OutputError.
[[nodiscard]] int explain(const ExplainOptions& options);

}  // namespace pipehound::plugin
