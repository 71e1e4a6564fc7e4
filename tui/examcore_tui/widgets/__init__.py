"""Knows the parts screens are made of: the question sheet, the grid of questions, the bars.

Must not know sessions: they are told what to show and say what was asked.
"""
