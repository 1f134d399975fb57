# SPDX-License-Identifier: Apache-2.0
"""Random queries that Elasticsearch would take, over the fields of random_documents.py."""
import random_documents as pool
from eql_tree import (Arithmetic, Call, Compare, Event, Field, Joined, Literal, Lookup, Negative, Not, Sequence, Stage)

REGEXES = ['.*', 's.', '[a-cA-C]+', '(sh|nc|bash)', 'a.b', '/tmp/.*', '[0-9]+', 'x?y*', '(a|b){1,3}.*', '.{2,4}', '\\[x\\]',
           '[^a]*', 'caf.', '.', '(ba)?sh', 'a\\*b', '.* ?words', '-[a-z]', 'A[Bb]C.+']
NETWORKS = ['10.0.0.0/8', '10.255.0.0/16', '192.168.7.9/32', '203.0.113.0/24', 'fe80::/10', '2001:db8::/32', '0.0.0.0/0']
SIGNS = ['==', '!=', '<', '<=', '>', '>=']
SPANS = [1, 2, 100, 500, 1000, 1001, 2000, 60_000, 3_600_000]


def has_field(node):
    """What has none is one value: Elasticsearch works it out first, and refuses it where that fails."""
    if isinstance(node, tuple):
        return any(has_field(part) for part in node)
    return isinstance(node, Field) or any(has_field(part) for part in getattr(node, '__dict__', {}).values())


