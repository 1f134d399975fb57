// SPDX-License-Identifier: Apache-2.0
// Sources: learn.microsoft.com/azure/sentinel, normalization-schema-process-event (0.1.4),
// -file-event (0.2.1), -network (0.2.6) and normalization-common-fields.
#include "event/asim.hpp"

#include <algorithm>
#include <array>
#include <variant>

#include "event/text.hpp"

namespace pipehound::event {

namespace {

std::string_view folder_of(std::string_view path) {
    return path.substr(0, path.size() - base_name(path).size());
}

/// A rename into another folder is a move to ASIM.
struct TypeOf {
    static std::string_view file_or_folder(FileType type, std::string_view file,
                                           std::string_view folder) {
        return type == FileType::directory ? folder : file;
    }
    std::string_view operator()(const ProcessExecuted&) const { return "ProcessCreated"; }
    std::string_view operator()(const ProcessEnded&) const { return "ProcessTerminated"; }
    std::string_view operator()(const FileCreated& act) const {
        return file_or_folder(act.type, "FileCreated", "FolderCreated");
    }
    std::string_view operator()(const FileOpened& act) const {
        return act.writes ? "FileModified" : "FileAccessed";
    }
    std::string_view operator()(const FileRemoved& act) const {
        return file_or_folder(act.type, "FileDeleted", "FolderDeleted");
    }
    std::string_view operator()(const FileRenamed& act) const {
        const bool moved = folder_of(act.from) != folder_of(act.to);
        return file_or_folder(act.type, moved ? "FileMoved" : "FileRenamed", "FolderMoved");
    }
    std::string_view operator()(const FileAltered& act) const {
        return file_or_folder(act.type, "FileModified", "FolderModified");
    }
    std::string_view operator()(const PolicyViolated&) const { return "FileAccessed"; }
    std::string_view operator()(const SocketConnected&) const { return "EndpointNetworkSession"; }
    std::string_view operator()(const SocketAccepted&) const { return "EndpointNetworkSession"; }
    template <typename Other>
    std::string_view operator()(const Other&) const {
        return {};
    }
};

struct Alias {
    Naming naming;
    std::string_view name;
    std::string_view column;
};

// Of an endpoint's session Hostname is the other end's name and IpAddr this end's address, neither
// of which audit tells.
constexpr std::array aliases{
    Alias{Naming::asim_process, "User", "TargetUsername"},
    Alias{Naming::asim_process, "Process", "TargetProcessName"},
    Alias{Naming::asim_process, "CommandLine", "TargetProcessCommandLine"},
    Alias{Naming::asim_file, "User", "ActorUsername"},
    Alias{Naming::asim_file, "Process", "ActingProcessName"},
    Alias{Naming::asim_file, "FilePath", "TargetFilePath"},
    Alias{Naming::asim_file, "FileName", "TargetFileName"},
    Alias{Naming::asim_network, "User", "DstUsername"},
    Alias{Naming::asim_network, "Process", "DstProcessName"},
    Alias{Naming::asim_network, "Dst", "DstIpAddr"},
    Alias{Naming::asim_network, "Src", "SrcIpAddr"},
};

template <std::size_t count>
bool has(const std::array<std::string_view, count>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

AsimSchema asim_schema(Naming naming) noexcept {
    if (naming == Naming::asim_process) return {"ProcessEvent", "0.1.4"};
    if (naming == Naming::asim_file) return {"FileEvent", "0.2.1"};
    return {"NetworkSession", "0.2.6"};
}

std::optional<Naming> asim_naming_of(const Event& event) noexcept {
    const auto type = asim_type_of(event);
    if (type.empty()) return std::nullopt;
    if (type.starts_with("Process")) return Naming::asim_process;
    return type.starts_with('F') ? Naming::asim_file : Naming::asim_network;
}

AsimSchema asim_schema_of(const Event& event) noexcept {
    const auto naming = asim_naming_of(event);
    return naming ? asim_schema(*naming) : AsimSchema{};
}

std::string_view asim_type_of(const Event& event) noexcept {
    return std::visit(TypeOf{}, event.act);
}

AsimColumnType asim_column_type(std::string_view column) noexcept {
    static constexpr std::array<std::string_view, 4> numbers{"EventCount", "SrcPortNumber",
                                                             "DstPortNumber", "RemotePortNumber"};
    static constexpr std::array<std::string_view, 5> times{
        "TimeGenerated", "EventStartTime", "EventEndTime", "TargetProcessCreationTime",
        "ActingProcessCreationTime"};
    if (has(numbers, column)) return AsimColumnType::number;
    return has(times, column) ? AsimColumnType::time : AsimColumnType::text;
}

std::string_view asim_column(Naming naming, std::string_view name) noexcept {
    const auto* const found = std::find_if(aliases.begin(), aliases.end(), [&](const Alias& alias) {
        return alias.naming == naming && alias.name == name;
    });
    return found == aliases.end() ? name : found->column;
}

}  // namespace pipehound::event
