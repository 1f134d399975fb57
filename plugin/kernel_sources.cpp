// SPDX-License-Identifier: Apache-2.0
#include "kernel_sources.hpp"

#include <string_view>

#include "audit/coverage.hpp"

namespace pipehound::plugin {

namespace {

std::string source_of(const audit::Need& need) {
    if (need.kind == audit::Need::Kind::message)
        return need.name + " records, sent by " + audit::sender_of(need.name);
    const auto remedy = audit::remedy(need);
    constexpr std::string_view end = ".rules";
    const auto at = remedy.find(end);
    if (at == std::string::npos) return {};
    const auto begin = remedy.rfind(' ', at) + 1;
    return remedy.substr(begin, at + end.size() - begin);
}

}  // namespace

std::set<std::string> sources_of(const std::set<audit::Need>& needs) {
    std::set<std::string> names;
    for (const auto& need : needs) names.insert(source_of(need));
    names.erase("");  // lines to be written by hand
    return names;
}

}  // namespace pipehound::plugin
