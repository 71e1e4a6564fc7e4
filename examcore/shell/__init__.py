"""Knows the command line: what is typed, what is printed, and the exit code.

Must not hold any rule of its own: commands call the verbs of the core.
"""
