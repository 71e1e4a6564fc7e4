"""Pictures for tests, drawn here: a chart, a signet, a photo with a position in it, and what is none."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw, PngImagePlugin


def draw(width: int = 320, height: int = 200, colour: str = "navy") -> Image.Image:
    """Three bars of a colour on white."""
    image = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(image)
    for place, share in enumerate((0.4, 0.9, 0.6)):
        left = width * (2 * place + 1) // 7
        pen.rectangle((left, int(height * (1 - share)), left + width // 7, height - 1), fill=colour)
    return image


def write(image: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    """The bytes of a picture file."""
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def write_png(colour: str = "navy", width: int = 320, height: int = 200) -> bytes:
    """A PNG as a program writes it."""
    return write(draw(width, height, colour))


def write_talkative_png() -> bytes:
    """A PNG with words and a time beside its pixels."""
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "Nguyễn Văn Bí Mật")
    return write(draw(), pnginfo=told)


def draw_noise(width: int, height: int) -> Image.Image:
    """Colours without any order, the same each time: what no format makes small."""
    return Image.frombytes("RGB", (width, height), random.Random(1).randbytes(width * height * 3))


def write_photo(width: int = 640, height: int = 480, exif: bool = False) -> bytes:
    """A JPEG; `exif`: with a position and lying on its side."""
    image = draw_noise(width, height)
    if not exif:
        return write(image, "JPEG", quality=85)
    said = Image.Exif()
    said[0x0112] = 6
    said[0x010E] = "10.0340 N 105.7880 E"
    return write(image, "JPEG", quality=85, exif=said)
