// SPDX-License-Identifier: Apache-2.0
#include "event/ecs_document.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <nlohmann/json.hpp>

namespace pipehound::event {

namespace {

using Json = nlohmann::json;
using ExactTime = std::chrono::sys_time<std::chrono::nanoseconds>;

constexpr int deepest = 64;

void add(const std::string& name, const Json& value, int depth, EcsDocument::Fields& fields) {
    if (depth > deepest || value.is_null()) return;
    if (value.is_object()) {
        for (const auto& [key, below] : value.items())
            add(name.empty() ? key : name + '.' + key, below, depth + 1, fields);
    } else if (value.is_array()) {
        for (const auto& item : value) add(name, item, depth + 1, fields);
    } else {
        fields[name].push_back(value.is_string()
                                   ? value.get<std::string>()
                                   : value.dump(-1, ' ', false, Json::error_handler_t::replace));
    }
}

bool take_number(std::string_view& rest, std::size_t digits, int& number) {
    if (rest.size() < digits) return false;
    const auto* const end = rest.data() + digits;
    const auto [at, error] = std::from_chars(rest.data(), end, number);
    rest.remove_prefix(digits);
    return error == std::errc{} && at == end;
}

bool take_sign(std::string_view& rest, std::string_view signs) {
    if (rest.empty() || signs.find(rest.front()) == std::string_view::npos) return false;
    rest.remove_prefix(1);
    return true;
}

/// Digits behind the point, as nanoseconds.
std::int64_t take_fraction(std::string_view& rest) {
    std::int64_t nanoseconds = 0;
    std::int64_t unit = 100'000'000;
    for (; !rest.empty() && rest.front() >= '0' && rest.front() <= '9'; rest.remove_prefix(1)) {
        nanoseconds += (rest.front() - '0') * unit;
        unit /= 10;
    }
    return nanoseconds;
}

/// Minutes east of Greenwich: "Z", "+01:00", "-0130", or nothing.
std::optional<int> take_zone(std::string_view rest) {
    if (rest.empty() || rest == "Z") return 0;
    const int sign = rest.front() == '-' ? -1 : 1;
    int hours = 0;
    int minutes = 0;
    if (!take_sign(rest, "+-") || !take_number(rest, 2, hours)) return std::nullopt;
    (void)take_sign(rest, ":");
    if (!rest.empty() && !take_number(rest, 2, minutes)) return std::nullopt;
    return rest.empty() ? std::optional{sign * (hours * 60 + minutes)} : std::nullopt;
}

/// ISO 8601 as Elasticsearch's strict_date_optional_time has it.
std::optional<ExactTime> parse_iso8601(std::string_view text) {
    std::array<int, 6> part{0, 1, 1, 0, 0, 0};
    constexpr std::array<std::size_t, 6> digits{4, 2, 2, 2, 2, 2};
    constexpr std::array<std::string_view, 6> before{"", "-", "-", "Tt ", ":", ":"};
    for (std::size_t i = 0; i < part.size(); ++i) {
        if (i > 0 && !take_sign(text, before[i])) break;
        if (!take_number(text, digits[i], part[i])) return std::nullopt;
    }
    const auto fraction = take_sign(text, ".,") ? take_fraction(text) : 0;
    const auto zone = take_zone(text);
    const std::chrono::year_month_day date{std::chrono::year{part[0]},
                                           std::chrono::month(static_cast<unsigned>(part[1])),
                                           std::chrono::day(static_cast<unsigned>(part[2]))};
    const bool in_range = part[0] > 1700 && part[0] < 2250;
    if (!zone || !date.ok() || !in_range || part[3] > 24 || part[4] > 59 || part[5] > 60)
        return std::nullopt;
    return std::chrono::sys_days{date} + std::chrono::hours{part[3]} +
           std::chrono::minutes{part[4] - *zone} + std::chrono::seconds{part[5]} +
           std::chrono::nanoseconds{fraction};
}

/// A number counts milliseconds since 1970.
std::optional<ExactTime> parse_time(std::string_view text) {
    std::int64_t milliseconds = 0;
    const auto* const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, milliseconds);
    constexpr std::int64_t most = 9'000'000'000'000;  // nanoseconds reach no further than 2262
    const bool plain = error == std::errc{} && at == end && text.size() != 4 &&
                       milliseconds < most && milliseconds > -most;
    return plain ? std::optional<ExactTime>{Time{Duration{milliseconds}}} : parse_iso8601(text);
}

bool has(const EcsDocument& document, std::string_view field, std::string_view value) {
    const auto values = document.values(field);
    return std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace

std::optional<EcsDocument> EcsDocument::parse(std::string_view json, Serial line) {
    const auto parsed = Json::parse(json.begin(), json.end(), nullptr, false);
    if (!parsed.is_object()) return std::nullopt;
    const auto source = parsed.find("_source");
    EcsDocument document;
    add({}, source != parsed.end() && source->is_object() ? *source : parsed, 0, document.fields_);
    document.header_.serial = line;
    const auto exact = parse_time(document.first("@timestamp"))
                           .value_or(Time{Duration{static_cast<std::int64_t>(line)}});
    document.header_.time = std::chrono::floor<Duration>(exact);
    document.nanoseconds_ = static_cast<std::uint32_t>((exact - document.header_.time).count());
    return document;
}

std::span<const std::string> EcsDocument::values(std::string_view name) const noexcept {
    const auto found = fields_.find(name);
    return found == fields_.end() ? std::span<const std::string>{} : found->second;
}

std::string_view EcsDocument::first(std::string_view name) const noexcept {
    const auto found = values(name);
    return found.empty() ? std::string_view{} : std::string_view{found.front()};
}

std::vector<std::string_view> sigma_categories(const EcsDocument& document) {
    std::vector<std::string_view> found;
    const auto type = [&](std::string_view word) { return has(document, "event.type", word); };
    const bool untyped = document.values("event.type").empty();
    if (has(document, "event.category", "process") && (type("start") || untyped))
        found.push_back("process_creation");
    if (has(document, "event.category", "network") && !type("end") && !type("denied"))
        found.push_back("network_connection");
    if (!has(document, "event.category", "file")) return found;
    const bool renamed = has(document, "event.action", "rename");
    if (renamed) found.push_back("file_rename");
    if (renamed || type("creation") || type("change")) found.push_back("file_event");
    if (type("deletion")) found.push_back("file_delete");
    if (type("access")) found.push_back("file_access");
    return found;
}

}  // namespace pipehound::event
