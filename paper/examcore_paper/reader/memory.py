"""Knows how a process that reads page after page uses the memory of one page again for the next.

Must not know pages. It is a matter of speed only: where it cannot be asked for, nothing else changes.
"""

from __future__ import annotations

import ctypes

MOST_REUSED = 32 * 1024**2
"""The largest piece of memory glibc may be asked to take from what was kept instead of from the system."""
MOST_KEPT = 128 * 1024**2

# Numbers of glibc's malloc.h.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3


def keep_memory() -> bool:
    """Keep freed memory, up to `MOST_KEPT`, for what comes next; whether the C library is one that can (glibc).

    Otherwise every picture is memory new from the system, each 4 kB of it cleared and mapped when first touched, and
    given back a moment later: on a virtual machine that can cost as much as decoding the picture.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # TypeError: Windows has no library without a name
        return False
    return bool(mallopt(_M_MMAP_THRESHOLD, MOST_REUSED) and mallopt(_M_TRIM_THRESHOLD, MOST_KEPT))
