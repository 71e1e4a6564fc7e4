"""Knows the faults of items that a machine can see, in one item, between two, and over a whole bank; and mends the safe
ones.

Must not know whether an item is true: a council reads every item before real use. Pure functions.
"""

from examcore.engine.lint.finding import Finding, name_place
from examcore.engine.lint.look import lint, lint_item
from examcore.engine.lint.mending import Change, mend_item
from examcore.engine.lint.pairs import ALIKE
from examcore.engine.lint.rules import BY_CODE, RULES, Rule

__all__ = ["ALIKE", "BY_CODE", "RULES", "Change", "Finding", "Rule", "lint", "lint_item", "mend_item", "name_place"]
