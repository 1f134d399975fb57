// SPDX-License-Identifier: Apache-2.0
#include "event/sigma_category.hpp"

#include <array>

namespace pipehound::event {

namespace {

using Categories = std::span<const std::string_view>;

constexpr std::array<std::string_view, 1> executed{"process_creation"};
constexpr std::array<std::string_view, 1> ended{"process_termination"};
constexpr std::array<std::string_view, 1> written{"file_event"};
constexpr std::array<std::string_view, 1> read{"file_access"};
constexpr std::array<std::string_view, 1> removed{"file_delete"};
constexpr std::array<std::string_view, 2> renamed{"file_rename", "file_event"};
constexpr std::array<std::string_view, 1> connected{"network_connection"};

struct CategoriesOf {
    Categories operator()(const ProcessExecuted&) const noexcept { return executed; }
    Categories operator()(const ProcessEnded&) const noexcept { return ended; }
    Categories operator()(const FileCreated&) const noexcept { return written; }
    Categories operator()(const FileOpened& act) const noexcept {
        return act.writes ? written : read;
    }
    Categories operator()(const FileRemoved&) const noexcept { return removed; }
    Categories operator()(const FileRenamed&) const noexcept { return renamed; }
    Categories operator()(const SocketConnected&) const noexcept { return connected; }
    Categories operator()(const SocketAccepted&) const noexcept { return connected; }
    template <typename Other>
    Categories operator()(const Other&) const noexcept {
        return {};
    }
};

}  // namespace

Categories sigma_categories(const Event& event) noexcept {
    return std::visit(CategoriesOf{}, event.act);
}

}  // namespace pipehound::event
