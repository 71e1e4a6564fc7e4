"""Knows illustrated questions to print: charts, screenshots, icons, photos and tables, drawn here.

Must not know what a test claims.
"""

from __future__ import annotations

import hashlib
import io
import math
from functools import cache

from PIL import Image, ImageDraw, ImageFilter

from examcore.nouns import PLACE, Figure, Grid, Option, Picture, Question, keep_figures

BLUE, ORANGE, GREY, INK = (31, 78, 121), (180, 83, 9), (203, 213, 225), (30, 41, 59)


def save(image: Image.Image, kind: str = "PNG") -> bytes:
    """The picture as PNG or JPEG."""
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def figure(data: bytes, alt: str = "", width_mm: int = 0) -> Figure:
    """The figure of a PNG or a JPEG."""
    with Image.open(io.BytesIO(data)) as image:
        width, height = image.size
    media = "png" if data.startswith(b"\x89PNG") else "jpeg"
    return Figure(alt, Picture(media, width, height, width_mm, hashlib.sha256(data).hexdigest(), data))  # type: ignore[arg-type]


@cache
def chart(heights: tuple[int, ...] = (62, 80, 45, 97), side: int = 900) -> bytes:
    """A bar chart as PNG."""
    image = Image.new("RGB", (side, side * 5 // 9), "white")
    draw = ImageDraw.Draw(image)
    foot, step = side * 5 // 9 - side // 18, side // (len(heights) + 1)
    for line in range(5):
        y = foot - line * (foot - side // 18) // 4
        draw.line((side // 18, y, side - side // 18, y), GREY, 2)
        draw.text((4, y - 8), str(line * 25), INK, font_size=side // 45)
    for n, height in enumerate(heights):
        x = step // 2 + n * step + step // 4
        draw.rectangle((x, foot - height * (foot - side // 18) // 100, x + step // 2, foot), BLUE if n % 2 else ORANGE)
        draw.text((x, foot + 6), f"Q{n + 1}", INK, font_size=side // 36)
    return save(image)


@cache
def screenshot(width: int = 1280) -> bytes:
    """What a window of a program may look like, as PNG."""
    image = Image.new("RGB", (width, width * 9 // 16), (241, 245, 249))
    draw = ImageDraw.Draw(image)
    unit = width // 64
    draw.rectangle((0, 0, width, unit * 2), BLUE)
    draw.text((unit, unit // 2), "Phan mem quan ly van ban - Cong van den", "white", font_size=unit)
    draw.rectangle((0, unit * 2, unit * 14, width), (226, 232, 240))
    for n, word in enumerate(("Van ban den", "Van ban di", "Ho so", "Bao cao", "Tim kiem")):
        draw.text((unit, unit * (4 + 3 * n)), word, INK, font_size=unit)
    for row in range(9):
        y = unit * (4 + 3 * row)
        draw.rectangle((unit * 16, y, width - unit, y + unit * 2), "white", GREY)
        draw.text((unit * 17, y + unit // 2), f"{row + 1:02}/UBND   Ve viec tiep cong dan", INK, font_size=unit)
    return save(image)


@cache
def icon(side: int = 64) -> bytes:
    """A small sign, a floppy disk, that can be seen through at its edges, as PNG."""
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((2, 2, side - 3, side - 3), side // 8, BLUE)
    draw.rectangle((side // 4, 4, side * 3 // 4, side * 3 // 8), "white")
    draw.rectangle((side // 5, side // 2, side * 4 // 5, side - 4), GREY)
    return save(image)


@cache
def shape(corners: int) -> bytes:
    """A regular polygon as grey PNG."""
    image = Image.new("L", (240, 240), 255)
    points = [
        (120 + 105 * math.sin(2 * math.pi * n / corners), 120 - 105 * math.cos(2 * math.pi * n / corners))
        for n in range(corners)
    ]
    ImageDraw.Draw(image).polygon(points, fill=200, outline=0, width=4)
    return save(image)


@cache
def photo(width: int = 1200, seed: int = 0) -> bytes:
    """Something like a photo of hills, as JPEG."""
    image = Image.linear_gradient("L").resize((width, width * 2 // 3))
    bands = [image.point([start + v // part for v in range(256)]) for start, part in ((90, 3), (140, 4), (220, -3))]
    hills = Image.merge("RGB", bands)
    draw = ImageDraw.Draw(hills)
    for layer in range(4):
        shade = (40 + 15 * layer, 110 - 15 * layer, 50 + 5 * layer)
        points = [
            (x, width * (34 + 7 * layer) // 100 + int(width / 18 * math.sin(x / width * (5 + layer) + layer + seed)))
            for x in range(0, width + 8, 8)
        ]
        draw.polygon([*points, (width, width), (0, width)], shade)
    return save(hills.filter(ImageFilter.GaussianBlur(1.5)), "JPEG")


TABLE = Grid(
    (
        ("Đơn vị", "Hồ sơ tiếp nhận", "Đúng hạn", "Tỷ lệ"),
        ("Phường Cái Khế", "1.250", "1.198", "95,8 %"),
        ("Phường Ninh Kiều", "2.310", "2.287", "99,0 %"),
        ("Xã Phong Điền", "864", "812", "94,0 %"),
        ("Xã Trường Long", "512", "509", "99,4 %"),
    ),
    headed=True,
)
WIDE = Grid(
    (
        tuple(f"Chỉ tiêu số {n} của kế hoạch năm" for n in range(1, 13)),
        *(tuple(f"{n * row * 137:,}".replace(",", ".") for n in range(1, 13)) for row in range(1, 5)),
    ),
    headed=True,
)
DEFAULT = ("Phương án thứ nhất", "Phương án thứ hai", "Phương án thứ ba", "Phương án thứ tư")


def question(name: str, stem: str, *figures: Figure, options: tuple[str | Figure, ...] = DEFAULT) -> Question:
    """A question; an option that is a figure holds it alone."""
    made = tuple(
        Option(f"{name}-{n}", one) if isinstance(one, str) else Option(f"{name}-{n}", PLACE, figures=(one,))
        for n, one in enumerate(options)
    )
    return Question(name, stem, made, keep_figures(figures))


def illustrated() -> tuple[Question, ...]:
    """Questions with every kind of figure, in every place."""
    shapes = tuple(figure(shape(n), f"hình {n} cạnh", 24) for n in (3, 4, 5, 6))
    rises = ((20, 40, 60, 80), (80, 60, 40, 20), (50, 90, 50, 20), (60, 60, 60, 61))
    charts = tuple(figure(chart(heights, 420)) for heights in rises)
    years = [figure(chart(heights, 420), f"năm {2023 + n}", 65) for n, heights in enumerate(rises[:2])]
    return (
        question(
            "chart",
            "Biểu đồ sau cho biết tỷ lệ hồ sơ giải quyết đúng hạn của bốn quý trong năm. "
            f"Quý nào có tỷ lệ thấp nhất?\n{PLACE}",
            figure(chart(), "biểu đồ cột của bốn quý", 110),
            options=("Quý I", "Quý II", "Quý III", "Quý IV"),
        ),
        question(
            "icon",
            f"Trong phần mềm soạn thảo văn bản, biểu tượng {PLACE} trên thanh công cụ dùng để làm gì? Biểu tượng "
            f"{PLACE} này có trên hầu hết các phần mềm văn phòng đang được sử dụng ở ủy ban nhân dân cấp xã.",
            figure(icon()),
            figure(icon(24)),
            options=("Lưu văn bản", "Mở văn bản", "In văn bản", "Đóng văn bản"),
        ),
        question("shapes", "Hình nào là ngũ giác đều?", options=shapes),
        question(
            "table",
            f"Căn cứ bảng tổng hợp kết quả giải quyết thủ tục hành chính sau đây:\n{PLACE}\n"
            "Đơn vị nào có tỷ lệ giải quyết đúng hạn cao nhất?",
            Figure("kết quả giải quyết thủ tục hành chính", grid=TABLE),
            options=("Phường Cái Khế", "Phường Ninh Kiều", "Xã Phong Điền", "Xã Trường Long"),
        ),
        question(
            "screen",
            f"Trên màn hình sau, mục nào dùng để tìm một công văn đã đến?\n{PLACE}",
            figure(screenshot(), "màn hình quản lý văn bản"),
        ),
        question("photo", f"{PLACE}\nẢnh trên chụp loại địa hình nào?", figure(photo(), "ảnh chụp vùng đồi", 120)),
        question("charts", "Biểu đồ nào phù hợp với số liệu tăng dần qua bốn quý?", options=charts),
        question("wide", f"Cho bảng số liệu:\n{PLACE}\nChỉ tiêu nào tăng đều qua các năm?", Figure("", grid=WIDE)),
        question(
            "pair",
            f"So sánh hai biểu đồ {PLACE} dưới đây.\n{PLACE} {PLACE}\nNhận xét nào đúng?",
            figure(icon(), "biểu tượng"),
            *years,
        ),
    )
