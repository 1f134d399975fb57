// SPDX-License-Identifier: Apache-2.0
// What a detection says, with all its evidence, as a value. detect/ makes it; the forms beside it
// (ECS JSON, journal fields, text) are other ways to write the same thing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "event/event.hpp"
#include "event/level.hpp"

namespace pipehound::alert {

/// The rule behind an alert; for the core's own detection a fixed one (detect/pipe_rule.hpp).
struct Rule {
    std::string id;  ///< a UUID, stable over releases
    std::string name;
    std::string description;
    std::vector<std::string> references;
    std::string note;  ///< its investigation guide, lines of Markdown; what Elastic calls so
    std::string author;
    std::string ruleset{own_ruleset};  ///< of loaded ones the language: "sigma", "eql"

    [[nodiscard]] bool is_loaded() const noexcept { return ruleset != own_ruleset; }
    static constexpr std::string_view own_ruleset = "pipehound";
};

/// What an alert is about.
enum class Kind : std::uint8_t {
    detection,  ///< what a rule found
    blindness,  ///< something keeps pipehound from seeing
    selftest    ///< a detection that `pipehound selftest` announced: marked, and told all the same
};

/// "detection", "blindness", "selftest".
[[nodiscard]] std::string_view name(Kind kind) noexcept;

/// A loaded rule that found an event of an incident: it alerts with the incident, not beside it.
struct Detection {
    std::string rule_id;
    std::string rule_name;
    event::Level level = event::Level::medium;
    event::Time time{};
    event::Serial serial = 0;
    event::Pid pid{};
};

/// What kept an alert from being told.
struct Exclusion {
    std::string filter_id;
    std::string filter_name;
    std::string reason;  ///< its author's; may be empty
};

/// A technique of MITRE ATT&CK, Enterprise.
struct Technique {
    std::string id;           ///< "T1059.004"
    std::string name;         ///< "Unix Shell"
    std::string tactic_id;    ///< "TA0002"
    std::string tactic_name;  ///< "Execution"
    bool operator==(const Technique&) const = default;
};

struct User {
    event::Uid id = event::Uid::unset;
    std::string name;  ///< empty where the records do not tell
};

/// What a process is to the incident.
enum class Role : std::uint8_t {
    shell,     ///< runs the commands that come in
    network,   ///< made or accepted the connection
    relay,     ///< holds the FIFO or passes the stream on
    creator,   ///< made the FIFO
    ancestor,  ///< stands above members and ties them together
    command,   ///< was started by the shell leg
    subject    ///< did what a loaded rule found
};

[[nodiscard]] std::string_view name(Role role) noexcept;

/// A process of the incident. Members are listed parents first.
struct Member {
    Role role = Role::relay;
    event::Pid pid{};
    event::Pid ppid{};
    std::string entity_id;  ///< stable over exec, unique over pid reuse
    std::string executable;
    std::vector<std::string> args;
    std::string cwd;
    User user;
    User login_user;
    event::Session session = event::Session::unset;
    std::string tty;
    event::Time started{};              ///< first sign of it
    std::optional<std::size_t> parent;  ///< index of its parent in Alert::members
};

/// One audit event that the judgement rests on.
struct Evidence {
    event::Time time{};
    event::Serial serial = 0;
    std::string action;  ///< "process-executed", "fifo-created", "fifo-opened", "fifo-removed",
                         ///< "fifo-renamed", "socket-connected", "socket-accepted", "socket-bound"
    event::Pid pid{};
    std::string summary;     ///< for people: "opened /tmp/f for writing (fd 3)"
    std::string event_id{};  ///< where the event has another one than its serial
};

struct Fifo {
    std::string path;
    event::FileId file;
    std::optional<event::Time> created;  ///< nothing where its creation was not seen
    bool unlinked = false;
};

/// The other end of the network leg's connection.
struct Remote {
    enum class Direction : std::uint8_t {
        outbound,
        inbound,
        listening
    };  ///< listening: bound, nobody accepted yet
    event::Endpoint endpoint;
    Direction direction = Direction::outbound;
};

/// The file that a rule's event is about.
struct File {
    std::string path;
    std::string type;  ///< as ECS has it: "file", "fifo", "dir"
};

struct Alert {
    Kind kind = Kind::detection;
    event::Level level = event::Level::medium;
    int confidence = 0;  ///< 0 to 100
    int risk_score = 0;  ///< 0 to 100, Elastic's scale: low 21, medium 47, high 73, critical 99
    Rule rule;
    std::vector<Technique> techniques;
    std::string reason;    ///< one sentence: why this level
    std::string incident;  ///< the same for all alerts of one growing incident, also in a replay
    std::optional<event::Level> before;  ///< the level that this incident was last alerted at
    bool confirmed_live = false;         ///< /proc/PID/fd showed the circle closed
    std::string host;                    ///< the node; empty for this host
    std::vector<Fifo> fifos;             ///< the one that closes the circle first
    std::optional<File> file;            ///< of a loaded rule's event
    std::optional<Remote> remote;
    std::vector<Member> members;
    std::vector<Evidence> evidence;  ///< by time and serial
    event::Time first{};             ///< of the evidence
    event::Time last{};
    std::vector<Detection> detections;   ///< loaded rules that found events of this incident
    std::optional<Exclusion> exclusion;  ///< a filter excluded it
    std::uint64_t held_back =
        0;  ///< so many alerts of this rule came too fast and stand for this one

    /// Is a reader told this who wants alerts from `least` on? Then `before` is kept only if he was
    /// told of that level, too.
    [[nodiscard]] bool tell_from(event::Level least) noexcept;

    /// The first member with that role; nullptr where there is none.
    [[nodiscard]] const Member* member(Role role) const noexcept;
};

}  // namespace pipehound::alert
