// SPDX-License-Identifier: Apache-2.0
#include "detect/join_key.hpp"

#include <algorithm>
#include <charconv>

namespace pipehound::detect {

namespace {

constexpr std::size_t most_texts = 64;

std::string framed(std::string_view value) {
    return std::to_string(value.size()).append(1, ':').append(value);
}

/// Each once.
std::vector<std::string> parts_of(const CompiledSequence::Key& key, Answers& answers) {
    std::vector<std::string> parts;
    if (key.known) {
        const auto& answer = answers[key.field];
        for (std::size_t i = 0; i < answer.size() && parts.size() < most_texts; ++i) {
            auto part = framed(answer[i].as_is);
            if (std::find(parts.begin(), parts.end(), part) == parts.end())
                parts.push_back(std::move(part));
        }
    }
    if (parts.empty() && key.optional) parts.emplace_back("-:");
    return parts;
}

}  // namespace

std::vector<std::string> texts_of(const std::vector<CompiledSequence::Key>& keys,
                                  Answers& answers) {
    std::vector<std::string> texts(1);
    for (const auto& key : keys) {
        std::vector<std::string> longer;
        const auto parts = parts_of(key, answers);
        for (const auto& text : texts)
            for (const auto& part : parts)
                if (longer.size() < most_texts) longer.push_back(text + part);
        texts = std::move(longer);
    }
    return texts;
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
