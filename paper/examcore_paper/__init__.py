"""Knows the paper delivery: booklets, answer sheets and documents as pages, and scans read back.

Must not know the terminal wing, a city, or, in booklets and sheets, a key.
"""
