// SPDX-License-Identifier: Apache-2.0
// ECS documents of a hunt, put in order of their times: exports begin with the newest as often as
// with the oldest. They are held as text until all are there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/line_splitter.hpp"
#include "event/ecs_document.hpp"

namespace pipehound::plugin {

class DocumentPile {
public:
    /// Takes the next bytes of NDJSON, in pieces of any size.
    void add(std::string_view bytes);

    /// Lines that are no JSON object, since the last call: how many, and the first of them.
    struct Noise {
        std::uint64_t lines = 0;
        std::uint64_t first = 0;
    };
    [[nodiscard]] Noise take_noise();
    /// The same, said to people; nothing where there is no such line.
    [[nodiscard]] std::optional<std::string> take_noise_text();

    /// Gives all documents, earliest first, those of the same time in the order of their lines,
    /// and forgets them. Their serials are the numbers of their lines, counted over all files.
    template <typename OnDocument>
    void take_all(OnDocument&& on_document) {
        put_in_order();
        for (const auto& [time, nanoseconds, line, json] : held_)
            if (const auto document = event::EcsDocument::parse(json, line)) on_document(*document);
        held_.clear();
        line_ = 0;
    }

private:
    struct Held {
        event::Time time;
        std::uint32_t nanoseconds;
        event::Serial line;
        std::string json;
    };

    void take(std::string_view line);
    void put_in_order();

    static constexpr std::size_t longest_line = std::size_t{16} << 20;

    audit::LineSplitter lines_{longest_line};
    std::vector<Held> held_;
    std::uint64_t line_ = 0;
    Noise noise_;
};

}  // namespace pipehound::plugin
