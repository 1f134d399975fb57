// SPDX-License-Identifier: Apache-2.0
#include "rule/kql_query.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "event/nearest_word.hpp"
#include "rule/kql_cursor.hpp"
#include "rule/kql_expression.hpp"

namespace pipehound::rule {

namespace {

constexpr std::string_view write_where = "write the expression itself behind where";
constexpr std::string_view no_tables =
    "one event is looked at by itself: pipehound joins events in EQL's sequence or in a Sigma "
    "correlation";
constexpr std::string_view no_numbers =
    "events are not counted: a Sigma correlation of the type event_count or value_count does";
constexpr std::string_view leave_out =
    "leave it out: alerts come in the order of time, all of them";
constexpr std::string_view project_at_end = "name the columns with project, at the end";
constexpr std::string_view as_in_project = "as in: project TimeGenerated, Host = DvcHostname";

constexpr std::array refusals{
    KqlRefusal{"parse", write_where},
    KqlRefusal{"parse-kv", write_where},
    KqlRefusal{"parse-where", write_where},
    KqlRefusal{"mv-expand", write_where},
    KqlRefusal{"mv-apply", write_where},
    KqlRefusal{"serialize", write_where},
    KqlRefusal{"join", no_tables},
    KqlRefusal{"lookup", no_tables},
    KqlRefusal{"union", "write a query for each table"},
    KqlRefusal{"scan", no_tables},
    KqlRefusal{"partition", no_tables},
    KqlRefusal{"fork", "write a query for each branch"},
    KqlRefusal{"summarize", no_numbers},
    KqlRefusal{"count", no_numbers},
    KqlRefusal{"make-series", no_numbers},
    KqlRefusal{"distinct", no_numbers},
    KqlRefusal{"top", leave_out},
    KqlRefusal{"top-nested", no_numbers},
    KqlRefusal{"top-hitters", no_numbers},
    KqlRefusal{"reduce", no_numbers},
    KqlRefusal{"sample", leave_out},
    KqlRefusal{"sample-distinct", no_numbers},
    KqlRefusal{"project-away", project_at_end},
    KqlRefusal{"project-keep", project_at_end},
    KqlRefusal{"project-rename", project_at_end},
    KqlRefusal{"project-reorder", project_at_end},
    KqlRefusal{"evaluate", write_where},
    KqlRefusal{"invoke", write_where},
    KqlRefusal{"search", "name the column, as in: where TargetProcessCommandLine has \"text\""},
    KqlRefusal{"find", "name the column, as in: where TargetProcessCommandLine has \"text\""},
    KqlRefusal{"as", "leave it out"},
    KqlRefusal{"render", "leave it out"},
    KqlRefusal{"getschema", "pipehound events --fields asim shows the columns"},
};

/// What begins a query in KQL, and is no table.
constexpr std::array<std::string_view, 9> beginnings{
    "union", "search", "find", "print", "range", "where", "filter", "datatable", "externaldata"};

class Parser {
public:
    Parser(std::vector<KqlToken> tokens, event::Time now) : cursor_{std::move(tokens)} {
        scope_.now = now;
    }

    KqlQuery query() {
        while (cursor_.look().is("let")) variable();
        read_table();
        while (cursor_.take("|")) read_operator();
        while (cursor_.take(";")) {
        }
        if (!cursor_.at_end()) refuse_rest();
        query_.condition = all_of(std::move(parts_));
        return std::move(query_);
    }

private:
    void variable() {
        cursor_.take();
        const auto name = cursor_.take();
        if (name.kind != KqlToken::Kind::word)
            throw Refusal{name.place, "a name is expected behind let", "as in: let port = 4444;"};
        cursor_.expect("=", "as in: let port = 4444;");
        refuse_tabular();
        scope_.values.insert_or_assign(name.text, kql_constant(cursor_, scope_));
        cursor_.expect(";", "a let ends with a semicolon");
    }

    /// KQL's let also names tables and functions.
    void refuse_tabular() const {
        const auto& next = cursor_.look();
        const auto tables = kql_tables();
        const bool is_table = std::any_of(tables.begin(), tables.end(),
                                          [&](const auto& t) { return next.is(t.name); });
        const bool is_function =
            next.is("(") && (cursor_.look(1).is(")") || cursor_.look(2).is(":"));
        if (is_table || is_function)
            throw Refusal{
                next.place,
                std::string{"pipehound's let names values, and this is a "} +
                    (is_table ? "table" : "function"),
                std::string{is_table ? "begin the query with the table itself" : write_where}};
    }

    void read_table() {
        const auto name = cursor_.take();
        query_.place = name.place;
        const bool is_none =
            std::find(beginnings.begin(), beginnings.end(), name.text) != beginnings.end();
        if (name.kind != KqlToken::Kind::word || is_none)
            throw Refusal{name.place, "a query begins with a table, not with " + told(name),
                          "imProcessCreate, imProcessTerminate, imFileEvent or imNetworkSession"};
        query_.table = &kql_table(name.text, name.place);
        if (query_.table->rows != nullptr) parts_.push_back(query_.table->rows(name.place));
        if (cursor_.take("(")) read_parameters();
        scope_.schema = query_.table->schema;
    }

    void read_parameters() {
        while (!cursor_.take(")")) {
            const auto name = cursor_.take();
            if (name.kind != KqlToken::Kind::word || !cursor_.take("="))
                throw Refusal{name.place, "a parameter is expected here, not " + told(name),
                              "as in: imProcessCreate(starttime=ago(1d))"};
            if (name.text == "disabled" || name.text == "pack") {
                read_switch(name);
            } else {
                const auto value = kql_constant(cursor_, scope_);
                parts_.push_back(kql_parameter(*query_.table, name.text, name.place, value));
            }
            if (!cursor_.look().is(")")) cursor_.expect(",");
        }
    }

