// SPDX-License-Identifier: Apache-2.0
// A line that is kept back is never parsed: each case shows first that the rule holds of what the
// parser makes of the line, or does not, so that the sieve is held to the parser and not to us.
#include "detect/record_sieve.hpp"

#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <utility>

#include "audit/records.hpp"
#include "detect/rule_compiler.hpp"
#include "rule/condition_text.hpp"
#include "rule/sigma_reader.hpp"
#include "support/random_condition.hpp"

using namespace pipehound;
namespace data = boost::unit_test::data;
using Book = std::shared_ptr<const detect::RuleBook>;
using Strings = std::vector<std::string>;
using test::Chance;
using test::Records;
using test::Run;

namespace {

/// `selection`: what stands behind `s:` in a rule on records.
Book book(const std::string& selection) {
    rule::Documents documents;
    rule::read_sigma("a.yml",
                     "title: T\nid: r\nlogsource: {service: auditd}\ndetection: {s: " + selection +
                         ", condition: s}\n",
                     documents);
    auto made = detect::compile(std::move(documents), {});
    BOOST_REQUIRE_MESSAGE(made->rules.size() == 1U, selection);
    return made;
}

/// What a stream tells of these records, all of them asked for.
std::vector<event::Records> told(const std::string& text) {
    Run run;
    run.stream.set_interest(
        {.files = false, .record = [](std::string_view, std::string_view) { return true; }});
    run.feed(text).finish();
    return std::move(run.told);
}

bool holds(const detect::RuleBook& book, const event::Records& records) {
    detect::Answers answers{book.records};
    return std::any_of(records.records.begin(), records.records.end(), [&](const auto& record) {
        answers.turn_to(record);
        return std::any_of(book.rules.begin(), book.rules.end(),
                           [&](const auto& rule) { return rule.formula.holds(answers); });
    });
}

bool holds(const detect::RuleBook& book, const Records& records) {
    const auto all = told(records.text());
    return std::any_of(all.begin(), all.end(), [&](const auto& one) { return holds(book, one); });
}

bool passes(detect::RecordSieve& sieve, std::string_view line) {
    const auto head = audit::parse_head(line);
    BOOST_REQUIRE_MESSAGE(head.has_value(), line);
    return sieve.lets_through(head->type, line.substr(0, line.find('\n')));
}

bool any_passes(detect::RecordSieve& sieve, const Strings& lines) {
    return std::any_of(lines.begin(), lines.end(),
                       [&](const auto& line) { return passes(sieve, line); });
}

struct Case {
    const char* told;
    const char* selection;
    const char* type;
    const char* body;
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.told; }

const Case found[] = {
    {"a quoted value", "{exe: /usr/bin/nc}", "ANOM_ABEND", R"(pid=1 exe="/usr/bin/nc" sig=11)"},
    {"a bare value", "{res: failed}", "USER_AUTH", "pid=1 res=failed"},
    {"hex", "{name: '/tmp/a b'}", "PATH", "item=0 name=2F746D702F612062 nametype=NORMAL"},
    {"hex in small letters", "{name: '/tmp/a b'}", "PATH", "item=0 name=2f746d702f612062"},
    {"a part of what is hex", "{name|contains: ' b'}", "PATH", "item=0 name=2F746D702F612062"},
    {"hex behind a quote", "{cmd: 'cat /e'}", "USER_CMD", "pid=7 msg='cwd=\"/\" cmd=636174202F65'"},
    {"within msg", "{acct: pia}", "USER_AUTH", "pid=7 msg='op=x acct=\"pia\" res=failed'"},
    {"the first within msg", "{op: login}", "USER_LOGIN", "pid=7 msg='op=login acct=\"pia\"'"},
    {"the last within msg", "{res: failed}", "USER_AUTH", "pid=7 msg='op=x res=failed'"},
    {"behind a parenthesis", "{acct: pia}", "USER_AUTH", "pid=7 msg='op=x (acct=pia)'"},
    {"a comma behind", "{uid: '0'}", "USER_AUTH", "uid=0, pid=7"},
    {"a colon behind", "{op: login}", "USER_AUTH", "pid=7 op=login: uid=0"},
    {"all that is cut off behind", "{uid: '0'}", "USER_AUTH", "uid=0)',: pid=7"},
    {"all that is cut off behind hex, at the end of msg", "{key|contains: sh}", "SYSCALL",
     "arch=c000003e syscall=59 a0=b msg='exe=/ (key=73682F277368)',:'"},
    {"a colon behind hex", "{acct: ' b'}", "USER_AUTH", "pid=7 acct=2062: uid=0"},
    {"a quote that is not closed", "{acct|contains: pia}", "USER_AUTH", "pid=7 acct=\"pia"},
    {"a single quote before", "{addr|contains: '192.0.2.7'}", "USER_AUTH", "addr='192.0.2.7'"},
    {"an equals sign within", "{a1: 'of=/dev/sda'}", "EXECVE",
     R"(argc=2 a0="dd" a1="of=/dev/sda")"},
    {"what stands in quotes of another", "{acct: pia}", "USER_AUTH", R"(addr="x acct=pia y")"},
    {"capitals", "{exe|endswith: /NC}", "ANOM_ABEND", R"(exe="/usr/bin/Nc" sig=11)"},
    {"behind a host's name", "{exe|endswith: /nc}", "ANOM_ABEND", R"(exe="/usr/bin/nc" sig=11)"},
    {"the type", "{type|contains: ABEND}", "ANOM_ABEND", "sig=11"},
    {"one of two types", "{type: [TTY, path], name: /tmp/f}", "PATH", "item=0 name=\"/tmp/f\""},
    {"a type nobody knows", "{type: 'UNKNOWN[1425]', op: x}", "UNKNOWN[1425]", "op=x"},
    {"an argument", "{type: EXECVE, a1: -e}", "EXECVE", R"(argc=2 a0="nc" a1="-e")"},
    {"an argument's piece", "{type: EXECVE, a1: 'a b'}", "EXECVE",
     "argc=2 a0=\"x\" a1_len=6 a1[0]=6120 a1[1]=62"},
    {"a key", "{key: pipes}", "SYSCALL", "arch=c000003e syscall=59 a0=0 key=\"pipes\""},
    {"the second of two keys", "{key: too}", "SYSCALL", "arch=c000003e a0=0 key=6B3101746F6F"},
    {"the first of two keys", "{key: k1}", "SYSCALL", "arch=c000003e a0=0 key=6B3101746F6F"},
    {"the second of two keys elsewhere", "{key: too}", "CONFIG_CHANGE", "key=6B3101746F6F res=1"},
    {"a number of a call's argument", "{type: SYSCALL, a0: '26'}", "SYSCALL",
     "arch=c000003e syscall=41 success=yes a0=26 a1=0"},
    {"a call's name by numbers", "{SYSCALL: sethostname}", "SYSCALL",
     "arch=c000003e syscall=170 success=no exit=-1 a0=0"},
    {"a call's name by 32-bit numbers", "{SYSCALL: sethostname}", "SYSCALL",
     "arch=40000003 syscall=74 a0=0"},
    {"a number of a call's argument beside its program", "{a0: '26', exe|endswith: /nc}", "SYSCALL",
     "arch=c000003e syscall=41 a0=26 a1=0 comm=\"nc\" exe=\"/bin/nc\" key=(null)"},
    {"two numbers of a call", "{a0: '26', a1: '3'}", "SYSCALL",
     "arch=c000003e syscall=41 a0=26 a1=3 comm=\"nc\" exe=\"/bin/nc\" key=(null)"},
    {"a user's number beside a call's name", "{euid: '33', SYSCALL: execve}", "SYSCALL",
     "arch=c000003e syscall=59 a0=26 euid=33 comm=\"nc\" exe=\"/bin/nc\" key=(null)"},
    {"a user's number beside auditd's name for a call", "{euid: '33', SYSCALL: renamed}", "SYSCALL",
     "arch=c000003e syscall=59 a0=26 euid=33 comm=\"nc\" exe=\"/bin/nc\" key=(null)\x1d"
     "ARCH=x86_64 SYSCALL=renamed"},
    {"a call's name beside a value", "{SYSCALL: sethostname, exe|endswith: hostname}", "SYSCALL",
     "arch=c000003e syscall=170 exe=\"/usr/bin/hostname\""},
    {"a call's name that auditd alone knows", "{SYSCALL: from_tomorrow}", "SYSCALL",
     "arch=c000003e syscall=9999 a0=0\x1d"
     "ARCH=x86_64 SYSCALL=from_tomorrow"},
    {"auditd's name for a call before ours", "{SYSCALL: renamed}", "SYSCALL",
     "arch=c000003e syscall=170 a0=0\x1d"
     "ARCH=x86_64 SYSCALL=renamed"},
    {"a call's name in another record", "{type: SECCOMP, SYSCALL: execve}", "SECCOMP",
     "pid=3 arch=c000003e syscall=59 code=0x0"},
    {"a user's name of auditd", "{AUID: pia}", "USER_AUTH",
     "pid=1 auid=9\x1d"
     "UID=\"root\" AUID=\"pia\""},
    {"the first of auditd's", "{UID: root}", "USER_AUTH",
     "pid=1 msg='op=x'\x1d"
     "UID=\"root\""},
    {"auditd's with a blank", "{UID: 'the root'}", "USER_AUTH",
     "pid=1\x1d"
     "UID=\"the root\" X=\"y\""},
    {"an address by auditd", "{SADDR|contains: 'lport=53'}", "SOCKADDR",
     "saddr=0200\x1d"
     "SADDR={ saddr_fam=inet laddr=127.0.0.1 lport=53 }"},
    {"the whole address by auditd", "{SADDR: '{ saddr_fam=local path=/run/x }'}", "SOCKADDR",
     "saddr=01\x1d"
     "SADDR={ saddr_fam=local path=/run/x }"},
    {"a command line", "{proctitle|contains: 'sh -c'}", "PROCTITLE",
     "proctitle=2F62696E2F7368002D63006120"},
    {"the end of a command line", "{proctitle|endswith: ' a b'}", "PROCTITLE",
     "proctitle=2F62696E2F7368002D630061206200"},
    {"what SELinux denied", "{seresult: denied}", "AVC",
     "avc:  denied  { read write } for  pid=1 comm=\"x\""},
    {"what SELinux was asked for", "{seperms|contains: write}", "AVC",
     "avc:  denied  { read write } for  pid=1 comm=\"x\""},
    {"a keyword that SELinux says", "[denied]", "AVC",
     "avc:  denied  { read } for  pid=1 comm=\"x\""},
    {"a keyword", "['/tmp/f']", "PATH", "item=0 name=\"/tmp/f\" nametype=CREATE"},
    {"a keyword across fields", "['name=/tmp/f nametype']", "PATH",
     "item=0 name=\"/tmp/f\" nametype=CREATE"},
    {"a keyword in hex", "['a b']", "PATH", "item=0 name=2F612062"},
    {"a keyword in a name", "['nametype']", "PATH", "item=0 name=\"/tmp/f\" nametype=CREATE"},
    {"a keyword that is the type", "['type=PATH']", "PATH", "item=0 name=\"/f\""},
    {"a keyword over arguments", "['nc -e /bin/sh']", "EXECVE",
     R"(argc=3 a0="nc" a1="-e" a2="/bin/sh")"},
    {"a keyword of auditd's", "['UID=root']", "USER_AUTH",
     "pid=1\x1d"
     "UID=\"root\""},
    {"a keyword that auditd resolved", "['lport=53']", "SOCKADDR",
     "saddr=0200\x1d"
     "SADDR={ saddr_fam=inet lport=53 }"},
    {"a keyword that is a call's name", "['sethostname']", "SYSCALL",
     "arch=c000003e syscall=170 a0=0"},
    {"a rule that requires nothing", "{exe: '*'}", "ANOM_ABEND", "exe=\"/x\" sig=11"},
    {"a regular expression", "{exe|re: '.*/n[c]'}", "ANOM_ABEND", "exe=\"/bin/nc\" sig=11"},
};

const Case kept_back[] = {
    {"another value", "{exe: /usr/bin/nc}", "ANOM_ABEND", R"(pid=1 exe="/usr/bin/cat" sig=11)"},
    {"the text in another field", "{exe: /usr/bin/nc}", "ANOM_ABEND",
     R"(comm="/usr/bin/nc" sig=1)"},
    {"the text within a longer one", "{res: fail}", "USER_AUTH", "pid=1 res=failed"},
    {"the text before a longer end", "{exe|endswith: /nc}", "ANOM_ABEND",
     R"(exe="/bin/nc.bsd" sig=1)"},
    {"another hex", "{name: '/tmp/a b'}", "PATH", "item=0 name=2F746D702F612063"},
    {"one of two that are required", "{op: login, acct: pia}", "USER_LOGIN",
     "op=login acct=\"eva\""},
    {"another type", "{type: TTY, exe: /bin/nc}", "ANOM_ABEND", R"(exe="/bin/nc" sig=11)"},
    {"arguments of a program in its call", "{a1: -e}", "SYSCALL",
     "arch=c000003e syscall=59 a0=1 a1=e a2=0"},
    {"another call", "{SYSCALL: sethostname}", "SYSCALL", "arch=c000003e syscall=59 a0=0"},
    {"the same number on another machine", "{SYSCALL: sethostname}", "SYSCALL",
     "arch=c00000b7 syscall=170 a0=0"},
    {"a field that a path never has", "{exe: /bin/nc}", "PATH", "item=0 name=\"/bin/nc\""},
    {"no argument", "{a1: -e}", "EXECVE", R"(argc=2 a0="nc" a1="-l")"},
    {"a key that begins alike", "{key: pipe}", "SYSCALL", "arch=c000003e syscall=59 key=\"pipes\""},
    {"another program beside a number of a call", "{a0: '26', exe|endswith: /nc}", "SYSCALL",
     "arch=c000003e syscall=41 a0=26 a1=0 comm=\"cat\" exe=\"/bin/cat\" key=(null)"},
    {"another number beside the program of a call", "{a0: '26', exe|endswith: /nc}", "SYSCALL",
     "arch=c000003e syscall=41 a0=27 a1=0 comm=\"nc\" exe=\"/bin/nc\" key=(null)"},
    {"another user of auditd's", "{UID: root}", "USER_AUTH",
     "pid=1\x1d"
     "UID=\"pia\""},
    {"no keyword", "['/tmp/f']", "PATH", "item=0 name=\"/tmp/g\" nametype=CREATE"},
};

/// A type of record and the fields that it has: those that come by the million have no others.
struct Kind {
    std::string type;
    Strings fields;
    Strings resolved;
};
const std::vector<Kind> kinds{
    {"SYSCALL", {"exe", "key"}, {"UID", "SYSCALL"}},
    {"PATH", {"name", "item", "obj"}, {"OUID"}},
    {"SOCKADDR", {"saddr"}, {"SADDR"}},
    {"PROCTITLE", {"proctitle"}, {}},
    {"USER_AUTH", {"acct", "exe", "addr", "op", "a0"}, {"UID", "AUID"}},
    {"CONFIG_CHANGE", {"key", "op", "auid"}, {"AUID"}},
    {"AVC", {"comm", "name", "scontext"}, {}},
    {"SECCOMP", {"exe", "comm"}, {"SYSCALL", "UID"}},
    {"EXECVE", {}, {}},
};
const Strings letters{"sh", "sh", "sk", "/", "a"};

/// Lines as auditd writes them, and as nobody should.
class RandomLines {
public:
    explicit RandomLines(Chance& chance) : chance_{chance} {}