class Maker:
    def __init__(self, chance):
        self.chance = chance

    def one_in(self, count):
        return self.chance.randrange(count) == 0

    # ---- values

    def field(self, names):
        if self.one_in(12):
            return Field(self.chance.choice(['no.such.field', 'process.nothing']), True)
        return Field(self.chance.choice(names), self.one_in(6))

    def word(self):
        """A word of the documents, a part of one, or one of other case."""
        text = self.chance.choice(pool.WORDS)
        if self.one_in(4):
            text = text[:self.chance.randint(0, 3)]
        if self.one_in(4):
            text = ''.join(c.swapcase() if c.isascii() else c for c in text)
        return text

    def text_literal(self):
        return Literal(self.word(), self.one_in(4))

    def number_literal(self):
        value = self.chance.choice(pool.DECIMALS if self.one_in(4) else pool.NUMBERS)
        return Literal(value + self.chance.choice([0, 0, 0, 1, -1]))

    def text(self, depth):
        """A value that is a text."""
        if depth == 0 or self.one_in(3):
            return self.field(pool.TEXTS)
        made = self.text_call(depth)
        return made if has_field(made) else self.field(pool.TEXTS)

    def text_call(self, depth):
        choice = self.chance.randrange(5)
        if choice == 0:
            return Call('concat', tuple(self.anything(depth - 1) for _ in range(self.chance.randint(1, 3))))
        if choice == 1:
            return Call('string', (self.anything(depth - 1),))
        if choice == 2:
            ends = tuple(self.position() for _ in range(self.chance.randint(1, 2)))
            return Call('substring', (self.text(depth - 1), *ends))
        if choice == 3:
            greedy = (Literal(self.chance.choice([True, False, None])),) if self.one_in(2) else ()
            sides = (self.text_or_literal(depth - 1), self.text_or_literal(depth - 1))
            return Call('between', (self.text(depth - 1), *sides, *greedy), self.one_in(3))
        return self.field(pool.TEXTS)

    def text_or_literal(self, depth):
        return self.text_literal() if self.one_in(2) else self.text(depth)

    def position(self):
        if self.one_in(8):
            return self.field(pool.WHOLE)
        return Literal(self.chance.randint(-5, 8))

    def number(self, depth):
        if depth == 0 or self.one_in(4):
            return self.field([*pool.WHOLE, 'file.size'])
        made = self.number_call(depth)
        return made if has_field(made) else self.field(pool.WHOLE)

    def number_call(self, depth):
        choice = self.chance.randrange(7)
        if choice == 0:
            return Call('length', (self.text(depth - 1),))
        if choice == 1:
            start = (self.position(),) if self.one_in(2) else ()
            return Call('indexOf', (self.text(depth - 1), self.text_or_literal(depth - 1), *start), self.one_in(3))
        if choice == 2:
            base = (Literal(self.chance.choice([10, 16, 8, 36, None])),) if self.one_in(2) else ()
            return Call('number', (self.text(depth - 1), *base))
        if choice == 3:
            name = self.chance.choice(['add', 'subtract', 'multiply', 'divide', 'modulo'])
            return Call(name, (self.number(depth - 1), self.number_or_literal(depth - 1)))
        if choice == 4:
            return Negative(self.number(depth - 1))
        return self.arithmetic(depth)

    def arithmetic(self, depth):
        sides = [self.number(depth - 1), self.number_or_literal(depth - 1)]
        if self.one_in(3):
            sides.reverse()
        return Arithmetic(self.chance.choice('+-*/%'), *sides)

    def number_or_literal(self, depth):
        return self.number_literal() if self.one_in(2) else self.number(depth)

    def anything(self, depth):
        choice = self.chance.randrange(8)
        if choice == 0:
            return self.text_literal()
        if choice == 1:
            return Literal(self.chance.choice([None, 7, 'x', True]))
        return self.number(depth) if choice < 4 else self.text(depth)

    # ---- conditions

    def condition(self, depth):
        choice = self.chance.randrange(10)
        if depth > 0 and choice < 4:
            parts = tuple(self.condition(depth - 1) for _ in range(self.chance.randint(2, 3)))
            return Joined('and' if self.one_in(2) else 'or', parts)
        if depth > 0 and choice < 6:
            return Not(self.condition(depth - 1))
        return self.question(depth)

    def question(self, depth):
        makers = [self.comparison] * 4 + [self.lookup] * 4 + [self.predicate] * 3 + [self.null, self.truth, self.constant]
        return self.chance.choice(makers)(depth)

    def comparison(self, depth):
        if self.one_in(2):
            left, right = self.text(depth), self.text_literal()
        else:
            left, right = self.number(depth), self.number_literal()
        if isinstance(left, Field) and self.one_in(5):
            right = self.number_literal() if isinstance(right.value, str) else self.text_literal()
        return Compare(self.chance.choice(SIGNS), *((right, left) if self.one_in(4) else (left, right)))

    def lookup(self, depth):
        word = self.chance.choice([':', 'in', 'in~', 'like', 'like~', 'regex', 'regex~'])
        negated = word.startswith('in') and self.one_in(3)
        if word == 'in' and self.one_in(3):
            candidates = tuple(self.number_literal() for _ in range(self.chance.randint(1, 3)))
            return Lookup(word, self.number(depth), candidates, negated)
        make = self.regex if word.startswith('regex') else self.pattern
        candidates = tuple(make() for _ in range(self.chance.randint(1, 3)))
        return Lookup(word, self.text(depth), candidates, negated)

    def regex(self):
        return Literal(self.chance.choice(REGEXES), self.one_in(2))

    def pattern(self):
        text = self.word()
        if text and self.one_in(2):
            at = self.chance.randrange(len(text))
            text = text[:at] + self.chance.choice(['*', '?']) + text[at + self.chance.randint(0, 1):]
        return Literal(text, self.one_in(4))

    def predicate(self, depth):
        if self.one_in(5):
            networks = self.chance.sample(NETWORKS, self.chance.randint(1, 2))
            return Call('cidrMatch', (self.field(['source.ip']), *(Literal(network) for network in networks)))
        name = self.chance.choice(['startsWith', 'endsWith', 'stringContains'])
        sides = [self.text(depth), self.text_or_literal(min(depth, 1))]
        if self.one_in(5):
            sides.reverse()
        return Call(name, tuple(sides), self.one_in(3))

    def null(self, depth):
        if self.one_in(4):
            return self.odd_null(depth)
        asked = self.text(depth) if self.one_in(2) else self.number(depth)
        if depth > 0 and self.one_in(3):
            asked = self.condition(depth - 1)
        sides = (Literal(None), asked) if self.one_in(4) else (asked, Literal(None))
        return Compare(self.chance.choice(['==', '!=']), *sides)

    def odd_null(self, depth):
        """Where null says nothing."""
        asked = self.number(depth)
        if self.one_in(3):
            return Lookup('in', asked, (self.number_literal(), Literal(None)), self.one_in(2))
        if self.one_in(3):
            return Literal(None)
        sides = (Literal(None), asked) if self.one_in(3) else (asked, Literal(None))
        return Compare(self.chance.choice(['<', '<=', '>', '>=']), *sides)

    def truth(self, depth):
        if self.one_in(2):
            return self.field(['flag.ok'])
        asked = self.condition(depth - 1) if depth > 0 and self.one_in(2) else self.field(['flag.ok'])
        return Compare(self.chance.choice(['==', '!=']), asked, Literal(self.one_in(2)))

    def constant(self, _depth):
        return Literal(self.one_in(2))

    def event(self, depth):
        return Event(self.chance.choice(['any', 'any', *pool.CATEGORIES]), self.condition(depth))

    # ---- sequences

    def stage_event(self):
        """Easy to be, or sequences would never come to an end."""
        if self.one_in(2):
            return Event(self.chance.choice(['any', 'process', 'file', 'network']), Literal(True))
        return self.event(1)

    def keys(self, count):
        return tuple(Field(self.chance.choice(pool.KEYS), self.one_in(5)) for _ in range(count))

    def sequence(self):
        common = self.keys(self.chance.choice([0, 0, 1, 1, 2]))
        own = self.chance.choice([0, 0, 1, 2])
        stages = [Stage(self.stage_event(), self.keys(own), self.chance.choice([1, 1, 1, 2, 3]))
                  for _ in range(self.chance.randint(1, 3))]
        if sum(stage.runs for stage in stages) < 2:
            stages.append(Stage(self.stage_event(), self.keys(own)))
        span = self.chance.choice([0, *SPANS])
        if self.one_in(3):
            for _ in range(self.chance.randint(1, 2)):
                stages.insert(self.chance.randint(0, len(stages)), Stage(self.event(1), self.keys(own), 1, True))
            span = span or 1500
        until = Stage(self.event(1), self.keys(own)) if self.one_in(3) else None
        return Sequence(tuple(stages), common, span, until)

    def sample(self):
        common = self.keys(self.chance.randint(1, 2))
        own = self.chance.choice([0, 0, 1])
        stages = tuple(Stage(self.stage_event(), self.keys(own)) for _ in range(self.chance.randint(2, 4)))
        return Sequence(stages, common, ordered=False)

    def query(self):
        choice = self.chance.randrange(10)
        if choice < 6:
            return self.event(self.chance.randint(0, 3))
        return self.sequence() if choice < 9 else self.sample()
