// SPDX-License-Identifier: Apache-2.0
// PATH records tell each file that the call met, with what became of it in `nametype`: PARENT is a
// directory, NORMAL was there before, CREATE and DELETE came and went (kernel/auditsc.c,
// audit_log_name).
#include "audit/translate/fifo.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include "audit/number.hpp"
#include "audit/value.hpp"

namespace pipehound::audit {

namespace {

struct NamedFifo {
    event::FileId file;
    std::string name;
    std::string_view nametype;
};

/// The FIFO that a PATH record names; nothing where it names another file, none at all (a path that
/// led nowhere has no mode), or where its fields are damaged, which counts.
std::optional<NamedFifo> named_fifo(const Material& material, const ParsedRecord& record) {
    const auto mode = to_number<std::uint32_t>(record.field("mode"), 8);
    if (!mode || !S_ISFIFO(*mode)) return std::nullopt;
    const auto inode = to_number<std::uint64_t>(record.field("inode"));
    const auto device = decode_device(record.field("dev"));
    if (!inode || !device) {
        ++material.counters.bad_field;
        return std::nullopt;
    }
    return NamedFifo{
        {*device, *inode}, material.string(record.field("name")), record.field("nametype")};
}

std::vector<NamedFifo> named_fifos(const Material& material) {
    std::vector<NamedFifo> fifos;
    for (const auto& record : material.records) {
        if (record.type != RecordType::path) continue;
        if (auto fifo = named_fifo(material, record)) fifos.push_back(std::move(*fifo));
    }
    return fifos;
}

std::optional<NamedFifo> named_as(const std::vector<NamedFifo>& fifos, std::string_view nametype) {
    const auto found = std::find_if(fifos.begin(), fifos.end(), [nametype](const NamedFifo& fifo) {
        return fifo.nametype == nametype;
    });
    return found != fifos.end() ? std::optional{*found} : std::nullopt;
}

/// O_PATH of the generic ABI (asm-generic/fcntl.h), which all our architectures share.
constexpr std::uint64_t path_only = 010000000;

/// The flags of an opening call; nothing where no record tells them. openat2 keeps them in memory,
/// and the kernel tells them since 5.16 only (OPENAT2 record).
std::optional<std::uint64_t> open_flags(const Material& material) {
    const auto& call = material.call;
    switch (call.syscall.flags) {
        case OpenFlags::a1:
            return call.arguments[1];
        case OpenFlags::a2:
            return call.arguments[2];
        case OpenFlags::write_only:
            return O_WRONLY;
        case OpenFlags::record:
            break;
        case OpenFlags::none:
            return std::nullopt;
    }
    const auto* const how = material.record(RecordType::openat2);
    return how ? to_number<std::uint64_t>(how->field("oflag"), 8) : std::nullopt;
}

/// Without flags it may do either, and a detector had better believe so.
void set_direction(std::optional<std::uint64_t> flags, event::FifoOpened& opened) {
    const auto mode = flags ? *flags & O_ACCMODE : std::uint64_t{O_RDWR};
    opened.reads = mode == O_RDONLY || mode == O_RDWR;
    opened.writes = mode == O_WRONLY || mode == O_RDWR;
}

}  // namespace

/// `mode=` is octal with a leading 0 ("%#ho"): 01 and four digits for a FIFO, one digit more for
/// nearly every other type.
bool mentions_fifo(std::string_view text) noexcept {
    constexpr std::string_view mark = " mode=01";
    for (auto at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
        const auto rest = text.substr(at + mark.size());
        if (std::min(rest.find_first_not_of("01234567"), rest.size()) == 4) return true;
    }
    return false;
}

void translate_fifo_creation(const Material& material, Acts& acts) {
    const auto made = named_as(named_fifos(material), "CREATE");
    if (!made) return;
    auto cwd = material.cwd();
    auto path = material.path(made->name, cwd, material.call.syscall.dirfd);
    acts.emplace_back(event::FifoCreated{made->file, std::move(path), std::move(cwd)});
}

void translate_fifo_opening(const Material& material, Acts& acts) {
    const auto fifos = named_fifos(material);
    const auto flags = open_flags(material);
    if (fifos.empty() || (flags && (*flags & path_only) != 0)) return;
    event::FifoOpened opened;
    opened.file = fifos.back().file;
    opened.cwd = material.cwd();
    opened.path = material.path(fifos.back().name, opened.cwd, material.call.syscall.dirfd);
    opened.fd = static_cast<std::int32_t>(material.call.exit);
    set_direction(flags, opened);
    acts.emplace_back(std::move(opened));
}

void translate_fifo_removal(const Material& material, Acts& acts) {
    const auto gone = named_as(named_fifos(material), "DELETE");
    if (!gone) return;
    auto path = material.path(gone->name, material.cwd(), material.call.syscall.dirfd);
    acts.emplace_back(event::FifoRemoved{gone->file, std::move(path)});
}

/// The file that moved stands there twice, as DELETE under its old name and as CREATE under its new
/// one; a file that was in the way is DELETE alone, and is gone before the other takes its name.
void translate_fifo_renaming(const Material& material, Acts& acts) {
    const auto fifos = named_fifos(material);
    const auto moved = named_as(fifos, "CREATE");
    const auto cwd = material.cwd();
    const auto& call = material.call.syscall;
    std::optional<event::FifoRenamed> renamed;
    for (const auto& fifo : fifos) {
        if (fifo.nametype != "DELETE") continue;
        if (moved && fifo.file == moved->file)
            renamed = {fifo.file, material.path(fifo.name, cwd, call.dirfd),
                       material.path(moved->name, cwd, call.new_dirfd)};
        else
            acts.emplace_back(
                event::FifoRemoved{fifo.file, material.path(fifo.name, cwd, call.new_dirfd)});
    }
    if (renamed) acts.emplace_back(std::move(*renamed));
}

}  // namespace pipehound::audit
