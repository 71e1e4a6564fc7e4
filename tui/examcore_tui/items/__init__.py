"""Knows the screens on items: those of a bank, one while it is written and judged, and files before they are added.

Must not be imported by a screen of candidates: items and their keys are shown here.
"""
