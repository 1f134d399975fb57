# SPDX-License-Identifier: Apache-2.0
"""A value of a Sigma rule, its modifiers applied: a list of tests of which one must hold.

Written from sigma-specification 2.1 alone (rules: value semantics and escaping; appendix: modifiers).
A test is a function of (value of the field, subject); the value is None where the field is absent.
Bytes that are no UTF-8 live as surrogates, so that text is text everywhere."""
import base64
import datetime
import ipaddress
import re
from fractions import Fraction


class BrokenRule(Exception):
    """The rule cannot be read; the text says why."""


class Wildcard:
    def __init__(self, regex):
        self.regex = regex

    def __repr__(self):
        return self.regex


ANY, ONE = Wildcard('.*'), Wildcard('.')
WILDCARDS = {'*': ANY, '?': ONE}
DASHES = '-/\u2013\u2014\u2015'


def characters(text):
    """The characters and wildcards of a Sigma string: a backslash escapes *, ? and itself."""
    found, at = [], 0
    while at < len(text):
        escapes = text[at] == '\\' and text[at + 1:at + 2] in ('*', '?', '\\')
        at += escapes
        found.append(text[at] if escapes else WILDCARDS.get(text[at], text[at]))
        at += 1
    return found


def as_text(value):
    """How a number or a boolean is written where a text is wanted."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def plain(pattern):
    if any(isinstance(part, Wildcard) for part in pattern):
        raise BrokenRule('no wildcards here')
    return ''.join(pattern)


def to_bytes(text):
    return text.encode('utf-8', 'surrogateescape')


def to_text(data):
    return data.decode('utf-8', 'surrogateescape')


# ---- what a modifier makes of one pattern: a list of patterns

def contains(pattern):
    return [[ANY, *pattern, ANY]]


def startswith(pattern):
    return [[*pattern, ANY]]


def endswith(pattern):
    return [[ANY, *pattern]]


def in_encoding(name, mark=b''):
    return lambda pattern: [list(to_text(mark + plain(pattern).encode(name)))]


def in_base64(pattern):
    return [list(base64.b64encode(to_bytes(plain(pattern))).decode())]


def in_base64_anywhere(pattern):
    """What of the encoding stays the same whatever stands before (0, 1, 2 bytes) and after."""
    data, found = to_bytes(plain(pattern)), []
    for before in range(3):
        bits_from, bits_to = before * 8, (before + len(data)) * 8
        encoded = base64.b64encode(bytes(before) + data).decode()
        first, last = -(-bits_from // 6), bits_to // 6  # whole digits of 6 bits inside
        found.append(list(encoded[first:last]))
    return found


def with_any_dash(pattern):
    found = [[]]
    for part in pattern:
        choices = DASHES if not isinstance(part, Wildcard) and part in DASHES else [part]
        found = [head + [choice] for head in found for choice in choices]
    return found


def expanded(pattern):
    text = ''.join('*' if part is ANY else '?' if part is ONE else part for part in pattern)
    if re.search(r'(?<!\\)%[^%\\ ]+%', text):
        raise BrokenRule(f'no value for the placeholder in {text}')
    return [[part for part, after in zip(pattern, [*pattern[1:], '']) if (part, after) != ('\\', '%')]]


TRANSFORMS = {
    'contains': contains, 'startswith': startswith, 'endswith': endswith, 'windash': with_any_dash,
    'base64': in_base64, 'base64offset': in_base64_anywhere, 'wide': in_encoding('utf-16-le'),
    'utf16le': in_encoding('utf-16-le'), 'utf16be': in_encoding('utf-16-be'),
    'utf16': in_encoding('utf-16-le', b'\xff\xfe'), 'expand': expanded,
}
COMPARISONS = {
    'lt': lambda one, other: one < other, 'lte': lambda one, other: one <= other,
    'gt': lambda one, other: one > other, 'gte': lambda one, other: one >= other,
}
REGEX_FLAGS = {'i': re.IGNORECASE, 'm': re.MULTILINE, 's': re.DOTALL}
DATE_PARTS = {
    'minute': lambda time: time.minute, 'hour': lambda time: time.hour, 'day': lambda time: time.day,
    'week': lambda time: time.isocalendar()[1], 'month': lambda time: time.month,
    'year': lambda time: time.year,
}
OF_THE_LIST = {'all', 'neq', 'cased'}
KNOWN = {*TRANSFORMS, *COMPARISONS, *REGEX_FLAGS, *DATE_PARTS, *OF_THE_LIST, 're', 'cidr', 'exists', 'fieldref'}


# ---- tests

def text_test(pattern, cased):
    regex = ''.join(part.regex if isinstance(part, Wildcard) else re.escape(part) for part in pattern)
    compiled = re.compile(regex, re.DOTALL | (0 if cased else re.IGNORECASE))

    def test(value, subject):
        return value is not None and bool(compiled.fullmatch(as_text(value)))
    test.literals = [part for part in pattern if not isinstance(part, Wildcard)]
    test.whole = ''.join(test.literals) if len(test.literals) == len(pattern) else None
    return test


def regex_test(source, modifiers):
    flags = re.ASCII
    for modifier in modifiers:
        flags |= REGEX_FLAGS.get(modifier, 0)
    try:
        compiled = re.compile(source, flags)
    except re.error as error:
        raise BrokenRule(f'regex {source}: {error}') from error
    return lambda value, subject: value is not None and bool(compiled.search(as_text(value)))


def number(value):
    """Nothing for what is not written as a decimal number, `1e5` (raw hex) included."""
    text = '' if value is None else as_text(value)
    return Fraction(text) if re.fullmatch(r'[-+]?[0-9]+(\.[0-9]+)?', text) else None


def comparison_test(operator, limit):
    wanted = number(limit)
    if wanted is None:
        raise BrokenRule(f'{limit!r} is no number')

    def test(value, subject):
        found = number(value)
        return found is not None and operator(found, wanted)
    return test


def cidr_test(text):
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError as error:
        raise BrokenRule(str(error)) from error

    def test(value, subject):
        try:
            address = ipaddress.ip_address(value)
        except ValueError:
            return False
        return address.version == network.version and address in network
    return test


def reference_test(field, modifiers):
    """Another field's value in the place of a literal text."""
    transforms = [TRANSFORMS[name] for name in modifiers if name in ('contains', 'startswith', 'endswith')]

    def test(value, subject):
        return any(holds(value, list(as_text(other)), subject) for other in subject.values(field))

    def holds(value, pattern, subject):
        for transform in transforms:
            pattern, = transform(pattern)
        return text_test(pattern, 'cased' in modifiers)(value, subject)
    return test


