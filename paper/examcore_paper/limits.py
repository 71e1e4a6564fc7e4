"""Knows the limits of a process that touches what came from outside, and how it bounds itself.

Must not know what the process does.
"""

from __future__ import annotations

MOST_PIXELS = 40_000_000
"""Of one picture in a question."""


def limit_memory(most_bytes: int) -> None:
    """Bound the address space of this process where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
