// SPDX-License-Identifier: Apache-2.0
#include "kernel_state.hpp"

#include <libaudit.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include "file_descriptor.hpp"

namespace pipehound::plugin {

namespace {

using Clock = std::chrono::steady_clock;

std::string reason_of(int error) {
    if (error == EPERM || error == EACCES)
        return "reading the kernel's audit rules needs CAP_AUDIT_CONTROL; run it as root, outside "
               "of "
               "a container";
    if (error == ECONNREFUSED || error == EPROTONOSUPPORT || error == EAFNOSUPPORT)
        return "the kernel offers no audit here: it was built or booted without (audit=0), or this "
               "is a container";
    return std::string{"the kernel's audit cannot be asked: "} + std::strerror(error);
}

/// A conversation with the kernel that ends in time.
class Conversation {
public:
    explicit Conversation(std::chrono::milliseconds patience)
        : end_{Clock::now() + patience}, socket_{audit_open()} {
        if (!socket_.is_open()) throw KernelStateError{reason_of(errno)};
    }

    /// `request` is libaudit's: a sequence number, or -errno.
    void ask(int (*request)(int)) {
        const int sent = request(socket_.get());
        if (sent <= 0) throw KernelStateError{reason_of(sent < 0 ? -sent : errno)};
    }

    /// The next answer; what is no answer of the kernel's to us is passed over.
    [[nodiscard]] const audit_reply& next() {
        while (true) {
            await();
            const int length = audit_get_reply(socket_.get(), &reply_, GET_REPLY_NONBLOCKING, 0);
            if (length > 0) break;
            if (length < 0 && length != -EAGAIN && length != -EINTR)
                throw KernelStateError{reason_of(-length)};
        }
        if (reply_.type == NLMSG_ERROR && reply_.error->error != 0)
            throw KernelStateError{reason_of(-reply_.error->error)};
        return reply_;
    }

private:
    void await() {
        while (true) {
            const auto left =
                std::chrono::duration_cast<std::chrono::milliseconds>(end_ - Clock::now());
            pollfd wanted{socket_.get(), POLLIN, 0};
            const int ready =
                ::poll(&wanted, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
            if (ready > 0) return;
            if (ready == 0)
                throw KernelStateError{"the kernel's audit did not answer in time; try again"};
            if (errno != EINTR) throw KernelStateError{reason_of(errno)};
        }
    }

    Clock::time_point end_;
    FileDescriptor socket_;
    audit_reply reply_{};
};

void read_status(Conversation& kernel, KernelState& state) {
    kernel.ask(audit_request_status);
    const auto* answer = &kernel.next();
    while (answer->type != AUDIT_GET) answer = &kernel.next();
    const auto& status = *answer->status;
    state.enabled = status.enabled;
    state.daemon = status.pid;
    state.lost = status.lost;
    state.backlog = status.backlog;
    state.backlog_limit = status.backlog_limit;
    state.rate_limit = status.rate_limit;
}

/// Is the answer as long as it says? Then its strings can be read.
bool is_whole(const audit_reply& answer) {
    const auto head = static_cast<std::size_t>(NLMSG_HDRLEN) + offsetof(audit_rule_data, buf);
    const auto length = static_cast<std::size_t>(answer.len);
    return length >= head && length - head >= answer.ruledata->buflen;
}

void read_rules(Conversation& kernel, KernelState& state) {
    kernel.ask(audit_request_rules_list_data);
    for (const auto* answer = &kernel.next(); answer->type != NLMSG_DONE; answer = &kernel.next()) {
        if (answer->type != AUDIT_LIST_RULES) continue;
        if (!is_whole(*answer)) throw KernelStateError{"the kernel's audit answered half a rule"};
        state.rules.push_back(audit::read_kernel_rule(*answer->ruledata));
    }
}

}  // namespace

KernelState read_kernel_state(std::chrono::milliseconds patience) {
    Conversation kernel{patience};
    KernelState state;
    read_status(kernel, state);
    read_rules(kernel, state);
    return state;
}

std::vector<std::string> impediments(const KernelState& state) {
    std::vector<std::string> sentences;
    if (state.enabled == 0)
        sentences.push_back(
            "Audit is switched off, so no detection can fire: run `auditctl -e 1`, "
            "and boot with audit=1 so that no process escapes it.");
    if (state.daemon == 0)
        sentences.push_back("No audit daemon listens, so pipehound is fed nothing: start auditd.");
    if (state.lost > 0)
        sentences.push_back("The kernel has lost " + std::to_string(state.lost) +
                            " audit records since boot, each of which may have been an attack's: "
                            "raise the backlog (`-b` in /etc/audit/rules.d, now " +
                            std::to_string(state.backlog_limit) +
                            ") or drop rules that are too chatty.");
    if (state.rate_limit > 0)
        sentences.push_back("Audit drops all records beyond " + std::to_string(state.rate_limit) +
                            " a second: remove the limit (`auditctl -r 0`).");
    return sentences;
}

}  // namespace pipehound::plugin
