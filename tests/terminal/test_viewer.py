"""Claims about looking at pictures: drawn in blocks over the question, the clock in sight, nothing lost or kept."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import subprocess
import sys
import weakref
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from rich.segment import Segment

from examcore.errors import BadInput
from examcore.nouns import PLACE, Option, Picture, Question
from examcore.record import SystemDisk
from examcore.session import OpenRoom
from examcore.venue import Order, Venue, carry_out, enter
from examcore_tui.glyphs import choose_glyphs
from examcore_tui.hosting.frames import Entry, Window
from examcore_tui.hosting.seat import Seat
from examcore_tui.screens.question import QuestionScreen
from examcore_tui.viewer.drawing import QUADRANTS, View, crop, draw, fit_view, keep_inside, open_image
from examcore_tui.viewer.screen import Gallery, PictureScreen
from examcore_tui.viewer.sight import Sight
from tests.terminal.desks import find_cut, find_english
from tests.terminal.far import Screen, until
from tests.terminal.illustrated import BLUE, GREEN, RED, chart, illustrated, make_figure, photo, sign
from tests.terminal.rooms import INVIGILATORS, PIN, HandClock, arrange, make_question
from tests.terminal.stage import Actor, play

SIZES = [pytest.param((80, 24), marks=pytest.mark.slow), (60, 20)]
LAN, HAI = INVIGILATORS


def publish(folder: Path, is_steered: bool = False, first: Question | None = None) -> OpenRoom:
    questions = [first or illustrated(1), make_question(2), make_question(3)]
    return arrange(2, 1, questions=questions, is_steered=is_steered).publish(folder / "P01")


async def see(actor: Actor) -> PictureScreen:
    """Wait until the picture is drawn."""
    screen = actor.app.screen
    assert isinstance(screen, PictureScreen)
    while screen.is_painting:
        await asyncio.sleep(0.001)
    await actor.settle()
    return screen


def colours(rows: list[list[Segment]]) -> set[tuple[int, ...]]:
    """The colours of the cells of a screen."""
    styles = [segment.style for row in rows for segment in row if segment.style]
    found = [one.bgcolor.triplet for one in styles if one.bgcolor] + [one.color.triplet for one in styles if one.color]
    return {tuple(one) for one in found if one}


def near(colour: tuple[int, int, int], found: set[tuple[int, ...]]) -> bool:
    return any(sum(abs(a - b) for a, b in zip(colour, one, strict=True)) < 24 for one in found)


@pytest.mark.parametrize("size", SIZES)
def test_a_picture_is_seen_over_the_question_with_the_clock_and_its_words(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async def story(actor: Actor) -> None:
        await actor.start()
        assert "H xem hình" in actor.rows()[-1]
        await actor.press("h")
        await see(actor)
        rows = actor.rows()
        assert "còn lại 0:30:00" in rows[0]
        assert "SBD 0001" in rows[0]
        assert "hình 1/5" in rows[1]
        assert "biểu đồ bốn cột" in actor.text()
        assert all(near(one, colours(actor.segments())) for one in (RED, GREEN, BLUE))
        assert not find_english(rows)
        assert not find_cut(rows)
        await actor.press("2")
        assert "Esc để quay lại" in actor.status()
        await actor.press("escape")
        assert isinstance(actor.app.screen, QuestionScreen)
        assert actor.app.live.state.answers == {}
        await actor.press("2")
        assert len(actor.app.live.state.answers) == 1

    play(publish(tmp_path), story, size)


def test_a_picture_is_made_larger_and_moved_and_the_next_one_is_whole_again(tmp_path: Path) -> None:
    async def story(actor: Actor) -> None:
        await actor.start()
        await actor.press("f3")
        await see(actor)
        whole = actor.text()
        await actor.press("right")
        assert "phím + để phóng to" in actor.status()
        await actor.press("plus", "plus", "plus", "plus")
        await see(actor)
        assert "506 %" in actor.rows()[1]
        larger = actor.segments()
        await actor.press("left", "up")
        await see(actor)
        assert actor.segments() != larger
        await actor.press("0")
        await see(actor)
        assert actor.text().split("\n")[1:-2] == whole.split("\n")[1:-2]
        await actor.press("p")
        await see(actor)
        assert "hình 5/5" in actor.rows()[1]
        await actor.press("n", "n")
        await see(actor)
        assert "hình 2/5" in actor.rows()[1]
        assert near(BLUE, colours(actor.segments()))

    play(publish(tmp_path), story)


def test_the_time_that_runs_out_takes_the_picture_away(tmp_path: Path) -> None:
    async def story(actor: Actor) -> None:
        await actor.start()
        await actor.press("h")
        await see(actor)
        actor.clock.run(26 * 60)
        await actor.app.tick()
        await actor.settle()
        assert "còn lại 0:04:00" in actor.rows()[0]
        assert "CHÚ Ý: còn 5 phút" in actor.status()
        actor.clock.run(5 * 60)
        await actor.app.tick()
        await actor.settle()
        assert "GIẤY XÁC NHẬN" in actor.text()

    play(publish(tmp_path), story)


def test_a_pause_covers_the_picture_and_the_question(tmp_path: Path) -> None:
    clock, room = HandClock(), publish(tmp_path, is_steered=True)
    reserve, venue = enter(room, LAN, INVIGILATORS[LAN]), Venue(room, clock, SystemDisk())

    async def story(actor: Actor) -> None:
        await actor.sign_in()
        await actor.press("enter", "f5")
        carry_out(venue, Order("admit", ("0001",), "lý do", 0), LAN, HAI, reserve)
        carry_out(venue, Order("start", (), "lý do", 0), LAN, HAI, reserve)
        await actor.app.look_at_room()
        await actor.settle()
        await actor.press("h")
        await see(actor)
        carry_out(venue, Order("pause", ("0001",), "lý do", 0), LAN, HAI, reserve)
        await actor.app.look_at_room()
        await actor.settle()
        assert isinstance(actor.app.screen, QuestionScreen)
        assert "biểu đồ" not in actor.text()
        await actor.press("h")
        assert isinstance(actor.app.screen, QuestionScreen)

    play(room, story, clock=clock)


def broken(data: bytes) -> Question:
    figure = chart()
    assert isinstance(figure.picture, Picture)
    picture = replace(figure.picture, data=data, digest=hashlib.sha256(data).hexdigest())
    return Question(
        "Q1", f"Hình gì?\n{PLACE}", (Option("a", "Một"), Option("b", "Hai")), (replace(figure, picture=picture),)
    )


def test_a_picture_that_cannot_be_shown_is_told_and_answering_goes_on(tmp_path: Path) -> None:
    async def story(actor: Actor) -> None:
        await actor.start()
        await actor.press("h")
        await see(actor)
        assert "không hiện được hình này" in actor.text()
        assert "hãy báo giám thị" in actor.status()
        await actor.press("plus", "n", "escape", "1")
        assert actor.app.live.state.answers == {"Q1": "a"}

    play(publish(tmp_path, first=broken(b"\x89PNG\r\n\x1a\n" + b"rubbish" * 9)), story)


def test_pictures_that_are_no_png_or_jpeg_or_far_too_large_are_refused() -> None:
    gif = make_figure(Image.new("P", (2, 2))).picture
    assert isinstance(gif, Picture)
    for data in (b"", b"GIF89a" + gif.data[6:], gif.data[:40], b"\xff\xd8\xff" + b"x" * 90, b"x" * (5 * 2**20)):
        with pytest.raises(BadInput):
            open_image(data)
    large = make_figure(Image.new("1", (3000, 3000))).picture
    assert isinstance(large, Picture)
    with pytest.raises(BadInput):
        open_image(large.data)


def test_no_more_of_a_picture_is_kept_than_blocks_can_show() -> None:
    large = make_figure(Image.new("RGB", (1600, 1200), RED)).picture
    assert isinstance(large, Picture)
    assert open_image(large.data, 1000).size == (1000, 750)
    assert open_image(large.data).size == (1600, 1200)


def test_what_is_transparent_is_drawn_on_white() -> None:
    picture = sign(GREEN).picture
    assert isinstance(picture, Picture)
    image = open_image(picture.data)
    assert image.getpixel((0, 0)) == (255, 255, 255)
    assert image.getpixel((24, 24)) == GREEN


def test_no_row_is_wider_than_the_screen_whatever_is_seen_of_the_picture() -> None:
    picture = photo().picture
    assert isinstance(picture, Picture)
    image = open_image(picture.data)
    for columns, rows in ((80, 20), (60, 14), (7, 3), (1, 1)):
        for times in (1, 1.5, 11.4):
            for x, y in ((0, 0), (450, 280), (900, 560)):
                whole = fit_view(image.size, columns, rows)
                view = keep_inside(View(x, y, whole.scale * times), image.size, columns, rows)
                left, top, right, bottom = crop(image, view, columns, rows)[0]
                assert 0 <= left < right <= image.width + 1e-6
                assert 0 <= top < bottom <= image.height + 1e-6
                for has_quadrants in (True, False):
                    drawn = draw(image, view, columns, rows, has_quadrants)
                    assert len(drawn) <= rows
                    assert {sum(len(text) for text, _, _ in row) <= columns for row in drawn} == {True}


def test_nothing_of_a_picture_stays_when_it_is_closed_and_another_question_shows_its_own(tmp_path: Path) -> None:
    second = Question("Q2", f"Ảnh gì?\n{PLACE}", (Option("a", "Một"), Option("b", "Hai")), (photo(),))
    room = arrange(2, 1, questions=[illustrated(1), second, make_question(3)]).publish(tmp_path / "P01")

    async def story(actor: Actor) -> None:
        await actor.start()
        await actor.press("h")
        screen = await see(actor)
        await actor.press("plus", "n")
        image = weakref.ref(screen._image) if screen._image is not None else None
        await actor.press("escape")
        gc.collect()
        assert screen._image is None
        assert image is None or image() is None
        assert not screen.canvas.is_drawn
        await actor.press("right", "h")
        await see(actor)
        rows = actor.rows()
        assert "hình 1/1" in rows[1]
        assert "ảnh chụp" in actor.text()
        assert "N P" not in rows[-1]
        assert "còn lại 0:30:00" in rows[0]

    play(room, story)


def test_no_library_for_pictures_is_loaded_before_one_is_opened() -> None:
    code = "import sys, examcore_tui.app, examcore_tui.plain; sys.exit('PIL' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_question_without_pictures_says_so(tmp_path: Path) -> None:
    async def story(actor: Actor) -> None:
        await actor.start()
        await actor.press("right")
        assert "H xem hình" not in actor.rows()[-1]
        await actor.press("h")
        assert "câu này không có hình" in actor.status()

    play(publish(tmp_path), story)


def test_a_console_without_quarters_of_blocks_is_shown_halves(tmp_path: Path) -> None:
    async def story(actor: Actor) -> None:
        actor.app.glyphs = choose_glyphs({"TERM": "linux"})
        await actor.start()
        await actor.press("h")
        await see(actor)
        signs = set("".join(actor.rows()[5:-2])) & set(QUADRANTS)
        assert signs == {" ", "▀"}

    play(publish(tmp_path), story)


def test_a_terminal_far_away_is_sent_blocks_and_no_picture_beside_them(tmp_path: Path) -> None:
    room, screen = publish(tmp_path), Screen()
    sights: list[Sight | None] = []

    async def run() -> None:
        seat = Seat(room, Entry("0001", PIN), screen.show, lambda sight, data: sights.append(sight))
        assert await asyncio.create_task(seat.open())
        task = asyncio.create_task(seat.run(Window(80, 24)))
        await until(lambda: "HƯỚNG DẪN" in screen.text)
        seat.feed("\r\x1b[15~")
        await until(lambda: "câu 1/3" in screen.text)
        seat.feed("h")
        await until(lambda: "▄" in screen.text and "biểu đồ bốn cột" in screen.text)
        assert "còn lại 0:" in screen.text
        await seat.close()
        assert (await task).why == "closed"

    asyncio.run(run())
    assert sights == []


def test_a_key_held_down_does_not_open_a_picture_each_time(tmp_path: Path) -> None:
    opened: list[str] = []

    async def story(actor: Actor) -> None:
        await actor.start()
        album = actor.app.live.album

        def read(picture: Picture) -> bytes:
            opened.append(picture.digest)
            return album.read(picture)

        await actor.app.push_screen(PictureScreen(Gallery(actor.app.texts[0], read)))
        await see(actor)
        actor.hurry(*["n"] * 40)
        await actor.settle()
        await see(actor)
        assert "hình 1/5" in actor.rows()[1]
        assert len(opened) < 10
        assert near(GREEN, colours(actor.segments()))

    play(publish(tmp_path), story)
