"""Knows small councils for the tests: real officers behind the least costly passphrases.

Must not know what is claimed of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

from examcore.canonical import encode
from examcore.seal import (
    Attendance,
    Card,
    Cost,
    Council,
    Member,
    Officer,
    Seat,
    Shares,
    deal,
    found,
    make_officer,
    make_paper,
    read_council,
    read_paper,
    sign_council,
    sign_shares,
    unlock_officer,
)
from examcore.seal.council import Kind
from examcore.seal.keys import Purpose
from examcore.seal.rules import Opening, Role

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
PHRASE = "mật khẩu của tôi"
DAY = date(2024, 10, 1)
KEY = bytes(range(32))
HOLDER = "0123456789abcdef"
LEADERS: tuple[Role, ...] = ("chair", "standing-vice-chair", "secretary")


@dataclass(frozen=True)
class Body:
    """A sworn council with the officers, their key files, and the emergency share."""

    council: Council
    officers: tuple[Officer, ...]
    files: tuple[bytes, ...]
    data: bytes
    paper_text: str = ""
    paper: Officer | None = field(default=None)

    def attend(self, *places: int, paper: bool = False, reason: str = "") -> Attendance:
        """Those at these places present, and the emergency share if wanted."""
        seats = [Seat(f"{place}.key", self.files[place].decode(), PHRASE) for place in places]
        if paper:
            seats.append(Seat("paper", "", self.paper_text))
        return Attendance("council.json", self.data.decode(), tuple(seats), reason)

    def everybody(self) -> tuple[Officer, ...]:
        """All officers, the emergency share last."""
        return (*self.officers, *([self.paper] if self.paper else []))

    def write(self, folder: Path) -> Path:
        """The council and its key files in a folder, as the commands leave them."""
        folder.mkdir(parents=True)
        (folder / "council.json").write_bytes(self.data)
        for place, file in enumerate(self.files):
            (folder / f"{place}.key").write_bytes(file)
        (folder / "paper.txt").write_text(self.paper_text, encoding="utf-8")
        return folder


@cache
def officer(number: int) -> tuple[bytes, Card, Officer]:
    """The key file, card and officer of the person called by a number; always the same in one run."""
    file, card = make_officer(f"Cán bộ {number}", f"Chức vụ {number}", PHRASE, CHEAP)
    return file, card, unlock_officer(file, PHRASE, "key")


@cache
def paper() -> tuple[str, Card]:
    """The emergency share of all councils here."""
    return make_paper("Phong bì niêm phong", "Két sắt của Ủy ban nhân dân")


def swear(
    count: int, rules: dict[Opening, str] | None = None, first: int = 0, kind: Kind = "council",
    after: Council | None = None, has_paper: bool = True,
) -> Body:  # fmt: skip
    """A council of `count` people, numbered from `first`, signed by all."""
    people = [officer(number) for number in range(first, first + count)]
    roles = (*LEADERS, *["member"] * count)[:count] if kind == "council" else ["member"] * count
    members = [Member(card, role) for (_, card, _), role in zip(people, roles, strict=True)]  # type: ignore[arg-type]  # literals in a tuple
    text, card = paper()
    signed = found(
        "Hội đồng kiểm tra, sát hạch", DAY, members, rules or {}, kind=kind, paper=card if has_paper else None,
        after=after,
    )  # fmt: skip
    for _, _, one in people:
        signed = sign_council(signed, one)
    data = encode(signed)
    return Body(
        read_council(data, "council.json"),
        tuple(one for _, _, one in people),
        tuple(file for file, _, _ in people),
        data,
        text if has_paper else "",
        read_paper(text) if has_paper else None,
    )


def share(body: Body, purpose: Purpose = "bank", key: bytes = KEY, holder: str = HOLDER) -> Shares:
    """Shares of a key, signed by everybody."""
    return sign_shares(deal(body.council, purpose, holder, key), body.council, body.officers)


def resign(body: Body, shares: Shares) -> Shares:
    """The same shares signed anew by everybody, as a dishonest council would."""
    label = b"examcore/shares/v1\x00"
    said = encode(shares.head) + shares.body
    return replace(shares, signatures=tuple(one.sign(label, said) for one in body.officers))
