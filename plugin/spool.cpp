// SPDX-License-Identifier: Apache-2.0
#include "spool.hpp"

#include <sys/file.h>

#include <cerrno>
#include <nlohmann/json.hpp>
#include <string_view>

namespace pipehound::plugin {

namespace {

using Json = nlohmann::json;

Json value_of(const std::string& text) {
    try {
        static_cast<void>(Json(text).dump());  // throws for what is not UTF-8
        return text;
    } catch (const Json::type_error&) {
        Json bytes = Json::array();
        for (const char byte : text) bytes.push_back(static_cast<unsigned char>(byte));
        return bytes;
    }
}

std::string line_of(const JournalFields& fields) {
    Json line = Json::array();
    for (const auto& [name, value] : fields) line.push_back({name, value_of(value)});
    return line.dump() + '\n';
}

std::string text_of(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    std::string text;
    for (const auto& byte : value) text += static_cast<char>(byte.get<unsigned char>());
    return text;
}

std::optional<JournalFields> fields_of(std::string_view line) {
    try {
        JournalFields fields;
        for (const auto& pair : Json::parse(line))
            fields.emplace_back(pair.at(0).get<std::string>(), text_of(pair.at(1)));
        return fields;
    } catch (const Json::exception&) {
        return std::nullopt;
    }
}

std::string content_of(const FileDescriptor& file) {
    std::string content;
    char buffer[64 * 1024];
    ssize_t taken = 0;
    while ((taken =
                ::pread(file.get(), buffer, sizeof buffer, static_cast<off_t>(content.size()))) > 0)
        content.append(buffer, static_cast<std::size_t>(taken));
    return content;
}

off_t size_of(const FileDescriptor& file) {
    struct stat status {};
    return ::fstat(file.get(), &status) == 0 ? status.st_size : 0;
}

/// A crash may have left half a line, which must not swallow the next one.
bool ends_in_half_a_line(const FileDescriptor& file) {
    const auto size = size_of(file);
    char last = '\n';
    return size > 0 && ::pread(file.get(), &last, 1, size - 1) == 1 && last != '\n';
}

/// All of `bytes`, or nothing.
bool append_whole(const FileDescriptor& file, std::string_view bytes) {
    const auto before = size_of(file);
    const auto written = ::write(file.get(), bytes.data(), bytes.size());
    if (written == static_cast<ssize_t>(bytes.size())) return true;
    const int error = written < 0 ? errno : ENOSPC;
    if (::ftruncate(file.get(), before) != 0) return false;
    errno = error;
    return false;
}

}  // namespace

FileDescriptor Spool::open_locked() const {
    for (;;) {
        auto file = path_.open();
        if (!file.is_open()) return file;
        while (::flock(file.get(), LOCK_EX) != 0 && errno == EINTR) {
        }
        if (path_.names(file)) return file;
    }
}

Spool::Kept Spool::append(const JournalFields& fields) {
    auto file = open_locked();
    if (!file.is_open()) return Kept::failed;
    const auto line = (ends_in_half_a_line(file) ? "\n" : "") + line_of(fields);
    if (static_cast<std::uint64_t>(size_of(file)) + line.size() > limit_) return Kept::full;
    if (!append_whole(file, line)) return Kept::failed;
    ::flock(file.get(), LOCK_UN);
    unsynced_ = std::move(file);
    return Kept::yes;
}

void Spool::sync() {
    if (unsynced_.is_open()) ::fdatasync(unsynced_.get());
    unsynced_ = FileDescriptor{};
}

Spool::Resent Spool::resend(const std::function<bool(const JournalFields&)>& send) {
    Resent resent;
    if (empty()) return resent;
    const auto file = open_locked();
    if (!file.is_open()) return {.finished = false};
    const auto content = content_of(file);
    std::string_view rest = content;
    while (!rest.empty()) {
        const auto length = std::min(rest.find('\n'), rest.size() - 1) + 1;
        const auto fields = fields_of(rest.substr(0, length));
        if (fields && !send(*fields)) break;
        ++(fields ? resent.sent : resent.damaged);
        rest.remove_prefix(length);
    }
    resent.finished = rest.empty();
    if (resent.finished) {
        path_.remove();
    } else if (resent.sent + resent.damaged > 0) {
        keep_from(rest);
    }
    return resent;
}

/// The remaining entries in a new file, whole on disk before it takes the old one's place. Where
/// that fails the old one stays, and what was sent is sent again.
void Spool::keep_from(std::string_view rest) {
    const auto fresh = path_.sibling(".new");
    fresh.remove();
    const auto file = fresh.open();
    if (file.is_open() && append_whole(file, rest) && ::fdatasync(file.get()) == 0)
        path_.replace_by(fresh);
}

}  // namespace pipehound::plugin
