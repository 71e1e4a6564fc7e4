"""Claims about the invigilators' csv file: the PINs of a room differ, and none of them is ever shown."""

from __future__ import annotations

import pytest

from examcore.errors import BadItems
from examcore.sitting.invigilators import read_invigilators

ROOMS = {"P.01": True, "P.02": False}


def read(*lines: str, drawn: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    pins = iter(drawn)
    data = "\n".join(["room,name,pin", *lines]).encode()
    return [(one.room, one.name, one.pin) for one in read_invigilators("gt.csv", data, ROOMS, lambda: next(pins))]


def test_two_of_one_room_with_the_same_pin_are_refused_without_showing_it() -> None:
    with pytest.raises(BadItems) as caught:
        read("P.01,Bà Lan,135791", "P.01,Ông Hải,135791")
    (problem,) = caught.value.problems
    assert problem.code == "same-pin"
    told = [
        caught.value.read("vi"),
        caught.value.read("en"),
        str(problem.place),
        problem.message.read("vi"),
        problem.message.read("en"),
    ]
    assert not any("135791" in text for text in told)


def test_two_of_different_rooms_may_have_the_same_pin() -> None:
    rows = ["P.01,Bà Lan,135791", "P.01,Ông Hải,864202", "P.02,Bà Mai,135791", "P.02,Ông Tú,864202"]
    assert [pin for _, _, pin in read(*rows)] == ["135791", "864202"] * 2


def test_a_drawn_pin_is_never_one_that_stands_in_the_file_or_was_drawn() -> None:
    drawn = ("864202", "111111", "111111", "222222")
    rows = ["P.01,Bà Lan,", "P.01,Bà Mai,", "P.01,Ông Hải,864202"]
    assert [pin for _, _, pin in read(*rows, drawn=drawn)] == ["111111", "222222", "864202"]
