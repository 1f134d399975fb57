// SPDX-License-Identifier: Apache-2.0
// What pipehound says about itself, through Boost.Log: to standard error when a person runs it, to
// the journal when auditd does.
#pragma once

#include <boost/log/sources/global_logger_storage.hpp>
#include <boost/log/sources/record_ostream.hpp>
#include <boost/log/sources/severity_logger.hpp>
#include <string>
#include <string_view>

#include "config.hpp"

namespace pipehound::plugin {

BOOST_LOG_INLINE_GLOBAL_LOGGER_DEFAULT(diagnostics_logger,
                                       boost::log::sources::severity_logger_mt<Severity>)

/// For any thread; never blocks when the target is the journal.
inline void say(Severity severity, std::string_view text) {
    BOOST_LOG_SEV(diagnostics_logger::get(), severity) << text;
}

/// Puts the target and the level into effect; may be called again. `automatic` is the journal when
/// standard error is /dev/null, as it is under auditd.
void setup_diagnostics(const DiagnosticsConfig& config, const std::string& journal_socket);

}  // namespace pipehound::plugin
