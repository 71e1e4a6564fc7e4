"""Knows the screen on which an officer edits a blueprint: quotas and limits, with what the bank has for each.

Must not know how coverage is measured or files are read: the core does both.
"""
