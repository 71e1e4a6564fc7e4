"""Knows the rule `solver`: a form as an integer programme solved in a process of its own, and what a task lacks.

Must not know when a draw comes to it, nor how a lack is told to people. Without the extra `solver` nothing here works
but `has_solver`.
"""

from examcore.solving.process import has_solver
from examcore.solving.slack import Slack, find_slack
from examcore.solving.solve import RULE, solve_form

__all__ = ["RULE", "Slack", "find_slack", "has_solver", "solve_form"]