def date_test(part, inner):
    def test(value, subject):
        try:
            time = datetime.datetime.fromisoformat(value)
        except (TypeError, ValueError):
            return False
        return inner(part(time), subject)
    return test


def tests_of(value, modifiers):
    """The tests of one value; it matches when one of them holds."""
    unknown = [name for name in modifiers if name not in KNOWN]
    if unknown:
        raise BrokenRule(f'no modifier {unknown[0]}')
    parts = [DATE_PARTS[name] for name in modifiers if name in DATE_PARTS]
    if parts:
        rest = [name for name in modifiers if name not in DATE_PARTS]
        return [date_test(parts[0], test) for test in tests_of(value, rest)]
    if 'exists' in modifiers:
        return [lambda found, subject: (found is not None) == value]
    if value is None:
        return [lambda found, subject: found is None]
    for name in modifiers:
        if name in COMPARISONS:
            return [comparison_test(COMPARISONS[name], value)]
    text = as_text(value)
    if 're' in modifiers:
        return [regex_test(text, modifiers)]
    if 'cidr' in modifiers:
        return [cidr_test(text)]
    if 'fieldref' in modifiers:
        return [reference_test(plain(characters(text)), modifiers)]
    patterns = [characters(text)]
    for name in modifiers:
        if name in TRANSFORMS:
            patterns = [result for pattern in patterns for result in TRANSFORMS[name](pattern)]
    return [text_test(pattern, 'cased' in modifiers) for pattern in patterns]
