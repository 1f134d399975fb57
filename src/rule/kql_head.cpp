// SPDX-License-Identifier: Apache-2.0
#include "rule/kql_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "event/nearest_word.hpp"

namespace pipehound::rule {

namespace {

constexpr std::array<std::string_view, 12> keys{
    "id",   "name",       "title",          "level", "description", "author",
    "tags", "references", "falsepositives", "note",  "status",      "risk"};

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
    const auto begin = std::min(text.find_first_not_of(blanks), text.size());
    return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

std::vector<std::string> listed(std::string_view text) {
    std::vector<std::string> items;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        if (const auto item = trimmed(text.substr(0, comma)); !item.empty())
            items.emplace_back(item);
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return items;
}

event::Level level_of(std::string_view word, Place place) {
    if (const auto level = event::level_of(word)) return *level;
    throw Refusal{place, "there is no level " + std::string{word},
                  "informational, low, medium, high or critical"};
}

int risk_of(std::string_view word, Place place) {
    int risk = -1;
    const auto [rest, error] = std::from_chars(word.data(), word.data() + word.size(), risk);
    if (error != std::errc{} || rest != word.data() + word.size() || risk < 0 || risk > 100)
        throw Refusal{place, "the risk " + std::string{word} + " is no number from 0 to 100"};
    return risk;
}

class Head {
public:
    explicit Head(Meta& meta) : meta_{meta} {}

    void read(std::string_view comment, Place place) {
        const auto colon = comment.find(':');
        if (colon == std::string_view::npos) return;
        const auto key = trimmed(comment.substr(0, colon));
        const auto value = trimmed(comment.substr(colon + 1));
        if (std::find(keys.begin(), keys.end(), key) == keys.end())
            return refuse_misspelt(key, place);
        if (!seen_.insert(key).second)
            throw Refusal{place, std::string{key} + " stands twice", "leave one"};
        if (value.empty()) throw Refusal{place, std::string{key} + " has no value"};
        set(key, value, place);
    }

private:
    /// Names of several words, and in capitals, are remarks.
    static void refuse_misspelt(std::string_view key, Place place) {
        const bool may_be_key = key.size() > 1 && std::all_of(key.begin(), key.end(), [](char c) {
                                    return c >= 'a' && c <= 'z';
                                });
        const auto near =
            may_be_key ? event::nearest_word(key, {keys.begin(), keys.end()}) : std::nullopt;
        if (near)
            throw Refusal{place, "a rule has no " + std::string{key},
                          "did you mean " + *near + "? A remark begins with a capital"};
    }

    void set(std::string_view key, std::string_view value, Place place) {
        if (key == "level") {
            meta_.level = level_of(value, place);
        } else if (key == "risk") {
            meta_.risk = risk_of(value, place);
        } else if (auto* const text = text_of(key)) {
            *text = value;
        } else if (auto* const list = list_of(key)) {
            *list = listed(value);
        }
        if (key == "name" && !seen_.contains("title")) meta_.title = value;
    }

    std::string* text_of(std::string_view key) {
        const std::array<std::pair<std::string_view, std::string*>, 7> texts{
            {{"id", &meta_.id},
             {"name", &meta_.name},
             {"title", &meta_.title},
             {"description", &meta_.description},
             {"author", &meta_.author},
             {"note", &meta_.note},
             {"status", &meta_.status}}};
        for (const auto& [name, text] : texts)
            if (name == key) return text;
        return nullptr;
    }

    std::vector<std::string>* list_of(std::string_view key) {
        if (key == "tags") return &meta_.tags;
        return key == "references" ? &meta_.references : &meta_.false_positives;
    }

    Meta& meta_;
    std::set<std::string_view> seen_;
};

}  // namespace

void read_kql_head(std::string_view text, Meta& meta) {
    Head head{meta};
    for (std::size_t line = 1; !text.empty(); ++line) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto whole = text.substr(0, end);
        const auto content = trimmed(whole);
        if (!content.empty() && !content.starts_with("//")) return;
        if (!content.empty()) head.read(content.substr(2), {line, whole.find("//") + 1});
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

std::span<const std::string_view> kql_head_keys() noexcept { return keys; }

}  // namespace pipehound::rule
