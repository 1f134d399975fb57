# SPDX-License-Identifier: Apache-2.0
"""What a field's text must have in it for an item of a rule to hold, and texts made of that."""
import dataclasses
import ipaddress

import regex_sampler
from sigma_rule import And, Item, Not, Or
from sigma_value import ANY, ONE, REGEX_FLAGS, TRANSFORMS, as_text, characters


@dataclasses.dataclass
class Piece:
    item: Item
    text: str
    before: bool = False  # other text may stand before it
    after: bool = False


def wanted_items(tree, wanted, chance):
    """Items that, when they hold, may make the tree hold, or nearly: where it should not hold, one part of
    each `and` stays out and the rest is there."""
    if isinstance(tree, Item):
        return [tree] if wanted != tree.negated else []
    if isinstance(tree, Not):
        return wanted_items(tree.child, not wanted, chance)
    children = list(tree.children)
    one = chance.randrange(len(children))
    if isinstance(tree, And) and not wanted:
        return [item for at, child in enumerate(children) for item in wanted_items(child, at != one, chance)]
    if isinstance(tree, Or) and wanted:
        children = [children[one]]
    return [item for child in children for item in wanted_items(child, wanted, chance)]


def filled(pattern, chance):
    return ''.join(chance.choice(['', 'q', 'qz', 'x-1']) if part is ANY else chance.choice('qxz') if part is ONE else part
                   for part in pattern)


def text_piece(item, value, chance):
    names = [name for name in item.modifiers if name in TRANSFORMS]
    pattern = characters(as_text(value))
    for name in names if item.field else [*names, 'contains']:
        pattern = chance.choice(TRANSFORMS[name](pattern))
    before, after = bool(pattern) and pattern[0] is ANY, bool(pattern) and pattern[-1] is ANY
    return Piece(item, filled(pattern[before:len(pattern) - after], chance), before, after)


def regex_piece(item, value, chance):
    source = as_text(value)
    flags = sum(REGEX_FLAGS[name] for name in set(item.modifiers) & set(REGEX_FLAGS))
    text = regex_sampler.sample(source, chance, flags)
    return Piece(item, text or '', not source.startswith('^'), not source.endswith('$'))


def number_piece(item, value):
    step = {'lt': -1, 'gt': 1}
    return Piece(item, as_text(int(value) + sum(step.get(name, 0) for name in item.modifiers)))


def piece_of(item, value, chance):
    """None where no text can be made (null, dates, references)."""
    modifiers = set(item.modifiers)
    if value is None or modifiers & {'fieldref', 'minute', 'hour', 'day', 'week', 'month', 'year'}:
        return None
    if 'exists' in modifiers:
        return Piece(item, 'q') if value else None
    if 're' in modifiers:
        return regex_piece(item, value, chance)
    if 'cidr' in modifiers:
        network = ipaddress.ip_network(as_text(value), strict=False)
        return Piece(item, str(network[min(1, network.num_addresses - 1)]))
    if modifiers & {'lt', 'lte', 'gt', 'gte'}:
        return number_piece(item, value)
    return text_piece(item, value, chance)


def pieces_of(item, chance):
    values = item.values if 'all' in item.modifiers else [chance.choice(item.values)]
    found = [piece_of(item, value, chance) for value in values]
    return [piece for piece in found if piece]


def joined(pieces, separators, fillers, chance):
    """One text with all the pieces in it, as far as that is possible."""
    whole = [piece.text for piece in pieces if not piece.before and not piece.after]
    if whole:
        return max(whole, key=len)
    heads = [piece.text for piece in pieces if not piece.before]
    tails = [piece.text for piece in pieces if not piece.after]
    inner = [piece.text for piece in pieces if piece.before and piece.after]
    chance.shuffle(inner)
    parts = [max(heads, key=len, default=chance.choice(fillers)), *inner, max(tails, key=len, default=chance.choice(['', '', 'q']))]
    found = parts[0]
    for part in parts[1:]:
        if part and part not in found:
            found += (chance.choice(separators) if found and part else '') + part
    return found


def changed(piece, chance):
    """The same piece with one thing wrong."""
    text = piece.text
    letters = [at for at, character in enumerate(text) if character.isalnum()]
    ways = ['other']
    if letters:
        ways += ['letter', 'letter', 'gone', 'added']
    way = chance.choice(ways)
    at = chance.choice(letters) if letters else 0
    if way == 'other':
        text = 'wq'
    elif way == 'letter':
        text = text[:at] + chance.choice([one for one in 'qzwv7' if one != text[at].lower()]) + text[at + 1:]
    else:
        text = text[:at] + ('' if way == 'gone' else 'w' + text[at]) + text[at + 1:]
    return dataclasses.replace(piece, text=text)

