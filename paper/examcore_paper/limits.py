"""Knows how large a picture of a question may be for it to be printed: for the process that draws it and whoever asks.

Must not know how it is drawn.
"""

MOST_PIXELS = 40_000_000
