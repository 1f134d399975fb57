// SPDX-License-Identifier: Apache-2.0
// libFuzzer: events and records made of any bytes, into compiled rules: those of seeds/sigma,
// seeds/eql and seeds/kql and, where they are there, of ../shared/rules. Each event goes through a
// detector, and through the index of literals and past it: both must find the same rules.
#include <fuzzer/FuzzedDataProvider.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "detect/detector.hpp"
#include "detect/matcher.hpp"
#include "detect/rule_compiler.hpp"
#include "event/ecs_category.hpp"
#include "rule/elastic_rule.hpp"
#include "rule/eql_reader.hpp"
#include "rule/kql_reader.hpp"
#include "rule/sigma_reader.hpp"

using namespace pipehound;

namespace {

using Numbers = std::set<std::uint32_t>;

void require(bool holds) {
    if (!holds) std::abort();
}

// ---- rules

void read_folder(const std::filesystem::path& folder, rule::Documents& documents) {
    if (!std::filesystem::exists(folder)) return;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder}) {
        if (!entry.is_regular_file()) continue;
        const auto kind = entry.path().extension();
        std::ifstream file{entry.path()};
        const auto name = entry.path().filename().string();
        const std::string text{std::istreambuf_iterator<char>{file}, {}};
        if (kind == ".yml") rule::read_sigma(name, text, documents);
        if (kind == ".toml") rule::read_elastic_rule(name, text, documents);
        if (kind == ".eql") rule::read_eql(name, text, documents);
        if (kind == ".kql") rule::read_kql(name, text, event::Time{}, documents);
    }
}

const std::shared_ptr<const detect::RuleBook>& book(bool strict) {
    static const std::array books = [] {
        std::array<std::shared_ptr<const detect::RuleBook>, 2> made;
        for (const bool strict_names : {false, true}) {
            rule::Documents documents;
            read_folder(SEEDS "/sigma", documents);
            read_folder(SEEDS "/eql", documents);
            read_folder(SEEDS "/kql", documents);
            read_folder(SHARED_RULES, documents);
            made[strict_names ? 1 : 0] =
                detect::compile(std::move(documents), {.strict_names = strict_names});
            require(made[0]->rules.size() > 20);
        }
        return made;
    }();
    return books[strict ? 1 : 0];
}

// ---- events out of bytes

class Maker {
public:
    explicit Maker(FuzzedDataProvider& bytes) : bytes_{bytes} {}

    event::Event event() {
        event::Event event;
        event.header = header();
        event.actor = actor();
        event.act = act();
        event.call = call();
        return event;
    }

    event::Records records() {
        event::Records records;
        records.header = header();
        if (bytes_.ConsumeBool()) records.actor = actor();
        for (auto left = bytes_.ConsumeIntegralInRange(0, 4); left > 0; --left)
            records.records.push_back(record());
        return records;
    }

    event::ProcessFacts program() {
        event::ProcessFacts program;
        program.pid = pid();
        program.executable = text();
        program.called = text();
        for (auto left = bytes_.ConsumeIntegralInRange(0, 2); left > 0; --left)
            program.names.push_back(text());
        program.args = texts();
        program.cwd = text();
        return program;
    }

    /// What passes between two events, seldom long.
    event::Duration pause() {
        constexpr std::array lengths{0, 1, 50, 1000, 20'000, 400'000, -3000};
        return event::Duration{bytes_.PickValueInArray(lengths)};
    }

private:
    event::Header header() {
        time_ += pause();
        return {event::NodeId{bytes_.ConsumeIntegralInRange(0U, 1U)}, time_, ++serial_};
    }

    event::Actor actor() {
        event::Actor actor;
        actor.pid = pid();
        actor.ppid = pid();
        actor.uid = event::Uid{bytes_.ConsumeIntegralInRange(0U, 2U)};
        actor.session = event::Session{bytes_.ConsumeIntegralInRange(0U, 2U)};
        actor.comm = text();
        actor.exe = text();
        if (bytes_.ConsumeBool()) actor.user = text();
        return actor;
    }

