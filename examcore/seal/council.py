"""Knows a council as it is sworn: members, roles, teams, rules, epoch, and the signatures of all.

Must not know shares or what the council opens.

The numbers after R name the rules of Decision 2073/QĐ-UBND, III.4, that a check enforces.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

from examcore.canonical import decode, encode
from examcore.errors import BadInput, BrokenSeal, NotAuthorised
from examcore.language import Message, messages
from examcore.seal.armour import read_hex
from examcore.seal.officer import Card, Officer, check_card, read_aloud
from examcore.seal.primitives import is_signed, random_bytes
from examcore.seal.rules import MOST_MEMBERS, OPENINGS, Opening, Role, Sets, expand, find_set
from examcore.text import clean_line, has_unsafe

msg = messages("examcore")

FORMAT = "examcore-council/1"
LABEL = b"examcore/council/v1\x00"
LARGEST = 256 * 1024
LEAST, MOST = 5, 7
Kind: TypeAlias = Literal["council", "custodians", "committee"]
TeamName: TypeAlias = Literal["drafting", "supervision", "marking", "secretariat"]
TEAMS: dict[TeamName, Message] = {
    "drafting": msg("drafting team"),
    "supervision": msg("supervision team"),
    "marking": msg("marking team"),
    "secretariat": msg("secretariat team"),
}
KINDS: dict[Kind, Message] = {
    "council": msg("council"),
    "custodians": msg("custodians named by the People's Committee"),
    "committee": msg("People's Committee"),
}


@dataclass(frozen=True, slots=True)
class Member:
    """An officer in a council: card and role."""

    card: Card
    role: Role


@dataclass(frozen=True, slots=True)
class Team:
    """One of the four teams: its head and all its members by name, the head among them."""

    name: TeamName
    head: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Council:
    """Who may open what together. A new epoch begins with every change of members.

    `id` stays through all epochs; `previous` is the digest of the epoch before, empty in the first. `rules` states each
    rule by name and `sets` lists what it means; the place after the last member is the paper share.
    """

    format: str
    id: str
    kind: Kind
    title: str
    epoch: int
    previous: str
    made: date
    members: tuple[Member, ...]
    paper: Card | None
    teams: tuple[Team, ...]
    rules: dict[Opening, str]
    sets: dict[Opening, Sets]

    @property
    def digest(self) -> bytes:
        """SHA-256 of everything above."""
        return hashlib.sha256(LABEL + encode(self)).digest()

    @property
    def fingerprint(self) -> str:
        """100 bits of the digest, as four groups of five letters to read aloud."""
        return read_aloud(self.digest)

    @property
    def roles(self) -> tuple[Role, ...]:
        """The members' roles in order."""
        return tuple(member.role for member in self.members)

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards shares are sealed to: the members' in order, then the paper share's."""
        return (*(member.card for member in self.members), *([self.paper] if self.paper else []))

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names in order."""
        return tuple(member.card.name for member in self.members)

    def find(self, officers: Sequence[Officer]) -> dict[int, Officer]:
        """The officers by their place. Raises NotAuthorised for a key of somebody who is not in the council."""
        places = {card.public: place for place, card in enumerate(self.cards)}
        found = {}
        for officer in officers:
            if officer.public not in places:
                raise NotAuthorised(
                    msg("a key that was given belongs to nobody in {title}", title=self.title),
                    msg("use the key files of the members of this epoch: examcore council show"),
                )
            found[places[officer.public]] = officer
        return found

    def name_of(self, place: int) -> str:
        """The name on the card at a place."""
        return self.cards[place].name

    def may(self, opening: Opening, present: frozenset[int]) -> tuple[int, ...] | None:
        """The first authorised set for an opening all of whose members are present, or None."""
        return find_set(self.sets[opening], present)


