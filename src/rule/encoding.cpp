// SPDX-License-Identifier: Apache-2.0
#include "rule/encoding.hpp"

#include <boost/archive/iterators/base64_from_binary.hpp>
#include <boost/archive/iterators/transform_width.hpp>
#include <boost/locale/encoding_utf.hpp>

namespace pipehound::rule {

std::string base64(std::string_view bytes) {
    using namespace boost::archive::iterators;
    using Letters = base64_from_binary<transform_width<std::string_view::const_iterator, 6, 8>>;
    std::string text{Letters{bytes.begin()}, Letters{bytes.end()}};
    return text.append((3 - bytes.size() % 3) % 3, '=');
}

/// A letter holds 6 bits. With i bytes before it, the first letters that hold bits of `bytes` alone
/// stand at 0, 2 and 3; behind it, 0, 3 or 2 letters hold bits of what follows, padding among them.
std::array<std::string, 3> base64_at_offsets(std::string_view bytes) {
    constexpr std::array<std::size_t, 3> first{0, 2, 3};
    constexpr std::array<std::size_t, 3> behind{0, 3, 2};
    std::array<std::string, 3> forms;
    for (std::size_t offset = 0; offset < forms.size(); ++offset) {
        const auto whole = base64(std::string(offset, ' ').append(bytes));
        const auto cut = first[offset] + behind[(bytes.size() + offset) % 3];
        if (whole.size() > cut) forms[offset] = whole.substr(first[offset], whole.size() - cut);
    }
    return forms;
}

std::string utf16(std::string_view text, ByteOrder order) {
    const auto wide = boost::locale::conv::utf_to_utf<char16_t>(
        text.data(), text.data() + text.size(), boost::locale::conv::skip);
    std::string bytes;
    for (const auto unit : wide) {
        const auto low = static_cast<char>(unit & 0xff);
        const auto high = static_cast<char>(unit >> 8);
        bytes += order == ByteOrder::little ? low : high;
        bytes += order == ByteOrder::little ? high : low;
    }
    return bytes;
}

}  // namespace pipehound::rule
