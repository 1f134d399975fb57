// SPDX-License-Identifier: Apache-2.0
// Standard output for results: buffered, flushed when told, and honest about what could not be
// written.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace pipehound::plugin {

/// The reader went away (`| head`): no error, only the end. Needs SIGPIPE ignored.
struct OutputClosed {};

struct OutputError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class StandardOutput {
public:
    explicit StandardOutput(int descriptor = 1) : descriptor_{descriptor} {}

    /// Keeps `text`; writes when enough came together. Throws OutputClosed or OutputError.
    void write(std::string_view text);

    /// Writes what is kept. Throws OutputClosed or OutputError.
    void flush();

private:
    int descriptor_;
    std::string buffer_;
};

/// Writes all of it to standard output. Throws OutputError; it is none that the reader went away.
void print_page(std::string_view page);

}  // namespace pipehound::plugin
