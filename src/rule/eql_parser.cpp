// SPDX-License-Identifier: Apache-2.0
#include "rule/eql_parser.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "event/text.hpp"
#include "rule/eql_cursor.hpp"
#include "rule/eql_expression.hpp"

namespace pipehound::rule {

namespace {

using Stage = Sequence::Stage;
using Keys = std::vector<Sequence::Key>;

constexpr std::string_view query_hint = "as in: process where process.name == \"sh\"";
constexpr std::string_view span_hint = "as in: maxspan=30s, with ms, s, m, h or d";
constexpr std::string_view pipe_hint = "as in: | head 10";
constexpr std::int64_t most_cut = 10000;  // Elasticsearch's result window
constexpr std::size_t most_keys = 64;     // behind one by
constexpr event::Duration longest_span = std::chrono::hours{24 * 366};

std::optional<std::int64_t> whole(const EqlToken& token) {
    std::int64_t number = 0;
    const auto* const end = token.text.data() + token.text.size();
    if (token.kind != EqlToken::Kind::integer ||
        std::from_chars(token.text.data(), end, number).ec != std::errc{})
        return std::nullopt;
    return number;
}

std::optional<event::Duration> unit_of(const EqlToken& token) {
    using namespace std::chrono_literals;
    constexpr std::array<std::pair<std::string_view, event::Duration>, 5> units{
        {{"ms", 1ms}, {"s", 1s}, {"m", 1min}, {"h", 1h}, {"d", 24h}}};
    for (const auto& [name, unit] : units)
        if (token.is(name)) return unit;
    return std::nullopt;
}

class Parser {
public:
    explicit Parser(std::vector<EqlToken> tokens) : tokens_{std::move(tokens)} {}

    EqlQuery parse() {
        EqlQuery query{parse_query(), {}};
        const auto* const sequence = std::get_if<Sequence>(&query.asks);
        if (tokens_.look().is("|") && sequence != nullptr && !sequence->ordered)
            tokens_.refuse_next("a sample has no pipes: leave it out");
        while (tokens_.take("|")) query.cuts.push_back(parse_pipe());
        if (tokens_.look().kind != EqlToken::Kind::end) refuse_rest();
        return query;
    }

private:
    std::variant<EventQuery, Sequence> parse_query() {
        const auto place = tokens_.place();
        if (tokens_.look().is("[")) tokens_.refuse_next("a sequence begins with the word sequence");
        if (tokens_.look().is("join"))
            tokens_.refuse_next("EQL no longer has join: write sample by");
        if (tokens_.take("sequence")) return parse_sequence(place);
        if (tokens_.take("sample")) return parse_sample(place);
        return parse_event();
    }

    EventQuery parse_event() {
        EventQuery query;
        query.place = tokens_.place();
        query.category = parse_category();
        tokens_.expect("where", std::string{query_hint});
        query.condition = parse_eql_condition(tokens_);
        return query;
    }

    std::string parse_category() {
        const auto& token = tokens_.look();
        const bool named = token.kind == EqlToken::Kind::word ||
                           token.kind == EqlToken::Kind::quoted ||
                           token.kind == EqlToken::Kind::string;
        const bool keyword = token.kind == EqlToken::Kind::word && is_eql_keyword(token.text);
        if (!named || token.text.empty() || (keyword && !token.is("any")))
            tokens_.refuse("the category of the event is missing before", std::string{query_hint});
        return tokens_.take().text;
    }

    Sequence parse_sequence(Place place) {
        Sequence sequence;
        sequence.meta.place = place;
        const auto keys = parse_head(sequence);
        sequence.stages = parse_stages(keys);
        if (tokens_.look().is("as"))
            tokens_.refuse_next("events have no names in Elasticsearch's EQL: join them with by");
        if (tokens_.take("until")) sequence.until = parse_until(keys);
        check_keys(sequence);
        check_count(sequence);
        check_missing(sequence);
        return sequence;
    }

    /// `by`, then `with`, each once.
    Keys parse_head(Sequence& sequence) {
        Keys keys;
        for (;;) {
            if (tokens_.look().is("by") && keys.empty())
                keys = parse_keys(sequence.maxspan.has_value());
            else if (tokens_.look().is("with") && !sequence.maxspan)
                sequence.maxspan = parse_with_span();
            else
                return keys;
        }
    }

