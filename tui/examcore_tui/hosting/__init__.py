"""Knows how many candidates' screens run on one machine and are shown elsewhere: over SSH, in a browser.

Must not know how they travel: `hall` is handed a link for each candidate and asks nothing else of it.
"""
