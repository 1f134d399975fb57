# SPDX-License-Identifier: Apache-2.0
"""The hunting query for Azure Sentinel that ends the article which named the pipes, to the letter."""

SEED_QUERY = '''imProcessCreate
| where TargetProcessName endswith "/mkfifo" and
TargetProcessCommandLine contains " /tmp/"'''
