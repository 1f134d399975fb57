// SPDX-License-Identifier: Apache-2.0
#include "detect/join_key.hpp"

#include <charconv>

namespace pipehound::detect {

std::optional<std::string> key_of(const std::vector<CompiledSequence::Key>& keys,
                                  Answers& answers) {
    std::string text;
    for (const auto& [field, known, optional] : keys) {
        const auto* const answer = known ? &answers[field] : nullptr;
        const bool told = answer != nullptr && answer->size() > 0;
        if (!told && !optional) return std::nullopt;
        const auto value = told ? (*answer)[0].as_is : std::string_view{};
        text.append(told ? std::to_string(value.size()) : "-").append(1, ':').append(value);
    }
    return text;
}

std::vector<std::optional<std::string>> key_values(std::string_view key) {
    std::vector<std::optional<std::string>> values;
    for (auto end = key.find(':'); end != std::string_view::npos; end = key.find(':')) {
        std::size_t size = 0;
        const auto [rest, error] = std::from_chars(key.data(), key.data() + end, size);
        key.remove_prefix(end + 1);
        const bool told = error == std::errc{} && size <= key.size();
        values.push_back(told ? std::optional{std::string{key.substr(0, size)}} : std::nullopt);
        if (told) key.remove_prefix(size);
    }
    return values;
}

}  // namespace pipehound::detect
