"""Knows the screen on which the pictures of a question are looked at, over whatever screen the question stands on.

Must not keep a picture after it is closed, nor end anything: the time below it runs on and takes it away.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from examcore.engine.figures import call_picture
from examcore.errors import ExamcoreError
from examcore.language import Message, messages
from examcore.nouns import Figure, Picture
from examcore.text import clean_line
from examcore_tui.dates import is_late, write_time_left
from examcore_tui.keyboard import on
from examcore_tui.passage import ShownQuestion
from examcore_tui.viewer.canvas import Canvas
from examcore_tui.viewer.drawing import LONGEST_IN_BLOCKS, View, crop, draw, fit_view, keep_inside, open_image
from examcore_tui.viewer.protocols import MakePicture, put_picture, take_picture_away
from examcore_tui.viewer.sight import LARGEST_SIGHT, ShowSight, Sight
from examcore_tui.widgets.bars import Bar, Key, KeyBar
from examcore_tui.wrap import fit, wrap_text

if TYPE_CHECKING:
    from PIL.Image import Image

msg = messages("examcore_tui")
STEP = 1.5
"""How much larger one key makes a picture."""
MOST_STEPS = 8
PAUSE_SECONDS = 0.1
"""So far apart pictures are opened or drawn: a key held down must not take the processor from those who share it."""
MOST_WORDS = 3
"""Rows of what it shows in words."""
SHIFT = 0.25
"""Of what is seen, so much one arrow key goes on."""


@dataclass(frozen=True, slots=True)
class Gallery:
    """A question whose pictures are looked at, and how each is opened. `who` stands on the upper bar;
    `has_quadrants` where the terminal's letters hold quarters of blocks; `show_sight` where a picture itself can be
    shown over the terminal, `make_picture` where the terminal itself shows one.
    """

    question: ShownQuestion
    read: Callable[[Picture], bytes]
    who: str = ""
    has_quadrants: bool = True
    show_sight: ShowSight | None = None
    make_picture: MakePicture | None = None

    @property
    def pictures(self) -> tuple[Figure, ...]:
        """The pictures in reading order."""
        return self.question.pictures

    def call(self, figure: Figure) -> str:
        """What people call a picture."""
        return call_picture(figure, self.question.numbers)


class PictureScreen(Screen[None], inherit_bindings=False):
    """One picture at a time. Esc goes back to the question.

    It can be shown again with other pictures (`take`): a window has one, since every screen that is thrown away is
    rubbish in circles, which a host of many windows cannot stop to sweep.
    """

    AUTO_FOCUS = ""
    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall")]  # noqa: RUF012  # the screen library declares it so
    BINDINGS: ClassVar[list[BindingType]] = [
        on("escape,enter,h,f3,f10,q", "close"),
        on("plus,equals_sign", "zoom(1)"),
        on("minus,underscore", "zoom(-1)"),
        on("0", "whole"),
        on("left", "move(-1, 0)"),
        on("right", "move(1, 0)"),
        on("up", "move(0, -1)"),
        on("down", "move(0, 1)"),
        on("n,pagedown,space,tab", "turn(1)"),
        on("p,pageup,backspace,shift+tab", "turn(-1)"),
        on("1,2,3,4,5,6,7,8,9,a,b,c,d,e", "explain"),
    ]

    def __init__(self, gallery: Gallery) -> None:
        super().__init__()
        self._gallery = gallery
        self._at = 0
        self._image: Image | None = None
        self._steps = 0
        self._view = View(0, 0, 1)
        self._painting: asyncio.Task[None] | None = None
        self._is_stale = False
        self._next = 0.0
        self.who, self.place, self.status = Bar("who"), Bar("place"), Bar("status")
        self.who.show(gallery.who)
        self.alt = Static("", markup=False, id="alt")
        self.canvas = Canvas()
        self.picture = gallery.make_picture() if gallery.make_picture is not None else None
        self.frame = Vertical(self.canvas, *([self.picture] if self.picture is not None else []), id="picture")

    @property
    def is_painting(self) -> bool:
        """Whether a picture is being opened or drawn."""
        return self._painting is not None and not self._painting.done()

    def keys(self) -> Sequence[Key]:
        """Larger, smaller, moved, the next one, back."""
        turn = (Key("N P", msg("next and previous picture"), msg("other picture"), "turn(1)"),)
        return (
            Key("+ -", msg("larger, smaller"), msg("size"), "zoom(1)"),
            Key("0", msg("whole picture"), msg("whole"), "whole"),
            Key("←↑↓→", msg("move"), msg("move"), "move(1, 0)"),
            *(turn if len(self._gallery.pictures) > 1 else ()),
            Key("Esc", msg("back"), msg("back"), "close"),
        )

    def compose(self) -> ComposeResult:
        """Bars, what the picture shows in words, the picture, keys."""
        yield self.who
        yield self.place
        yield self.alt
        yield self.frame
        yield self.status
        yield KeyBar(self.keys())

    def take(self, gallery: Gallery) -> None:
        """Show these pictures when it is shown next."""
        self._gallery, self._at = gallery, 0
        self.who.show(gallery.who)
        self.query_one(KeyBar).show(self.keys())

    def on_screen_resume(self) -> None:
        """Open the first picture, or the one that something lay over."""
        self.action_turn(0)

    def on_screen_suspend(self) -> None:
        """Keep nothing while it is not seen."""
        self._rest()

    def on_unmount(self) -> None:
        """Keep nothing."""
        self._rest()

    def _rest(self) -> None:
        if self._painting is not None:
            self._painting.cancel()
            self._painting = None
        self._take_away()
        self.canvas.clear()
        for widget in (self, self.who, self.place, self.alt, self.frame, self.canvas, self.status):
            widget._styles_cache.clear()  # the library remembers those of widgets that are gone, with what they drew

    def show_again(self) -> None:
        """Show the picture anew: what shows the terminal is another window now."""
        self._image = None
        self._paint()

    def show_time(self, remaining_ms: int) -> None:
        """Show the time left, as the question's own screen does."""
        is_alarm = is_late(remaining_ms)
        left = msg("{sign}time left {time}", sign="!! " if is_alarm else "", time=write_time_left(remaining_ms))
        self.who.show(self._gallery.who, right=str(left), is_right_alarm=is_alarm)

    def say(self, text: Message | str, is_alarm: bool = False) -> None:
        """Put one sentence on the status line."""
        self.status.show(str(text), is_alarm=is_alarm)

    def on_resize(self) -> None:
        """Draw anew, once everything has its new place."""
        self._show_words()
        self.call_after_refresh(self._draw_anew)

    def _draw_anew(self) -> None:
        self._show_sight()
        self._paint()

    def action_turn(self, step: int) -> None:
        """The next or previous picture of the question, round the end."""
        self._at = (self._at + step) % len(self._gallery.pictures)
        self._take_away()
        self._steps = 0
        self._show_words()
        self._say_instead(str(msg("opening the picture…")))
        self._show_place()
        self.say(msg("Esc: back to the question"))
        self._paint()

    def action_zoom(self, step: int) -> None:
        """Larger or smaller; at its smallest the whole picture is seen."""
        self._steps = min(max(self._steps + step, 0), MOST_STEPS)
        self._show_place()
        self._show_sight()
        self._paint()

    def action_whole(self) -> None:
        """The whole picture again."""
        self.action_zoom(-MOST_STEPS)

    def action_move(self, x: int, y: int) -> None:
        """See what lies beside."""
        if self._steps == 0:
            self.say(msg("the whole picture is seen; + makes it larger"))
            return
        width, height = self._cells
        view = self._view
        self._view = View(
            view.x + x * SHIFT * width / view.scale, view.y + y * SHIFT * 2 * height / view.scale, view.scale
        )
        self._paint()

    def action_explain(self) -> None:
        """Say that no answer is given here."""
        self.say(msg("the answers are given on the question: Esc goes back"), is_alarm=True)

    def action_close(self) -> None:
        """Back to the question."""
        self.app.pop_screen()

    async def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        """A click on the key line does what the key does."""
        await self.run_action(event.action)

    @property
    def _figure(self) -> Figure:
        return self._gallery.pictures[self._at]

    @property
    def _cells(self) -> tuple[int, int]:
        return max(1, self.frame.size.width), max(1, self.frame.size.height)

    def _show_place(self) -> None:
        size = "" if self._steps == 0 else f" · {round(100 * STEP**self._steps)} %"
        count = msg("picture {number}/{of}", number=self._at + 1, of=len(self._gallery.pictures))
        self.place.show(self._gallery.call(self._figure), f"{count}{size}")

    def _show_words(self) -> None:
        """What the picture shows in words; what does not fit stands on the question."""
        words = clean_line(self._figure.alt)
        rows = wrap_text(words, max(10, self.app.size.width - 2))
        more = [f"{rows[MOST_WORDS - 1]} …"] if len(rows) > MOST_WORDS else rows[MOST_WORDS - 1 :]
        self.alt.update("\n".join(fit(row, self.app.size.width - 2).rstrip() for row in rows[: MOST_WORDS - 1] + more))
        self.alt.display = bool(words)

    def _paint(self) -> None:
        """Draw what is to be seen, beside the loop; what is asked for meanwhile is drawn after it, the last only."""
        if self.is_painting:
            self._is_stale = True
            return
        if self.is_attached and self.frame.size.area:
            self._painting = asyncio.create_task(self._paint_until_fresh())

    async def _paint_until_fresh(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(max(0.0, self._next - loop.time()))
            self._next = loop.time() + PAUSE_SECONDS
            self._is_stale = False
            await self._paint_once()
            if not self._is_stale:
                return

    async def _paint_once(self) -> None:
        figure, (columns, rows) = self._figure, self._cells
        if not isinstance(figure.picture, Picture):
            return
        try:
            image = self._image or await self._open(figure, figure.picture)
        except ExamcoreError as refused:
            if figure is self._figure:
                self._say_instead(str(refused.text))
                self.say(refused.hint or refused.text, is_alarm=True)
            return
        if image is None:
            self._is_stale = True
            return
        whole = fit_view(image.size, columns, rows)
        kept = self._view if self._steps else whole
        wanted = View(kept.x, kept.y, whole.scale * STEP**self._steps)
        self._view = view = keep_inside(wanted, image.size, columns, rows)
        if self.picture is not None:
            self._put(self.picture, image, view)
            return
        cells = await asyncio.to_thread(draw, image, view, columns, rows, self._gallery.has_quadrants)
        if figure is self._figure and not self._is_stale:
            self.canvas.show(cells)

    async def _open(self, figure: Figure, picture: Picture) -> Image | None:
        """Open a picture beside the loop and show it; None where meanwhile another one is wanted."""

        def read() -> tuple[Image, bytes]:
            data = self._gallery.read(picture)
            return open_image(data, LONGEST_IN_BLOCKS if self.picture is None else 0), data

        image, data = await asyncio.to_thread(read)
        if figure is not self._figure:
            return None
        self._image, self._view = image, fit_view(image.size, *self._cells)
        self._show_sight(data)
        return image

    def _show_sight(self, data: bytes = b"") -> None:
        """Show the picture itself over the terminal where that can be, or with no bytes lay it anew."""
        show, picture = self._gallery.show_sight, self._figure.picture
        if show is None or self._image is None or not isinstance(picture, Picture) or len(data) > LARGEST_SIGHT:
            return
        region = self.frame.region
        words = self._gallery.call(self._figure)
        alt = clean_line(self._figure.alt)
        lies = Sight(picture.media, f"{words}: {alt}" if alt else words, region.y,
                     max(0, self.size.height - region.bottom), round(1000 * STEP**self._steps))  # fmt: skip
        show(lies, data)

    def _put(self, picture: Widget, image: Image, view: View) -> None:
        """Show what is to be seen by the terminal's own way."""
        box, wide, high = crop(image, view, *self._cells)
        left, top, right, bottom = (round(edge) for edge in box)
        self.canvas.display, picture.display = False, True
        put_picture(picture, image.crop((left, top, max(right, left + 1), max(bottom, top + 1))), wide, high)

    def _say_instead(self, sentence: str) -> None:
        """A sentence where a picture would be."""
        if self.picture is not None:
            self.canvas.display, self.picture.display = True, False
        self.canvas.say(sentence)

    def _take_away(self) -> None:
        self._image = None
        if self.picture is not None and self.picture.is_attached:
            take_picture_away(self.picture)
        if self._gallery.show_sight is not None:
            self._gallery.show_sight(None, b"")
