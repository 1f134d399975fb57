# SPDX-License-Identifier: Apache-2.0
"""Sigma rules as trees: And, Or, Not over items, an item one line `field|modifiers: values` of a rule.

Written from sigma-specification 2.1 alone. Numbers, booleans and null are read as YAML 1.2 has them."""
import pathlib
import re

import yaml

from sigma_value import BrokenRule, as_text, tests_of

# What audit can tell of each kind of typed event.
OF_ANY = {'Image', 'CommandLine', 'CurrentDirectory', 'User', 'ParentImage', 'ParentCommandLine', 'ProcessId',
          'ParentProcessId', 'UtcTime'}
FIELDS = {
    'process_creation': OF_ANY,
    'file_event': OF_ANY | {'TargetFilename'},
    'network_connection': OF_ANY | {'DestinationIp', 'DestinationPort', 'Initiated', 'SourceIp', 'SourcePort'},
}


class Reader(yaml.SafeLoader):
    """YAML's core schema: `on` and `yes` are texts, 0777 is 777, a date is a text."""


Reader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
        ('bool', r'true|True|TRUE|false|False|FALSE', 'tTfF'), ('null', r'~|null|Null|NULL|', ['~', 'n', 'N', '']),
        ('int', r'[-+]?[0-9]+|0x[0-9a-fA-F]+', '-+0123456789'),
        ('float', r'[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)', '-+.0123456789')):
    Reader.add_implicit_resolver(f'tag:yaml.org,2002:{tag}', re.compile(f'(?:{pattern})$'), first)
Reader.add_constructor('tag:yaml.org,2002:int', lambda loader, node: int(node.value, 16 if 'x' in node.value else 10))


class And:
    def __init__(self, children):
        self.children = children

    def holds(self, subject):
        return all(child.holds(subject) for child in self.children)


class Or:
    def __init__(self, children):
        self.children = children

    def holds(self, subject):
        return any(child.holds(subject) for child in self.children)


class Not:
    def __init__(self, child):
        self.child = child

    def holds(self, subject):
        return not self.child.holds(subject)


NUMBERED = {'syscall', 'arch', 'auid', 'uid', 'gid', 'euid', 'suid', 'fsuid', 'egid', 'sgid', 'fsgid', 'ouid', 'ogid', 'oauid', 'old-auid'}
IDS = {'root': '0', 'unset': '4294967295', '-1': '4294967295'}


class Item:
    """`field|modifiers: values`; a keyword search where there is no field."""

    def __init__(self, key, values):
        self.field, *self.modifiers = str(key or '').split('|')
        self.values = values if isinstance(values, list) else [values]
        if not self.values:
            raise BrokenRule(f'{key} has no values')
        as_keyword = [] if self.field or 're' in self.modifiers else ['contains']
        self.tests = [tests_of(value, self.modifiers + as_keyword) for value in self.values]
        self.link = all if 'all' in self.modifiers else any
        self.negated = 'neq' in self.modifiers
        self.known = {}

    def holds(self, subject):
        """One value of a field that is there twice is enough."""
        values = tuple(subject.values(self.field)) if self.field else (subject.text(),)
        names = tuple(subject.values(self.field.upper())) if self.field in NUMBERED and hasattr(subject, 'kind') else None
        if 'fieldref' in self.modifiers:
            return self.tried(values, names, subject)
        if (values, names) not in self.known:
            self.known[values, names] = self.tried(values, names, subject)
        return self.known[values, names]

    def tried(self, values, names, subject):
        found = self.link(any(test(value, subject) for test in tests for value in self.meant(test, values, names) or (None,))
                          for tests in self.tests)
        return found != self.negated

    def meant(self, test, values, names):
        """`auid: alice` where the record has a number asks for what auditd wrote of it, in capitals."""
        digits = '0123456789abcdefABCDEF' if self.field == 'arch' else '0123456789'
        if names is None or not any(set(literal) - set(digits) for literal in getattr(test, 'literals', ())):
            return values
        is_id = self.field not in ('arch', 'syscall')
        number = IDS.get(test.whole.lower()) if is_id and test.whole else None
        return [*names, *(test.whole for value in values if value == number)]

    def __repr__(self):
        return f'{"|".join([self.field, *self.modifiers])}: {self.values}'


