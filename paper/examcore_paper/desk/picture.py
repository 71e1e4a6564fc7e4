"""Knows how a small picture is shown in a terminal: by its own image protocol where it has one, else in half blocks.

Must not know what is shown. The only module that imports textual_image, which asks the terminal before a screen starts.
"""

from __future__ import annotations

import io

from PIL import Image, ImageOps
from textual.widget import Widget
from textual_image.renderable import Image as Best
from textual_image.renderable import SixelImage as BySixel
from textual_image.renderable import TGPImage as ByKitty
from textual_image.widget import HalfcellImage, SixelImage, TGPImage

WIDEST = 900


def open_picture(jpeg: bytes) -> Image.Image:
    """The picture with its greys stretched, so that a faint mark is seen on any screen."""
    picture = ImageOps.autocontrast(Image.open(io.BytesIO(jpeg)).convert("L"), cutoff=0.5)
    if picture.width < WIDEST:
        times = max(1, WIDEST // picture.width)
        picture = picture.resize((picture.width * times, picture.height * times), Image.Resampling.LANCZOS)
    return picture


def make_picture(jpeg: bytes) -> Widget:
    """A widget that shows a JPEG picture as well as this terminal can."""
    kinds: dict[object, type[HalfcellImage | SixelImage | TGPImage]] = {BySixel: SixelImage, ByKitty: TGPImage}
    picture = open_picture(jpeg)
    shape = "wide" if picture.width > 3 * picture.height else "tall"
    return kinds.get(Best, HalfcellImage)(picture, id="crop", classes=shape)