    event::Act act() {
        const event::FileId file{1, bytes_.ConsumeIntegralInRange(0U, 3U)};
        const auto type = bytes_.ConsumeBool() ? event::FileType::fifo : event::FileType::regular;
        const event::Endpoint end{text(), bytes_.ConsumeIntegral<std::uint16_t>()};
        switch (bytes_.ConsumeIntegralInRange(0, 8)) {
            case 0:
                return event::FileCreated{file, type, text(), text()};
            case 1:
                return event::FileOpened{
                    file, type, text(), bytes_.ConsumeBool(), bytes_.ConsumeBool(), 3, text()};
            case 2:
                return event::FileRemoved{file, type, text()};
            case 3:
                return event::FileRenamed{file, type, text(), text()};
            case 4:
                return event::SocketConnected{end, bytes_.ConsumeBool(), 3};
            case 5:
                return event::SocketAccepted{end, 4};
            case 6:
                return event::SocketBound{end, 3};
            case 7:
                return asked_act();
            default:
                return event::ProcessExecuted{text(), texts(), text()};
        }
    }

    /// Of those that are told only where somebody asks.
    event::Act asked_act() {
        const event::FileId file{1, bytes_.ConsumeIntegralInRange(0U, 3U)};
        switch (bytes_.ConsumeIntegralInRange(0, 11)) {
            case 0:
                return event::ProcessEnded{bytes_.ConsumeIntegralInRange(0, 255)};
            case 1:
                return event::CredentialsChanged{bytes_.ConsumeBool()};
            case 2:
                return event::SessionChanged{};
            case 3:
                return event::SignalSent{event::Pid{bytes_.ConsumeIntegralInRange(-12, 12)},
                                         bytes_.ConsumeIntegralInRange(0, 64)};
            case 4:
                return event::ProcessForked{pid()};
            case 5:
                return event::ModuleChanged{text(), bytes_.ConsumeBool()};
            case 6:
                return event::SystemCallMade{bytes_.ConsumeIntegralInRange<std::uint16_t>(0, 17)};
            case 7:
                return event::FileAltered{file, event::FileType::regular, text(), text(),
                                          one_of<event::FileAltered::What>(3)};
            case 8:
                return event::UserAuthenticated{one_of<event::UserAuthenticated::Step>(6),
                                                bytes_.ConsumeBool(),
                                                text(),
                                                uid(),
                                                text(),
                                                text(),
                                                bytes_.ConsumeBool()};
            case 9:
                return event::AccountChanged{one_of<event::AccountChanged::What>(8),
                                             bytes_.ConsumeBool(), text(), uid()};
            case 10:
                return event::PolicyViolated{text(), text(), text()};
            default:
                return event::ProcessFound{texts(), text()};
        }
    }

    /// What made the event, as far as a call did.
    std::optional<event::SystemCall> call() {
        constexpr std::array names{"execve", "openat", "ptrace", "kill", "setsid", ""};
        if (bytes_.ConsumeBool()) return std::nullopt;
        event::SystemCall call;
        call.name = bytes_.PickValueInArray(names);
        call.success = bytes_.ConsumeBool();
        call.exit = bytes_.ConsumeIntegralInRange(-40, 40);
        return call;
    }

    template <typename Kind>
    Kind one_of(std::uint8_t count) {
        return static_cast<Kind>(
            bytes_.ConsumeIntegralInRange<std::uint8_t>(0, static_cast<std::uint8_t>(count - 1)));
    }

    event::Uid uid() { return event::Uid{bytes_.ConsumeIntegralInRange(0U, 2U)}; }

    event::Record record() {
        constexpr std::array types{"SYSCALL", "EXECVE", "PATH", "execve", "USER_LOGIN", ""};
        constexpr std::array names{"exe", "key", "a0", "a1", "comm", "name", "SYSCALL", "auid"};
        event::Record record{bytes_.PickValueInArray(types), {}};
        record.fields.emplace_back("type", record.type);
        for (auto left = bytes_.ConsumeIntegralInRange(0, 6); left > 0; --left)
            record.fields.emplace_back(bytes_.PickValueInArray(names), text());
        return record;
    }

    event::Pid pid() { return event::Pid{bytes_.ConsumeIntegralInRange(0, 12)}; }

    std::vector<std::string> texts() {
        std::vector<std::string> made;
        for (auto left = bytes_.ConsumeIntegralInRange(0, 4); left > 0; --left)
            made.push_back(text());
        return made;
    }

