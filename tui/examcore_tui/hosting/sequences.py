"""Knows what sets a far terminal up for the test and gives it back as it was.

Must not load the screen library: the front uses this where a worker died and could not.
"""

# Other screen, no cursor, no line wrap, pasted text marked as such: a paste must not count as answers.
BEGIN = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h"
END = "\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l"
MOUSE_BEGIN = "\x1b[?1000h\x1b[?1003h\x1b[?1015h\x1b[?1006h"
MOUSE_END = "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l"
