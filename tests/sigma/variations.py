#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Many rules of the shapes that people write, for measuring what a large set costs. Most ask for programs and
words that ordinary work never shows, some share their first condition with it, hardly any match. The same
number makes the same rules.

usage: variations.py COUNT FOLDER"""
import pathlib
import random
import sys
import uuid

import yaml

COMMON = ['bash', 'sh', 'cat', 'grep', 'sed', 'ls', 'cp', 'rm', 'find', 'python3.11', 'perl', 'curl', 'tar', 'sleep', 'seq', 'env']
RARE = ['nmap', 'socat', 'tcpdump', 'gdb', 'strace', 'openssl', 'base64', 'xxd', 'crontab', 'insmod', 'useradd', 'usermod',
        'chattr', 'iptables', 'systemctl', 'docker', 'kubectl', 'ssh-keygen', 'wget', 'rclone', 'screen', 'at', 'setcap', 'mount']
FLAGS = ['-e', '-c', '--exec', '-l', '-p', '--upload-file', '-O', '-d', '--output', '-i', '-R', '--to-ports', '-x', '-T', '-s']
FOLDERS = ['/etc/', '/tmp/', '/var/tmp/', '/dev/shm/', '/root/', '/usr/lib/', '/opt/', '/var/spool/', '/home/', '/usr/local/bin/']
SYLLABLES = ['ka', 'zor', 'mi', 'tex', 'vul', 'pra', 'den', 'quo', 'shi', 'rop', 'lun', 'gar']
CALLS = ['ptrace', 'memfd_create', 'init_module', 'bpf', 'personality', 'unshare', 'setns', 'mount', 'process_vm_writev']


class Author:
    def __init__(self, seed):
        self.chance = random.Random(f'variations {seed}')

    def word(self):
        return ''.join(self.chance.choice(SYLLABLES) for _ in range(self.chance.randint(2, 4))) + str(self.chance.randrange(100))

    def words(self, least, most):
        return [self.word() for _ in range(self.chance.randint(least, most))]

    def program(self):
        kind = self.chance.random()
        return self.chance.choice(COMMON) if kind < 0.2 else self.chance.choice(RARE) if kind < 0.6 else self.word()

    def images(self):
        return sorted({f'/{self.program()}' for _ in range(self.chance.choice([1, 1, 2, 4]))})

    def phrase(self):
        return f' {self.chance.choice(FLAGS)} {self.word()}'

    # ---- shapes: (log source, detection)

    def program_and_words(self):
        return 'process_creation', {'selection': {'Image|endswith': self.images(), 'CommandLine|contains|all': [self.phrase(), self.word()]},
                                    'condition': 'selection'}

    def program_or_words(self):
        return 'process_creation', {'selection_img': {'Image|endswith': self.images()},
                                    'selection_cli': {'CommandLine|contains': self.words(2, 8)}, 'condition': 'all of selection_*'}

    def words_but_for_some(self):
        return 'process_creation', {'selection': {'CommandLine|contains': self.words(1, 4)},
                                    'filter_main_own': {'Image|startswith': self.chance.choice(FOLDERS)},
                                    'filter_main_parent': {'ParentImage|endswith': f'/{self.word()}'},
                                    'condition': 'selection and not 1 of filter_main_*'}

    def below_a_parent(self):
        return 'process_creation', {'selection': {'ParentImage|endswith': self.images(), 'Image|endswith': [f'/{name}' for name in COMMON[:2]],
                                                  'CommandLine|contains': self.phrase()}, 'condition': 'selection'}

    def regex(self):
        return 'process_creation', {'selection': {'Image|endswith': f'/{self.program()}',
                                                  'CommandLine|re': rf'\s{self.chance.choice(FLAGS)}\s+(?:{self.word()}|[a-f0-9]{{12,32}})\.{self.word()}'},
                                    'condition': 'selection'}

    def bare_regex(self):
        return 'process_creation', {'selection': {'CommandLine|re': rf'(?i){self.word()}[0-9]{{1,3}}\.(?:sh|py|{self.word()})'}, 'condition': 'selection'}

    def folder(self):
        return 'process_creation', {'selection': {'Image|startswith': f'{self.chance.choice(FOLDERS)}{self.word()}/', 'User': ['root', self.word()]},
                                    'condition': 'selection'}

    def arguments(self):
        return 'auditd', {'selection': {'type': 'EXECVE', 'a0': self.program(), 'a1|startswith': self.chance.choice(FLAGS), 'a2|contains': self.word()},
                          'condition': 'selection'}

    def call(self):
        return 'auditd', {'selection': {'type': 'SYSCALL', 'SYSCALL': self.chance.choice(CALLS), 'exe|endswith': f'/{self.word()}'},
                          'filter': {'key': self.word()}, 'condition': 'selection and not filter'}

    def path(self):
        return 'auditd', {'selection': {'type': 'PATH', 'name': [f'{self.chance.choice(FOLDERS)}{word}*' for word in self.words(1, 5)]},
                          'condition': 'selection'}

    def keywords(self):
        return 'auditd', {'execve': {'type': 'EXECVE'}, 'keywords': {'|all': self.words(2, 3)}, 'condition': 'execve and keywords'}

    def file(self):
        return 'file_event', {'selection_folder': {'TargetFilename|startswith': sorted({self.chance.choice(FOLDERS) for _ in range(3)})},
                              'selection_name': {'TargetFilename|endswith': [f'.{word}' for word in self.words(1, 4)]},
                              'condition': 'all of selection_*'}

    def file_of(self):
        return 'file_event', {'selection': {'TargetFilename|contains': self.words(1, 3), 'Image|endswith': f'/{self.program()}'},
                              'condition': 'selection'}

    def connection(self):
        return 'network_connection', {'selection': {'Image|endswith': self.images(), 'DestinationPort': self.chance.randrange(1024, 65536),
                                                    'Initiated': 'true'},
                                      'filter': {'DestinationIp|cidr': ['127.0.0.0/8', '10.0.0.0/8', 'fe80::/10']},
                                      'condition': 'selection and not filter'}

    def document(self):
        source, detection = self.chance.choices(*zip(*SHAPES))[0](self)
        logsource = {'product': 'linux', **({'service': source} if source == 'auditd' else {'category': source})}
        return {'title': f'Variation {self.word()}', 'id': str(uuid.UUID(int=self.chance.getrandbits(128), version=4)), 'status': 'test',
                'description': 'One of many, for measuring.', 'logsource': logsource, 'detection': detection, 'level': 'low'}


# How often each shape comes.
SHAPES = [(Author.program_and_words, 22), (Author.program_or_words, 18), (Author.words_but_for_some, 8), (Author.below_a_parent, 5),
          (Author.regex, 3), (Author.bare_regex, 1), (Author.folder, 4), (Author.arguments, 12), (Author.call, 4), (Author.path, 5),
          (Author.keywords, 4), (Author.file, 7), (Author.file_of, 4), (Author.connection, 3)]


def main():
    count, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    author = Author(count)
    for number in range(count):
        text = yaml.safe_dump(author.document(), sort_keys=False, width=1000)
        (folder / f'variation_{number:05}.yml').write_text(text)


if __name__ == '__main__':
    sys.exit(main() if len(sys.argv) == 3 else __doc__)
