# SPDX-License-Identifier: Apache-2.0
"""What the Python suites count, and the last line that tools/test reads."""


class Tally:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def check(self, name, wrong):
        """`wrong` says what is not as it should be; empty when all is well."""
        if wrong:
            self.failed += 1
            print(f'FAILED {name}: {wrong}', flush=True)
        else:
            self.passed += 1

    def skip(self, count, why):
        self.skipped += count
        print(f'skipped: {why}')

    def tell(self):
        print(f'{self.passed} passed, {self.failed} failed, {self.skipped} skipped')