@dataclass(frozen=True, slots=True)
class Signed:
    """A council with the signatures given so far: one place a member, empty until signed."""

    council: Council
    signatures: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of those who have not signed."""
        return tuple(n for n, s in zip(self.council.names, self.signatures, strict=True) if not s)


def found(
    title: str, made: date, members: Sequence[Member], rules: Mapping[Opening, str], *, kind: Kind = "council",
    paper: Card | None = None, teams: Sequence[Team] = (), after: Council | None = None,
) -> Signed:  # fmt: skip
    """A council nobody has signed yet, its rules expanded; `after` is the epoch it follows.

    Rules not given: opening by the default rule (a threshold of a majority where there is no secretary), emergencies by
    the paper share where there is one. Raises BadInput naming what the decision asks for.
    """
    roles = [member.role for member in members]
    complete = {**_usual(kind, roles, paper is not None), **rules}
    council = Council(
        FORMAT,
        after.id if after else random_bytes(8).hex(),
        kind,
        title,
        after.epoch + 1 if after else 1,
        after.digest.hex() if after else "",
        made,
        tuple(members),
        paper,
        tuple(teams),
        complete,
        {opening: expand(complete[opening], roles, paper is not None) for opening in OPENINGS},
    )
    check_council(council, title)
    return Signed(council, ("",) * len(members))


def sign_council(signed: Signed, officer: Officer) -> Signed:
    """The same with one more signature. Raises NotAuthorised for somebody who is no member."""
    place = next(iter(signed.council.find([officer])))
    if place >= len(signed.signatures):
        raise NotAuthorised(msg("the emergency share does not sign"))
    signature = officer.sign(LABEL, signed.council.digest)
    return replace(signed, signatures=tuple(signature if n == place else s for n, s in enumerate(signed.signatures)))


def read_signed(data: bytes, source: str) -> Signed:
    """A council as it lies, perhaps not signed by all. Raises BadInput, or BrokenSeal naming a false signature."""
    if len(data) > LARGEST:
        raise BadInput(msg("{source} is too large for a council", source=source))
    signed = decode(data, Signed, source)
    council = signed.council
    check_council(council, source)
    if len(signed.signatures) != len(council.members):
        raise BadInput(msg("{source} is damaged", source=source))
    for member, signature in zip(council.members, signed.signatures, strict=True):
        if signature and not _has_signed(member.card, signature, LABEL + council.digest):
            raise BrokenSeal(
                msg("the signature of {name} in {source} is not of this council", name=member.card.name, source=source),
                msg("a card, a rule or a date was changed after signing: compare fingerprints aloud, and sign anew"),
            )
    return signed


def read_council(data: bytes, source: str) -> Council:
    """A council all members have signed. Raises NotAuthorised naming who has not, else as `read_signed`."""
    signed = read_signed(data, source)
    if signed.missing:
        raise NotAuthorised(
            msg("{source} is not signed by {names}", source=source, names=", ".join(signed.missing)),
            msg("every member signs first: examcore council sign"),
        )
    return signed.council


def check_council(council: Council, source: str) -> None:
    """Refuse (BadInput) what Decision 2073, III.4 does not allow, or sets that are not what the rules say."""

    def refuse(text: Message, hint: Message | None = None) -> BadInput:
        return BadInput(msg("{source}: {problem}", source=source, problem=text), hint)

    if council.format != FORMAT or (council.epoch == 1) != (council.previous == "") or council.epoch < 1:
        raise BadInput(msg("{source} is not a council of this version", source=source))
    try:
        read_hex(council.id, 8)
        read_hex(council.previous, 32 if council.previous else 0)
    except ValueError as problem:
        raise BadInput(msg("{source} is damaged", source=source)) from problem
    if not _is_plain(council.title):
        raise refuse(msg("a council needs a title of one plain line"))
    count, roles = len(council.members), Counter(council.roles)
    if council.kind == "council" and not LEAST <= count <= MOST:  # R20
        raise refuse(
            msg("a council has {least} to {most} members, not {count}", least=LEAST, most=MOST, count=count),
            msg("Decision 2073/QĐ-UBND, III.4.b"),
        )
    if not 2 <= count <= MOST_MEMBERS:
        raise refuse(msg("{least} to {most} people are needed, not {count}", least=2, most=MOST_MEMBERS, count=count))
    single: tuple[tuple[Role, Message], ...] = (
        ("chair", msg("a council has exactly one chair, not {count}", count=roles["chair"])),  # R21
        ("standing-vice-chair", msg("a council has exactly one standing vice-chair, not {count}",
                                    count=roles["standing-vice-chair"])),  # R22
        ("secretary", msg("a council has exactly one member and secretary, not {count}", count=roles["secretary"])),
    )  # fmt: skip
    for role, problem_text in single:  # R21, R22, R23; whoever is left is a member, R24
        if roles[role] > 1 or (council.kind == "council" and roles[role] != 1):
            raise refuse(problem_text, msg("Decision 2073/QĐ-UBND, III.4.b"))
    for card in council.cards:
        check_card(card, f"{source}: {card.name}")
    if len({card.public for card in council.cards}) < len(council.cards) or len(
        {card.recipient for card in council.cards}
    ) < len(council.cards):
        raise refuse(msg("one card stands twice"), msg("each member has a key of their own"))
    _check_teams(council)
    if set(council.rules) != set(OPENINGS) or set(council.sets) != set(OPENINGS):
        raise refuse(msg("a rule is missing"))
    for opening in OPENINGS:
        if opening != "emergency" and (council.rules[opening] == "none" or _uses_paper(council, opening)):
            raise refuse(
                msg("rule {rule} is for emergencies only", rule=council.rules[opening]),
                msg("choose default, majority, threshold:K or listed:..."),
            )
        if expand(council.rules[opening], council.roles, council.paper is not None) != council.sets[opening]:
            raise refuse(msg("the sets listed are not those of rule {rule}", rule=council.rules[opening]))


def warn_teams(council: Council) -> tuple[Message, ...]:
    """What the council ought to think about: a team not named, a person in two teams that do not go together (R30)."""
    there = {team.name: set(team.members) for team in council.teams}
    warnings = [msg("{team} is not named yet", team=title) for name, title in TEAMS.items() if name not in there]
    apart: tuple[tuple[TeamName, TeamName], ...] = (
        ("drafting", "marking"), ("supervision", "drafting"), ("supervision", "marking"),
        ("supervision", "secretariat"),
    )  # fmt: skip
    warnings += [
        msg("{name} is in the {one} and the {other}", name=name, one=TEAMS[one], other=TEAMS[other])
        for one, other in apart
        for name in sorted(there.get(one, set()) & there.get(other, set()))
    ]
    return tuple(warnings) if council.kind == "council" else ()


def follows(new: Council, old: Council) -> bool:
    """Whether `new` is the next epoch of the same body as `old`."""
    return new.id == old.id and new.epoch == old.epoch + 1 and new.previous == old.digest.hex()


def _check_teams(council: Council) -> None:
    names = [team.name for team in council.teams]
    for team in council.teams:
        people = team.members
        if team.head not in people or len(set(people)) < len(people) or not all(map(_is_plain, people)):  # R29
            raise BadInput(
                msg("{team} needs a head who is one of its members, and nobody twice", team=TEAMS[team.name]),
                msg("Decision 2073/QĐ-UBND, III.4.d"),
            )
    if len(set(names)) < len(names):  # R28
        raise BadInput(msg("a team stands twice"))


def _uses_paper(council: Council, opening: Opening) -> bool:
    return any(len(council.members) in one for one in council.sets[opening])


def _usual(kind: Kind, roles: Sequence[Role], has_paper: bool) -> dict[Opening, str]:
    seated = kind == "council"
    least = max(2, len(roles) // 2 + 1)
    opening = "default" if seated else f"threshold:{least}"
    emergency = ("paper" if seated else "paper:2") if has_paper else "none"
    return {"bank": opening, "questions": opening, "key": opening, "emergency": emergency}


def _has_signed(card: Card, signature: str, data: bytes) -> bool:
    try:
        return is_signed(read_hex(card.public, 32), read_hex(signature, 64), data)
    except ValueError:
        return False


def _is_plain(text: str) -> bool:
    return 0 < len(text) <= 200 and text == clean_line(text) and not has_unsafe(text)
