// SPDX-License-Identifier: Apache-2.0
#include "detect/pipe_rule.hpp"

#include <array>

#include "process/program_names.hpp"

namespace pipehound::detect {

namespace {

using process::Connection;

// Programs whose connection speaks a protocol of its own (TLS, HTTP, SSH), so that it is not bare
// TCP or UDP.
bool speaks_application_protocol(const process::Program& program) {
    const auto name = process::base_name(program.exe());
    return name == "openssl" || name == "curl" || name == "wget" || name == "ssh" ||
           name == "gnutls-cli" || name == "websocat";
}

constexpr std::uint16_t first_unprivileged_port = 1024;

alert::Technique interpreter_technique(const process::Process& shell) {
    const auto* program = shell.program();
    const bool python = program != nullptr && process::base_name(program->exe()) == "python";
    if (python) return {"T1059.006", "Python", "TA0002", "Execution"};
    return {"T1059.004", "Unix Shell", "TA0002", "Execution"};
}

}  // namespace

const alert::Rule& pipe_rule() {
    static const alert::Rule rule{.id = "5b0d7a52-9c1e-4a7e-8f43-6d2f1c0e9b17",
                                  .name = "Reverse shell through a named pipe",
                                  .description =
                                      "A shell, a network connection and a FIFO form a circle: "
                                      "what the network sends is run, and what the shell "
                                      "prints goes back to the network.",
                                  .references = {"https://attack.mitre.org/techniques/T1059/004/",
                                                 "https://gtfobins.github.io/gtfobins/mkfifo/"}};
    return rule;
}

int risk_score(event::Level level) noexcept {
    constexpr std::array scores{1, 21, 47, 73, 99};
    return scores[static_cast<std::size_t>(level)];
}

std::vector<alert::Technique> techniques(const pipe::Verdict& verdict) {
    std::vector<alert::Technique> found{interpreter_technique(*verdict.shell)};
    if (!verdict.connection || verdict.connection->kind == Connection::Kind::named) return found;
    const auto& connection = *verdict.connection;
    if (!connection.program || !speaks_application_protocol(*connection.program))
        found.push_back(
            {"T1095", "Non-Application Layer Protocol", "TA0011", "Command and Control"});
    if (connection.kind == Connection::Kind::connected &&
        connection.endpoint.port >= first_unprivileged_port)
        found.push_back({"T1571", "Non-Standard Port", "TA0011", "Command and Control"});
    return found;
}

}  // namespace pipehound::detect