def detection(content):
    """A search identifier: a map, or a list of maps or of keywords."""
    if isinstance(content, dict):
        return And([Item(key, values) for key, values in content.items()])
    if isinstance(content, list):
        return Or([detection(one) for one in content])
    return Item('', as_text(content))


class Condition:
    """or < and < not < x of < parentheses."""

    def __init__(self, text, detections):
        self.words = re.findall(r'[()]|[^\s()]+', text)
        self.detections = detections
        self.tree = self.alternatives()
        if self.words:
            raise BrokenRule(f'condition: cannot read on at {self.words[0]}')

    def next_is(self, *words):
        return bool(self.words) and self.words[0].lower() in words

    def take(self):
        if not self.words:
            raise BrokenRule('condition: it ends too early')
        return self.words.pop(0)

    def list_of(self, word, part):
        parts = [part()]
        while self.next_is(word):
            self.take()
            parts.append(part())
        return parts

    def alternatives(self):
        parts = self.list_of('or', self.conjunction)
        return parts[0] if len(parts) == 1 else Or(parts)

    def conjunction(self):
        parts = self.list_of('and', self.negation)
        return parts[0] if len(parts) == 1 else And(parts)

    def negation(self):
        if self.next_is('not'):
            self.take()
            return Not(self.negation())
        return self.primary()

    def primary(self):
        word = self.take()
        if word == '(':
            inner = self.alternatives()
            if self.take() != ')':
                raise BrokenRule('condition: a ) is missing')
            return inner
        if word.lower() in ('1', 'any', 'all') and self.next_is('of'):
            self.take()
            return (And if word.lower() == 'all' else Or)(self.named(self.take()))
        if word not in self.detections:
            raise BrokenRule(f'condition: no search identifier {word}')
        return self.detections[word]

    def named(self, pattern):
        wanted = '*' if pattern == 'them' else pattern
        regex = re.compile('.*'.join(map(re.escape, wanted.split('*'))))
        found = [tree for name, tree in self.detections.items()
                 if regex.fullmatch(name) and not (pattern == 'them' and name.startswith('_'))]
        if not found:
            raise BrokenRule(f'condition: no search identifier is like {pattern}')
        return found


def items(tree):
    if isinstance(tree, Item):
        return [tree]
    return [item for child in ([tree.child] if isinstance(tree, Not) else tree.children) for item in items(child)]


class Rule:
    def __init__(self, document, path):
        self.document, self.path = document, path
        self.id, self.title = str(document.get('id', '')), str(document.get('title', ''))
        source = document.get('logsource') or {}
        self.category = source.get('category') or ('auditd' if source.get('service') == 'auditd' else '')
        parts = dict(document['detection'])
        conditions = parts.pop('condition')
        parts.pop('timeframe', None)
        detections = {str(name): detection(content) for name, content in parts.items()}
        conditions = conditions if isinstance(conditions, list) else [conditions]
        self.tree = Or([Condition(str(text), detections).tree for text in conditions])
        self.fields = {item.field for item in items(self.tree)}
        self.obstacle = self.what_hinders(source)

    def what_hinders(self, source):
        """Why audit cannot provide what the rule asks for; empty where it can."""
        if source.get('product', 'linux') != 'linux' or self.category not in (*FIELDS, 'auditd'):
            return f'log source {source}'
        if self.category != 'auditd':
            missing = sorted(self.fields - FIELDS[self.category])
            return f'fields {missing}' if missing else ''
        return ''

    def asks_parent(self):
        return bool(self.fields & {'ParentImage', 'ParentCommandLine'})

    def holds(self, subject):
        return self.tree.holds(subject)


def files(folder):
    path = pathlib.Path(folder)
    return [path] if path.is_file() else sorted([*path.rglob('*.yml'), *path.rglob('*.yaml')])


def load(*paths):
    """The rules of files and folders that fire alone: without correlations, what these consume, and filters."""
    documents = [(document, file) for path in paths for file in files(path)
                 for document in yaml.load_all(file.read_text(), Reader) if document]
    consumed = {str(name) for document, _ in documents if not (document.get('correlation') or {}).get('generate', False)
                for name in (document.get('correlation') or {}).get('rules', [])}
    return [Rule(document, file) for document, file in documents if 'detection' in document
            and not {str(document.get('id')), str(document.get('name'))} & consumed]
