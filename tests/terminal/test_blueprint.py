"""Claims about the blueprint screen, as stories told by key presses."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual import events
from textual.color import Color
from textual.pilot import Pilot

from examcore.assembly.pool import take_stock
from examcore.blueprints import load_blueprints
from examcore.errors import BadItems
from examcore.formats.blueprint import read_blueprint, write_blueprint
from examcore.language import LANGUAGES, Label, Language, speaking
from examcore.nouns import Blueprint, Limits, Lot, Tags
from examcore.store import Bank
from examcore_tui.blueprint.app import BlueprintApp, Desk
from examcore_tui.blueprint.editor import Bench, Editor
from examcore_tui.blueprint.kept import open_kept
from examcore_tui.blueprint.layout import lay_out_quotas, lay_out_settings
from examcore_tui.glyphs import ASCII, RICH
from examcore_tui.themes import SCHEMES, Colours
from tests.core.blueprints import DAY, DEFAULT, POLICY, POSITION, fill_bank
from tests.terminal.test_screens import contrast

SIZES = [(80, 24), (60, 20), (120, 40)]
ENGLISH = {
    "quota", "least", "most", "usable", "state", "save", "saved", "limits", "leave", "mend", "colours", "items", "item",
    "enough", "missing", "barred", "sum", "fits", "over", "short", "area", "level", "scope", "difficulty", "form",
    "own", "shared", "recall", "attention", "file", "changed", "hint", "write", "number",
}  # fmt: skip


@dataclass
class Desktop:
    """Somebody at the keyboard of the blueprint screen."""

    app: BlueprintApp
    pilot: Pilot[None]

    async def press(self, *keys: str) -> None:
        """Press keys without waiting in between, then let the screen deal with them."""
        for key in keys:
            self.app.post_message(events.Key(key, key if len(key) == 1 else None))
        for _ in range(4):
            await self.pilot.pause(0)

    async def type(self, text: str) -> None:
        """Type letters."""
        await self.press(*text)

    def rows(self) -> list[str]:
        """The screen as read, row by row."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in row).rstrip() for row in strips]

    def text(self) -> str:
        """The screen as read, on one line."""
        return " ".join(" ".join(self.rows()).split())

    def row(self, start: str) -> str:
        """The row whose text begins so."""
        return next(row.strip() for row in self.rows() if row.strip(" ►").startswith(start))


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill_bank(tmp_path_factory.mktemp("bank") / "ct.bank")


def make_bench(bank: Path) -> Bench:
    lots = [Lot(name, tags) for name, tags in Bank(bank).tags().items()]
    return Bench(take_stock(lots, DAY), POLICY.profile(DAY), {one.code for one in POLICY.positions()})


def play(
    bank: Path, file: Path, story: Callable[[Desktop], Awaitable[None]], size: tuple[int, int] = (80, 24)
) -> BlueprintApp:
    """Edit a file, begun with the default where it is not there."""
    kept, blueprint = open_kept(file)
    app = BlueprintApp(blueprint or DEFAULT, kept, Desk(bank, DAY, "Công chức Tư pháp - hộ tịch", make_bench(bank)))

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            desk = Desktop(app, pilot)
            await desk.press()
            await story(desk)

    asyncio.run(run())
    return app


