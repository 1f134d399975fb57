# SPDX-License-Identifier: Apache-2.0
"""Random documents: keys nested and dotted, several values, nulls, numbers as texts, times that tie."""
WORDS = ['sh', 'SH', 'bash', 'Bash', 'nc', 'mkfifo', '/tmp/f', '/tmp/F.sock', 'a*b', 'a?b', 'axb', 'a.b', 'back\\slash',
         'say "yes"', '', ' ', 'two words', 'caf\u00e9', '\u4e2d\u6587', 'x\U0001f600y', 'tab\there', 'line\nbreak', '-i', '0',
         '12', '-3', '1.5', '0x1f', 'true', 'null', '100%', 'a_b', 'ABCabcABC', '[x]', '{1}', "it's"]
NUMBERS = [0, 1, 2, 3, 5, 7, 10, 12, -1, -3, 31, 255, 4444]
DECIMALS = [0.5, 1.5, 2.0, -2.25, 10.75, 3]
ADDRESSES = ['10.0.0.1', '10.255.1.2', '192.168.7.9', '203.0.113.5', 'fe80::1', '2001:db8::7', 'localhost']
CATEGORIES = ['process', 'file', 'network', 'Process', 'my-category']
TEXTS = ['process.name', 'process.args', 'process.command_line', 'user.name', 'file.path', 'odd-field.x', 'labels.6th']
WHOLE = ['process.pid', 'process.exit_code', 'n']
KEYS = ['host.id', 'user.id', 'process.entity_id', 'process.pid', 'process.parent.pid']
FIELDS = {**{name: WORDS for name in TEXTS}, **{name: NUMBERS for name in WHOLE}, 'file.size': DECIMALS,
          'flag.ok': [True, False, 'true'], 'source.ip': ADDRESSES}
ONE = {'host.id': ['h1', 'h2'], 'user.id': ['0', '1000', 0], 'process.entity_id': ['e1', 'e2'],
       'process.pid': [1, 2], 'process.parent.pid': [1, 2]}


def value(chance, pool):
    """Nothing, null, one or several."""
    form = chance.random()
    if form < 0.04:
        return None
    if form < 0.07:
        return []
    if form < 0.25:
        return [chance.choice(pool) for _ in range(chance.randint(1, 3))]
    return chance.choice(pool)


def put(chance, document, name, what):
    """Somewhere a name may go on inside."""
    parts = name.split('.')
    while len(parts) > 1 and chance.random() < 0.5:
        below = document.setdefault(parts[0], {})
        document, parts = below, parts[1:]
    document['.'.join(parts)] = what


def document(chance, milliseconds):
    made = {'@timestamp': time_text(chance, milliseconds)}
    categories = chance.sample(CATEGORIES, chance.choice([0, 1, 1, 1, 1, 2]))
    if categories:
        put(chance, made, 'event.category', categories[0] if len(categories) == 1 else categories)
    for name, pool in FIELDS.items():
        if name not in ONE and chance.random() < 0.75:
            put(chance, made, name, value(chance, pool))
    for name, pool in ONE.items():
        if chance.random() < 0.85:
            put(chance, made, name, chance.choice(pool))
    return made


def time_text(chance, milliseconds):
    """2026-11-20T10:00:00Z and so much, in one of the ways to write it."""
    if chance.random() < 0.2:
        return 1_795_168_800_000 + milliseconds
    seconds, rest = divmod(milliseconds, 1000)
    clock = f'{10 + seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}'
    return f'2026-11-20T{clock}.{rest:03}{chance.choice(["Z", "+00:00"])}'


def documents(chance, count):
    """With their times in ms, in order; some share one."""
    made, now = [], 0
    for _ in range(count):
        now += chance.choice([0, 1, 2, 100, 500, 1000, 1000])
        made.append((now, document(chance, now)))
    return made
