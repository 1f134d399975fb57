// SPDX-License-Identifier: Apache-2.0
#include "hand_over.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>

#include "file_descriptor.hpp"

namespace pipehound::plugin {

namespace {

struct Written {
    std::string path;
    bool made_early;  // in a folder that is not ours it could not be made later
};

std::vector<Written> written_by(const Config& config) {
    std::vector<Written> files;
    if (config.alerts.journal) files.push_back({config.alerts.spool, false});
    if (!config.alerts.file.empty()) files.push_back({config.alerts.file, true});
    if (!config.state.file.empty()) {
        files.push_back({config.state.file, false});
        files.push_back({config.state.file + ".lock", false});
    }
    return files;
}

std::filesystem::path folder_of(const std::string& file) {
    return std::filesystem::path{file}.parent_path();
}

/// Only what is root's, and has no second name: the account must not get somebody else's file.
bool give_file(int folder, const Written& file, const Account& account) {
    const auto name = std::filesystem::path{file.path}.filename();
    const int flags =
        O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | (file.made_early ? O_CREAT : 0);
    const FileDescriptor opened{::openat(folder, name.c_str(), flags, 0640)};
    if (!opened.is_open()) return errno == ENOENT;
    struct stat status {};
    if (::fstat(opened.get(), &status) != 0) return false;
    if (status.st_uid == account.uid) return true;
    return S_ISREG(status.st_mode) && status.st_nlink == 1 && status.st_uid == 0 &&
           ::fchown(opened.get(), account.uid, account.gid) == 0;
}

bool give(const Written& file, const Account& account) {
    const auto path = folder_of(file.path);
    const bool made = ::mkdir(path.c_str(), 0750) == 0;
    const FileDescriptor folder{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!folder.is_open()) return false;
    const bool ours = made || path.filename() == "pipehound";
    if (ours && ::fchown(folder.get(), account.uid, account.gid) != 0) return false;
    return give_file(folder.get(), file, account);
}

}  // namespace

std::vector<std::string> hand_over(const Config& config, const Account& account) {
    std::vector<std::string> complaints;
    for (const auto& file : written_by(config))
        if (!give(file, account))
            complaints.push_back(file.path + " cannot be given to the user " +
                                 config.privileges.user + ": " + std::strerror(errno));
    return complaints;
}

std::vector<std::string> closed_folders(const Config& config) {
    std::set<std::string> folders;
    for (const auto& file : written_by(config)) folders.insert(folder_of(file.path));
    std::vector<std::string> complaints;
    for (const auto& folder : folders)
        if (::eaccess(folder.c_str(), W_OK) != 0)
            complaints.push_back(folder + ": the user " + config.privileges.user +
                                 " cannot make files there, so what is rotated away is not made "
                                 "anew: chown the folder, or name another one");
    return complaints;
}

}  // namespace pipehound::plugin
