// SPDX-License-Identifier: Apache-2.0
#include "rule/eql_regex.hpp"

#include <algorithm>
#include <array>

namespace pipehound::rule {

namespace {

/// What Lucene reads otherwise than most (Elasticsearch reference, "Regular expression syntax").
struct Special {
    char sign;
    std::string_view reading;
    std::string_view hint;
};

constexpr std::array specials{
    Special{'^', "^ as a plain character", "a regex takes the whole value; write \\^ for the sign"},
    Special{'$', "$ as a plain character", "a regex takes the whole value; write \\$ for the sign"},
    Special{'@', "@ as any text", "write .* for that, \\@ for the sign"},
    Special{'#', "# as no text at all", "write \\# for the sign"},
    Special{'&', "& as an intersection", "join two conditions with and; write \\& for the sign"},
    Special{'~', "~ as a complement", "use not; write \\~ for the sign"},
    Special{'<', "< as a range of numbers", "write the digits out; \\< for the sign"},
};

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

class Translation {
public:
    Translation(std::string_view lucene, Place place) : lucene_{lucene}, place_{place} {}

    std::string re2() {
        while (at_ < lucene_.size()) step();
        return "^(?:" + re2_ + ")$";
    }

private:
    [[nodiscard]] char look() const { return lucene_[at_]; }

    void step() {
        const char c = look();
        refuse_special(c);
        if (c == '\\')
            escape();
        else if (c == '"')
            quoted();
        else if (c == '[')
            character_class();
        else
            plain();
    }

    void refuse_special(char c) const {
        for (const auto& [sign, reading, hint] : specials)
            if (c == sign) refuse("in a regex Elasticsearch reads " + std::string{reading}, hint);
    }

    void plain() {
        if (lucene_.substr(at_, 2) == "(?")
            refuse("in a regex Elasticsearch reads (? as text",
                   "write ( alone, and regex~ to ignore case");
        re2_ += lucene_[at_++];
    }

    /// Of letters only these classes keep their meaning, any other sign is itself.
    void escape() {
        if (at_ + 1 == lucene_.size()) refuse("the regex ends in a backslash", "double it");
        const char c = lucene_[at_ + 1];
        constexpr std::string_view classes = "dDsSwW";
        if (is_letter_or_digit(c) && classes.find(c) == std::string_view::npos)
            refuse("in a regex Elasticsearch reads \\" + std::string{c} + " as " + c,
                   "leave the backslash out; a line break is \\n in a string of \"plain\" quotes");
        re2_ += '\\';
        re2_ += c;
        at_ += 2;
        if (static_cast<unsigned char>(c) < 0x80) return;
        re2_.erase(re2_.size() - 2, 1);  // RE2 wants no backslash before other letters
    }

    /// Between quotes all is itself, and one whole.
    void quoted() {
        const auto end = lucene_.find('"', at_ + 1);
        if (end == std::string_view::npos)
            refuse("in a regex a quote begins plain text, and this one does not end",
                   "write \\\" for the sign");
        re2_ += "(?:";
        for (const char c : lucene_.substr(at_ + 1, end - at_ - 1)) {
            const bool plain = is_letter_or_digit(c) || static_cast<unsigned char>(c) >= 0x80;
            re2_ += plain ? std::string{c} : std::string{'\\', c};
        }
        re2_ += ')';
        at_ = end + 1;
    }

    void character_class() {
        re2_ += lucene_[at_++];
        if (at_ < lucene_.size() && look() == '^') re2_ += lucene_[at_++];
        while (at_ < lucene_.size() && look() != ']') {
            if (look() == '\\') {
                escape();
            } else {
                if (look() == '[') re2_ += '\\';  // RE2 may take it for [:alpha:]
                re2_ += lucene_[at_++];
            }
        }
        if (at_ == lucene_.size())
            refuse("the regex has a [ without its ]", "write \\[ for the sign");
        re2_ += lucene_[at_++];
    }

    [[noreturn]] void refuse(const std::string& message, std::string_view hint) const {
        throw Refusal{place_, message, std::string{hint}};
    }

    std::string_view lucene_;
    Place place_;
    std::size_t at_ = 0;
    std::string re2_;
};

}  // namespace

std::string re2_of_lucene(std::string_view lucene, Place place) {
    return Translation{lucene, place}.re2();
}

}  // namespace pipehound::rule
