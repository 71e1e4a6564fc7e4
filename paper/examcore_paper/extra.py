"""Knows which packages the paper wing draws and reads with, and refuses by name when one is missing.

Must not import any of them.
"""

from __future__ import annotations

from importlib.util import find_spec

from examcore.errors import MissingExtra
from examcore.language import messages

msg = messages("examcore_paper")

EXTRA = "paper"
NEEDED = {
    "cv2": "opencv-python-headless",
    "numpy": "numpy",
    "PIL": "pillow",
    "pypdfium2": "pypdfium2",
    "qrcode": "qrcode",
    "simplejpeg": "simplejpeg",
    "typst": "typst",
    "zxingcpp": "zxing-cpp",
}


def require_extra() -> None:
    """Raises MissingExtra naming every package that is not installed."""
    missing = [package for module, package in NEEDED.items() if find_spec(module) is None]
    if missing:
        raise MissingExtra(
            msg("the paper delivery needs packages that are not installed: {names}", names=", ".join(missing)),
            msg("install them with: pip install 'examcore[{extra}]'", extra=EXTRA),
        )
