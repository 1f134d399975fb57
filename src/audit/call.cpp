// SPDX-License-Identifier: Apache-2.0
#include "audit/call.hpp"

#include <algorithm>
#include <cerrno>

#include "audit/number.hpp"

namespace pipehound::audit {

namespace {

/// The value of the next field, which must have that name; nothing, and no step, where it has not.
std::optional<std::string_view> take(std::string_view& body, std::string_view name) noexcept {
    if (!body.starts_with(name) || body.size() <= name.size() || body[name.size()] != '=')
        return std::nullopt;
    body.remove_prefix(name.size() + 1);
    const auto value = body.substr(0, body.find(' '));
    body.remove_prefix(std::min(value.size() + 1, body.size()));
    return value;
}

template <typename Number>
bool read(std::string_view& body, std::string_view name, int base, Number& number) noexcept {
    const auto value = take(body, name);
    const auto parsed = value ? to_number<Number>(*value, base) : std::nullopt;
    if (parsed) number = *parsed;
    return parsed.has_value();
}

bool read_outcome(std::string_view& body, Call& call) noexcept {
    const auto success = take(body, "success");
    if (!success) return true;
    call.success = *success == "yes";
    return read(body, "exit", 10, call.exit);
}

bool read_arguments(std::string_view& body, Call& call) noexcept {
    constexpr std::array<std::string_view, 4> names{"a0", "a1", "a2", "a3"};
    for (std::size_t i = 0; i < names.size(); ++i)
        if (!read(body, names[i], 16, call.arguments[i])) return false;
    return true;
}

}  // namespace

Family Call::family() const noexcept {
    return syscall.family == Family::socketcall ? socketcall_family(arguments[0]) : syscall.family;
}

bool Call::took_effect() const noexcept {
    if (syscall.family == Family::end_process) return true;
    return success || (family() == Family::connect && pending());
}

bool Call::pending() const noexcept { return !success && (exit == -EINPROGRESS || exit == -EINTR); }

std::optional<Call> parse_call(std::string_view body) noexcept {
    Call call;
    std::uint32_t number = 0;
    if (!read(body, "arch", 16, call.arch) || !read(body, "syscall", 10, number)) return {};
    take(body, "per");
    if (!read_outcome(body, call) || !read_arguments(body, call)) return {};
    call.number = without_x32_bit(call.arch, number);
    call.syscall = find_syscall(call.arch, number);
    return call;
}

}  // namespace pipehound::audit
