// SPDX-License-Identifier: Apache-2.0
// An expression over fields, compiled: what EQL's functions make of an event. Immutable.
#pragma once

#include <functional>
#include <string_view>
#include <variant>
#include <vector>

#include "detect/answers.hpp"
#include "detect/lexicon.hpp"
#include "rule/expression.hpp"

namespace pipehound::detect {

class Computation {
public:
    /// `number_of` gives the number of a field, throws Unanswerable. Throws rule::Refusal where a
    /// function is given what it cannot take.
    Computation(const rule::Expression& expression,
                const std::function<FieldNumber(std::string_view, Lexicon::Names)>& number_of);

    /// Fills in what it makes of the event: a text for each combination of its fields' values, at
    /// most 1,000 of them; not told where it is nothing.
    void answer(Answers& answers, Answer& answer) const;

private:
    struct Field {
        FieldNumber number;
    };
    struct Call {
        rule::Function function;
        bool ignores_case;
        std::vector<Computation> arguments;
    };
    using Values = std::vector<rule::Literal>;  // never null: nothing is no value

    [[nodiscard]] Values values(Answers& answers) const;
    [[nodiscard]] static Values values(const Call& call, Answers& answers);

    std::variant<rule::Literal, Field, Call> is_;
};

}  // namespace pipehound::detect
