# SPDX-License-Identifier: Apache-2.0
"""Sequences and samples over documents that are in order: which of them make up each match."""
import itertools
from dataclasses import dataclass

from oracle import is_event
from oracle_functions import text_of


@dataclass
class Happened:
    """A document, where it stands, and when."""
    number: int
    time: int
    document: dict


def keys_of(sequence, stage, document):
    """Each choice of values, once. A missing value of an optional field is a value of its own."""
    choices = []
    for field in (*sequence.by, *stage.by):
        values = document.get(field.name, []) or ([None] if field.optional else [])
        choices.append({None if value is None else text_of(value) for value in values})
    return itertools.product(*choices)


def hits(sequence, stage, history):
    """By key, the documents that are of this stage."""
    found = {}
    for happened in history:
        if is_event(stage.event, happened.document):
            for key in keys_of(sequence, stage, happened.document):
                found.setdefault(key, []).append(happened)
    return found


def matches(sequence, history):
    by_stage = [hits(sequence, stage, history) for stage in sequence.stages]
    ends = hits(sequence, sequence.until, history) if sequence.until else {}
    keys = sorted(set().union(*by_stage), key=str)
    matcher = chains if sequence.ordered else sample
    found = []
    for key in keys:
        found += matcher(sequence, [of.get(key, []) for of in by_stage], ends.get(key, []))
    return found


def chains(sequence, by_stage, ends):
    steps, gaps = laid_out(sequence, by_stage)
    grown = grow(sequence, steps, {end.number for end in ends})
    return [[one.number for one in chain] for chain in grown if not is_spoilt(sequence, chain, gaps)]


def laid_out(sequence, by_stage):
    """The hits of each event that is to come, and those of the events that must not, by the step they stand before."""
    steps, gaps = [], {}
    for stage, of in zip(sequence.stages, by_stage):
        if stage.missing:
            gaps.setdefault(len(steps), []).extend(of)
        else:
            steps += [of] * stage.runs
    return steps, gaps


def grow(sequence, steps, ends):
    """One document after the other; of a step only its latest chain is worth keeping."""
    pending, whole = {}, []
    everything = {one.number: one for one in itertools.chain(*steps)}
    members = [{one.number for one in of} for of in steps]
    for number in sorted(everything.keys() | ends):
        for step in reversed(range(len(steps))):
            if number not in members[step]:
                continue
            before = pending.pop(step - 1, None) if step else []
            one = everything[number]
            if before is None or (before and sequence.maxspan and one.time - before[0].time > sequence.maxspan):
                continue
            if step + 1 == len(steps):
                whole.append([*before, one])
            else:
                pending[step] = [*before, one]
        if number in ends:
            pending.clear()
    return whole


def is_spoilt(sequence, chain, gaps):
    for step in range(1, len(chain)):
        if any(chain[step - 1].number < one.number < chain[step].number for one in gaps.get(step, [])):
            return True
    first, last, span = chain[0], chain[-1], sequence.maxspan
    leading = [one for one in gaps.get(0, []) if one.number < first.number]
    trailing = [one for one in gaps.get(len(chain), []) if one.number > last.number]
    if 0 in gaps and len(chain) in gaps:
        return any(behind.time - before.time <= span for before in leading for behind in trailing)
    return any(last.time - one.time <= span for one in leading) or \
        any(one.time - first.time <= span for one in trailing)


def sample(_sequence, by_stage, _ends):
    """As soon as each stage has a document of its own; the first that go together."""
    last = max((one.number for of in by_stage for one in of), default=0)
    for number in range(last + 1):
        known = [[one.number for one in of if one.number <= number] for of in by_stage]
        for chosen in itertools.product(*known):
            if len(set(chosen)) == len(chosen):
                return [list(chosen)]
    return []
