"""Claims about the desk's page of published rooms."""

from __future__ import annotations

from pathlib import Path

import pytest

from examcore.plugins import load_plugins
from examcore.session import SystemDisk, read_room, sign_in
from examcore_tui.console.picking import find_published
from tests.core.amended import PHRASE, draw, seal_alone
from tests.terminal.desk_stories import at_desk, fill, open_task, settle
from tests.terminal.desks import Reader, find_cut, find_english
from tests.terminal.rooms import PIN, HandClock, arrange


def test_a_sitting_made_at_the_desk_is_steered_and_has_its_way_out_on_paper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "kỳ thi"
    work.mkdir()
    monkeypatch.chdir(work)
    plugins = load_plugins()
    seal_alone(draw(plugins), work / "de")
    (work / "giam-thi.csv").write_text("phòng,họ tên\nP1,Bà Lan\nP1,Ông Hải\n", encoding="utf-8")
    (work / "thi-sinh.csv").write_text(
        "number,name,position,room,delivery\n001,Người Một,TP-HT,P1,terminal\n", encoding="utf-8"
    )

    async def story(reader: Reader) -> None:
        await open_task(reader, "Ca kiểm tra, sát hạch")
        await reader.press("f2", "enter")
        await fill(reader, "ca-1", "", "15/11/2024", "", "")  # both lists were found by their columns
        assert "1 thí sinh, 1 phòng" in reader.text()
        assert "--candidates thi-sinh.csv --invigilators giam-thi.csv" in reader.text()
        await reader.press("enter")
        await settle(reader)
        await reader.press("enter")
        await fill(reader, "phong", "giấy")
        assert "giấy" in reader.text()
        await fill(reader, "", "paper")
        await fill(reader, PHRASE)
        assert "đã ghi 1 phòng" in reader.text()
        assert "examcore sitting publish ca-1 --out phong --reserve paper" in reader.text()

    at_desk(work, plugins, story, (120, 40))
    steering = read_room(work / "phong" / "P1").facts.steering
    assert steering is not None
    assert steering.invigilators == ("Bà Lan", "Ông Hải")
    assert any((work / "phong" / "P1-reserve").rglob("*.pdf"))


def test_published_rooms_are_listed_and_their_console_gets_the_whole_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "kỳ thi"
    work.mkdir()
    monkeypatch.chdir(work)  # paths are shown from here
    arrange(1, 1, candidates=3, is_steered=True).publish(work / "phong" / "P01")
    arrange(1, 1, candidates=2).publish(work / "phong" / "P02")
    session = sign_in(read_room(work / "phong" / "P02"), "0001", PIN, HandClock(), SystemDisk())
    session.start()
    session.submit()
    session.release()
    assert [path.name for path in find_published(work)] == ["P01", "P02"]

    async def story(reader: Reader) -> None:
        await open_task(reader, "Phòng làm bài trên máy")
        text = "\n".join(reader.rows())
        assert "chưa phát lệnh" in text
        assert "không có giám thị" in text
        assert find_cut(reader.rows()) == []
        assert find_english(reader.rows()) <= {"room"}  # the command shown has it
        await reader.press("down", "enter")  # nobody was named for P02: told, and the desk stays
        await settle(reader)
        assert "không có giám thị" in "\n".join(reader.rows())
        await reader.press("up", "enter")

    app = at_desk(work, load_plugins(), story)
    assert app.next is not None
    assert app.reopened == ("rooms",)
