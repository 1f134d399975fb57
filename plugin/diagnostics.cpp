// SPDX-License-Identifier: Apache-2.0
#include "diagnostics.hpp"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <array>
#include <boost/log/attributes/value_extraction.hpp>
#include <boost/log/core.hpp>
#include <boost/log/expressions/message.hpp>
#include <boost/log/sinks/basic_sink_backend.hpp>
#include <boost/log/sinks/sync_frontend.hpp>
#include <boost/smart_ptr/make_shared_object.hpp>
#include <cstdio>

namespace pipehound::plugin {

namespace {

namespace sinks = boost::log::sinks;
namespace expressions = boost::log::expressions;

struct SeverityWords {
    std::string_view name;
    std::string_view priority;  // syslog(3)
};

SeverityWords words(Severity severity) {
    constexpr std::array<SeverityWords, 4> all{
        {{"debug", "7"}, {"info", "6"}, {"warning", "4"}, {"error", "3"}}};
    return all[static_cast<std::size_t>(severity)];
}

Severity severity_of(const boost::log::record_view& record) {
    return boost::log::extract_or_default<Severity>("Severity", record, Severity::error);
}

std::string text_of(const boost::log::record_view& record) {
    return boost::log::extract_or_default<std::string>(expressions::tag::smessage::get_name(),
                                                       record, std::string{});
}

class StandardErrorBackend : public sinks::basic_sink_backend<sinks::synchronized_feeding> {
public:
    void consume(const boost::log::record_view& record) {
        const auto name = words(severity_of(record)).name;
        std::fprintf(stderr, "pipehound: %.*s: %s\n", static_cast<int>(name.size()), name.data(),
                     text_of(record).c_str());
    }
};

/// A line that journald does not take at once is lost: diagnostics must not hold up reading, and
/// alerts have a way of their own.
class JournalBackend : public sinks::basic_sink_backend<sinks::synchronized_feeding> {
public:
    explicit JournalBackend(const std::string& socket)
        : journal_{socket, std::chrono::milliseconds{0}} {}

    void consume(const boost::log::record_view& record) {
        static_cast<void>(
            journal_.send({{"MESSAGE", text_of(record)},
                           {"PRIORITY", std::string{words(severity_of(record)).priority}},
                           {"SYSLOG_IDENTIFIER", "pipehound"},
                           {"SYSLOG_PID", std::to_string(::getpid())}}));
    }

private:
    JournalSocket journal_;
};

/// Device 1:3 of Linux's Documentation/admin-guide/devices.txt.
bool is_null_device(int descriptor) {
    struct stat status {};
    return ::fstat(descriptor, &status) != 0 ||
           (S_ISCHR(status.st_mode) && status.st_rdev == makedev(1, 3));
}

bool goes_to_journal(DiagnosticsConfig::Target target) {
    if (target == DiagnosticsConfig::Target::automatic) return is_null_device(STDERR_FILENO);
    return target == DiagnosticsConfig::Target::journal;
}

template <typename Backend, typename... Arguments>
void use(const Arguments&... arguments) {
    using Sink = sinks::synchronous_sink<Backend>;
    const auto core = boost::log::core::get();
    core->remove_all_sinks();
    core->add_sink(boost::make_shared<Sink>(boost::make_shared<Backend>(arguments...)));
}

}  // namespace

void setup_diagnostics(const DiagnosticsConfig& config, const std::string& journal_socket) {
    if (goes_to_journal(config.target))
        use<JournalBackend>(journal_socket);
    else
        use<StandardErrorBackend>();
    boost::log::core::get()->set_filter(
        [least = config.level](const boost::log::attribute_value_set& values) {
            return boost::log::extract_or_default<Severity>("Severity", values, Severity::error) >=
                   least;
        });
}

}  // namespace pipehound::plugin
