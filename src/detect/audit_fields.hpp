// SPDX-License-Identifier: Apache-2.0
// The names that fields of audit records may have.
#pragma once

#include <string_view>

namespace pipehound::detect {

/// Does any audit record have a field of that name? By the field dictionary of the Linux audit
/// documentation (specs/fields/field-dictionary.csv), with numbered ones (`a0`, `cap_fp`...) and
/// the names in capitals that auditd adds where it resolves numbers.
[[nodiscard]] bool is_audit_field(std::string_view name) noexcept;

}  // namespace pipehound::detect
