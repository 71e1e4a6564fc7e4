"""Makes real pictures and questions that show them: a chart, a form on a screen, a small sign, a photo."""

from __future__ import annotations

import hashlib
import io
import random
from functools import cache
from typing import Literal

from PIL import Image, ImageDraw

from examcore.nouns import PLACE, Figure, Grid, Item, Option, Picture, Question, Tags

RED, GREEN, BLUE = (200, 40, 40), (30, 140, 60), (20, 60, 170)


def make_figure(image: Image.Image, alt: str = "", media: Literal["png", "jpeg"] = "png", width_mm: int = 80) -> Figure:
    """A figure as an import leaves it."""
    out = io.BytesIO()
    image.save(out, "PNG" if media == "png" else "JPEG")
    data = out.getvalue()
    return Figure(alt, Picture(media, *image.size, width_mm, hashlib.sha256(data).hexdigest(), data))


@cache
def chart() -> Figure:
    image = Image.new("RGB", (640, 400), "white")
    draw = ImageDraw.Draw(image)
    draw.line((40, 20, 40, 360, 620, 360), fill="black", width=3)
    for at, (height, colour) in enumerate(((120, RED), (250, GREEN), (310, BLUE), (180, RED))):
        draw.rectangle((80 + at * 130, 360 - height, 160 + at * 130, 358), fill=colour)
    return make_figure(image, "biểu đồ bốn cột")


@cache
def window() -> Figure:
    image = Image.new("RGB", (800, 500), (236, 236, 236))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 799, 40), fill=BLUE)
    for at in range(5):
        draw.text((30, 70 + at * 70), f"Truong {at}", fill="black", font_size=28)
        draw.rectangle((260, 64 + at * 70, 760, 108 + at * 70), fill="white", outline="grey", width=2)
    return make_figure(image, "cửa sổ nhập liệu")


@cache
def sign(colour: tuple[int, int, int] = RED) -> Figure:
    image = Image.new("RGBA", (48, 48), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((4, 4, 44, 44), fill=(*colour, 255))
    return make_figure(image, width_mm=8)


@cache
def photo() -> Figure:
    dice = random.Random(7)
    small = Image.new("RGB", (16, 10))
    small.putdata([(dice.randrange(256), dice.randrange(256), dice.randrange(256)) for _ in range(160)])
    return make_figure(small.resize((900, 560), Image.Resampling.BICUBIC), "ảnh chụp", "jpeg")


TABLE = Figure(
    "Số dân theo năm",
    grid=Grid((("Năm", "Số dân (nghìn người)", "Ghi chú"), ("2023", "1.250", "ước tính"), ("2024", "1.262", "")), True),
)
WIDE_TABLE = Figure(
    grid=Grid((tuple(f"Cột {at}" for at in range(12)), tuple(f"giá trị {at}" for at in range(12))), headed=True)
)


def illustrated(number: int = 1) -> Question:
    """A question with a table, a chart, a screen and a sign in its stem, and signs as options."""
    return Question(
        f"Q{number:03}",
        f"Bảng sau và biểu đồ dưới đây cho thấy gì?\n{PLACE}\n{PLACE}\nBấm nút {PLACE} trong cửa sổ\n{PLACE}",
        (
            Option(f"q{number}o0", PLACE, figures=(sign(RED),)),
            Option(f"q{number}o1", PLACE, figures=(sign(GREEN),)),
            Option(f"q{number}o2", f"Nút {PLACE} và nút {PLACE}", figures=(sign(RED), sign(BLUE))),
            Option(f"q{number}o3", "Không có nút nào"),
        ),
        (TABLE, chart(), sign(BLUE), window()),
    )


def illustrated_item(name: str = "HINH-001") -> Item:
    """The same as an item; its key is the second option."""
    question = illustrated()
    tags = Tags("general", "hien-phap", "understand", 600)
    return Item(name, question.stem, question.options, question.options[1].id, tags, question.figures)
