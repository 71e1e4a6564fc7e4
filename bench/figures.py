"""Measures what pictures and tables cost at the terminal: questions without any, drawing in blocks, memory afterwards.

The peer of a question without figures is the text alone, cleaned and wrapped as it was before there were figures.
"""

from __future__ import annotations

import asyncio
import gc
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from rich.color import Color  # noqa: E402
from rich.style import Style  # noqa: E402

from examcore.language import speaking  # noqa: E402
from examcore.nouns import Picture  # noqa: E402
from examcore.text import clean_text  # noqa: E402
from examcore_tui.passage import show_text  # noqa: E402
from examcore_tui.viewer.drawing import draw, fit_view, open_image  # noqa: E402
from examcore_tui.viewer.screen import PictureScreen  # noqa: E402
from examcore_tui.widgets.sheet_layout import lay_out_sheet  # noqa: E402
from tests.terminal.illustrated import chart, illustrated, photo, sign, window  # noqa: E402
from tests.terminal.rooms import arrange, make_question  # noqa: E402
from tests.terminal.stage import Actor, on_stage  # noqa: E402

TIMES = 300


def measure(act: Callable[[], object], times: int = TIMES) -> float:
    """Milliseconds of processor for one `act`, the median."""
    found = []
    for _ in range(times):
        before = time.process_time()
        act()
        found.append(time.process_time() - before)
    return statistics.median(found) * 1000


def measure_text() -> None:
    """A question without figures against its text alone; one with a table and pictures beside it."""
    plain = make_question(1, "Theo quy định của pháp luật về đất đai, cơ quan nào có thẩm quyền? " * 4)
    rich = illustrated()

    def before() -> None:
        lay_out_sheet(clean_text(plain.stem), [clean_text(one.text) for one in plain.options], 80, 18, 0, -1)

    def now() -> None:
        shown = show_text(plain, {})
        lay_out_sheet(shown.stem, shown.options, 80, 18, 0, -1)

    def with_figures() -> None:
        shown = show_text(rich, {})
        lay_out_sheet(shown.stem, shown.options, 80, 18, 0, -1)

    print(f"a question without figures, text alone     {measure(before):6.3f} ms")
    print(f"the same through what knows figures        {measure(now):6.3f} ms")
    print(f"a question with a table and five pictures  {measure(with_figures):6.3f} ms")


def measure_drawing() -> None:
    """Opening and drawing each kind of picture, and what it sends to a terminal far away."""
    for name, figure in (("chart", chart()), ("screen", window()), ("sign", sign()), ("photo", photo())):
        picture = figure.picture
        assert isinstance(picture, Picture)
        image = open_image(picture.data)
        opened = measure(partial(open_image, picture.data), 30)
        told = [f"{name:6} {image.width}×{image.height}  open {opened:5.1f} ms"]
        for columns, rows in ((80, 18), (200, 54)):
            view = fit_view(image.size, columns, rows)
            drawn = measure(partial(draw, image, view, columns, rows), 30)
            told.append(f"{columns}×{rows} {drawn:5.1f} ms, {count_bytes(draw(image, view, columns, rows)):7,} bytes")
        print("  ".join(told))


def count_bytes(rows: list[list[tuple[str, tuple[int, int, int], tuple[int, int, int]]]]) -> int:
    """The bytes that a terminal of all colours is sent for a picture."""
    told = (
        Style(color=Color.from_rgb(*ink), bgcolor=Color.from_rgb(*ground)).render(text)
        for row in rows for text, ink, ground in row
    )  # fmt: skip
    return len("".join(told).encode())


async def measure_memory() -> None:
    """Python's memory of a window before, while and after all pictures of a question are looked at."""
    with tempfile.TemporaryDirectory() as folder:
        questions = [illustrated(1), make_question(2), make_question(3)]
        room = arrange(2, 1, questions=questions).publish(Path(folder) / "P01")
        async with on_stage(room) as actor:
            await actor.start()
            await look(actor)  # what is loaded once for all windows
            tracemalloc.start()
            before = await used(actor)
            for _ in range(10):
                await look(actor)
            after = await used(actor)
            print(f"memory kept after 50 pictures were looked at: {(after - before) / 1024:.0f} kB")


async def look(actor: Actor) -> None:
    """See each picture of the question once, and go back."""
    await actor.press("h")
    for _ in range(5):
        screen = actor.app.screen
        assert isinstance(screen, PictureScreen)
        while screen.is_painting:
            await asyncio.sleep(0.001)
        await actor.press("n")
    await actor.press("escape")


async def used(actor: Actor) -> int:
    """Bytes that are held now."""
    for _ in range(3):
        await actor.settle()
        gc.collect()
    return tracemalloc.get_traced_memory()[0]


if __name__ == "__main__":
    with speaking("vi"):
        measure_text()
        measure_drawing()
        asyncio.run(measure_memory())
