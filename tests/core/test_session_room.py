"""Claims about a room's folder: strict reading, errors that name the file, nothing overwritten."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from examcore import canonical
from examcore.errors import AlreadyThere, BadInput, NotFound
from examcore.nouns import SittingSecrets
from examcore.session import find_rooms, publish_room, read_room
from tests.terminal.rooms import arrange


def test_a_published_room_reads_back_with_titles_minutes_and_candidates(tmp_path: Path) -> None:
    room = arrange(10, 20, minutes=45, candidates=3).publish(tmp_path / "r")
    assert [(part.title.vi, part.count) for part in room.facts.parts] == [
        ("Phần I. Kiến thức chung", 10), ("Phần II. Chuyên môn", 20),
    ]  # fmt: skip
    assert (room.facts.minutes, len(room.facts.candidates), room.facts.rehearsal) == (45, 3, True)
    assert find_rooms(tmp_path) == (tmp_path / "r",)
    assert find_rooms(tmp_path / "r") == (tmp_path / "r",)


def test_a_room_is_never_published_over_another(tmp_path: Path) -> None:
    arranged = arrange()
    arranged.publish(tmp_path / "r")
    before = (tmp_path / "r" / "room.json").read_bytes()
    with pytest.raises(AlreadyThere):
        arranged.publish(tmp_path / "r")
    assert (tmp_path / "r" / "room.json").read_bytes() == before


@pytest.mark.parametrize(
    "change",
    [
        {"minutes": 0},
        {"minutes": 100_000},
        {"version": 1},
        {"format": "something else"},
        {"candidates": []},
        {"candidates": [{"name": "A", "number": "../../x", "position": "P", "seat": ""}]},
        {"candidates": [{"name": n, "number": "0001", "position": "P", "seat": ""} for n in "AB"]},
        {"parts": []},
        {"title": 5},
        {"more": "x"},
        {"minutes": 1e400},
    ],
)
def test_a_room_file_that_does_not_describe_a_room_is_refused_by_name(
    tmp_path: Path, change: dict[str, object]
) -> None:
    room = arrange().publish(tmp_path / "r")
    path = room.folder / "room.json"
    facts = {**json.loads(path.read_bytes()), **change}
    path.write_bytes(json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())
    with pytest.raises(BadInput, match=r"room\.json"):
        read_room(room.folder)


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff\xfe", b"[" * 10_000, b'{"format":"examcore terminal room"}'])
def test_damaged_bytes_for_a_room_file_are_refused_by_name(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "room.json").write_bytes(data)
    with pytest.raises(BadInput, match=r"room\.json"):
        read_room(tmp_path)


def test_the_same_facts_in_another_byte_form_are_refused(tmp_path: Path) -> None:
    room = arrange().publish(tmp_path / "r")
    path = room.folder / "room.json"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(BadInput, match="room"):
        read_room(room.folder)


def test_a_folder_without_a_room_says_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"room\.json"):
        read_room(tmp_path)
    assert find_rooms(tmp_path) == ()
    assert find_rooms(tmp_path / "missing") == ()


def test_a_candidate_without_a_pin_or_outside_the_room_is_named(tmp_path: Path) -> None:
    arranged = arrange(candidates=2)
    with pytest.raises(NotFound, match="0001"):
        publish_room(arranged.sitting, "P.01", arranged.booklets, SittingSecrets("00", ()), tmp_path / "a")
    strangers = {**arranged.booklets, "0777": arranged.booklets["0001"]}
    with pytest.raises(NotFound, match="0777"):
        publish_room(arranged.sitting, "P.01", strangers, arranged.secrets, tmp_path / "b")


def test_a_booklet_of_another_shape_is_not_published(tmp_path: Path) -> None:
    arranged = arrange(4, 6)
    booklet = replace(arranged.booklets["0001"], parts=arranged.booklets["0001"].parts[:1])
    with pytest.raises(BadInput, match="0001"):
        publish_room(arranged.sitting, "P.01", {"0001": booklet}, arranged.secrets, tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_room_facts_are_canonical(tmp_path: Path) -> None:
    room = arrange().publish(tmp_path / "r")
    assert canonical.encode(room.facts) == (tmp_path / "r" / "room.json").read_bytes()
