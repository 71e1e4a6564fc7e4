"""Knows the terminal delivery: what a candidate and an invigilator see on a screen.

Must not know the paper wing, a city, or a key.
"""