    /// Serials begin at 1.
    std::vector<Records> make_some(std::uint64_t count) {
        std::vector<Records> events;
        for (std::uint64_t serial = 1; serial <= count; ++serial) events.push_back(make(serial));
        return events;
    }

private:
    /// One event: its only record, or those of an execution, whose arguments go on in the next.
    Records make(std::uint64_t serial) {
        Records records{serial, 1000, "sh"};
        const auto& kind = chance_.of(kinds);
        if (kind.type != "EXECVE") return records.add(kind.type, body(kind));
        std::string arguments = "argc=4";
        for (const char* const name : {"a0", "a1", "a2", "a3"}) {
            if (chance_.one_in(4)) records.add("EXECVE", std::exchange(arguments, {}));
            arguments += ' ' + argument(name);
        }
        return records.add("EXECVE", arguments);
    }

    std::string argument(const std::string& name) {
        if (!chance_.one_in(4)) return name + '=' + value();
        return name + "_len=9 " + name + "[0]=" + hex(any_text()) + ' ' + name +
               "[1]=" + hex(any_text());
    }

    std::string body(const Kind& kind) {
        std::string text;
        if (kind.type == "AVC") text = "avc:  sh  { " + any_text() + ' ' + any_text() + " } for ";
        if (kind.type == "SYSCALL" || kind.type == "SECCOMP")
            text = " arch=c000003e syscall=" + chance_.of(calls_) + " a0=" + chance_.of(numbers_);
        if (kind.type == "SYSCALL" && !chance_.one_in(4)) text += " comm=" + value();
        for (auto left = chance_.below(4); left > 0; --left) text += ' ' + field(kind);
        if (chance_.one_in(3)) text += " msg='" + field(kind) + ' ' + field(kind) + '\'';
        if (!kind.resolved.empty() && chance_.one_in(2)) text += '\x1d' + resolved(kind);
        return text;
    }

