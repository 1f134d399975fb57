// SPDX-License-Identifier: Apache-2.0
// PATH records tell each file that the call met, with what became of it in `nametype`: PARENT is a
// directory on the way, NORMAL was there before, CREATE and DELETE came and went (kernel/auditsc.c,
// audit_log_name). A symlink's target stands there as UNKNOWN, by its name alone.
#include "audit/translate/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>

#include "audit/number.hpp"
#include "audit/value.hpp"

namespace pipehound::audit {

namespace {

using event::FileType;

struct NamedFile {
    event::FileId file;
    FileType type = FileType::regular;
    std::string name;
    std::string_view nametype;
};

std::optional<FileType> file_type(std::uint32_t mode) noexcept {
    struct Row {
        std::uint32_t format;
        FileType type;
    };
    constexpr std::array<Row, 7> rows{{{S_IFREG, FileType::regular},
                                       {S_IFIFO, FileType::fifo},
                                       {S_IFDIR, FileType::directory},
                                       {S_IFLNK, FileType::symlink},
                                       {S_IFCHR, FileType::character_device},
                                       {S_IFBLK, FileType::block_device},
                                       {S_IFSOCK, FileType::socket}}};
    for (const auto& [format, type] : rows)
        if (format == (mode & S_IFMT)) return type;
    return std::nullopt;
}

/// The file that a PATH record names; nothing where it names a directory on the way, or none at all
/// (a path that led nowhere has no mode), or where its fields are damaged, which counts.
std::optional<NamedFile> named_file(const Material& material, const ParsedRecord& record) {
    const auto nametype = record.field("nametype");
    const auto mode = to_number<std::uint32_t>(record.field("mode"), 8);
    const auto type = mode ? file_type(*mode) : std::nullopt;
    if (!type || nametype == "PARENT") return std::nullopt;
    if (*type != FileType::fifo && !material.files) return std::nullopt;
    const auto inode = to_number<std::uint64_t>(record.field("inode"));
    const auto device = decode_device(record.field("dev"));
    if (!inode || !device) {
        ++material.counters.bad_field;
        return std::nullopt;
    }
    return NamedFile{{*device, *inode}, *type, material.string(record.field("name")), nametype};
}

std::vector<NamedFile> named_files(const Material& material) {
    std::vector<NamedFile> files;
    for (const auto& record : material.records) {
        if (record.type != RecordType::path) continue;
        if (auto file = named_file(material, record)) files.push_back(std::move(*file));
    }
    return files;
}

const NamedFile* named_as(const std::vector<NamedFile>& files, std::string_view nametype) {
    const auto found = std::find_if(files.begin(), files.end(), [nametype](const NamedFile& file) {
        return file.nametype == nametype;
    });
    return found != files.end() ? &*found : nullptr;
}

// Flags of the generic ABI (asm-generic/fcntl.h), which all our architectures share.
constexpr std::uint64_t path_only = 010000000;  // O_PATH
constexpr std::uint64_t nameless = 020000000;   // the part of O_TMPFILE that is its own

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
void set_direction(std::optional<std::uint64_t> flags, event::FileOpened& opened) {
    const auto mode = flags ? *flags & O_ACCMODE : std::uint64_t{O_RDWR};
    const bool empties = opened.type == FileType::regular && flags && (*flags & O_TRUNC) != 0;
    opened.reads = mode == O_RDONLY || mode == O_RDWR;
    opened.writes = mode == O_WRONLY || mode == O_RDWR || empties;
}

/// The file that an opening call opened. A FIFO among several is the one.
const NamedFile* opened_file(const std::vector<NamedFile>& files) {
    const auto fifo = std::find_if(files.rbegin(), files.rend(), [](const NamedFile& file) {
        return file.type == FileType::fifo;
    });
    if (fifo != files.rend()) return &*fifo;
    return files.empty() ? nullptr : &files.back();
}

void add_creation(const Material& material, const NamedFile& file, Acts& acts) {
    const auto& call = material.call.syscall;
    auto cwd = material.cwd();
    auto path = material.path(file.name, cwd, call.dirfd);
    acts.emplace_back(event::FileCreated{file.file, file.type, std::move(path), std::move(cwd),
                                         call.family == Family::make_link});
}

void add_opening(const Material& material, const NamedFile& file, Acts& acts) {
    event::FileOpened opened;
    opened.file = file.file;
    opened.type = file.type;
    opened.cwd = material.cwd();
    opened.path = material.path(file.name, opened.cwd, material.call.syscall.dirfd);
    opened.fd = static_cast<std::int32_t>(material.call.exit);
    set_direction(open_flags(material), opened);
    acts.emplace_back(std::move(opened));
}

/// A file that is named by a descriptor has a record without a name.
void add_alteration(const Material& material, event::FileAltered::What what, Acts& acts) {
    const auto files = named_files(material);
    if (files.empty()) return;
    const auto& file = files.back();
    auto cwd = material.cwd();
    auto path = material.path(file.name, cwd, material.call.syscall.dirfd);
    acts.emplace_back(
        event::FileAltered{file.file, file.type, std::move(path), std::move(cwd), what});
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

void translate_file_creation(const Material& material, Acts& acts) {
    const auto files = named_files(material);
    if (const auto* const made = named_as(files, "CREATE")) add_creation(material, *made, acts);
}

/// An open makes a file where there was none; a FIFO it cannot make. What it makes without a name
/// (O_TMPFILE) stands under the name of its directory: it counts when a link gives it a name.
void translate_file_opening(const Material& material, Acts& acts) {
    const auto files = named_files(material);
    const auto* const file = opened_file(files);
    if (file == nullptr || (open_flags(material).value_or(0) & (path_only | nameless)) != 0) return;
    if (file->nametype == "CREATE" && file->type != FileType::fifo)
        add_creation(material, *file, acts);
    else
        add_opening(material, *file, acts);
}

void translate_file_removal(const Material& material, Acts& acts) {
    const auto files = named_files(material);
    const auto* const gone = named_as(files, "DELETE");
    if (gone == nullptr) return;
    auto path = material.path(gone->name, material.cwd(), material.call.syscall.dirfd);
    acts.emplace_back(event::FileRemoved{gone->file, gone->type, std::move(path)});
}

/// The file that moved stands there twice, as DELETE under its old name and as CREATE under its new
/// one; a file that was in the way is DELETE alone, and is gone before the other takes its name. In
/// an exchange (RENAME_EXCHANGE) both move, the second one back to the first one's old name.
void translate_file_renaming(const Material& material, Acts& acts) {
    const auto files = named_files(material);
    const auto cwd = material.cwd();
    const auto& call = material.call.syscall;
    std::vector<event::FileRenamed> renamed;
    for (const auto& gone : files) {
        if (gone.nametype != "DELETE") continue;
        const auto moved = std::find_if(files.begin(), files.end(), [&gone](const auto& file) {
            return file.nametype == "CREATE" && file.file == gone.file;
        });
        if (moved == files.end()) {
            auto path = material.path(gone.name, cwd, call.new_dirfd);
            acts.emplace_back(event::FileRemoved{gone.file, gone.type, std::move(path)});
            continue;
        }
        const bool back = !renamed.empty();
        renamed.push_back({gone.file, gone.type,
                           material.path(gone.name, cwd, back ? call.new_dirfd : call.dirfd),
                           material.path(moved->name, cwd, back ? call.dirfd : call.new_dirfd)});
    }
    for (auto& move : renamed) acts.emplace_back(std::move(move));
}

void translate_file_ownership(const Material& material, Acts& acts) {
    add_alteration(material, event::FileAltered::What::ownership, acts);
}

void translate_file_permissions(const Material& material, Acts& acts) {
    add_alteration(material, event::FileAltered::What::permissions, acts);
}

void translate_file_attributes(const Material& material, Acts& acts) {
    add_alteration(material, event::FileAltered::What::attributes, acts);
}

}  // namespace pipehound::audit
