"""Claims about the list of candidates: what is understood, and what is refused with its line."""

from __future__ import annotations

import pytest

from examcore.errors import BadItems
from examcore.language import Label
from examcore.nouns import Candidate, FormFacts
from examcore.sitting.people import hand_out, read_candidates

FORM = FormFacts("F1", "TP-HT", ("101", "102"), ("general",), (1,), (4,), rehearsal=False)
DELIVERIES = {"paper": Label("Trên giấy", "On paper"), "terminal": Label("Trên máy", "On screen")}
TITLES = "number,name,position,room,delivery"


def read(text: str, encoding: str = "utf-8") -> tuple[Candidate, ...]:
    return read_candidates("list.csv", text.encode(encoding), [FORM], DELIVERIES)[0]


def refuse(text: str) -> list[tuple[str, str]]:
    """(place, code) of every problem."""
    with pytest.raises(BadItems) as refusal:
        read(text)
    assert refusal.value.problems
    return [(str(p.place.read("en")) if not isinstance(p.place, str) else p.place, p.code)
            for p in refusal.value.problems]  # fmt: skip


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_spreadsheets_save_is_understood(sign: str, encoding: str, end: str) -> None:
    text = f"{TITLES}\n001,Nguyễn An,TP-HT,P1,paper\n".replace(",", sign).replace("\n", end)
    (one,) = read(text, encoding)
    assert (one.number, one.name, one.delivery) == ("001", "Nguyễn An", "paper")


def test_vietnamese_titles_and_names_of_deliveries_are_understood() -> None:
    text = "SBD,Họ và tên,Vị trí việc làm,Phòng,Hình thức\n1,An,TP-HT,P1,Trên giấy\n2,Chi,TP-HT,P2,TRÊN MÁY\n"
    assert [c.delivery for c in read(text)] == ["paper", "terminal"]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("", [("line 1", "no-candidates")]),
        ("\n\n", [("line 1", "no-candidates")]),
        ("1,An,TP-HT,P1,fax\n", [("line 2", "no-delivery")]),
        (f"1,{'A' * 200_000},TP-HT,P1,paper\n", [("line 2", "bad-csv")]),
        ('1,"An\nBinh",TP-HT,P1,paper\n2,Chi,NO,P1,paper\n', [("line 2", "control-character"), ("line 4", "no-form")]),
        ("1,An,TP-HT,P 1,paper\n2,Chi,TP-HT,P-1,paper\n", [("line 1", "same-folder")]),
        ("1,An,TP-HT,p1,paper\n2,Chi,TP-HT,P1,paper\n", [("line 1", "same-folder")]),
        ("1,An,TP-HT,Slips,paper\n", [("line 1", "same-folder")]),
    ],
)
def test_a_mistake_is_named_with_its_line(rows: str, found: list[tuple[str, str]]) -> None:
    assert refuse(f"{TITLES}\n{rows}") == found


def test_a_column_that_stands_twice_is_refused() -> None:
    assert refuse(f"number,{TITLES}\n1,2,An,TP-HT,P1,paper\n") == [("line 1", "column-twice")]


def test_a_seat_is_given_once_in_a_room() -> None:
    titles = f"{TITLES},seat"
    assert refuse(f"{titles}\n1,An,TP-HT,P1,paper,2\n2,Chi,TP-HT,P1,paper,2\n") == [("line 3", "same-seat")]
    people = read(f"{titles}\n1,An,TP-HT,P1,paper,2\n2,Chi,TP-HT,P1,paper,\n3,Ha,TP-HT,P1,paper,\n")
    seated, _ = hand_out(people, [FORM], {})
    assert [c.seat for c in seated] == ["2", "1", "3"]