    std::string field(const Kind& kind) {
        const Strings cut_off{":", ",", "'", ")", ")',:"};
        return (chance_.one_in(8) ? "(" : "") + chance_.of(kind.fields) + '=' + value() +
               (chance_.one_in(4) ? chance_.of(cut_off) : "");
    }

    std::string resolved(const Kind& kind) {
        std::string text;
        for (const auto& name : kind.resolved) {
            if (name == "SADDR")
                text += " SADDR={ saddr_fam=sh lport=" + chance_.text(letters, 2) + " }";
            else
                text += ' ' + name + "=\"" + chance_.text(letters, 2) + '"';
        }
        return text.substr(1);
    }

    std::string value() {
        const auto text = any_text();
        switch (chance_.below(4)) {
            case 0:
                return text;
            case 1:
                return hex(text);
            default:
                return '"' + text + '"';
        }
    }

    std::string any_text() {
        const Strings rare{" ", ",", ")", "(", "'", "\"", ":", "=", "\x01", "{", "}", "K"};
        auto text = chance_.text(letters, 3);
        if (chance_.one_in(4)) text += chance_.of(rare) + chance_.text(letters, 2);
        return text;
    }

    std::string hex(const std::string& text) {
        const std::string digits = chance_.one_in(3) ? "0123456789abcdef" : "0123456789ABCDEF";
        std::string made;
        for (const char c : text) {
            made += digits[static_cast<unsigned char>(c) / 16];
            made += digits[static_cast<unsigned char>(c) % 16];
        }
        return made;
    }

