// SPDX-License-Identifier: Apache-2.0
// A JSON document that grows by dotted paths, so that code which fills an ECS document reads like
// ECS's own field list.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "event/json.hpp"

namespace pipehound::event {

class Document {
public:
    /// Sets "process.parent.pid" as {"process": {"parent": {"pid": ...}}}. A null, an empty text
    /// and an empty list leave no trace: in these documents unknown is absent. No path may be the
    /// beginning of another ("tty" and "tty.name").
    void set(std::string_view path, Json value);

    /// Sets one key, dots and all, with the same rule for what is empty.
    void set_flat(std::string_view key, Json value);

    /// Null: for what was asked for by this name and is not known.
    void set_unknown(std::string_view key) { root_[std::string{key}] = nullptr; }

    /// As json_line writes it.
    [[nodiscard]] std::string line() const { return json_line(root_); }

    [[nodiscard]] Json take() && { return std::move(root_); }

private:
    Json root_ = Json::object();
};

}  // namespace pipehound::event
