# SPDX-License-Identifier: Apache-2.0
"""A text that a regular expression finds, by walking the tree that Python's own parser makes of it.

Anchors add nothing: whoever asks has to try the sample with `re`, and to ask again where it fails."""
import re

try:
    from re import _constants as constants, _parser as parser
except ImportError:  # before Python 3.11
    import sre_constants as constants
    import sre_parse as parser

ALPHABET = 'qzabcdefghijklmnoprstuvwxyABCQZ0123456789_./- :"\'\t'
MANY = 4  # repetitions above the least, where there is no bound


def class_test(node):
    """Does a character class hold a character?"""
    kind, value = node
    if kind is constants.LITERAL:
        return lambda character: ord(character) == value
    if kind is constants.NOT_LITERAL:
        return lambda character: ord(character) != value
    if kind is constants.RANGE:
        return lambda character: value[0] <= ord(character) <= value[1]
    if kind is constants.CATEGORY:
        regex = re.compile({constants.CATEGORY_SPACE: r'\s', constants.CATEGORY_NOT_SPACE: r'\S',
                            constants.CATEGORY_DIGIT: r'\d', constants.CATEGORY_NOT_DIGIT: r'\D',
                            constants.CATEGORY_WORD: r'\w', constants.CATEGORY_NOT_WORD: r'\W'}[value], re.ASCII)
        return lambda character: bool(regex.match(character))
    raise NotImplementedError(f'{kind} in a class')


def of_class(nodes, chance):
    inverted = nodes[0][0] is constants.NEGATE
    tests = [class_test(node) for node in nodes[inverted:]]
    fitting = [one for one in map(chr, [*map(ord, ALPHABET), *range(32, 127)]) if any(test(one) for test in tests) != inverted]
    return chance.choice(fitting[:40] or ['\0'])


def repeated(bounds, chance):
    least, most, inner = bounds
    most = least + MANY if most is constants.MAXREPEAT else min(most, least + MANY)
    return ''.join(walked(inner, chance) for _ in range(chance.randint(least, most)))


SAMPLERS = {
    constants.LITERAL: lambda value, chance: chr(value),
    constants.NOT_LITERAL: lambda value, chance: of_class([(constants.NOT_LITERAL, value)], chance),
    constants.ANY: lambda value, chance: chance.choice('qzx'),
    constants.IN: of_class,
    constants.BRANCH: lambda value, chance: walked(chance.choice(value[1]), chance),
    constants.SUBPATTERN: lambda value, chance: walked(value[-1], chance),
    constants.MAX_REPEAT: repeated,
    constants.MIN_REPEAT: repeated,
    constants.AT: lambda value, chance: '',
}


def walked(nodes, chance):
    return ''.join(SAMPLERS[kind](value, chance) for kind, value in nodes)


def sample(source, chance, flags=0):
    """A text in which `source` is found; None where that did not succeed."""
    tree = parser.parse(source, flags)
    for _ in range(50):
        text = walked(tree, chance)
        if re.search(source, text, flags):
            return text
    return None
