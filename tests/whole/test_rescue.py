"""A story about a power cut for good: begun at a PC, gone on on paper, one result, every question shown."""

from __future__ import annotations

from pathlib import Path

from examcore.record import SystemClock, SystemDisk
from examcore.session import LETTERS, Session, read_room, sign_in
from examcore.sitting import load
from examcore.venue import Order, Venue, carry_out, enter
from examcore_paper.delivery import PaperDelivery
from tests.whole.shells import Shell

CANDIDATES = """number,name,unit,position,room,delivery,pin
001,Nguyễn Văn An,Xã Mẫu 1,TP-HT,P1,terminal,246810
002,Trần Thị Bình,Xã Mẫu 2,TP-HT,P1,terminal,135790
"""
INVIGILATORS = "room,name,pin\nP1,Bà Lan,111222\nP1,Ông Hải,333444\n"
NUMBER = "001"


def prepare(shell: Shell, bank: Path) -> None:
    """A sitting published for terminals, with paper in reserve."""
    (shell.folder / "thi-sinh.csv").write_text(CANDIDATES, encoding="utf-8")
    (shell.folder / "giam-thi.csv").write_text(INVIGILATORS, encoding="utf-8")
    refused = ("sitting", "publish", "ca", "--out", "phong", "--reserve", "pigeon")
    for words in (
        ("form", "assemble", str(bank), "--position", "TP-HT", "--date", "2024-11-15", "--out", "de"),
        ("sitting", "new", "ca", "--policy", "cantho", "--form", "de", "--date", "2024-11-15",
         "--candidates", "thi-sinh.csv", "--invigilators", "giam-thi.csv"),
        ("sitting", "publish", "ca", "--out", "phong", "--reserve", "paper"),
    ):  # fmt: skip
        if words[1] == "publish":  # a delivery nobody knows is told before anything is published
            assert "pigeon" in shell.run(*refused).stderr
            assert not (shell.folder / "phong").exists()
        done = shell.run(*words)
        assert done.returncode == 0, done.stderr


def sit_until_the_cut(room_folder: Path, venue: Venue) -> Session:
    """One candidate answers 30 questions with their first option; then the room goes on on paper."""
    session = sign_in(read_room(room_folder), NUMBER, "246810", SystemClock(), SystemDisk())
    reserve = enter(venue.room, "Bà Lan", "111222")
    for order in (Order("admit"), Order("start")):
        carry_out(venue, order, "Bà Lan", "", reserve)
    session.look()
    session.start()
    for number in range(1, 31):
        session.answer(number, session.questions[number - 1].options[0].id)
    carry_out(venue, Order("paper", (), "mất điện"), "Bà Lan", "Ông Hải", reserve)
    session.look()
    session.release()
    return session


def test_what_was_answered_at_the_pc_and_on_the_sheet_makes_one_result(shell: Shell, bank: Path) -> None:
    prepare(shell, bank)
    rooms = shell.folder / "phong"
    assert (rooms / "P1-reserve" / "sheets.pdf").is_file()
    assert list((rooms / "P1-reserve" / "booklets").glob("*.pdf"))
    assert "Bà Lan" in (rooms / "slips" / "slips-invigilators-P1.csv").read_text(encoding="utf-8-sig")
    venue = Venue(read_room(rooms / "P1"), SystemClock(), SystemDisk())
    session = sit_until_the_cut(rooms / "P1", venue)
    assert session.state.submitted == "paper"

    found = load(shell.folder / "ca")
    on_sheet = {q.id: q.options[1].id for q in session.questions[20:90]}
    scans = PaperDelivery().rehearse(
        found.sitting, {NUMBER: session.booklet}, found.secrets, {NUMBER: on_sheet}, shell.folder / "bai", 1
    )
    collected = shell.json("sitting", "collect", "ca", "phong/P1", str(scans))
    assert [one["candidate"] for one in collected["collected"]] == [NUMBER]
    assert [one for one in collected["problems"] if one["severity"] == "error"] == []

    (merged,) = shell.json("sitting", "merged", "ca")["candidates"]
    counts = [item["counts"] for item in merged["items"]]
    assert counts == [LETTERS[0]] * 20 + [LETTERS[1]] * 70 + [""] * 10
    assert (merged["items"][24]["at_pc"], merged["items"][24]["on_sheet"]) == ("A", "B")

    again = shell.json("sitting", "collect", "ca", str(scans), "phong/P1")
    assert (again["collected"], again["known"]) == ([], 2)
    (result,) = shell.json("sitting", "score", "ca")["results"]
    assert result["candidate"] == NUMBER
    artefacts = shell.json("sitting", "report", "ca")["artefacts"]
    assert "25" in (shell.folder / artefacts["merged.csv"]).read_text(encoding="utf-8-sig")