    void read_switch(const KqlToken& name) {
        const auto value = kql_constant(cursor_, scope_);
        const auto* const on = scalar_of<bool>(value);
        if (on == nullptr || *on)
            throw Refusal{name.place, name.text + " is false here, or left out"};
    }

    void read_operator() {
        const auto name = operator_name();
        const bool asks = name.text == "where" || name.text == "filter";
        if (asks && (!query_.shows.rest || !query_.cuts.empty()))
            throw Refusal{name.place, name.text + " stands behind project or take",
                          "ask before what is shown is chosen"};
        if (asks)
            parts_.push_back(kql_condition(cursor_, scope_));
        else if (name.text == "project")
            read_project(name);
        else if (name.text == "extend")
            read_extend();
        else if (name.text == "sort" || name.text == "order")
            read_order();
        else if (name.text == "take" || name.text == "limit")
            read_take(name);
        else
            refuse_operator(name);
    }

    /// "mv-expand" is one.
    KqlToken operator_name() {
        auto name = cursor_.take();
        while (cursor_.look().is("-") && cursor_.look(1).kind == KqlToken::Kind::word) {
            cursor_.take();
            name.text += '-' + cursor_.take().text;
        }
        return name;
    }

    [[noreturn]] static void refuse_operator(const KqlToken& name) {
        const auto* const known =
            std::find_if(refusals.begin(), refusals.end(),
                         [&](const auto& r) { return r.written == name.text; });
        if (known != refusals.end())
            throw Refusal{name.place, "pipehound does not run the operator " + name.text,
                          std::string{known->hint}};
        if (name.kind != KqlToken::Kind::word)
            throw Refusal{name.place, "an operator is expected behind |, not " + told(name),
                          "where, or project at the end"};
        const auto near = event::nearest_word(name.text, {"where", "project"});
        throw Refusal{name.place, "pipehound does not know the operator " + name.text,
                      near ? "did you mean " + *near + '?' : "where, or project at the end"};
    }

    /// A column, or a name that extend gave it.
    event::AsimProjection::Shown read_column() {
        const auto name = cursor_.take();
        const bool is_name =
            name.kind == KqlToken::Kind::word || name.kind == KqlToken::Kind::quoted;
        if (!is_name || cursor_.look().is("("))
            throw Refusal{name.place, "the name of a column is expected, not " + told(name),
                          std::string{as_in_project}};
        const auto value = scope_.values.find(name.text);
        const auto* const extended =
            value == scope_.values.end() ? nullptr : std::get_if<KqlColumn>(&value->second.is);
        if (extended != nullptr) return {name.text, extended->name};
        return {name.text, kql_column(scope_, name.text, name.place).name};
    }

    /// `Host = DvcHostname`, or the column alone.
    event::AsimProjection::Shown read_shown() {
        const auto renames = cursor_.look(1).is("=");
        const auto name = renames ? cursor_.take() : cursor_.look();
        if (renames) cursor_.take();
        auto shown = read_column();
        if (!renames) return shown;
        if (name.kind != KqlToken::Kind::word)
            throw Refusal{name.place, "a name is expected before =", std::string{as_in_project}};
        return {name.text, shown.column};
    }

    void read_project(const KqlToken& name) {
        if (!query_.shows.rest)
            throw Refusal{name.place, "project stands behind project", "one is enough"};
        query_.shows = {{}, false};
        do query_.shows.columns.push_back(read_shown());
        while (cursor_.take(","));
    }

    /// What is computed would have to be told, too: names for columns are read alone.
    void read_extend() {
        do {
            const auto name = cursor_.look();
            auto shown = read_shown();
            const auto column = kql_column(scope_, shown.column, name.place);
            scope_.values.insert_or_assign(shown.name, KqlValue{column, name.place});
            query_.shows.columns.push_back(std::move(shown));
        } while (cursor_.take(","));
    }

    /// Read and left: what is found comes in the order of time.
    void read_order() {
        cursor_.expect("by", "as in: sort by TimeGenerated");
        do {
            static_cast<void>(read_column());
            if (!cursor_.take("asc")) cursor_.take("desc");
            if (cursor_.take("nulls") && !cursor_.take("first")) cursor_.expect("last");
        } while (cursor_.take(","));
    }

    void read_take(const KqlToken& name) {
        const auto count = kql_constant(cursor_, scope_);
        const auto* const rows = scalar_of<std::int64_t>(count);
        if (rows == nullptr || *rows < 1)
            throw Refusal{count.place, name.text + " takes a number of rows, not " + told(count),
                          "as in: take 10"};
        query_.cuts.push_back({Cut::Keeps::first, static_cast<std::size_t>(*rows), name.place});
    }

    [[noreturn]] void refuse_rest() const {
        if (cursor_.look().kind == KqlToken::Kind::word)
            cursor_.refuse_next(
                "an operator stands behind |, a condition is joined with and or or");
        cursor_.refuse_next();
    }

    KqlCursor cursor_;
    KqlScope scope_;
    KqlQuery query_;
    std::vector<ConditionPtr> parts_;
};

}  // namespace

KqlQuery parse_kql(std::vector<KqlToken> tokens, event::Time now) {
    return Parser{std::move(tokens), now}.query();
}

std::span<const KqlRefusal> kql_refusals() noexcept { return refusals; }

}  // namespace pipehound::rule
