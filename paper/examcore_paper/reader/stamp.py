"""Knows how this installation reads sheets, as one word: machines with the same word give the same facts.

Must not know what for.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

LIBRARIES = ("numpy", "opencv-python-headless", "pillow", "pypdfium2", "simplejpeg", "zxing-cpp")
"""What decodes and measures."""


def _describe() -> str:
    """A hash of the modules that read and of the versions of what they call."""
    known = hashlib.sha256()
    folder = Path(__file__).parent
    for module in (*sorted(folder.glob("*.py")), folder.parent / "layout.py"):
        known.update(module.name.encode() + b"\0" + module.read_bytes().replace(b"\r\n", b"\n"))
    for name in LIBRARIES:
        try:
            known.update(f"{name} {version(name)}\0".encode())
        except PackageNotFoundError:
            known.update(f"{name} -\0".encode())
    return known.hexdigest()[:16]


STAMP: Final = _describe()
PROBE: Final = (f"{__name__}:STAMP", STAMP)
"""Where another machine holds its word, and what it must be there."""
