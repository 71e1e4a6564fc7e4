"""Knows how people mark bubbles: pens, pencils, full discs, scribbles, crosses, erasures, slips.

Must not know how a sheet is drawn, scanned or read. Every mark follows from the generator it is given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from examcore_paper.layout import LETTERS, Point, SheetLayout

Grey: TypeAlias = npt.NDArray[np.uint8]
Kind: TypeAlias = Literal["full", "scribble", "half", "tick", "cross", "dot", "erased", "crossed", "ring"]

SURE: tuple[Kind, ...] = ("full", "scribble")


@dataclass(frozen=True, slots=True)
class Pen:
    """What somebody writes with: how much light its line takes away (0 to 1), and how uneven its line is."""

    name: str
    ink: float
    grain: float
    line_mm: float


PENS = (
    Pen("gel pen", 0.92, 0.03, 0.6),
    Pen("ballpoint", 0.78, 0.12, 0.45),
    Pen("soft pencil", 0.68, 0.15, 0.7),
    Pen("hard pencil", 0.50, 0.20, 0.6),
)


@dataclass(frozen=True, slots=True)
class Stroke:
    """One mark to make: where, of what kind, and how carelessly (0 to 1; only crosses and rings on crossed sheets)."""

    at: Point
    kind: Kind
    slop: float = 0.0


@dataclass(frozen=True, slots=True)
class Habits:
    """Shares of odd marks among the answers of one candidate; what remains are full discs and scribbles."""

    scribble: float = 0.3
    half: float = 0.0
    cross: float = 0.0
    changed: float = 0.0
    double: float = 0.0
    dot: float = 0.0


TIDY = Habits()
NORMAL = Habits(scribble=0.35, half=0.001, cross=0.001, changed=0.006, double=0.0005, dot=0.0015)
ROUGH = Habits(scribble=0.4, half=0.01, cross=0.02, changed=0.012, double=0.004, dot=0.004)


def plan_marks(
    layout: SheetLayout,
    answers: Mapping[int, str],
    number: str,
    code: str,
    habits: Habits,
    generator: np.random.Generator,
) -> tuple[list[Stroke], dict[int, str]]:
    """The strokes of one candidate, and what stands on the sheet afterwards, item number to letters.

    `answers` maps item numbers to letters ("" or missing is a blank). A double mark is the candidate's own
    act: the returned truth then holds both letters.
    """
    strokes = digit_strokes(layout.candidate.columns, number) + digit_strokes(layout.booklet.columns, code)
    truth: dict[int, str] = {}
    for row in layout.items:
        letters = LETTERS[: len(row.bubbles)]
        answer = answers.get(row.number, "")
        roll = generator.random()
        others = [letter for letter in letters if letter not in answer]
        other = str(generator.choice(others)) if others else ""
        truth[row.number] = answer
        kinds: list[tuple[str, Kind]] = []
        if answer:
            fair: Kind = "scribble" if generator.random() < habits.scribble else "full"
            kinds = [(letter, fair) for letter in answer]
            steps = np.cumsum([habits.half, habits.cross, habits.changed, habits.double])
            if roll < steps[0]:
                kinds = [(answer[0], "half")]
            elif roll < steps[1]:
                kinds = [(answer[0], "cross" if generator.random() < 0.6 else "tick")]
            elif roll < steps[2]:
                kinds = [(other, "erased"), (answer[0], "full")]
            elif roll < steps[3]:
                kinds = [(answer[0], "full"), (other, "full")]
                truth[row.number] = "".join(sorted(answer[0] + other))
        if roll > 1 - habits.dot and other:
            kinds.append((other, "dot"))
        strokes += [Stroke(row.bubbles[LETTERS.index(letter)], kind) for letter, kind in kinds]
    return strokes, truth


def digit_strokes(columns: Sequence[Sequence[Point]], digits: str) -> list[Stroke]:
    """Full marks for a number in a digit grid, written from the right end; blanks in front stay empty."""
    padded = digits.rjust(len(columns))
    return [
        Stroke(column[int(digit)], "full") for column, digit in zip(columns, padded, strict=True) if digit.isdigit()
    ]


def make_marks(
    page: Grey,
    strokes: Sequence[Stroke],
    pen: Pen,
    dpi: float,
    diameter: float,
    generator: np.random.Generator,
) -> None:
    """Put the strokes on the page, in place."""
    k = dpi / 25.4
    for stroke in strokes:
        reach = round((diameter / 2 + (3.0 if stroke.kind in ("crossed", "ring") else 1.6)) * k)
        cx, cy = stroke.at[0] * k, stroke.at[1] * k
        x0, y0 = round(cx) - reach, round(cy) - reach
        cover = _cover(stroke, pen, (cx - x0, cy - y0), 2 * reach + 1, k, diameter, generator)
        patch = page[y0 : y0 + 2 * reach + 1, x0 : x0 + 2 * reach + 1]
        patch[:] = (patch * (1 - cover)).astype(np.uint8)


def _cover(
    stroke: Stroke,
    pen: Pen,
    centre: Point,
    side: int,
    k: float,
    diameter: float,
    generator: np.random.Generator,
) -> npt.NDArray[np.float64]:
    """How much light a mark takes away, pixel by pixel, 0 to 1."""
    kind = stroke.kind
    drawn = np.zeros((side, side), np.uint8)
    slip = generator.normal(0, 0.18, 2)
    x, y = centre[0] + slip[0] * k, centre[1] + slip[1] * k
    middle = np.array([x, y])
    radius = diameter / 2 * k
    line = max(1, round(pen.line_mm * k))

    def path(points: npt.NDArray[np.float64], thick: int = line) -> None:
        shifted = np.round((points + middle) * 16).astype(np.int32)
        cv2.polylines(drawn, [shifted.reshape(-1, 1, 2)], False, (255,), thick, cv2.LINE_AA, 4)

    ink = pen.ink
    if kind in ("full", "erased"):
        angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        wobble = radius * generator.uniform(0.86, 1.02) * (1 + generator.normal(0, 0.035, 24))
        rim = np.stack([np.cos(angles) * wobble, np.sin(angles) * wobble], 1) + middle
        cv2.fillPoly(drawn, [np.round(rim * 16).astype(np.int32).reshape(-1, 1, 2)], (255,), cv2.LINE_AA, 4)
        if kind == "erased":
            ink = generator.uniform(0.04, 0.13)
    elif kind == "scribble":
        lines = int(generator.integers(7, 10))
        ys = np.repeat(np.linspace(-0.9, 0.9, lines), 2) * radius
        half = np.sqrt(np.maximum(0.08, 1 - (ys / radius) ** 2)) * radius
        signs = np.tile([-1, 1, 1, -1], lines)[: len(ys)]
        points = np.stack([signs * half * generator.uniform(0.8, 1.08, len(ys)), ys], 1)
        path(points @ _turn(generator.uniform(-0.9, 0.9)))
    elif kind == "half":
        angles = np.linspace(0, np.pi, 14) + generator.uniform(0, 2 * np.pi)
        rim = np.stack([np.cos(angles), np.sin(angles)], 1) * radius * 0.9 + middle
        cv2.fillPoly(drawn, [np.round(rim * 16).astype(np.int32).reshape(-1, 1, 2)], (255,), cv2.LINE_AA, 4)
    elif kind == "tick":
        path(np.array([(-0.6, 0.0), (-0.15, 0.6), (0.85, -0.8)]) * radius)
    elif kind == "cross":
        path(np.array([(-0.75, -0.75), (0.75, 0.75)]) * radius)
        path(np.array([(0.75, -0.75), (-0.75, 0.75)]) * radius)
    elif kind == "crossed":
        for lean in (-1, 1):
            reach = radius * generator.uniform(0.8, 1.05 + 0.55 * stroke.slop, 2)
            arm = np.array([(-reach[0], 0.0), (reach[1], 0.0)])
            path(arm @ _turn(lean * np.pi / 4 + generator.normal(0, 0.06 + 0.14 * stroke.slop)))
    elif kind == "ring":
        path(_draw_ring(radius, stroke.slop, generator))
    else:
        cv2.circle(drawn, (round(x * 16), round(y * 16)), round(0.45 * k * 16), (255,), -1, cv2.LINE_AA, 4)
    grain = 1 - pen.grain * generator.random((side, side))
    return drawn / 255 * ink * grain


def _draw_ring(radius: float, slop: float, generator: np.random.Generator) -> npt.NDArray[np.float64]:
    """A circle drawn by hand: wider than the bubble, not quite round, its ends not quite meeting, or crossing."""
    start = generator.uniform(0, 2 * np.pi)
    angles = start + np.linspace(0, 2 * np.pi * generator.uniform(1 - 0.12 * slop, 1.06), 48)
    size = radius * generator.uniform(1.12, 1.35 + 0.35 * slop)
    oval = 1 + generator.uniform(-1, 1) * (0.05 + 0.1 * slop) * np.cos(2 * (angles - generator.uniform(0, np.pi)))
    spiral = 1 + generator.uniform(-1, 1) * 0.06 * np.linspace(-1, 1, 48)
    return np.stack([np.cos(angles), np.sin(angles)], 1) * (size * oval * spiral)[:, None]


def _turn(angle: float) -> npt.NDArray[np.float64]:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, s], [-s, c]])
