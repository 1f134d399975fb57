// SPDX-License-Identifier: Apache-2.0
#include "audit/translate/material.hpp"

#include <fcntl.h>

#include <algorithm>

#include "audit/file_path.hpp"
#include "audit/value.hpp"

namespace pipehound::audit {

namespace {

bool is_working_directory(const Call& call, int dirfd) noexcept {
    if (dirfd < 0) return true;
    const auto argument = call.arguments[static_cast<std::size_t>(dirfd)];
    return static_cast<std::int32_t>(argument & 0xffffffff) == AT_FDCWD;
}

}  // namespace

const ParsedRecord* Material::record(RecordType type) const noexcept {
    const auto found = std::find_if(records.begin(), records.end(),
                                    [type](const auto& record) { return record.type == type; });
    return found != records.end() ? &*found : nullptr;
}

std::string string_of(std::string_view raw, Counters& counters) {
    auto decoded = decode_string(raw);
    if (!decoded) ++counters.bad_field;
    return decoded ? std::move(*decoded) : std::string{};
}

std::string Material::cwd() const {
    const auto* const cwd = record(RecordType::cwd);
    return cwd != nullptr ? string(cwd->field("cwd")) : std::string{};
}

std::string Material::path(std::string_view name, const std::string& cwd, int dirfd) const {
    if (name.empty() || name.starts_with('/')) return normalise(name);
    if (!is_working_directory(call, dirfd)) return std::string{name};
    if (cwd.empty()) ++counters.missing_cwd;
    return join(cwd, name);
}

}  // namespace pipehound::audit
