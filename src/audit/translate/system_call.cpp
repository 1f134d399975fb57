// SPDX-License-Identifier: Apache-2.0
#include "audit/translate/system_call.hpp"

#include "audit/number.hpp"

namespace pipehound::audit {

namespace {

/// The first two bytes of a struct sockaddr, in hex, in the order of a little-endian host.
std::optional<std::uint16_t> socket_family(const Material& material) {
    const auto* const record = material.record(RecordType::sockaddr);
    if (record == nullptr) return std::nullopt;
    const auto bytes = to_number<std::uint16_t>(record->field("saddr").substr(0, 4), 16);
    if (!bytes) return std::nullopt;
    return static_cast<std::uint16_t>((*bytes & 0xff) << 8 | *bytes >> 8);
}

}  // namespace

void translate_system_call(const Material& material, Acts& acts) {
    acts.emplace_back(event::SystemCallMade{socket_family(material)});
}

}  // namespace pipehound::audit