    Keys parse_keys(bool late = false) {
        Keys keys;
        if (late) tokens_.refuse_next("by stands before with");
        tokens_.expect("by");
        do {
            const auto place = tokens_.place();
            auto field = parse_eql_field(tokens_);
            keys.push_back({std::move(field.name), field.optional, place});
        } while (keys.size() <= most_keys && tokens_.take(","));
        if (keys.size() > most_keys)
            throw Refusal{keys.back().place, "too many fields behind by",
                          "at most " + std::to_string(most_keys) + " are read"};
        constexpr std::array signs{"(", "+", "-", "*", "/", "%"};
        for (const auto* const sign : signs)
            if (tokens_.look().is(sign))
                tokens_.refuse_next("events are joined by fields, by nothing computed of them");
        return keys;
    }

    event::Duration parse_with_span() {
        tokens_.expect("with");
        if (!tokens_.look().is("maxspan"))
            tokens_.refuse("maxspan is expected before", std::string{span_hint});
        tokens_.take();
        tokens_.expect("=", std::string{span_hint});
        return parse_span();
    }

    event::Duration parse_span() {
        const auto place = tokens_.place();
        const auto number = whole(tokens_.take());
        const auto unit = unit_of(tokens_.look());
        if (!number || !unit)
            throw Refusal{place, "the maxspan is not understood", std::string{span_hint}};
        tokens_.take();
        if (*number < 1 || *number > longest_span / *unit)
            throw Refusal{place, "the maxspan must be between 1ms and 366d"};
        return *number * *unit;
    }

    std::vector<Stage> parse_stages(const Keys& keys) {
        std::vector<Stage> stages;
        while (tokens_.look().is("[") || tokens_.look().is("!")) {
            if (stages.size() == most_eql_stages) refuse_count(tokens_.place());
            stages.push_back(parse_stage(keys));
        }
        if (stages.empty())
            tokens_.refuse("an event in brackets is missing before",
                           "as in: sequence [process where true] [file where true]");
        return stages;
    }

    Stage parse_stage(const Keys& keys) {
        Stage stage;
        stage.missing = tokens_.take("!");
        tokens_.expect("[", std::string{query_hint});
        stage.query = parse_event();
        if (tokens_.look().is("|"))
            tokens_.refuse_next("a pipe stands behind the whole query, not behind one event");
        if (!tokens_.take("]")) refuse_rest();
        stage.by = keys;
        parse_tail(stage);
        if (stage.missing) stage.runs = 1;  // the first is one too many
        return stage;
    }

    /// `by`, then `with runs`, behind an event, each once.
    void parse_tail(Stage& stage) {
        bool keyed = false;
        bool repeated = false;
        for (;;) {
            if (tokens_.look().is("by") && !keyed) {
                for (auto& key : parse_keys(repeated)) stage.by.push_back(std::move(key));
                keyed = true;
            } else if (tokens_.look().is("with") && !repeated) {
                stage.runs = parse_with_runs();
                repeated = true;
            } else {
                break;
            }
        }
        if (tokens_.look().is("fork") || tokens_.look().is("unique"))
            tokens_.refuse_next("EQL no longer has this: leave it out");
    }

    std::size_t parse_with_runs() {
        tokens_.expect("with");
        if (!tokens_.look().is("runs"))
            tokens_.refuse("runs is expected before",
                           "maxspan stands behind the word sequence, runs behind an event");
        tokens_.take();
        tokens_.expect("=", "as in: with runs=3");
        const auto place = tokens_.place();
        const auto runs = whole(tokens_.take());
        if (!runs || *runs < 1 || *runs > static_cast<std::int64_t>(most_eql_runs))
            throw Refusal{place,
                          "runs must be a whole number from 1 to " + std::to_string(most_eql_runs)};
        return static_cast<std::size_t>(*runs);
    }

    Stage parse_until(const Keys& keys) {
        const auto place = tokens_.place();
        auto stage = parse_stage(keys);
        if (stage.missing || stage.runs > 1)
            throw Refusal{place, "until takes one event, without ! and runs"};
        return stage;
    }

