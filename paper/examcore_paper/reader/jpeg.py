"""Knows how the bytes of a JPEG become grey pixels at once, without the copies a general picture library makes.

Must not know files, limits or pages: its caller has looked at size and colours. The pixels are those Pillow gives.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import simplejpeg


def decode_jpeg(data: bytes, width: int, height: int, times: int) -> npt.NDArray[np.uint8] | None:
    """A JPEG of this size as grey pixels, `times` (1, 2, 4, 8) smaller; None where it has any fault at all.

    What breaks off, breaks a rule, or has four colours is left to a decoder that tells faults apart.
    """
    try:
        pixels = simplejpeg.decode_jpeg(data, "GRAY", min_height=-(-height // times), min_width=-(-width // times))
    except ValueError:
        return None
    return np.asarray(pixels[:, :, 0], np.uint8)
