"""Claims about what the officers' desk opens, fills and seals: banks, councils, ceremonies, seals."""

from __future__ import annotations

from pathlib import Path

import pytest

from examcore.canonical import encode
from examcore.plugins import Plugins, load_plugins
from examcore.store import Bank, unlock_bank
from examcore_tui.desk.asking import AskBox, PickBox
from examcore_tui.page import TextBox
from tests.core import blueprints
from tests.core.amended import LEADERS, PHRASE, draw, make_body, seal_alone, seal_for, sit
from tests.terminal.desk_stories import at_desk, fill, open_task, settle
from tests.terminal.desks import Reader

ITEM = """\
phần: chung
lĩnh vực: hien-phap
văn bản: Hiến pháp 2013 | Hiến pháp năm 2013 | từ 01/01/2014
---

## MOI-1
mức độ: nhận biết
độ khó: 60
căn cứ: Hiến pháp 2013 | Điều 1

Một câu hỏi mới để thử?
*A. một
B. hai
C. ba
D. bốn
"""


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return load_plugins()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    work = tmp_path / "kỳ thi"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


def test_a_passphrase_that_is_short_or_differs_makes_no_bank(folder: Path, plugins: Plugins) -> None:
    async def story(reader: Reader) -> None:
        await open_task(reader, "Ngân hàng câu hỏi")
        await reader.press("f2", "enter")
        await fill(reader, "ct.bank", "mật khẩu mới", "mật khẩu khác", "")
        assert "hai lần gõ mật khẩu khác nhau" in reader.text()
        await fill(reader, "", "ngắn", "ngắn", "")
        assert "mật khẩu ngắn quá" in reader.text()
        await reader.press("escape")

    at_desk(folder, plugins, story)
    assert list(folder.iterdir()) == []


@pytest.mark.slow
def test_a_bank_is_made_under_a_passphrase_typed_twice_and_filled_from_a_file(folder: Path, plugins: Plugins) -> None:
    (folder / "moi.txt").write_text("---\n" + ITEM, encoding="utf-8")
    (folder / "loi.txt").write_text("---\n" + ITEM.replace("*A", "A"), encoding="utf-8")

    async def story(reader: Reader) -> None:
        await open_task(reader, "Ngân hàng câu hỏi")
        assert "F2 để lập" in reader.text()
        await reader.press("f2", "enter")
        await fill(reader, "ct.bank", "mật khẩu mới", "mật khẩu khác", "")
        assert "hai lần gõ mật khẩu khác nhau" in reader.text()
        await fill(reader, "", "ngắn", "ngắn", "")
        assert "mật khẩu ngắn quá" in reader.text()
        await fill(reader, "", "mật khẩu mới", "mật khẩu mới", "")
        assert "giữ ct.bank.key và mật khẩu ở hai nơi khác nhau" in reader.text()
        assert "examcore bank init ct.bank --policy cantho" in reader.text()
        assert "mật khẩu mới" not in reader.text()
        await reader.press("enter")
        await settle(reader)
        await reader.press("f5")
        await fill(reader, "loi.txt", "", "", "")
        assert "không thêm câu nào" in reader.text()
        while isinstance(reader.app.screen, TextBox):
            await reader.press("escape")
        await reader.press("f5")
        await fill(reader, "moi.txt", "", "", "")
        assert isinstance(reader.app.screen, AskBox)
        await fill(reader, "mật khẩu mới")
        assert "đã thêm 1 câu" in reader.text()

    at_desk(folder, plugins, story)
    bank = Bank(folder / "ct.bank")
    assert [item.id for item in bank.items(unlock_bank(bank, "mật khẩu mới"))] == ["MOI-1"]


def test_packets_of_a_council_open_by_those_present_each_with_their_own_passphrase(
    folder: Path, plugins: Plugins
) -> None:
    body, form = make_body(), draw(plugins)
    (folder / "hoi-dong").mkdir()
    (folder / "hoi-dong" / "council.json").write_bytes(encode(body.signed))
    for place in LEADERS:
        (folder / f"khoa-{place}.officer").write_bytes(body.files[place])
    sit(folder / "s", plugins, seal_for(body, form, folder / "de"), form, body.present())

    async def story(reader: Reader) -> None:
        await open_task(reader, "Ca kiểm tra, sát hạch")
        await reader.press("enter")
        await settle(reader)
        await reader.press("down", "down", "enter")
        for _ in LEADERS:
            assert isinstance(reader.app.screen, PickBox)
            await reader.press("down", "enter")
            await fill(reader, PHRASE)
        assert "3 người giữ khóa có mặt" in reader.text()
        await reader.press("enter")
        await settle(reader)
        assert "đã chấm 3 thí sinh" in reader.text()
        assert "--council hoi-dong --officer OFFICER" in reader.text()
        assert PHRASE not in reader.text()

    at_desk(folder, plugins, story)
    assert (folder / "s" / "ca" / "results.json").is_file()


def test_a_councils_bank_without_its_council_is_refused_with_what_to_do(folder: Path, plugins: Plugins) -> None:
    bank = blueprints.fill_bank(folder / "ct.bank")
    bank.with_name("ct.bank.key").unlink()

    async def story(reader: Reader) -> None:
        await open_task(reader, "Ngân hàng câu hỏi")
        await reader.press("enter")
        await settle(reader)
        await reader.press("f3")
        assert "không có Hội đồng nào" in reader.text()

    at_desk(folder, plugins, story)


def test_ceremonies_and_councils_are_listed_and_a_ceremony_is_handed_over_to(folder: Path, plugins: Plugins) -> None:
    body = make_body("Hội đồng huyện")
    (folder / "hoi-dong").mkdir()
    (folder / "hoi-dong" / "council.json").write_bytes(encode(body.signed))
    (folder / "hong").mkdir()
    (folder / "hong" / "council.json").write_bytes(b"{}")

    async def story(reader: Reader) -> None:
        await open_task(reader, "Hội đồng và nghi thức")
        await reader.press("end")
        assert "Hội đồng huyện: 5 thành viên" in reader.text()
        await reader.press("enter")
        assert "CHÚ Ý" in reader.text()
        await reader.press("up", "enter")
        assert "Ủy viên 0 Hội đồng huyện" in reader.text()
        await reader.press("escape", "home", "enter", "down", "enter")
        await fill(reader, "dien-tap")

    app = at_desk(folder, plugins, story)
    assert app.next is not None
    assert app.reopened == ("ceremonies",)


def test_seals_are_checked_from_outside_and_a_broken_one_is_named(folder: Path, plugins: Plugins) -> None:
    seal_alone(draw(plugins), folder / "de")

    async def story(reader: Reader) -> None:
        await open_task(reader, "Đề gốc")
        await reader.press("f3")
        await settle(reader)
        assert "✓ phần đọc được nguyên vẹn" in reader.text()
        assert "examcore packet verify de" in reader.text()
        (packet,) = (folder / "de").glob("*.packet")
        packet.write_bytes(packet.read_bytes()[:-20])
        await reader.press("f3")
        await settle(reader)
        assert "CHÚ Ý" in reader.text()

    at_desk(folder, plugins, story)
