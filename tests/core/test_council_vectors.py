"""Claims about files made once: every vector of tests/vectors/council has the one outcome it names.

The key files open with the passphrase of `officers`, at the least cost; nobody has used them for anything real.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from examcore.errors import BadInput, BrokenSeal, ExamcoreError, NotAuthorised, WrongPassphrase
from examcore.seal import (
    Attendance,
    Officer,
    Seat,
    attend,
    open_key,
    open_questions,
    open_shares,
    read_card,
    read_council,
    read_packet,
    read_paper,
    read_shares,
    unlock_officer,
)
from tests.core.officers import PHRASE
from tests.core.test_seal import BOOKLET, FORM

FOLDER = Path(__file__).parents[1] / "vectors" / "council"
VECTORS: list[dict[str, Any]] = json.loads((FOLDER / "vectors.json").read_text(encoding="utf-8"))
REFUSALS: dict[str, type[ExamcoreError]] = {
    "not-authorised": NotAuthorised,
    "not-yet": NotAuthorised,
    "wrong-passphrase": WrongPassphrase,
    "wrong-epoch": WrongPassphrase,
    "other-keys": WrongPassphrase,
    "bad-share": BrokenSeal,
    "altered": BrokenSeal,
    "false-signature": BrokenSeal,
    "bad-input": BadInput,
}


def take(vector: dict[str, Any], name: str) -> bytes:
    """A file of the folder as the vector alters it."""
    data = (FOLDER / name).read_bytes()
    edit = vector.get("edit", {})
    if edit.get("file") != name:
        return data
    if "flip" in edit:
        place = edit["flip"] % len(data)
        return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
    if "cut" in edit:
        return data[: -edit["cut"]]
    before, after = edit["from"].encode(), edit["to"].encode()
    assert before in data, "the vector alters nothing"
    return data.replace(before, after, 1)


def sit(vector: dict[str, Any]) -> list[Officer]:
    """The officers present."""
    phrase = vector.get("passphrase", PHRASE)
    officers = [unlock_officer(take(vector, name), phrase, name) for name in vector["present"]]
    if vector.get("paper"):
        officers.append(read_paper((FOLDER / "paper.txt").read_text(encoding="utf-8")))
    return officers


def carry_out(vector: dict[str, Any]) -> None:
    """Do what the vector says; what was read must be what was sealed."""
    match vector["do"]:
        case "read-card":
            read_card(take(vector, vector["card"]), "thẻ")
        case "read-council":
            read_council(take(vector, vector["council"]), "hội đồng")
        case "unlock":
            sit(vector)
        case "read-paper":
            text = (FOLDER / "paper.txt").read_text(encoding="utf-8")
            read_paper(text[1] + text[0] + text[2:] if vector.get("exchange") else text)
        case "open-shares":
            council = read_council(take(vector, vector["council"]), "hội đồng")
            shares = read_shares(take(vector, vector["shares"]), "phần khóa")
            key, urgent = open_shares(shares, council, sit(vector), "phần khóa", vector.get("reason", ""))
            assert key.hex() == vector["key"]
            assert urgent == bool(vector.get("paper"))
        case "open-packet":
            open_packet(vector)
        case _:
            pytest.fail(f"nobody knows {vector['do']}")


def open_packet(vector: dict[str, Any]) -> None:
    """Open one envelope of a packet by the whole way: council, officers, shares, time."""
    data = take(vector, vector["packet"])
    if vector.get("swap"):
        plain = json.loads(data)
        plain["questions"], plain["key"] = plain["key"], plain["questions"]
        data = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    packet = read_packet(data, "túi đề")
    seats = [Seat(name, take(vector, name).decode(), PHRASE) for name in vector["present"]]
    if vector.get("paper"):
        seats.append(Seat("paper", "", (FOLDER / "paper.txt").read_text(encoding="utf-8")))
    council = take(vector, vector["council"]).decode()
    present = Attendance("hội đồng", council, tuple(seats), vector.get("reason", ""))
    keys, _ = attend(present, {"s": take(vector, f"{vector['opens']}.shares")})
    at = datetime.fromisoformat(vector["at"])
    if vector["opens"] == "questions":
        assert open_questions(packet, keys["s"], "túi đề", at) == (BOOKLET,)
    else:
        assert open_key(packet, keys["s"], "túi đề", at) == FORM


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_the_only_outcome_of(vector: dict[str, Any]) -> None:
    if vector["outcome"] in ("opened", "read"):
        carry_out(vector)
        return
    with pytest.raises(ExamcoreError) as refused:
        carry_out(vector)
    assert type(refused.value) is REFUSALS[vector["outcome"]], refused.value
    assert vector.get("who", "") in str(refused.value)


def test_the_vectors_are_many_and_of_every_outcome() -> None:
    outcomes = Counter(vector["outcome"] for vector in VECTORS)
    assert len({vector["name"] for vector in VECTORS}) == len(VECTORS) >= 60
    assert set(outcomes) == {*REFUSALS, "opened", "read"}
