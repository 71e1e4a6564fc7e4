"""Knows QTI 2.1, 2.2 and 3.0: items with one choice interaction, alone or in a package.

Must not know banks; what is no single choice is counted and refused.
"""
