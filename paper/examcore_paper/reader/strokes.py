"""Knows how a crossed sheet is measured besides darkness: what is light and dark inside a bubble, what runs around it.

Must not know what it means: `crosses` judges. Sheets that are filled in need none of it.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from examcore_paper.layout import SheetLayout
from examcore_paper.reader.facts import Strokes
from examcore_paper.reader.locate import Grey, Place

Floats: TypeAlias = npt.NDArray[np.float64]

DIRECTIONS = 32
# Between the printed letter and the printed circle.
INNER_RADII = (0.5, 0.6, 0.7, 0.8)
LIGHTEST, DARKEST = 0.2, 0.9
ROUND_FROM, ROUND_TO, ROUND_STEP = 0.95, 1.9, 0.1
CLEAR_MM = 0.25
"""So far from what is printed around a bubble the look around it ends: the place may be off by half of it."""
LABEL_GAP_MM = 0.5


def measure_strokes(page: Grey, place: Place, centres: Floats, whites: Floats, layout: SheetLayout) -> Strokes:
    """Lows, peaks and rounds of every bubble; `centres` are in pixels."""
    radius = layout.bubble / 2
    radii = np.array([*INNER_RADII, *_outer_radii(layout)]) * radius * place.scale
    angles = np.linspace(0, 2 * np.pi, DIRECTIONS, endpoint=False)
    around = np.stack([np.cos(angles), np.sin(angles)], 1)
    steps = (radii[:, None, None] * around[None]).reshape(-1, 2).astype(np.float32) + np.float32(0.5)
    near = centres.astype(np.float32)
    xs = np.clip((near[:, 0, None] + steps[:, 0]).astype(np.int32), 0, page.shape[1] - 1)
    ys = np.clip((near[:, 1, None] + steps[:, 1]).astype(np.int32), 0, page.shape[0] - 1)
    seen = page.ravel()[ys * np.int32(page.shape[1]) + xs]
    dark = 1 - seen / np.maximum(whites, 1)[:, None].astype(np.float32)
    split = len(INNER_RADII) * DIRECTIONS
    low, high = round(LIGHTEST * split), round(DARKEST * split)
    inside = np.partition(dark[:, :split], (low, high), axis=1)
    rim = dark[:, split:].reshape(len(near), -1, DIRECTIONS)
    # Most bubbles are empty: what is printed around one, distance by distance, is what all have in common.
    printed = np.median(rim.mean(2), axis=0)
    outside = (rim - printed[None, :, None]).max(1).mean(1)
    lows, peaks, rounds = (one.astype(np.float64) for one in (inside[:, low], inside[:, high], outside))
    return Strokes(lows, peaks, rounds)


def _outer_radii(layout: SheetLayout) -> Floats:
    """How far out a circle is looked for, in radii: from the printed circle to what is printed next to it."""
    radius = layout.bubble / 2
    beside = min(layout.step_x, layout.step_y) - radius
    free = min(beside, LABEL_GAP_MM + layout.step_x / 2) - CLEAR_MM
    return np.arange(ROUND_FROM, max(min(free / radius, ROUND_TO), 1.2), ROUND_STEP)
