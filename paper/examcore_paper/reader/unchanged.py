"""Knows whether a file is still the one that was listed, so that no page is kept under the name of another picture.

Must not know what a file holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

MOST_AT_ONCE = 64_000_000
"""Files up to so many bytes are read whole, and what is decoded are the very bytes that were hashed."""

Mark: TypeAlias = tuple[int, int, int, int, int]


class Changed(Exception):
    """A file holds other bytes than when it was listed."""


@contextmanager
def held_unchanged(file: str, source: str) -> Iterator[None]:
    """Raises Changed where the file's SHA-256 is not `source` (hex; "" asks nothing), or the file changes meanwhile.

    Raises OSError where it is gone, also for a fault that comes of that. A file of many pages is hashed once by each
    process, and again whenever its size or one of its times is another.
    """
    before = _mark(file)
    if source and _digest(file, before) != source:
        raise Changed
    try:
        yield
    finally:
        if _mark(file) != before:  # a fault that comes of the change is told as the change
            raise Changed


def read_unchanged(file: str, source: str) -> bytes:
    """All bytes of the file. Raises Changed where their SHA-256 is not `source` ("" asks nothing), and OSError."""
    data = Path(file).read_bytes()
    if source and hashlib.sha256(data).hexdigest() != source:
        raise Changed
    return data


def hash_file(file: Path) -> str:
    """The SHA-256 of a file, hex. Raises OSError."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _mark(file: str) -> Mark:
    """What is another when a file was written or put in place of another, without reading it."""
    found = Path(file).stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


@lru_cache(maxsize=64)
def _digest(file: str, mark: Mark) -> str:
    return hash_file(Path(file))