    std::string text() {
        constexpr std::array words{
            "",           "/usr/bin/bash",  "/usr/bin/dash", "/bin/sh",   "sh",
            "nc",         "/usr/bin/nc",    "mkfifo",        "/tmp/f",    "-i",
            "-e",         "/etc/cron.d/x",  "/etc/passwd",   "192.0.2.1", "10.1.2.3",
            "fe80::1",    "/usr/bin/curl",  "root",          "connect",   "/var/log/a.log",
            "\u00c4rger", "\u017fh \u212a", "/evil",         "ansible",   "/etc/shadow"};
        const auto choice = bytes_.ConsumeIntegral<std::uint8_t>();
        if (choice < 200) return words[choice % words.size()];
        if (choice < 230)
            return std::string{bytes_.PickValueInArray(words)} + ' ' +
                   bytes_.PickValueInArray(words);
        return bytes_.ConsumeRandomLengthString(40);
    }

    FuzzedDataProvider& bytes_;
    event::Time time_{std::chrono::seconds{1'700'000'000}};
    event::Serial serial_ = 0;
};

// ---- the index against asking every rule

bool asks(const detect::CompiledRule& rule, const event::Event& event) {
    if (rule.kind != detect::Lexicon::Kind::event) return false;
    if (!rule.ecs_category.empty()) {
        if (std::holds_alternative<event::SystemCallMade>(event.act) && !rule.asks_calls)
            return false;
        const auto categories = event::ecs_categories(event);
        return rule.ecs_category == "any" || std::find(categories.begin(), categories.end(),
                                                       rule.ecs_category) != categories.end();
    }
    const auto categories = event::sigma_categories(event);
    return std::find(categories.begin(), categories.end(), rule.source.category) !=
           categories.end();
}

void compare(const detect::RuleBook& rules, detect::Matcher& matcher, const event::Event& event,
             const event::Facts& told) {
    const detect::FactsTeller teller = [&](event::Needs, event::Facts& facts) { facts = told; };
    Numbers by_index;
    const auto all = [](const detect::CompiledRule&) { return true; };
    matcher.match(event, teller, "host", all,
                  [&](const auto& rule, auto&, const auto*) { by_index.insert(rule.number); });
    detect::Answers answers{rules.events};
    answers.turn_to(event, teller, "host");
    Numbers by_asking;
    for (const auto& rule : rules.rules)
        if (asks(rule, event) && rule.formula.holds(answers)) by_asking.insert(rule.number);
    require(by_index == by_asking);
}

void compare(const detect::RuleBook& rules, detect::Matcher& matcher,
             const event::Records& records) {
    Numbers by_index;
    matcher.match(records,
                  [&](const auto& rule, auto&, const auto*) { by_index.insert(rule.number); });
    detect::Answers answers{rules.records};
    Numbers by_asking;
    for (const auto& record : records.records) {
        answers.turn_to(record);
        for (const auto& rule : rules.rules)
            if (rule.kind == detect::Lexicon::Kind::record && rule.formula.holds(answers))
                by_asking.insert(rule.number);
    }
    require(by_index == by_asking);
}

void check(const std::vector<alert::Alert>& alerts) {
    for (const auto& alert : alerts) {
        require(!alert.rule.id.empty() && !alert.reason.empty() && !alert.incident.empty());
        require(!alert.evidence.empty() || alert.exclusion);
        for (const auto& member : alert.members)
            require(!member.parent || *member.parent < alert.members.size());
    }
}

detect::Limits limits(std::uint8_t choice) {
    detect::Limits limits;
    limits.alerts.alerts = choice % 4;
    limits.tell_excluded = (choice & 4) != 0;
    limits.join_incidents = (choice & 8) == 0;
    if ((choice & 16) != 0) limits.processes = limits.fifos = 4;
    return limits;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider bytes{data, size};
    event::NodeNames nodes{4};
    (void)nodes.intern("other");
    auto rules = book(bytes.ConsumeBool());
    detect::Detector detector{nodes, limits(bytes.ConsumeIntegral<std::uint8_t>())};
    detect::Matcher matcher{*rules, nullptr};
    check(detector.change_rules(rules));
    Maker maker{bytes};
    while (bytes.remaining_bytes() > 0) {
        const auto choice = bytes.ConsumeIntegralInRange(0, 9);
        if (choice == 0) {
            check(detector.change_rules(book(bytes.ConsumeBool())));
        } else if (choice < 4) {
            const auto records = maker.records();
            compare(*rules, matcher, records);
            check(detector.advance(records));
        } else {
            const auto event = maker.event();
            compare(*rules, matcher, event, {maker.program(), maker.program(), {}, {}});
            check(detector.advance(event));
        }
        if (const auto deadline = detector.deadline(); deadline && choice == 5)
            check(detector.expire(*deadline));
    }
    check(detector.expire(event::Time::max()));
    require(detector.statistics().correlation_groups <= 65536);
    return 0;
}
