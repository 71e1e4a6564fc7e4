"""Knows the verbs on forms and responses: draw, assemble, reorder, count, lint, summarise. Pure functions.

Must not know disks, clocks, keys or plugins.
"""
