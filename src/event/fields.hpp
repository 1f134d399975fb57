// SPDX-License-Identifier: Apache-2.0
// The one table of what can be asked of an event: each row a question, its names in the tongues
// that people write, and the way to the answer. `pipehound events` prints by it; rules look names
// up once, when they are compiled, and read by number after that.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "event/act_words.hpp"
#include "event/event.hpp"
#include "event/facts.hpp"
#include "event/user_names.hpp"

namespace pipehound::event {

/// native: ours, flat, snake case. ecs: Elastic Common Schema 8 (names outside it begin with
/// `pipehound.`). sigma: sigma-specification's taxonomy 2.1, fields of process_creation, file_* and
/// network_connection. asim_*: the schemas of Microsoft Sentinel's ASIM, which name one thing
/// differently: who acts in a file event is the target of a process event.
enum class Naming : std::uint8_t { native, ecs, sigma, asim_process, asim_file, asim_network };

inline constexpr std::array asim_namings{Naming::asim_process, Naming::asim_file,
                                         Naming::asim_network};

[[nodiscard]] std::string_view name(Naming naming) noexcept;
[[nodiscard]] std::optional<Naming> naming_of(std::string_view name) noexcept;

/// What fields are read from. A bundle of references for the time of a call.
struct Subject {
    const Event& event;
    const Facts& facts;
    std::string_view node;             ///< the host's name; empty where nobody gave one
    const UserNames* users = nullptr;  ///< for records that carry no names; may be missing
};

using Texts = std::span<const std::string>;

/// The answer; monostate where the event does not tell. Views and spans live as long as what the
/// subject refers to; a std::string holds what had to be composed. Words are a list of constants.
using Value =
    std::variant<std::monostate, std::string_view, std::string, std::int64_t, bool, Texts, Words>;

/// The text of a value that is one; nothing for any other. The view lives as long as `value`.
[[nodiscard]] std::optional<std::string_view> text(const Value& value) noexcept;

/// Which of the facts must be filled in, so that a field can be read.
enum class Needs : std::uint8_t {
    nothing,
    process_unless_executed,  ///< an exec tells it itself, for other acts the process does
    names_unless_told,        ///< the record of a call tells it, of a message the process does
    names,                    ///< of the process: executable, called and names alone
    process,
    parent_names,  ///< the same of its parent
    parent,
    ancestors,
    leaders  ///< of its group, its session, and where somebody came in
};

/// Which acts can fill a field.
enum class Scope : std::uint8_t {
    any,
    execution,
    process,  ///< acts of processes beside executions
    file,
    network,
    source,  ///< connections and logins
    socket,  ///< connections, and calls that were given an address
    login,
    account
};

/// By schema; empty: that schema has no such column.
struct AsimNames {
    std::string_view process;
    std::string_view file;
    std::string_view network;
};

struct Field {
    std::string_view native;  ///< empty: that naming has no word for it
    std::string_view ecs;
    std::string_view sigma;
    AsimNames asim;
    Value (*read)(const Subject& subject);
    Needs needs = Needs::nothing;
    Scope scope = Scope::any;
    Uid (*uid)(const Subject& subject) = nullptr;  ///< of a user's name: whose

    /// Other words that data sources have for the answer, for rules that were written for those;
    /// not for what is printed. nullptr: none.
    Words (*synonyms)(const Subject& subject) = nullptr;

    /// Events whose acts have the same words (`act_words`), and have actions among them, answer
    /// alike.
    bool by_act = false;

    [[nodiscard]] std::string_view name(Naming naming) const noexcept;
};

/// A row of the table, by its index.
enum class FieldId : std::uint16_t {};

/// Can an event of that category of Sigma's log sources fill the field?
[[nodiscard]] bool fills(std::string_view sigma_category, const Field& field) noexcept;

/// The whole table, in the order in which events are written.
[[nodiscard]] std::span<const Field> fields() noexcept;

/// The field of that name, its case as the naming writes it; nothing where the table has none.
[[nodiscard]] std::optional<FieldId> field(Naming naming, std::string_view name);

/// The field of that name in ASIM's schema of such events, a category of Sigma's or ECS's (empty:
/// any).
[[nodiscard]] std::optional<FieldId> asim_field(std::string_view name, std::string_view category);

/// The field that a rule means by the name: Sigma's names first; ECS's and our own are understood,
/// too.
[[nodiscard]] std::optional<FieldId> field_in_rules(std::string_view name);

/// Answers by number: one indirect call, no look-up. `id` must come from `field`.
[[nodiscard]] Value read(FieldId id, const Subject& subject);

}  // namespace pipehound::event