    Sequence parse_sample(Place place) {
        Sequence sample;
        sample.meta.place = place;
        sample.ordered = false;
        Keys keys;
        if (tokens_.look().is("by")) keys = parse_keys();
        if (tokens_.look().is("with")) tokens_.refuse_next("a sample has no maxspan");
        sample.stages = parse_stages(keys);
        if (tokens_.look().is("until")) tokens_.refuse_next("a sample has no until");
        for (const auto& stage : sample.stages) check_sampled(stage);
        check_keys(sample);
        check_count(sample);
        return sample;
    }

    static void check_sampled(const Stage& stage) {
        if (stage.missing)
            throw Refusal{stage.query.place, "a sample has no missing events", "leave the ! out"};
        if (stage.runs > 1)
            throw Refusal{stage.query.place, "a sample has no runs", "write the event out again"};
        if (stage.by.empty())
            throw Refusal{stage.query.place, "a sample needs fields that its events share",
                          "as in: sample by host.id [process where true] [file where true]"};
    }

    static void check_keys(const Sequence& sequence) {
        const auto wanted = sequence.stages.front().by.size();
        const auto check = [wanted](const Stage& stage) {
            if (stage.by.size() != wanted)
                throw Refusal{stage.query.place,
                              "this event is joined by " + std::to_string(stage.by.size()) +
                                  " fields, the first one by " + std::to_string(wanted),
                              "give each event as many fields behind by"};
        };
        for (const auto& stage : sequence.stages) check(stage);
        if (sequence.until) check(*sequence.until);
    }

    static void check_count(const Sequence& sequence) {
        const auto count =
            std::accumulate(sequence.stages.begin(), sequence.stages.end(), std::size_t{0},
                            [](std::size_t sum, const Stage& stage) { return sum + stage.runs; });
        if (count < 2)
            throw Refusal{sequence.meta.place, "at least two events are joined",
                          "write a single event without brackets"};
        if (count > most_eql_stages) refuse_count(sequence.meta.place);
    }

    static void check_missing(const Sequence& sequence) {
        const auto missing = static_cast<std::size_t>(
            std::count_if(sequence.stages.begin(), sequence.stages.end(),
                          [](const Stage& stage) { return stage.missing; }));
        if (missing == sequence.stages.size())
            throw Refusal{sequence.meta.place, "all events of the sequence are missing ones",
                          "one must come: write it without !"};
        if (missing > 0 && !sequence.maxspan)
            throw Refusal{sequence.meta.place, "a missing event needs a maxspan",
                          std::string{"say how long to wait for it, "} + std::string{span_hint}};
    }

    [[noreturn]] static void refuse_count(Place place) {
        throw Refusal{place, "too many events are joined",
                      "at most " + std::to_string(most_eql_stages) +
                          ", repeated ones counted as often as they come"};
    }

    /// What stands where a condition has ended.
    [[noreturn]] void refuse_rest() const {
        const auto word = event::folded(tokens_.look().text);
        if (tokens_.look().kind == EqlToken::Kind::word && word != tokens_.look().text &&
            is_eql_keyword(word))
            tokens_.refuse_next("keywords have small letters: " + word);
        tokens_.refuse_next("join conditions with and, or, not");
    }

    /// Elasticsearch's two; each takes a whole number.
    Cut parse_pipe() {
        Cut cut;
        cut.place = tokens_.place();
        if (!tokens_.look().is("head") && !tokens_.look().is("tail"))
            tokens_.refuse("the pipes are head and tail, there is no", std::string{pipe_hint});
        cut.keeps = tokens_.take().is("head") ? Cut::Keeps::first : Cut::Keeps::last;
        const auto place = tokens_.place();
        const auto count = whole(tokens_.look());
        if (!count || *count > most_cut)
            throw Refusal{place,
                          "a pipe needs a whole number from 0 to " + std::to_string(most_cut),
                          std::string{pipe_hint}};
        tokens_.take();
        cut.count = static_cast<std::size_t>(*count);
        return cut;
    }

    EqlCursor tokens_;
};

}  // namespace

EqlQuery parse_eql(std::vector<EqlToken> tokens) { return Parser{std::move(tokens)}.parse(); }

}  // namespace pipehound::rule
