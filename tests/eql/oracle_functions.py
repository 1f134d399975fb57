# SPDX-License-Identifier: Apache-2.0
"""EQL's functions over single values, as Elasticsearch's function reference has them.

A value is a text, a number or a truth; None is null. Positions count UTF-16 units, as Java does.
"""
import ipaddress
import re

INTEGER = re.compile(r'-?\d+')
DECIMAL = re.compile(r'-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?')
LEAST, MOST = -2**63, 2**63 - 1


def text_of(value):
    if isinstance(value, bool):
        return 'true' if value else 'false'
    return value if isinstance(value, str) else repr(value)


def number_of(value):
    """Documents carry no types here: a text that writes a number may be asked as one."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    if isinstance(value, bool):
        return None
    if INTEGER.fullmatch(value) and LEAST <= int(value) <= MOST:
        return int(value)
    return float(value) if DECIMAL.fullmatch(value) else None


def small(text):
    """ASCII alone, as Elasticsearch's term queries do."""
    return ''.join(c.lower() if c.isascii() else c for c in text)


def units(text):
    return text.encode('utf-16-le')


def from_units(data):
    return data.decode('utf-16-le', 'ignore')  # half a character is none


def find(text, part, start=0):
    """Where `part` begins in `text`, in units; None: nowhere."""
    whole, wanted = units(text), units(part)
    if not part:
        return min(max(start, 0), len(whole) // 2)
    at = 2 * max(start, 0)
    while at + len(wanted) <= len(whole):
        if whole[at:at + len(wanted)] == wanted:
            return at // 2
        at += 2
    return None


def find_last(text, part):
    found, start = None, 0
    while (at := find(text, part, start)) is not None:
        found, start = at, at + 1
    return found


def cut(text, start, end):
    return from_units(units(text)[2 * start:2 * end])


def length(text):
    return len(units(text_of(text))) // 2


def substring(text, start, end=None):
    """A slice as Python's."""
    text = text_of(text)
    many = length(text)
    start, end = whole(start), many if end is None else whole(end)
    if start is None or end is None:
        return None
    start, end = (max(at + many, 0) if at < 0 else min(at, many) for at in (start, end))
    return cut(text, start, end) if start < end else ''


def whole(value):
    number = number_of(value)
    return number if isinstance(number, int) else None


def between(text, left, right, greedy=None, any_case=False):
    text, left, right = text_of(text), text_of(left), text_of(right)
    if not text or not left or not right:
        return text
    fold = small if any_case else str
    begin = find(fold(text), fold(left))
    if begin is None:
        return ''
    begin += length(left)
    end = find_last(fold(text), fold(right)) if greedy is True else find(fold(text), fold(right), begin)
    return '' if end is None or end < begin else cut(text, begin, end)


def index_of(text, part, start=None, any_case=False):
    start = 0 if start is None else whole(start)
    if start is None:
        return None
    fold = small if any_case else str
    return find(fold(text_of(text)), fold(text_of(part)), start)


def contains(text, part, any_case=False):
    fold = small if any_case else str
    text, part = text_of(text), text_of(part)
    return bool(part) and fold(part) in fold(text)


def starts(text, part, any_case=False):
    fold = small if any_case else str
    return fold(text_of(text)).startswith(fold(text_of(part)))


def ends(text, part, any_case=False):
    fold = small if any_case else str
    return fold(text_of(text)).endswith(fold(text_of(part)))


def cidr(address, *networks):
    try:
        address = ipaddress.ip_address(text_of(address))
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(network, strict=False) for network in networks)


def to_number(text, base=None):
    text = text_of(text)
    marked = text.startswith('0x') and base in (None, 16)
    base = base or (16 if marked else 10)
    if re.match(r'\+[^+-]', text):
        text = text[1:]
    if base == 10:
        return number_of(text.strip(' \t\r\n'))
    digits = text[2:] if marked else text
    if not re.fullmatch(r'[+-]?[0-9a-zA-Z]+', digits):
        return None
    try:
        return int(digits, base)
    except ValueError:
        return None


def concat(*parts):
    return ''.join(text_of(part) for part in parts)


def calculate(sign, left, right):
    left, right = number_of(left), number_of(right)
    if left is None or right is None or (sign in '/%' and right == 0):
        return None
    if sign in '+-*':
        return left + right if sign == '+' else left - right if sign == '-' else left * right
    if isinstance(left, int) and isinstance(right, int):
        quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
        return quotient if sign == '/' else left - quotient * right
    quotient = left / right
    if sign == '/':
        return quotient
    rest = abs(left) % abs(right)
    return -rest if left < 0 else rest


def arithmetic(sign):
    return lambda left, right: calculate(sign, left, right)


# How many arguments must not be null; those behind have a default. None: all.
FUNCTIONS = {
    'add': (arithmetic('+'), None), 'subtract': (arithmetic('-'), None), 'multiply': (arithmetic('*'), None),
    'divide': (arithmetic('/'), None), 'modulo': (arithmetic('%'), None),
    'between': (between, 3), 'cidrMatch': (cidr, None), 'concat': (concat, None), 'endsWith': (ends, None),
    'indexOf': (index_of, 2), 'length': (length, None), 'number': (to_number, 1), 'startsWith': (starts, None),
    'string': (text_of, None), 'stringContains': (contains, None), 'substring': (substring, 2),
}
BOOLEAN = {'cidrMatch', 'endsWith', 'startsWith', 'stringContains'}
