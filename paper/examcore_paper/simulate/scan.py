"""Knows what scanners and phones do to a page: turn, skew, bend, blur, shade, grain, compress.

Must not know what stands on the page. Everything follows from the recipe and the generator it is given.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

Grey: TypeAlias = npt.NDArray[np.uint8]
Encoding: TypeAlias = Literal["jpeg", "png", "tiff", "tiff-g4"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How badly a page is scanned. Most values are upper bounds; each page draws its own."""

    name: str
    dpi: int = 200
    skew_deg: float = 0.0
    turns: tuple[int, ...] = (0,)
    shift_mm: float = 0.0
    perspective: float = 0.0
    bend_mm: float = 0.0
    blur_mm: float = 0.0
    contrast: float = 1.0
    shade: float = 0.0
    edge: float = 0.0
    noise: float = 0.0
    bilevel: int = 0
    quality: int = 90


CLEAN = Recipe("clean")
SCAN = Recipe("scan", skew_deg=1.5, shift_mm=1.5, blur_mm=0.08, contrast=0.93, shade=0.06, noise=4, quality=75)
RECIPES = (
    CLEAN,
    SCAN,
    replace(SCAN, name="300 dpi", dpi=300),
    replace(SCAN, name="150 dpi", dpi=150),
    replace(SCAN, name="upside down or sideways", turns=(90, 180, 270)),
    replace(SCAN, name="100 dpi, q30, skew 3°", dpi=100, skew_deg=3.0, quality=30, blur_mm=0.12),
    replace(SCAN, name="noise and blur", noise=14, blur_mm=0.25, quality=50),
    replace(SCAN, name="bent page 4 mm", bend_mm=4.0),
    replace(SCAN, name="shadow edge", edge=0.6, shade=0.15),
    replace(SCAN, name="phone", perspective=0.03, edge=0.4, shade=0.2, skew_deg=3.0, blur_mm=0.15, quality=50),
    replace(SCAN, name="bilevel", bilevel=150, noise=3),
)
"""The recipes the benchmark publishes; names are stable."""


def degrade(page: Grey, page_dpi: float, recipe: Recipe, generator: np.random.Generator) -> Grey:
    """The page as this scanner would give it, at the recipe's resolution."""
    height, width = page.shape
    k = recipe.dpi / page_dpi
    size = (round(width * k), round(height * k))
    shrunk = _shrink(page, size)
    moved = _move(shrunk, recipe, generator)
    turn = int(generator.choice(np.array(recipe.turns)))
    if turn:
        codes = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
        moved = np.asarray(cv2.rotate(moved, codes[turn]), np.uint8)
    if recipe.blur_mm:
        sigma = recipe.blur_mm * generator.uniform(0.6, 1.0) * recipe.dpi / 25.4
        moved = np.asarray(cv2.GaussianBlur(moved, (0, 0), max(sigma, 0.2)), np.uint8)
    if recipe.contrast < 1 or recipe.shade or recipe.edge:
        moved = _light(moved, recipe, generator)
    if recipe.noise:
        moved = _grain(moved, recipe.noise, generator)
    if recipe.bilevel:
        level = recipe.bilevel + generator.uniform(-30, 30)
        moved = np.where(moved > level, 255, 0).astype(np.uint8)
    return moved


def encode(page: Grey, encoding: Encoding, dpi: int, quality: int = 75) -> bytes:
    """The page as the bytes of an image file."""
    from PIL import Image

    image = Image.fromarray(page)
    buffer = io.BytesIO()
    if encoding == "jpeg":
        image.save(buffer, "JPEG", quality=quality, dpi=(dpi, dpi))
    elif encoding == "png":
        image.save(buffer, "PNG", compress_level=3, dpi=(dpi, dpi))
    elif encoding == "tiff":
        image.save(buffer, "TIFF", compression="tiff_lzw", dpi=(dpi, dpi))
    else:
        image.convert("1", dither=Image.Dither.NONE).save(buffer, "TIFF", compression="group4", dpi=(dpi, dpi))
    return buffer.getvalue()


