"""Claims about the screens on items: written, previewed as a candidate will see it, judged, and files before they are
added, by keyboard alone.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual import events

from examcore.desk import Desk
from examcore.engine.lint import lint_item
from examcore.formats.text import write
from examcore.nouns import PLACE, Hand, Item, ReviewRule, figures_of
from examcore.plugins import Plugins, load_plugins
from examcore.seal import Cost, KeySource
from examcore.store import Bank, make_bank, revise, settle, unlock_bank
from examcore.testing import fill_bank
from examcore_tui.desk.frame import DeskPage
from examcore_tui.items.app import ItemsApp
from examcore_tui.items.editor import ItemPage
from examcore_tui.items.holding import OpenBank
from examcore_tui.items.preview import Asked, PreviewPage
from examcore_tui.items.shelf import ItemsPage
from examcore_tui.viewer.screen import PictureScreen
from tests.core.amended import NOW
from tests.terminal.desk_stories import at_desk, clock, fill, open_task
from tests.terminal.desk_stories import settle as rest
from tests.terminal.desks import SIZES, Reader, find_cut, find_english, watch
from tests.terminal.illustrated import illustrated_item

PHRASE = "một mật khẩu thử"
AN = Hand("Lê Thị An", NOW)
TABLE = (
    "STT,Nội dung câu hỏi,Phương án A,Phương án B,Phương án C,Phương án D,Đáp án\n"
    "1,Đất đai thuộc sở hữu của ai [/b]?,Nhà nước,Toàn dân,Cá nhân,Tổ chức,B\n"
    "2,Câu này chưa có đáp án?,Một,Hai,Ba,Bốn,\n"
    "3,Ai ban hành nghị định?,Chính phủ,Quốc hội,Bộ trưởng,Tòa án,A\n"
)
Story = Callable[[Reader], Coroutine[Any, Any, None]]


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return load_plugins()


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plugins: Plugins) -> tuple[Bank, KeySource]:
    """A bank with a book, two old items and one draft by An."""
    monkeypatch.chdir(tmp_path)
    policy = plugins.policy("cantho")
    items = fill_bank(policy.blueprint(policy.profile(date(2024, 11, 15)), policy.positions()[0]))
    made, keys = make_bank(tmp_path / "thử.bank", "cantho", PHRASE, date(2024, 1, 1), Cost(64, 1, 1))
    made.add(items[:2], keys)
    settle(made, ReviewRule(), keys, AN)
    made.add(items[2:3], keys, AN, "Sở Nội vụ")
    return made, keys


def draft(bank: tuple[Bank, KeySource]) -> Item:
    """The item that waits for review."""
    (name,) = [name for name, one in bank[0].standings().items.items() if one.standing == "draft"]
    return next(one for one in bank[0].items(bank[1]) if one.id == name)


def open_item(plugins: Plugins, bank: tuple[Bank, KeySource], name: str | None, story: Story,
              size: tuple[int, int] = (80, 24)) -> ItemsApp:  # fmt: skip
    held = OpenBank(bank[0], bank[1], clock)

    def make() -> DeskPage:
        desk = Desk(Path(), plugins, clock)
        return ItemPage(desk, held, held.find(name) if name else None)

    app = ItemsApp(make)
    watch(app, story, size)
    return app


def test_what_is_wrong_is_told_while_one_types_and_nothing_wrong_is_saved(
    plugins: Plugins, bank: tuple[Bank, KeySource]
) -> None:
    item = draft(bank)

    async def story(reader: Reader) -> None:
        await reader.press(*["tab"] * 7, "backspace")
        assert "không phương án nào được đánh dấu là đúng" in reader.text()
        await reader.press("f2")
        assert "CHÚ Ý: không phương án nào được đánh dấu" in reader.text()
        await reader.type("D")
        assert "không phương án nào" not in "".join(reader.rows()[-8:-4])
        await reader.press("f10")
        assert "chưa lưu" in reader.text()
        await reader.press("f10")
        assert not reader.app.is_running or reader.app._exit

    open_item(plugins, bank, item.id, story)
    assert draft(bank) == item


def test_a_saved_item_is_a_new_draft_of_whoever_wrote_it_and_the_story_shows_the_words(
    plugins: Plugins, bank: tuple[Bank, KeySource]
) -> None:
    item = draft(bank)

    async def story(reader: Reader) -> None:
        await reader.type("Theo [/b] luật, ")
        assert "chưa lưu" in reader.rows()[0]
        await reader.press("f3")
        assert "Theo [/b] luật, Câu hỏi thử" in reader.text()
        assert "( ) A. Phương án thứ" in reader.text()
        await reader.press("f3", "f2")
        await fill(reader, "Trần Bình", "thêm chữ")
        assert "phiên bản 2 · bản thảo · soạn: Lê Thị An, Trần Bình" in reader.text()
        await reader.press("f5")
        await rest(reader)
        assert "{+Theo [/b] luật, +}" in reader.text()
        assert "“thêm chữ”" in reader.text()

    open_item(plugins, bank, item.id, story)
    (first, second) = bank[0].versions(item.id, bank[1])
    assert first[1] == item
    assert second[1].stem == "Theo [/b] luật, " + item.stem


def test_what_is_typed_while_an_item_is_sealed_stays_and_is_not_called_saved(
    plugins: Plugins, bank: tuple[Bank, KeySource], monkeypatch: pytest.MonkeyPatch
) -> None:
    item, typed, save = draft(bank), Event(), OpenBank.save

    def save_late(*given: Any) -> Any:
        assert typed.wait(10)
        return save(*given)

    monkeypatch.setattr(OpenBank, "save", save_late)

    async def story(reader: Reader) -> None:
        await reader.type("Mới. ")
        await reader.press("f2")
        await reader.type("Trần Bình")
        await reader.press("enter", "enter", "home")
        await reader.type("Thêm. ")
        typed.set()
        await rest(reader)
        assert "Thêm. Mới. " in reader.text()
        assert "chưa lưu" in reader.rows()[0]

    open_item(plugins, bank, item.id, story)
    assert bank[0].versions(item.id, bank[1])[-1][1].stem == "Mới. " + item.stem


def test_an_author_cannot_review_and_somebody_else_approves_on_the_same_screen(
    plugins: Plugins, bank: tuple[Bank, KeySource]
) -> None:
    item = draft(bank)

    async def story(reader: Reader) -> None:
        await reader.press("f4", "enter")
        await fill(reader, "lê thị an", "")
        assert "lê thị an là người soạn" in reader.text()
        assert bank[0].standings().items[item.id].standing == "draft"
        await reader.press("f4", "enter")
        await fill(reader, "Trần Bình", "đọc kỹ rồi")
        assert f"{item.id} nay là: đã thẩm định" in reader.text()
        await reader.press("f4", "down", "enter")
        await fill(reader, "Phạm Chi", "")
        assert f"{item.id} nay là: đã duyệt" in reader.text()

    open_item(plugins, bank, item.id, story)
    standing = bank[0].standings().items[item.id]
    assert (standing.standing, standing.reviewers, standing.approver) == ("approved", ("Trần Bình",), "Phạm Chi")
    assert list(bank[0].comments(bank[1]).values()) == ["đọc kỹ rồi"]


def test_a_new_item_is_written_and_saved_as_a_draft_with_an_id_of_the_banks_own(
    plugins: Plugins, bank: tuple[Bank, KeySource]
) -> None:
    before = set(bank[0].tags())

    async def story(reader: Reader) -> None:
        for text in ("Đất của ai?", "Nước", "Dân", "Xã"):
            await reader.type(text)
            await reader.press("tab")
        await reader.press("tab", "tab", "tab")
        await reader.type("B")
        await reader.press("tab", "down", "end")
        await reader.type("dat")
        await reader.press("f2")
        await fill(reader, "An", "Sở TN")
        assert "đã lưu Q" in reader.text()
        assert "đã lưu" in reader.rows()[0]

    open_item(plugins, bank, None, story)
    (name,) = set(bank[0].tags()) - before
    made = next(one for one in bank[0].items(bank[1]) if one.id == name)
    assert [one.text for one in made.options] == ["Nước", "Dân", "Xã"]
    assert made.key == made.options[1].id
    assert bank[0].standings().items[name].source == "Sở TN"


def test_what_a_machine_may_mend_is_offered_by_a_key_and_saved_only_by_the_writer(
    plugins: Plugins, bank: tuple[Bank, KeySource]
) -> None:
    made, keys = bank
    old = draft(bank)
    options = (replace(old.options[0], text="Chính phủ  (đúng)"), *old.options[1:])
    faulty = replace(old, stem="Câu 5: Cơ quan nào không thuộc Nhà nước ?", options=options, key=options[0].id)
    revise(made, [faulty], keys, AN)

    async def story(reader: Reader) -> None:
        assert "(Ctrl+R)" in reader.text()
        assert "Ctrl+R sửa lỗi an toàn" in reader.text()
        await reader.press("ctrl+r")
        assert "máy đã sửa" in reader.text()
        assert "chưa lưu" in reader.text()
        page = reader.app.screen
        assert isinstance(page, ItemPage)
        assert page.fields.text.stem == "Cơ quan nào KHÔNG thuộc Nhà nước?"
        assert page.fields.text.options[0] == "Chính phủ"
        assert draft(bank).stem == faulty.stem
        await reader.press("ctrl+r")
        assert page.fields.text.stem == faulty.stem
        assert "(Ctrl+R)" in reader.text()
        await reader.press("ctrl+r", "f2")
        await fill(reader, "Trần Văn Bình", "")
        await rest(reader)
        await reader.press("ctrl+r")
        assert "không có gì để máy sửa" in reader.text()

    open_item(plugins, bank, old.id, story)
    assert (draft(bank).stem, draft(bank).options[0].text) == ("Cơ quan nào KHÔNG thuộc Nhà nước?", "Chính phủ")
    assert not [finding for finding in lint_item(draft(bank)) if finding.fix is not None]


def test_pasted_control_characters_never_reach_the_screen(plugins: Plugins, bank: tuple[Bank, KeySource]) -> None:
    async def story(reader: Reader) -> None:
        reader.app.post_message(events.Paste(f"\x1b[31mđỏ\u202e ngược\x07{PLACE}"))
        await reader.settle()
        assert "[31mđỏ ngược⟦hình 0⟧" in reader.text()
        assert "câu hỏi không có ⟦hình 0⟧" in reader.text()
        assert PLACE not in reader.text()
        assert not {"\x1b", "\u202e", "\x07"} & set("".join(reader.rows()))

    open_item(plugins, bank, draft(bank).id, story)


@pytest.mark.parametrize("size", SIZES[:2])
def test_the_screens_hold_at_every_size_in_vietnamese_and_can_be_read(
    plugins: Plugins, bank: tuple[Bank, KeySource], size: tuple[int, int], tmp_path: Path
) -> None:
    file = tmp_path / "dat.csv"
    file.write_text(TABLE, encoding="utf-8")

    async def look(reader: Reader) -> None:
        await rest(reader)
        rows = [row for row in reader.rows() if "examcore bank" not in row and "--" not in row and ".bank" not in row]
        assert find_cut(rows) == []
        assert "F10" in reader.rows()[-1] or not isinstance(reader.app.screen, DeskPage)
        assert find_english(rows) - {"general", "area", "basis"} == set()  # codes and ids
        assert reader.dim() == []

    async def write(reader: Reader) -> None:
        for key in ("f3", "f4"):
            await look(reader)
            await reader.press(key)
        await look(reader)

    async def browse(reader: Reader) -> None:
        for key in ("end", "f3"):
            await look(reader)
            await reader.press(key)
        await look(reader)

    open_item(plugins, bank, draft(bank).id, write, size)
    held = OpenBank(bank[0], bank[1], clock)
    watch(ItemsApp(lambda: ItemsPage(Desk(Path(), plugins, clock), held)), browse, size)
    page = Asked((Path("dat.csv"),), "general", "dat-dai")
    watch(ItemsApp(lambda: PreviewPage(Desk(Path(), plugins, clock), page)), browse, size)


def test_a_file_is_shown_with_keys_places_and_problems_and_nothing_is_kept(
    plugins: Plugins, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dat.csv").write_text(TABLE, encoding="utf-8")

    async def story(reader: Reader) -> None:
        await rest(reader)
        assert "thấy 3 câu, hiểu 2 câu, 1 chỗ phải sửa" in reader.text()
        assert "(●) B. Toàn dân" in reader.text()
        assert "Đất đai thuộc sở hữu của ai [/b]?" in reader.text()
        await reader.press("down")
        assert "✗ dòng 3, cột B: không phương án nào" in reader.text()
        await reader.press("f3")
        assert "Ai ban hành" not in reader.text()
        assert "Câu này chưa có đáp án?" in reader.text()

    asked = Asked((Path("dat.csv"),), "general", "dat-dai")
    watch(ItemsApp(lambda: PreviewPage(Desk(Path(), plugins, clock), asked)), story)
    assert [one.name for one in tmp_path.iterdir()] == ["dat.csv"]


def test_the_desk_leads_to_a_banks_items_and_tells_how_many_wait(
    plugins: Plugins, bank: tuple[Bank, KeySource], tmp_path: Path
) -> None:
    async def story(reader: Reader) -> None:
        await open_task(reader, "Ngân hàng câu hỏi")
        await reader.press("enter")
        await rest(reader)
        assert "1 câu chờ thẩm định hoặc duyệt, chưa được rút" in reader.text()
        await reader.press("f2")
        await fill(reader, PHRASE)
        assert "CÂU HỎI CỦA NGÂN HÀNG" in reader.text()
        await reader.press("f3", "enter")
        assert f"CÂU HỎI {draft(bank).id}" in reader.text()
        await reader.press("ctrl+n")
        assert "đây là câu cuối của danh sách" in reader.text()
        await reader.press("f10")
        await rest(reader)
        await reader.press("f3", "f3", "f3", "f3", "home", "enter", "ctrl+n")
        await rest(reader)
        names = sorted(bank[0].tags())
        assert f"{names[1]}: 2 trên 3 câu của danh sách" in reader.text()
        assert f"CÂU HỎI {names[1]}" in reader.rows()[0]
        await reader.press("f10")
        await rest(reader)
        assert "CÂU HỎI CỦA NGÂN HÀNG" in reader.text()

    at_desk(tmp_path, plugins, story)
    assert unlock_bank(bank[0], PHRASE).id == bank[0].facts.holder


def test_pictures_and_tables_are_signs_that_are_moved_or_taken_out_and_none_goes_unseen(
    plugins: Plugins, bank: tuple[Bank, KeySource]
) -> None:
    (item,) = bank[0].name_items([replace(illustrated_item(), tags=draft(bank).tags)], bank[1])
    bank[0].add([item], bank[1], AN, "Sở Nội vụ")

    async def story(reader: Reader) -> None:
        await reader.press("f3", "pagedown")
        assert "[Hình 3: cửa sổ nhập liệu · Ctrl+O để xem]" in reader.text()
        assert "( ) B. [Hình 5]" in reader.text()
        await reader.press("ctrl+o")
        assert "Hình 1" in reader.rows()[1]
        assert isinstance(reader.app.screen, PictureScreen)
        await reader.press("escape")
        await reader.press("f3", *["down"] * 8, "end", *["backspace"] * len("⟦hình 4⟧"))
        assert "⟦hình 4⟧ không còn trong nội dung: khi lưu sẽ bị bỏ" in reader.text()
        await reader.press("tab", "end")
        await reader.type(" [[hình 4]] [[hình 9]]")
        await reader.press("f2")
        assert "câu hỏi không có ⟦hình 9⟧" in reader.text()
        await reader.press(*["backspace"] * len(" [[hình 9]]"), "f2")
        await fill(reader, "Trần Bình", "chuyển hình")
        await reader.press("f5")
        await rest(reader)
        assert PLACE not in reader.text()

    open_item(plugins, bank, item.id, story)
    saved = OpenBank(bank[0], bank[1], clock).find(item.id).item
    assert figures_of(saved) == figures_of(item)[:3]
    assert figures_of(saved.options[0]) == (*figures_of(item.options[0]), figures_of(item)[3])
    assert saved.options[1:] == item.options[1:]


def test_a_files_pictures_are_looked_at_before_it_is_added(plugins: Plugins, tmp_path: Path) -> None:
    file = tmp_path / "hình.txt"
    file.write_bytes(write([illustrated_item()]))

    async def story(reader: Reader) -> None:
        await rest(reader)
        assert "phím H để xem]" in reader.text()
        assert PLACE not in reader.text()
        await reader.press("h")
        assert isinstance(reader.app.screen, PictureScreen)
        assert "biểu đồ bốn cột" in reader.text()
        await reader.press("escape")
        assert isinstance(reader.app.screen, PreviewPage)

    app = ItemsApp(lambda: PreviewPage(Desk(Path(), plugins, clock), Asked((file,))))
    watch(app, story, (120, 40))
