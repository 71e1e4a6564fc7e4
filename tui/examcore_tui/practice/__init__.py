"""Knows practice on a screen and line by line: choosing, answering at once, a mock test, its review.

Must not know how items are chosen, judged or scored: the core does.
"""
