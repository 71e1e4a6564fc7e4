"""Claims about every screen: it holds at 60 by 20, text stays text, contrast is at least 7:1, colour is never alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.color import Color

from examcore.language import LANGUAGES, Language, speaking
from examcore.session import OpenRoom, SystemDisk, sign_in
from examcore_tui.themes import SCHEMES, Colours
from tests.terminal.rooms import PIN, HandClock, arrange, make_question
from tests.terminal.stage import Actor, play

SIZES = [(60, 20), (80, 24), (120, 40)]
LONG = "Theo quy định tại khoản 1 Điều 36 Luật Tổ chức chính quyền địa phương, " * 12
OPTION = "Ủy ban nhân dân cấp xã tiếp nhận, kiểm tra và trả kết quả trong hai ngày làm việc kể từ ngày nhận đủ hồ sơ {}"
HOSTILE = "[/b] khoản [1] [bold]x[/bold] [@click=app.quit]y[/] \x1b[31mđỏ\u202e ngược"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> OpenRoom:
    questions = [make_question(n) for n in range(1, 101)]
    questions[1] = make_question(2, LONG, [OPTION.format(n) for n in "abcd"])
    questions[2] = make_question(3, HOSTILE, [HOSTILE, "[/]", "[b]", "]"])
    return arrange(40, 60, minutes=120, candidates=30, questions=questions).publish(
        tmp_path_factory.mktemp("r") / "P01"
    )


async def visit(a: Actor, number: str, look: Callable[[str], None]) -> None:
    """Show every screen in turn and have `look` look at it."""
    look("sign in")
    await a.sign_in(number, "111111")
    look("wrong PIN")
    await a.type(PIN)
    await a.press("enter")
    look("instructions")
    await a.press("enter", "2")
    look("practice")
    await a.press("f5", "2", "f2", "down")
    look("question")
    await a.press("n")
    look("long question")
    await a.press("n", "1")
    look("hostile question")
    a.clock.run(106 * 60)
    await a.app.tick()
    await a.pilot.pause()
    look("warning")
    await a.press("f1")
    look("help")
    await a.press("escape", "f4")
    look("list")
    await a.press("escape", "f10")
    look("review")
    await a.type("x")
    await a.press("enter")
    look("not confirmed")
    await a.type("NOP")
    await a.press("enter")
    look("receipt")


numbers = iter(f"{n:04}" for n in range(1, 31))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_status_line_is_cut_in_the_smallest_window(room: OpenRoom, language: Language) -> None:
    async def story(a: Actor) -> None:
        def look(name: str) -> None:
            if name != "help":  # a box of its own, without a status line
                assert "…" not in a.status(), name

        await visit(a, next(numbers), look)

    with speaking(language):
        play(room, story, (60, 20))


@pytest.mark.parametrize(("language", "end"), [("vi", "chỉ gõ chữ số"), ("en", "digits only")])
def test_the_smallest_window_shows_a_refused_candidate_all_of_the_hint(
    room: OpenRoom, language: Language, end: str
) -> None:
    async def story(a: Actor) -> None:
        await a.sign_in("0030", "111111")
        assert end in " ".join(a.text().split())

    with speaking(language):
        play(room, story, (60, 20))


@pytest.mark.parametrize("size", SIZES)
def test_every_screen_fills_the_window_and_keeps_status_and_keys(room: OpenRoom, size: tuple[int, int]) -> None:
    async def story(a: Actor) -> None:
        def look(name: str) -> None:
            rows = a.rows()
            assert len(rows) == size[1], name
            assert all(cell_len(row) <= size[0] for row in rows), name
            if name not in ("help", "list"):
                assert rows[-2].strip(), f"{name}: no status line"
                assert any(key in rows[-1] for key in ("Enter", "F10", "F5", "Esc")), f"{name}: no keys"
            assert "DIỄN TẬP" in rows[0] or name in ("help", "list"), name
            if name == "list":
                assert "100·" in a.text()
                assert "Phần II" in a.text()
                assert "  1■⚑" in a.text()
            if name == "long question":
                assert "PgDn" in a.text() or size[0] == 120
                assert all(f"( ) {letter}. " in a.text() for letter in "ABCD")

        await visit(a, next(numbers), look)

    play(room, story, size)


def test_text_of_items_is_shown_as_it_is_without_controls(room: OpenRoom) -> None:
    async def story(a: Actor) -> None:
        def look(name: str) -> None:
            if name == "hostile question":
                assert "[/b] khoản [1] [bold]x[/bold] [@click=app.quit]y[/] [31mđỏ ngược" in a.text()
                assert "\x1b" not in a.text()
                assert "\u202e" not in a.text()
                assert "B. [/]" in a.text()

        await visit(a, next(numbers), look)

    play(room, story)


def luminance(colour: Color) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (n / 255 for n in colour.rgb)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two colours (WCAG 2.2): 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_of_contrast_is_the_one_of_the_standard() -> None:
    assert contrast(Color.parse("#000000"), Color.parse("#ffffff")) == pytest.approx(21)
    assert contrast(Color.parse("#777777"), Color.parse("#ffffff")) == pytest.approx(4.48, abs=0.01)


def find_pairs(a: Actor) -> Iterator[tuple[str, Color, Color]]:
    """Text, colour and ground of everything that can be read on the screen, reverse video turned round."""
    for row in a.segments():
        for text, style, _ in row:
            if not text.strip() or style is None or style.color is None or style.bgcolor is None:
                continue
            if all(("\u2500" <= sign <= "\u259f" and sign != "■") or sign == " " for sign in text):
                continue  # frames of fields and boxes are no text
            front, ground = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
            yield (text, ground, front) if style.reverse else (text, front, ground)


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_every_text_on_every_screen_has_a_contrast_of_seven_to_one(room: OpenRoom, scheme: Colours) -> None:
    seen = 0

    async def story(a: Actor) -> None:
        def look(name: str) -> None:
            nonlocal seen
            for text, front, ground in find_pairs(a):
                seen += 1
                assert contrast(front, ground) >= 7, f"{name}: {text!r} {front.hex} on {ground.hex}"

        if scheme is not SCHEMES[0]:
            await a.press("f6")
        assert a.app.theme == scheme.name
        await visit(a, next(numbers), look)

    play(room, story)
    assert seen > 200


def test_answered_blank_flagged_and_chosen_differ_without_colour(room: OpenRoom) -> None:
    async def story(a: Actor) -> None:
        await a.start(next(numbers))
        await a.press("2", "n", "f", "n", "1", "f", "n")
        await a.press("f4")
        line = next(row for row in a.rows() if "  1■" in row)
        assert "  1■   2·⚑  3■⚑  4·" in line
        await a.press("left")
        assert "đến câu 3: đã trả lời, đã đánh dấu" in a.text()

    play(room, story)


def test_the_list_is_one_screen_that_is_kept_and_always_tells_how_it_stands_now(room: OpenRoom) -> None:
    async def story(a: Actor) -> None:
        await a.start(next(numbers))
        await a.press("f4")
        first = a.app.screen
        assert next(row for row in a.rows() if "  1·" in row)
        await a.press("9", "escape", "2", "n", "f")
        await a.press("f4")
        assert a.app.screen is first
        assert "  1■   2·⚑" in next(row for row in a.rows() if "  1■" in row)
        assert "đến câu 2: chưa trả lời, đã đánh dấu" in a.text()
        await a.press("enter")
        assert a.app.screen is not first

    play(room, story)


@pytest.mark.parametrize("size", [(59, 20), (60, 19), (30, 8)])
def test_a_window_too_small_says_so_and_the_test_goes_on_under_it(room: OpenRoom, size: tuple[int, int]) -> None:
    async def story(a: Actor) -> None:
        await a.start(next(numbers))
        await a.press("1")
        await a.pilot.resize_terminal(*size)
        await a.pilot.pause()
        assert "60 cột" in a.text()
        assert "Nội dung" not in a.text()
        await a.press("2", "ctrl+c", "f10")
        assert list(a.app.live.state.answers.values()) == ["q1o0"]
        await a.pilot.resize_terminal(80, 24)
        await a.pilot.pause()
        assert "(●) A." in a.text()

    play(room, story)


def test_a_window_too_small_from_the_beginning_can_be_enlarged(room: OpenRoom) -> None:
    async def story(a: Actor) -> None:
        assert "60 cột" in a.text()
        await a.pilot.resize_terminal(60, 20)
        await a.pilot.pause()
        await a.start(next(numbers))
        assert "Nội dung câu hỏi số 1?" in a.text()

    play(room, story, (40, 10))


def test_a_long_stem_scrolls_and_the_options_stay(room: OpenRoom) -> None:
    async def story(a: Actor) -> None:
        await a.start(next(numbers))
        await a.press("n")
        seen = set(a.rows())
        for _ in range(10):
            await a.press("pagedown")
            assert all(f"( ) {letter}. " in a.text() for letter in "ABCD")
            seen |= set(a.rows())
        assert "▲ PgUp" in a.text()
        assert "▼" not in a.text()
        assert len([row for row in seen if "Luật Tổ chức" in row or "Điều 36" in row]) >= 10
        for _ in range(10):
            await a.press("pageup")
        assert "▲" not in a.text()

    play(room, story)


def test_the_clock_costs_little_until_five_minutes_are_left() -> None:
    from examcore_tui.dates import find_delay, write_time_left

    for remaining, delay, text in (
        (7_199_000, 9.0, "1:59:50"), (300_001, 10, "0:05:00"), (300_000, 1.0, "0:05:00"), (59_400, 0.4, "0:00:59"),
    ):  # fmt: skip
        assert find_delay(remaining) <= delay + 0.1
        assert write_time_left(remaining) == text
    left = 7_200_000
    looks = 0
    while left > 300_000:
        left -= int(find_delay(left) * 1000)
        looks += 1
    assert looks < 6900 / 10 + 20


def test_a_part_title_and_the_minutes_come_from_the_room(tmp_path: Path) -> None:
    room = arrange(10, 20, minutes=45).publish(tmp_path / "r")

    async def story(a: Actor) -> None:
        await a.sign_in()
        assert "30 câu, 45 phút" in a.text()
        assert "Phần II. Chuyên môn: 20 câu" in a.text()
        await a.press("enter", "f5", "g", "1", "1", "enter")
        assert "Phần II. Chuyên môn" in a.text()

    play(room, story)
    session = sign_in(room, "0001", PIN, HandClock(), SystemDisk())
    assert session.state.index == 10
