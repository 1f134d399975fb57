# SPDX-License-Identifier: Apache-2.0
"""A query of EQL as a tree, and its text. What a random query is made of, and what the oracle asks."""
from dataclasses import dataclass

SUM, PRODUCT, SIGNED, PRIMARY = range(4)  # how tightly a value binds
OR, AND, NOT, ASKED = range(4)            # and a condition


@dataclass(frozen=True)
class Literal:
    value: object  # text, number, truth or None
    raw: bool = False


@dataclass(frozen=True)
class Field:
    name: str
    optional: bool = False


@dataclass(frozen=True)
class Call:
    function: str
    arguments: tuple
    any_case: bool = False


@dataclass(frozen=True)
class Arithmetic:
    sign: str
    left: object
    right: object


@dataclass(frozen=True)
class Negative:
    value: object


@dataclass(frozen=True)
class Compare:
    sign: str
    left: object   # a value, or a condition beside true, false and null
    right: object


@dataclass(frozen=True)
class Lookup:
    word: str      # : in in~ like like~ regex regex~
    value: object
    candidates: tuple
    negated: bool = False


@dataclass(frozen=True)
class Joined:
    word: str      # and, or
    parts: tuple


@dataclass(frozen=True)
class Not:
    part: object


@dataclass(frozen=True)
class Event:
    category: str
    condition: object


@dataclass(frozen=True)
class Stage:
    event: Event
    by: tuple = ()
    runs: int = 1
    missing: bool = False


@dataclass(frozen=True)
class Sequence:
    stages: tuple
    by: tuple = ()
    maxspan: int = 0        # ms, 0 for none
    until: Stage = None
    ordered: bool = True    # no: a sample


CONDITIONS = (Compare, Lookup, Joined, Not)
ESCAPES = {'\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f', '\\': '\\\\', '"': '\\"'}


def quoted(text, raw=False):
    if raw and '"' not in text and '\n' not in text and '\r' not in text:
        return f'"""{text}"""'
    return '"' + ''.join(ESCAPES.get(c, c) for c in text) + '"'


def number_text(number):
    return repr(number)


def name_text(name):
    """A part that is no plain word stands in backticks."""
    parts = name.split('.')
    return '.'.join(part if part.replace('_', 'a').replace('@', 'a').isalnum() and not part[0].isdigit()
                    and part.isascii() else f'`{part}`' for part in parts)


def literal_text(literal):
    value = literal.value
    if value is None:
        return 'null'
    if isinstance(value, bool):
        return 'true' if value else 'false'
    return quoted(value, literal.raw) if isinstance(value, str) else number_text(value)


def strength(value):
    if isinstance(value, Arithmetic):
        return SUM if value.sign in '+-' else PRODUCT
    number = isinstance(value, Literal) and isinstance(value.value, (int, float))
    return SIGNED if isinstance(value, Negative) or (number and value.value < 0) else PRIMARY


def value_text(value, least=SUM):
    if isinstance(value, CONDITIONS):
        return f'({condition_text(value)})'
    if strength(value) < least:
        return f'({value_text(value)})'
    if isinstance(value, Literal):
        return literal_text(value)
    if isinstance(value, Field):
        return ('?' if value.optional else '') + name_text(value.name)
    if isinstance(value, Call):
        arguments = ', '.join(value_text(argument) for argument in value.arguments)
        return f'{value.function}{"~" if value.any_case else ""}({arguments})'
    if isinstance(value, Negative):
        return '-' + value_text(value.value, PRIMARY)
    own = strength(value)
    return f'{value_text(value.left, own)} {value.sign} {value_text(value.right, own + 1)}'


def lookup_text(lookup):
    listed = ', '.join(value_text(candidate) for candidate in lookup.candidates)
    alone = len(lookup.candidates) == 1 and not lookup.word.startswith('in')
    word = ('not ' if lookup.negated else '') + lookup.word
    return f'{value_text(lookup.value, PRIMARY)} {word} {listed if alone else f"({listed})"}'


def condition_text(condition, least=OR):
    if isinstance(condition, Compare):
        return f'{value_text(condition.left)} {condition.sign} {value_text(condition.right)}'
    if isinstance(condition, Lookup):
        return lookup_text(condition)
    if isinstance(condition, (Not, Joined)):
        own = NOT if isinstance(condition, Not) else AND if condition.word == 'and' else OR
        if own < least:
            return f'({condition_text(condition)})'
        if own == NOT:
            return 'not ' + condition_text(condition.part, NOT)
        return f' {condition.word} '.join(condition_text(part, own + 1) for part in condition.parts)
    return value_text(condition)


def keys_text(keys):
    return ' by ' + ', '.join(value_text(key) for key in keys) if keys else ''


def event_text(event):
    category = event.category if event.category.isidentifier() else quoted(event.category)
    return f'{category} where {condition_text(event.condition)}'


def stage_text(stage):
    runs = f' with runs={stage.runs}' if stage.runs > 1 else ''
    return f'{"!" if stage.missing else ""}[{event_text(stage.event)}]{keys_text(stage.by)}{runs}'


def span_text(milliseconds):
    for unit, length in (('d', 86_400_000), ('h', 3_600_000), ('m', 60_000), ('s', 1000)):
        if milliseconds % length == 0:
            return f'{milliseconds // length}{unit}'
    return f'{milliseconds}ms'


def query_text(query):
    if isinstance(query, Event):
        return event_text(query)
    head = ('sequence' if query.ordered else 'sample') + keys_text(query.by)
    if query.maxspan:
        head += f' with maxspan={span_text(query.maxspan)}'
    lines = [head, *(stage_text(stage) for stage in query.stages)]
    if query.until:
        lines.append('until ' + stage_text(query.until))
    return '\n  '.join(lines)
