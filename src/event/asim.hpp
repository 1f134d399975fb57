// SPDX-License-Identifier: Apache-2.0
// What Microsoft Sentinel's ASIM (Advanced Security Information Model) asks for beside the names of
// its columns, which stand in the table of fields: schemas, words for what happened, types,
// aliases.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "event/event.hpp"
#include "event/fields.hpp"

namespace pipehound::event {

inline constexpr std::string_view asim_vendor = "pipehound";
inline constexpr std::string_view asim_product = "pipehound";

struct AsimSchema {
    std::string_view name;  ///< "ProcessEvent"
    std::string_view version;
};

[[nodiscard]] AsimSchema asim_schema(Naming naming) noexcept;

/// The schema that tells such an event; nothing where pipehound knows none (logins, accounts).
[[nodiscard]] std::optional<Naming> asim_naming_of(const Event& event) noexcept;

/// The same; empty texts where there is none.
[[nodiscard]] AsimSchema asim_schema_of(const Event& event) noexcept;

/// EventType: "ProcessCreated", "FileModified"; empty for an event of no schema.
[[nodiscard]] std::string_view asim_type_of(const Event& event) noexcept;

enum class AsimColumnType : std::uint8_t { text, number, time };

[[nodiscard]] AsimColumnType asim_column_type(std::string_view column) noexcept;

/// Which columns a query shows, and under which names.
struct AsimProjection {
    struct Shown {
        std::string name;
        std::string column;
        bool operator==(const Shown&) const = default;
    };
    std::vector<Shown> columns;
    bool rest = true;  ///< and all others, under their own names
};

/// The column that another name of it means in this schema: "User" -> "TargetUsername"; the name
/// itself where it is none.
[[nodiscard]] std::string_view asim_column(Naming naming, std::string_view name) noexcept;

}  // namespace pipehound::event
