// SPDX-License-Identifier: Apache-2.0
#include "detect/identifier.hpp"

#include <cstdint>

namespace pipehound::detect {

namespace {

// FNV-1a, 64 bits (RFC 9923): stable over builds and machines, which std::hash is not.
class Fingerprint {
public:
    Fingerprint& add(std::string_view text) {
        for (const char c : text) mix(static_cast<unsigned char>(c));
        mix(0);
        return *this;
    }
    Fingerprint& add(std::uint64_t value) {
        for (int byte = 0; byte < 8; ++byte) mix(static_cast<unsigned char>(value >> (8 * byte)));
        return *this;
    }
    Fingerprint& add(const event::Moment& moment) {
        return add(static_cast<std::uint64_t>(moment.time.time_since_epoch().count()))
            .add(moment.serial);
    }
    [[nodiscard]] std::string text() const {
        constexpr std::string_view digits{"0123456789abcdef"};
        std::string result;
        for (int shift = 60; shift >= 0; shift -= 4) result += digits[hash_ >> shift & 0xf];
        return result;
    }

private:
    void mix(unsigned char byte) { hash_ = (hash_ ^ byte) * 0x100000001b3ULL; }
    std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

}  // namespace

std::string entity_id(const process::Process& process, std::string_view node) {
    return Fingerprint{}
        .add(node)
        .add(static_cast<std::uint64_t>(event::number(process.pid)))
        .add(process.first)
        .text();
}

std::string incident_id(const pipe::Fifo& fifo, std::string_view node) {
    return "ph-" + Fingerprint{}
                       .add(node)
                       .add(fifo.file.inode)
                       .add(fifo.file.device)
                       .add(fifo.first)
                       .text();
}

}  // namespace pipehound::detect