def bind_pdf(pages: list[bytes], dpi: int) -> bytes:
    """A PDF with one JPEG a page, as office scanners write it: the compressed images go in as they are."""
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    for data in pages:
        image = pypdfium2.PdfImage.new(document)
        image.load_jpeg(io.BytesIO(data), inline=True)
        width, height = (pixels * 72 / dpi for pixels in image.get_px_size())
        image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
        page = document.new_page(width, height)
        page.insert_obj(image)
        page.gen_content()
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


def _shrink(page: Grey, size: tuple[int, int]) -> Grey:
    if (page.shape[1], page.shape[0]) == size:
        return page
    return np.asarray(cv2.resize(page, size, interpolation=cv2.INTER_AREA), np.uint8)


def _move(page: Grey, recipe: Recipe, generator: np.random.Generator) -> Grey:
    """Skew, shift, perspective and bend."""
    height, width = page.shape
    k = recipe.dpi / 25.4
    angle = np.radians(generator.uniform(-recipe.skew_deg, recipe.skew_deg))
    shift = generator.uniform(-1, 1, 2) * recipe.shift_mm * k
    lean = generator.uniform(-1, 1, (4, 2)) * recipe.perspective * np.array([width, height])
    if not (recipe.skew_deg or recipe.shift_mm or recipe.perspective or recipe.bend_mm):
        return page
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    middle = np.array([width / 2, height / 2])
    c, s = np.cos(angle), np.sin(angle)
    # A page seen at an angle lies within the picture: perspective only ever pulls corners inwards.
    inward = np.sign(middle - corners) * np.abs(lean)
    target = (corners - middle) @ np.array([[c, s], [-s, c]]) + middle + shift + inward
    matrix = cv2.getPerspectiveTransform(corners, target.astype(np.float32))
    if not recipe.bend_mm:
        return np.asarray(cv2.warpPerspective(page, matrix, (width, height), borderValue=(238,)), np.uint8)
    bend = recipe.bend_mm * k * generator.uniform(0.5, 1.0) * generator.choice([-1, 1])
    xs, ys = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    flat = cv2.perspectiveTransform(np.stack([xs, ys], -1).reshape(1, -1, 2), np.linalg.inv(matrix))[0]
    source = flat.reshape(height, width, 2)
    ripple = bend * np.sin(np.pi * source[..., 1] / height)
    map_x, map_y = source[..., 0] - 0.4 * ripple, source[..., 1] - ripple
    bent = cv2.remap(
        page,
        map_x.astype(np.float32),
        map_y.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(238,),
    )
    return np.asarray(bent, np.uint8)


def _light(page: Grey, recipe: Recipe, generator: np.random.Generator) -> Grey:
    """A lamp to one side, the shadow of a hand or a lid, a weaker contrast."""
    height, width = page.shape
    small = (width // 16 + 1, height // 16 + 1)
    direction = generator.uniform(0, 2 * np.pi)
    xs, ys = np.meshgrid(np.linspace(-0.5, 0.5, small[0]), np.linspace(-0.5, 0.5, small[1]))
    along = xs * np.cos(direction) + ys * np.sin(direction)
    light = 1 - recipe.shade * generator.uniform(0.3, 1.0) * (along + 0.7)
    if recipe.edge:
        where = generator.uniform(-0.3, 0.3)
        depth = recipe.edge * generator.uniform(0.5, 1.0)
        light = light * (1 - depth / (1 + np.exp(-(along - where) * generator.uniform(25, 90))))
    black = 255 * (1 - recipe.contrast) * 0.6
    gain = cv2.resize((light * recipe.contrast).astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(page * gain + black * np.minimum(gain, 1), 0, 255), np.uint8)


def _grain(page: Grey, sd: float, generator: np.random.Generator) -> Grey:
    """Sensor noise: one drawn tile laid at a random place, which costs a tenth of drawing every pixel."""
    tile = 512
    noise = np.round(generator.normal(0, sd, (tile, tile))).astype(np.int8)
    height, width = page.shape
    wide = np.tile(noise, (height // tile + 2, width // tile + 2))
    y, x = generator.integers(0, tile, 2)
    return np.asarray(cv2.add(page, wide[y : y + height, x : x + width], dtype=cv2.CV_8U), np.uint8)