@pytest.mark.parametrize("size", SIZES)
def test_an_officer_moves_items_from_one_area_to_another_and_saves(
    bank: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    file = tmp_path / "tp-ht.txt"

    async def story(desk: Desktop) -> None:
        assert "chưa lưu" in desk.rows()[0]
        await desk.press("+")
        assert "[6]     6" in desk.row("Chủ trương")
        assert "1 chỗ cần sửa" in desk.rows()[0]
        await desk.press("down", "4", "enter")
        assert "chỗ cần sửa" not in desk.rows()[0]
        await desk.press("up", "right", "-")
        assert "4     [4]" in desk.row("Hệ thống")
        assert "chỗ cần sửa" not in desk.rows()[0]
        await desk.press("f2")
        assert desk.rows()[0].endswith("đã lưu")
        await desk.press("f10")

    play(bank, file, story, size)
    blueprint = load_blueprints([file], POLICY.profile(DAY))[POSITION]
    assert [(quota.least, quota.most) for quota in blueprint.parts[0].quotas[:3]] == [(6, 6), (4, 4), (5, 5)]
    assert replace(blueprint, parts=DEFAULT.parts) == DEFAULT
    assert "//= dùng được" in file.read_text(encoding="utf-8")
    assert not (tmp_path / "tp-ht.txt.bak").exists()


@pytest.mark.parametrize("size", SIZES)
def test_sums_and_states_follow_every_change_at_once(bank: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    async def story(desk: Desktop) -> None:
        await desk.press("2", "0", "enter", "9", "9", "up", "f4")
        assert "[20]" in desk.row("Chủ trương")
        assert "ít dự phòng" in desk.row("Chủ trương")
        assert "CHÚ Ý: các chỉ tiêu lĩnh vực cần ít nhất 149 câu" in desk.text()
        await desk.press("f4")
        assert "thiếu 78" in desk.row("Hệ thống")
        assert "cần 99 câu, dùng được 21 câu" in desk.text()
        await desk.press("end")
        await desk.press("home")
        await desk.press(*["down"] * 10)
        assert "thừa 109" in desk.row("cộng lĩnh vực")

    play(bank, tmp_path / "a.txt", story, size)


@pytest.mark.parametrize("size", SIZES)
def test_limits_difficulty_core_and_groups_are_edited_on_the_other_page(
    bank: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    file = tmp_path / "a.txt"

    async def story(desk: Desktop) -> None:
        await desk.press("f3", "1", "5", "enter", "+", "down", "4", "down", "-", "down", "0", "enter", "+", "down")
        await desk.press("0", ",", "6", "enter", "0", ".", "6", "4", "enter")
        await desk.press("end", "up", "enter")
        await desk.type("HP-001")
        await desk.press("home", "delete", "H", "enter", "enter")
        await desk.type("HP-002, HP-003; KT-001,KT-002")
        assert "HP-002, HP-003; KT-001,KT-002" in desk.text()
        await desk.press("enter", "f2", "f3")
        assert "Chủ trương" in desk.text()

    play(bank, file, story, size)
    blueprint, problems = read_blueprint("f", file.read_bytes())
    assert blueprint is not None
    assert problems == ()
    assert blueprint.limits == Limits(overlap=15, recent=21, uses=4, years=2, sets=0, spread=15)
    assert (blueprint.parts[0].lowest, blueprint.parts[0].highest) == (600, 640)
    assert blueprint.core == ("HP-001",)
    assert blueprint.apart == (("HP-002", "HP-003"), ("KT-001", "KT-002"))


def test_what_does_not_fit_is_not_taken_and_escape_gives_up(bank: Path, tmp_path: Path) -> None:
    async def story(desk: Desktop) -> None:
        await desk.press("5", "x", "enter")
        assert "hãy ghi số câu từ 0 đến 9999" in desk.text()
        await desk.press("down")
        assert desk.app.editor.row == 0
        await desk.press("escape", "f3", "1", "0", "1", "enter")
        assert "từ 0 đến 100" in desk.text()
        await desk.press("escape", "end", "enter")
        await desk.type("HP-001,,")
        await desk.press("enter")
        assert "mã câu hỏi" in desk.text()
        await desk.press("escape")
        assert desk.app.editor.blueprint == DEFAULT

    play(bank, tmp_path / "a.txt", story)


def test_leaving_asks_once_when_something_is_not_saved_and_writes_nothing(bank: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(write_blueprint(DEFAULT))

    async def story(desk: Desktop) -> None:
        await desk.press("+", "f10")
        assert desk.app.is_running
        assert "F10 lần nữa" in desk.text()
        await desk.press("down", "f10")
        assert "F10 lần nữa" in desk.text()
        await desk.press("f10")

    app = play(bank, file, story)
    assert not app.is_saved
    assert file.read_bytes() == write_blueprint(DEFAULT)


def test_a_file_that_somebody_else_changed_is_not_overwritten(bank: Path, tmp_path: Path) -> None:
    file, theirs = tmp_path / "a.txt", b"// theirs\n"
    file.write_bytes(write_blueprint(DEFAULT))

    async def story(desk: Desktop) -> None:
        await desk.press("+")
        file.write_bytes(theirs)
        await desk.press("f2")
        assert "đã bị thay đổi từ khi mở" in desk.text()
        assert "chưa lưu" in desk.rows()[0]
        assert file.read_bytes() == theirs
        file.rename(tmp_path / "theirs.txt")
        await desk.press("f2")
        assert desk.rows()[0].endswith("đã lưu")

    play(bank, file, story)
    blueprint, _ = read_blueprint("f", file.read_bytes())
    assert blueprint is not None
    assert blueprint.parts[0].quotas[0].least == 6


def test_saving_keeps_the_officers_remarks_and_the_file_as_it_was(bank: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    before = write_blueprint(DEFAULT).replace("mức độ nhận biết".encode(), "// giữ 12\nmức độ nhận biết".encode(), 1)
    file.write_bytes(before)

    async def story(desk: Desktop) -> None:
        await desk.press("right", "+", "f2", "+", "f2", "f10")

    play(bank, file, story)
    assert (tmp_path / "a.txt.bak").read_bytes() == before
    assert "\n// giữ 12\nmức độ nhận biết: 12-20  //= dùng được" in file.read_text(encoding="utf-8")
    assert load_blueprints([tmp_path])[POSITION].parts[0].quotas[0].most == 7


def test_a_file_with_mistakes_opens_where_it_was_understood_and_is_refused_where_not(
    bank: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a.txt"
    good = write_blueprint(DEFAULT).decode()
    file.write_text(good.replace("12-20", "20-12").replace("| 40 câu", "| 41 câu"), encoding="utf-8")

    async def story(desk: Desktop) -> None:
        await desk.press("f4")
        assert "quy định ấn định 40 câu (R50, III.7.a" in desk.text()
        await desk.press("f4")
        assert "số câu ít nhất là 20" in desk.text()
        assert "✗ cần sửa" in desk.row("mức độ nhận biết")
        await desk.press("+")
        assert "✓ đủ" in desk.row("mức độ nhận biết")

    play(bank, file, story)
    file.write_text(good.replace("12-20", "nhiều"), encoding="utf-8")
    with pytest.raises(BadItems) as caught:
        open_kept(file)
    assert [problem.code for problem in caught.value.problems] == ["bad-count"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_cut_and_no_english_word_stands_on_the_vietnamese_screen(
    bank: Path, tmp_path: Path, size: tuple[int, int], language: Language
) -> None:
    seen: list[str] = []

    async def story(desk: Desktop) -> None:
        for keys in ([], ["end"], ["+", "f2"], ["f4"], ["f3"], ["end", "enter"], ["escape", "f10"]):
            await desk.press(*keys)
            assert all(cell_len(row) <= size[0] for row in desk.rows())
            seen.extend(desk.rows())
        line = desk.rows()[-1]
        assert all(cap in line for cap in ("F2", "F3", "F4", "F6", "F10"))
        assert "--date 2024-11-15" in desk.text()

    with speaking(language):
        play(bank, tmp_path / "a.txt", story, size)
    # The ellipsis of a cut text follows a letter; the one of the catalogue begins a row's words.
    assert not [row for row in seen if re.search(r"\w…", row)]
    if language == "vi":
        own = [row for row in seen if "examcore blueprint check" not in row]
        assert not {word for row in own for word in re.findall(r"[a-z]+", row.lower())} & ENGLISH


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_every_text_has_a_contrast_of_seven_to_one_in_every_state(bank: Path, tmp_path: Path, scheme: Colours) -> None:
    seen = 0

    async def story(desk: Desktop) -> None:
        nonlocal seen
        if scheme is not SCHEMES[0]:
            await desk.press("f6")
        for keys in (["2", "0", "enter", "9", "9", "enter"], ["f4"], ["f3"], ["enter"]):
            await desk.press(*keys)
            for row in desk.app.screen._compositor.render_strips():
                for text, style, _ in row:
                    if text.strip(" ■·▏") and style is not None and style.color and style.bgcolor:
                        seen += 1
                        front, ground = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
                        assert contrast(front, ground) >= 7, (text, front.hex, ground.hex)

    play(bank, tmp_path / "a.txt", story)
    assert seen > 200


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_state_is_told_by_sign_and_word_whatever_the_terminal_can_show(bank: Path, width: int) -> None:
    quotas = DEFAULT.parts[0].quotas
    changed = (replace(quotas[0], least=99, most=99), replace(quotas[1], least=15, most=15), *quotas[2:])
    blueprint = replace(DEFAULT, parts=(replace(DEFAULT.parts[0], quotas=changed), DEFAULT.parts[1]))
    editor = Editor(blueprint, make_bench(bank))
    for glyphs, signs in ((RICH, "✓!✗"), (ASCII, "+!x")):
        _, rows = lay_out_quotas(editor, width, glyphs)
        text = ["".join(piece.text for piece in row.pieces) for row in rows]
        for sign, word in zip(signs, ("đủ", "ít dự phòng", "thiếu"), strict=True):
            assert any(f"{sign} {word}" in row for row in text)
        assert all(cell_len(row.rstrip()) <= width for row in text)


def test_long_names_and_hostile_text_are_wrapped_whole(bank: Path) -> None:
    title = "Một lĩnh vực có tên rất dài " * 6
    part = DEFAULT.parts[0]
    odd = replace(part, title=Label("[b]" + title), quotas=(replace(part.quotas[0], title=Label(title)),))
    blueprint = replace(DEFAULT, parts=(odd,), core=tuple(f"HP-{n:03}" for n in range(40)))
    editor = Editor(blueprint, make_bench(bank))
    for rows in (lay_out_quotas(editor, 60, RICH)[1], lay_out_settings(editor, 60, RICH)):
        text = ["".join(piece.text for piece in row.pieces).rstrip() for row in rows]
        assert all(cell_len(row) <= 60 for row in text)
    words = " ".join(row.pieces[1].text.strip() for row in lay_out_quotas(editor, 60, RICH)[1])
    assert title.strip() in " ".join(words.split())


def test_an_empty_blueprint_and_an_empty_bank_can_be_looked_at() -> None:
    empty = Bench(take_stock([Lot("A", Tags("x", "y", "recall", 500))], DAY), POLICY.profile(DAY), ())
    for blueprint in (Blueprint("p", "q", "X", ()), DEFAULT):
        editor = Editor(blueprint, empty)
        for key in ("up", "down", "end", "left", "enter", "escape", "pagedown"):
            editor.press(key, None)
        editor.go_next()
        editor.turn()
        assert lay_out_quotas(editor, 60, RICH)[1] or not blueprint.parts
        assert editor.troubles
