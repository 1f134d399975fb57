# SPDX-License-Identifier: Apache-2.0
"""EQL by its definition: the truth of a condition about one document, and the events that a query finds.

Written from the language's documentation, not from the program under test. Truth is True, False or None
(unknown). A field is all of its values; null is none of them.
"""
import itertools
import re

import oracle_functions as functions
from eql_tree import Arithmetic, Call, Compare, Event, Field, Joined, Literal, Lookup, Negative, Not
from oracle_functions import number_of, small, text_of


def flat(document, name='', found=None):
    """Dotted names to lists of values; nulls are not there."""
    found = {} if found is None else found
    if isinstance(document, dict):
        for key, below in document.items():
            flat(below, f'{name}.{key}' if name else key, found)
    elif isinstance(document, list):
        for item in document:
            flat(item, name, found)
    elif document is not None:
        found.setdefault(name, []).append(document)
    return found


def is_condition(node):
    return isinstance(node, (Compare, Lookup, Joined, Not)) or \
        (isinstance(node, Call) and node.function in functions.BOOLEAN)


# ---- values

def values(node, document):
    """All that an expression is; empty for null."""
    if isinstance(node, Literal):
        return [] if node.value is None else [node.value]
    if isinstance(node, Field):
        return document.get(node.name, [])
    if isinstance(node, Negative):
        return combined(functions.arithmetic('-'), [[0], values(node.value, document)])
    if isinstance(node, Arithmetic):
        sides = [values(node.left, document), values(node.right, document)]
        return combined(functions.arithmetic(node.sign), sides)
    return called(node, document)


def called(call, document):
    function, needed = functions.FUNCTIONS[call.function]
    arguments = [values(argument, document) for argument in call.arguments]
    if needed is not None:
        arguments = arguments[:needed] + [some or [None] for some in arguments[needed:]]
    more = {'any_case': True} if call.any_case else {}
    return combined(lambda *given: function(*given, **more), arguments)


def combined(function, arguments):
    """The function of each choice of its arguments' values."""
    results = (function(*given) for given in itertools.product(*arguments))
    return [result for result in results if result is not None]


# ---- conditions

def truth(node, document):
    if isinstance(node, Joined):
        return joined(node.word, [truth(part, document) for part in node.parts])
    if isinstance(node, Not):
        return opposite(truth(node.part, document))
    if isinstance(node, Lookup):
        found = any_holds(values(node.value, document), lambda value: looked_up(node, value))
        if not found and any(candidate.value is None for candidate in node.candidates):
            found = None
        return opposite(found) if node.negated else found
    if isinstance(node, Compare):
        return compared(node, document)
    return any_holds(values(node, document), lambda value: text_of(value) == 'true')


def opposite(truth_value):
    return None if truth_value is None else not truth_value


def joined(word, parts):
    decides = word == 'or'
    if decides in parts:
        return decides
    return None if None in parts else not decides


def any_holds(some, holds):
    return any(holds(value) for value in some) if some else None


MIRRORED = {'==': '==', '!=': '!=', '<': '>', '>': '<', '<=': '>=', '>=': '<='}
ORDERS = {'<': lambda a, b: a < b, '>': lambda a, b: a > b, '<=': lambda a, b: a <= b, '>=': lambda a, b: a >= b}


def compared(node, document):
    left, right, sign = node.left, node.right, node.sign
    if isinstance(left, Literal) and (left.value is None or not isinstance(right, Literal)):
        left, right, sign = right, left, MIRRORED[sign]
    if right.value is None and sign not in ('==', '!='):
        return None
    if right.value is None:
        null = truth(left, document) is None if is_condition(left) else not values(left, document)
        return null == (sign == '==')
    if is_condition(left):
        return opposite_if(right.value == (sign == '!='), truth(left, document))
    if sign == '!=':
        return opposite(any_holds(values(left, document), lambda value: equals(value, right.value)))
    if sign == '==':
        return any_holds(values(left, document), lambda value: equals(value, right.value))
    return any_holds(values(left, document), lambda value: stands(value, sign, right.value))


def opposite_if(changes, truth_value):
    return opposite(truth_value) if changes else truth_value


def equals(value, wanted):
    """What is written in the query says how the value is read."""
    if isinstance(wanted, (str, bool)):
        return text_of(value) == text_of(wanted)
    return number_of(value) == wanted


def stands(value, sign, limit):
    if isinstance(limit, str):
        return ORDERS[sign](text_of(value).encode(), limit.encode())
    number = number_of(value)
    return number is not None and ORDERS[sign](number, limit)


def looked_up(lookup, value):
    any_case = lookup.word.endswith('~') or lookup.word == ':'
    return any(candidate_holds(lookup.word.rstrip('~'), value, candidate.value, any_case)
               for candidate in lookup.candidates if candidate.value is not None)


def candidate_holds(word, value, wanted, any_case):
    if not isinstance(wanted, str):
        return equals(value, wanted)
    text = text_of(value)
    if word == 'regex':
        flags = re.DOTALL | (re.IGNORECASE | re.ASCII if any_case else 0)
        return re.fullmatch(wanted, text, flags) is not None
    if any_case:
        text, wanted = small(text), small(wanted)
    return text == wanted if word == 'in' else wildcard(wanted).fullmatch(text) is not None


def wildcard(pattern):
    parts = ('.*' if c == '*' else '.' if c == '?' else re.escape(c) for c in pattern)
    return re.compile(''.join(parts), re.DOTALL)


def is_event(event: Event, document):
    if event.category != 'any' and event.category not in document.get('event.category', []):
        return False
    return truth(event.condition, document) is True
