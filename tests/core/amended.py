"""Knows a council of five, a sealed form and a sitting whose responses are in, made by the product itself.

Must not know what is claimed about amendments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from examcore.canonical import encode
from examcore.drawing import write_packets, write_packets_for
from examcore.engine.booklets import make_booklets
from examcore.nouns import Form
from examcore.plugins import Plugins
from examcore.seal import (
    SHARES_NAMES,
    Attendance,
    Cost,
    Council,
    Deal,
    Member,
    Seat,
    Signed,
    attend,
    found,
    join_keys,
    make_officer,
    sign_council,
    unlock_officer,
)
from examcore.seal.rules import Role
from examcore.sitting import SittingFolder, load, make_sitting, open_booklets
from examcore.sitting.receipts import log_received
from examcore.testing import answer, assemble

DAY = date(2024, 11, 15)
NOW = datetime(2024, 11, 20, 9, 0, tzinfo=UTC)
PHRASE = "mật khẩu thử"
CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
ROLES: tuple[Role, ...] = ("chair", "standing-vice-chair", "secretary", "member", "member")
LEADERS = (0, 2, 3)
"""The chair with the secretary and one other: the default set."""


@dataclass(frozen=True, slots=True)
class Body:
    """A council of five and its key files."""

    signed: Signed
    files: tuple[bytes, ...] = field(repr=False)

    @property
    def council(self) -> Council:
        return self.signed.council

    def present(self, places: Sequence[int] = LEADERS, reason: str = "") -> Attendance:
        """Members at these places, with their passphrases."""
        seats = tuple(Seat(f"officer-{n}", self.files[n].decode(), PHRASE) for n in places)
        return Attendance("council.json", encode(self.signed).decode(), seats, reason)


def make_body(title: str = "Hội đồng thử") -> Body:
    """A council that all five have signed."""
    made = [make_officer(f"Ủy viên {n} {title}", role, PHRASE, CHEAP) for n, role in enumerate(ROLES)]
    members = [Member(card, role) for (_, card), role in zip(made, ROLES, strict=True)]
    signed = found(title, date(2024, 1, 2), members, {})
    for data, _ in made:
        signed = sign_council(signed, unlock_officer(data, PHRASE, "officer"))
    return Body(signed, tuple(data for data, _ in made))


def draw(plugins: Plugins, code: str = "TP-HT", seed: str = "examcore.testing") -> Form:
    """A form of the city's own blueprint."""
    policy = plugins.policy("cantho")
    position = next(one for one in policy.positions() if one.code == code)
    return assemble(policy.blueprint(policy.profile(DAY), position), DAY, seed)


def seal_for(body: Body, form: Form, out: Path) -> Path:
    """The form and two booklets in `out`, under shares dealt to the whole council."""
    deals = [Deal("questions", "00112233445566aa"), Deal("key", "00112233445566aa")]
    _, dealt = attend(body.present(), {}, deals)
    beside = {name: one.data for name, one in zip(SHARES_NAMES.values(), dealt, strict=True)}
    write_packets_for(out, [(form, make_booklets(form, 2))], join_keys([one.keys for one in dealt]), beside)
    return out


def seal_alone(form: Form, out: Path) -> Path:
    """The form and two booklets in `out`, under one key file."""
    write_packets(out, [(form, make_booklets(form, 2))], PHRASE, CHEAP)
    return out


def sit(path: Path, plugins: Plugins, packets: Path, form: Form, holder: str | Attendance) -> SittingFolder:
    """Three candidates: all right, half wrong, blank; published orders, collected and logged responses."""
    path.mkdir()
    rows = "".join(f"{n},Người {n},TP-HT,P1,paper\n" for n in ("001", "002", "003"))
    (path / "thi-sinh.csv").write_text(f"number,name,position,room,delivery\n{rows}", encoding="utf-8")
    folder = make_sitting(path / "ca", plugins, "cantho", [packets], path / "thi-sinh.csv", DAY, "Ca thử", NOW)
    open_booklets(folder, holder, NOW)
    ids = [item.id for item in form.items]
    marks: tuple[dict[str, str], ...] = (
        dict.fromkeys(ids, "right"),
        {name: ("right", "wrong")[n % 2] for n, name in enumerate(ids)},
        {},
    )
    given = tuple(
        answer(form, one, person.number, "paper", person.booklet)
        for one, person in zip(marks, folder.sitting.candidates, strict=True)
    )
    log_received(folder, given, NOW)
    folder.keep_responses(given)
    return load(path / "ca")
