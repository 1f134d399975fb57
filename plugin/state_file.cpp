// SPDX-License-Identifier: Apache-2.0
#include "state_file.hpp"

#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>
#include <thread>

#include "event/fingerprint.hpp"
#include "event/text.hpp"
#include "whole_file.hpp"

namespace pipehound::plugin {

namespace {

constexpr std::string_view format = "pipehound-state-2";

/// State that is older misses too much: what ran then is another's pid by now.
constexpr std::chrono::minutes freshness{15};

constexpr std::size_t largest = 256U << 20;

std::string boot_id() {
    std::ifstream file{"/proc/sys/kernel/random/boot_id"};
    std::string id;
    std::getline(file, id);
    return id.empty() ? "unknown" : id;
}

std::string fingerprint_of(std::string_view bytes) {
    event::Fingerprint fingerprint;
    return fingerprint.add(bytes).text();
}

std::string header_of(std::string_view bytes, const std::string& boot, event::Time now) {
    return std::string{format} + ' ' + boot + ' ' + std::to_string(now.time_since_epoch().count()) +
           ' ' + fingerprint_of(bytes) + '\n';
}

}  // namespace

StateFile::StateFile(const std::string& path)
    : path_{path},
      fresh_{path_.sibling(".new")},
      lock_{path_.sibling(".lock").open()},
      boot_{boot_id()} {}

bool StateFile::lock_within(std::chrono::milliseconds patience) {
    constexpr std::chrono::milliseconds pause{10};
    for (auto left = patience; !locked_; left -= pause) {
        locked_ = ::flock(lock_.get(), LOCK_EX | LOCK_NB) == 0;
        if (locked_ || left <= pause) break;
        std::this_thread::sleep_for(pause);
    }
    return locked_;
}

StateFile::Loaded StateFile::load(event::Time now) const {
    const auto content = whole_file(path_.path()).value_or("");
    if (content.empty()) return {};
    const auto end = content.find('\n');
    std::istringstream header{content.substr(0, end)};
    std::string name;
    std::string boot;
    std::string fingerprint;
    event::Duration::rep count = 0;
    header >> name >> boot >> count >> fingerprint;
    Loaded loaded{.saved = event::Time{event::Duration{count}}};
    if (name != format)
        loaded.dropped = "it is of another version";
    else if (boot != boot_)
        loaded.dropped = "the machine has booted since";
    else if (now - loaded.saved > freshness)
        loaded.dropped = "it is of " + event::iso8601(loaded.saved) + ", too old";
    else if (auto bytes = content.substr(end + 1); fingerprint_of(bytes) != fingerprint)
        loaded.dropped = "it is damaged";
    else
        loaded.bytes = std::move(bytes);
    return loaded;
}

bool StateFile::save(std::string_view bytes, event::Time now) {
    if (!lock_within({})) return false;
    if (bytes.size() > largest) {
        errno = EFBIG;
        return false;
    }
    fresh_.remove();
    const auto file = fresh_.open();
    if (!file.is_open() || !write_whole(file.get(), header_of(bytes, boot_, now)) ||
        !write_whole(file.get(), bytes))
        return false;
    path_.replace_by(fresh_);
    return true;
}

}  // namespace pipehound::plugin
