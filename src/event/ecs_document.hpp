// SPDX-License-Identifier: Apache-2.0
// An event as somebody else told it: a document in Elastic Common Schema, as Auditbeat and Elastic
// Agent write it and as exports of Elasticsearch hold it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "event/event.hpp"

namespace pipehound::event {

class EcsDocument {
public:
    /// Reads one line of NDJSON: keys nested or dotted, in any mixture; of a search hit its
    /// `_source`. Nothing where it is no JSON object. `line` is the document's serial and, where it
    /// has no `@timestamp` that can be read, its time in milliseconds.
    [[nodiscard]] static std::optional<EcsDocument> parse(std::string_view json, Serial line);

    [[nodiscard]] const Header& header() const noexcept { return header_; }

    /// What its time has beyond whole milliseconds: from 0 to 999,999.
    [[nodiscard]] std::uint32_t nanoseconds() const noexcept { return nanoseconds_; }

    /// The values of a field by its dotted name, numbers and truth values as JSON writes them;
    /// empty where the document does not have it, or as null. The view lives as long as this.
    [[nodiscard]] std::span<const std::string> values(std::string_view name) const noexcept;

    /// The first of them; empty where there is none.
    [[nodiscard]] std::string_view first(std::string_view name) const noexcept;

    using Fields = std::map<std::string, std::vector<std::string>, std::less<>>;
    [[nodiscard]] const Fields& fields() const noexcept { return fields_; }

private:
    Header header_;
    std::uint32_t nanoseconds_ = 0;
    Fields fields_;
};

/// The categories of Sigma's log sources whose rules are asked about it, by event.category,
/// event.type and event.action; as for audit events, a rename is a file_event, too.
[[nodiscard]] std::vector<std::string_view> sigma_categories(const EcsDocument& document);

}  // namespace pipehound::event