    Chance& chance_;
    Strings calls_{"59", "170", "42", "9999"};
    Strings numbers_{"a", "a", "b", "3"};
};

std::string text(const std::vector<Records>& events) {
    std::string whole;
    for (const auto& event : events) whole += event.text();
    return whole;
}

struct RandomRules {
    Book book;
    std::string text;
};

/// Two rules: for records of some type and of any.
RandomRules random_rules(Chance& chance) {
    test::RandomCondition conditions{
        chance,
        {"type", "exe", "comm", "key", "a0", "a1", "acct", "op", "name", "UID", "AUID", "SYSCALL",
         "SADDR", "seperms", "seresult", ""},
        letters};
    const auto of_type = [&](rule::ConditionPtr condition) {
        rule::Pattern type;
        type.add(chance.of(kinds).type);
        return rule::all_of({rule::make({"type", {}, rule::TextTest{type}, {}}), condition});
    };
    rule::Documents documents;
    std::string text;
    for (const char* const id : {"typed", "any"}) {
        auto& detection = documents.detections.emplace_back();
        detection.meta.id = id;
        detection.source.service = "auditd";
        detection.condition = conditions.make();
        if (detection.meta.id == "typed") detection.condition = of_type(detection.condition);
        text += rule::text(*detection.condition) + '\n';
    }
    return {detect::compile(std::move(documents), {}), text};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(record_sieve_tests)

BOOST_DATA_TEST_CASE(lets_through, data::make(found), c) {
    const auto made = book(c.selection);
    detect::RecordSieve sieve{made};
    for (const char* const node : {"", "web"}) {
        const auto records = Records{1, 1000, node}.add(c.type, c.body);
        BOOST_TEST(holds(*made, records));
        BOOST_TEST(passes(sieve, records.text()));
    }
}

BOOST_DATA_TEST_CASE(keeps_back, data::make(kept_back), c) {
    const auto made = book(c.selection);
    detect::RecordSieve sieve{made};
    const auto records = Records{1}.add(c.type, c.body);
    BOOST_TEST(!holds(*made, records));
    BOOST_TEST(!passes(sieve, records.text()));
}

// Only rules for EXECVE records let them all through.
BOOST_AUTO_TEST_CASE(arguments_that_go_on_in_another_record_are_let_through_for_any_rule) {
    const auto records =
        Records{1}.add("EXECVE", "argc=3 a0=\"nc\" a1=\"-l\"").add("EXECVE", " a2=\"/bin/sh\"");
    for (const char* const selection : {"{type: EXECVE, a2: /bin/sh}", "{a2: /bin/sh}"}) {
        const auto made = book(selection);
        detect::RecordSieve sieve{made};
        BOOST_TEST(holds(*made, records));
        BOOST_TEST(!passes(sieve, records.lines()[0]));
        BOOST_TEST(passes(sieve, records.lines()[1]));
    }
}

BOOST_AUTO_TEST_CASE(a_rule_is_found_by_what_stands_in_two_fields) {
    detect::RecordSieve sieve{book("{op: login, acct: pia}")};
    const auto line = [](const std::string& body) { return Records{1}.add("USER_LOGIN", body); };
    BOOST_TEST(!passes(sieve, line("op=login acct=\"eva\"").text()));
    BOOST_TEST(!passes(sieve, line("op=logout acct=\"pia\"").text()));
    BOOST_TEST(passes(sieve, line("op=login acct=\"pia\"").text()));
    BOOST_TEST(passes(sieve, line("acct=706961 op=login").text()));
}

BOOST_AUTO_TEST_CASE(no_line_passes_where_there_are_no_rules) {
    detect::RecordSieve sieve{detect::compile({}, {})};
    BOOST_TEST(!any_passes(sieve, Records{1}.executes("sh").proctitle().lines()));
}

BOOST_AUTO_TEST_CASE(no_line_of_which_a_rule_holds_is_kept_back) {
    Chance chance{1};
    RandomLines lines{chance};
    int held = 0;
    int kept_back = 0;
    for (int round = 0; round < 3000; ++round) {
        const auto rules = random_rules(chance);
        detect::RecordSieve sieve{rules.book};
        const auto events = lines.make_some(30);
        std::vector<bool> through;
        for (const auto& event : events) through.push_back(any_passes(sieve, event.lines()));
        kept_back += static_cast<int>(std::count(through.begin(), through.end(), false));
        for (const auto& records : told(text(events))) {
            if (!holds(*rules.book, records)) continue;
            ++held;
            const auto place = records.header.serial - 1;
            BOOST_TEST(through[place], events[place].text() << rules.text);
        }
    }
    BOOST_TEST(held > 3000);
    BOOST_TEST(kept_back > 10000);
}

BOOST_AUTO_TEST_SUITE_END()
