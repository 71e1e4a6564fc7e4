"""Knows two ceremonies: an officer is enrolled; a council is founded and signed by all its members.

Must not know banks or packets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import cast, get_args

from examcore.canonical import encode
from examcore.ceremony.beginning import ALWAYS, OPENING, check_new, open_record
from examcore.ceremony.present import PAPER_TRIES, find_seat, unlock_seat
from examcore.ceremony.requests import (
    Agree,
    Ask,
    Attend,
    Fingerprint,
    HandOver,
    Happen,
    Progress,
    Retype,
    Script,
    Secret,
    Show,
    Step,
    Tell,
)
from examcore.ceremony.stage import (
    COUNCIL_NAME,
    Ceremony,
    Closing,
    Scene,
    load_council,
    mark_title,
)
from examcore.errors import AlreadyThere, BadInput, Misused
from examcore.files import read_limited, write_whole
from examcore.language import messages
from examcore.log import SignerKey, name_key
from examcore.seal import (
    Card,
    Council,
    Member,
    Seat,
    Signed,
    found,
    make_paper,
    read_card,
    read_paper,
)
from examcore.seal.council import LEAST, MOST, Kind
from examcore.seal.officer import LARGEST_CARD
from examcore.seal.rules import OPENINGS, ROLES, TITLES, Opening, Role, expand, tell_rule
from examcore.seal.steps import make_key, seal_council

msg = messages("examcore")
SHORTEST = 8
IDENTITY = Step("identity", msg("the officer says name and office"))
KEY = Step("key", msg("the officer chooses a passphrase; key file and card are made"))
ALOUD = Step("aloud", msg("fingerprints are read aloud and confirmed"))
CARDS = Step("cards", msg("the members' cards are read"))
RULES = Step("rules", msg("who may open together"))
PAPER = Step("paper", msg("the emergency share goes into its envelope"))
SIGN = Step("sign", msg("all members sign"))


@dataclass(frozen=True, slots=True)
class _Made:
    path: Path
    data: bytes = field(repr=False)
    card: Card


def _enrol(scene: Scene) -> Script[Closing]:
    yield from open_record()
    made: list[_Made] = []
    while True:
        yield IDENTITY
        prompt = msg("name of the next officer (empty: all are done)") if made else msg("name of the officer")
        name = yield Ask("name", prompt, may_be_empty=bool(made), is_list=True)
        if not name:
            break
        office = yield Ask("office", msg("office, as on the decision"))
        made.append((yield from _enrol_one(scene, name, office, len(made) + 1)))
    written: list[Path] = []
    try:
        for one in made:
            for path, data, private in (
                (one.path, one.data, True),
                (_card_path(one.path), encode(one.card), False),
            ):
                written.append(path)
                write_whole(path, data, private=private)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    for one in made:
        yield Happen("officer.enrol", (("name", one.card.name), ("fingerprint", one.card.fingerprint)))
        yield Tell(msg("key file {path} and card made for {name}", path=str(one.path), name=one.card.name))
    return Closing()


def _enrol_one(scene: Scene, name: str, office: str, number: int) -> Script[_Made]:
    yield KEY
    usual = scene.folder / "officers" / f"{name_key(name)}.key"

    def check(text: str) -> None:
        check_new(text)
        check_new(str(_card_path(Path(text))))

    file = yield Ask("key-file", msg("where the key file goes (the officer's own stick)"), default=str(usual),
                     is_file=True, check=check)  # fmt: skip
    yield HandOver(name)
    phrase = yield Secret(msg("a new passphrase, several words, 8 characters at least"), _check_phrase)

    def same(text: str) -> None:
        if text != phrase:
            raise Misused(msg("the two passphrases differ"))

    yield Secret(msg("the same passphrase once more"), same)
    data, card = make_key(name, office, phrase, scene.cost)
    yield Attend(name, office)
    yield ALOUD
    yield from _confirm_aloud(card)
    return _Made(Path(file), data, card)


def _confirm_aloud(card: Card) -> Script[None]:
    yield Fingerprint(card.name, card.fingerprint)
    yield Tell(msg("{name} reads the fingerprint aloud: {letters}", name=card.name, letters=card.fingerprint))
    yield Retype(msg("somebody else types the first group heard from {name}", name=card.name),
                 card.fingerprint.split()[0])  # fmt: skip
    yield Tell(msg("somebody else typed the first group of {name} as heard", name=card.name))


def _card_path(key: Path) -> Path:
    return key.with_name(key.name + ".card")


def _check_phrase(text: str) -> None:
    if len(text) < SHORTEST:
        raise Misused(
            msg("the passphrase is too short"),
            msg("choose at least {count} characters, best several words", count=SHORTEST),
        )


def _found(scene: Scene) -> Script[Closing]:
    if (scene.folder / COUNCIL_NAME).exists():
        raise AlreadyThere(
            msg("{path} holds a council already", path=str(scene.folder)),
            msg("the next epoch is founded in a folder of its own; name this one as the one it follows"),
        )
    yield from open_record()
    title = yield Ask("title", msg("the council's name, as on the decision"))
    kind = yield Ask("kind", msg("what is founded"), default="council", choices=(
        ("council", msg("a council")), ("custodians", msg("custodians of a bank between two councils")),
        ("committee", msg("the People's Committee, which keeps packets")),
    ))  # fmt: skip
    after_folder = yield Ask("after", msg("folder of the epoch this one follows (empty: it is the first)"),
                             may_be_empty=True, is_list=True, is_file=True)  # fmt: skip
    after = load_council(Path(after_folder), scene).council if after_folder else None
    yield CARDS
    members = yield from _read_members(scene, cast("Kind", kind))
    yield PAPER
    paper = yield from _make_paper()
    yield RULES
    rules = yield from _ask_rules(members, paper is not None, kind)
    draft = found(mark_title(title, scene.rehearsal), scene.now().date(), members, rules, kind=cast("Kind", kind),
                  paper=paper, after=after)  # fmt: skip
    yield from _tell_rules(draft.council)
    yield ALOUD
    for member in members:
        yield from _confirm_aloud(member.card)
    yield Fingerprint(draft.council.title, draft.council.fingerprint)
    yield SIGN
    yield Agree(msg("does everybody present agree to members, rules and fingerprints as told?"))
    seats = yield from _ask_signatures(draft)
    signed = seal_council(draft, seats)
    write_whole(scene.folder / COUNCIL_NAME, encode(signed))
    keys = [SignerKey(name_key(m.card.name), bytes.fromhex(m.card.public)) for m in members]
    write_whole(scene.folder / "signers.txt", "".join(key.text + "\n" for key in keys).encode())
    council = signed.council
    yield Happen("council.found", (
        ("council", council.id), ("epoch", str(council.epoch)), ("fingerprint", council.fingerprint),
        ("members", ", ".join(council.names)),
    ))  # fmt: skip
    yield Tell(msg("council founded and signed by all {count} members", count=len(members)))
    return Closing(tuple(seats), council.names, council.title)


def _read_members(scene: Scene, kind: Kind) -> Script[list[Member]]:
    members: list[Member] = []
    least, most = (LEAST, MOST) if kind == "council" else (2, 10)

    def check(text: str) -> None:
        card = read_card(read_limited(Path(text), LARGEST_CARD), text)
        if any(m.card.public == card.public for m in members):
            raise BadInput(msg("{name} is here already", name=card.name))

    while len(members) < most:
        enough = len(members) >= least
        file = yield Ask("card", msg("card of the next member (empty: these are all)") if enough else
                         msg("card of the next member"), may_be_empty=enough, is_list=True, is_file=True,
                         check=check)  # fmt: skip
        if not file:
            break
        card = read_card(read_limited(Path(file), LARGEST_CARD), file)
        taken = {m.role for m in members}
        roles = tuple((role, ROLES[role]) for role in get_args(Role) if role == "member" or role not in taken)
        role = yield Ask("role", msg("role of {name}", name=card.name), default=roles[0][0], choices=roles)
        members.append(Member(card, cast("Role", role)))
        yield Attend(card.name, ROLES[cast("Role", role)].read("vi"))
        yield Tell(msg("{name}, {office}: {role}", name=card.name, office=card.office, role=ROLES[cast("Role", role)]))
    return members


def _make_paper() -> Script[Card | None]:
    choices = (("paper", msg("yes, make one now")), ("none", msg("no")))
    choice = yield Ask("emergency", msg("an emergency share on paper, in a sealed envelope in the safe?"),
                       default="paper", choices=choices)  # fmt: skip
    if choice == "none":
        yield Tell(msg("no emergency share was made"))
        return None
    text, card = make_paper(str(msg("Emergency share")), str(msg("sealed envelope in the safe")))
    yield Show(msg("copy these letters onto paper, letter by letter; nobody else looks"), text)

    def check(typed: str) -> None:
        if read_paper(typed).public != card.public:
            raise BadInput(msg("the emergency share was not copied as shown"))

    yield Secret(msg("type the emergency share from the paper, to prove the copy"), check, PAPER_TRIES)
    yield Tell(msg("the emergency share was copied, proved, and goes into a sealed envelope"))
    yield Fingerprint(card.name, card.fingerprint)
    return card


def _ask_rules(members: list[Member], has_paper: bool, kind: str) -> Script[dict[Opening, str]]:
    roles = [m.role for m in members]
    seated = kind == "council"
    usual = "default" if seated else f"threshold:{max(2, len(roles) // 2 + 1)}"
    urgent = ("paper" if seated else "paper:2") if has_paper else "none"
    rules: dict[Opening, str] = {}
    for opening in OPENINGS:

        def check(rule: str, opening: Opening = opening) -> None:
            expand(rule, roles, has_paper)

        default = urgent if opening == "emergency" else usual
        sentence = tell_rule(default, roles)
        rules[opening] = yield Ask(
            f"rule-{opening}", msg("{what}: which rule ({default}: {rule})?", what=TITLES[opening], default=default,
                                   rule=sentence), default=default, check=check,
        )  # fmt: skip
    return rules


def _tell_rules(council: Council) -> Script[None]:
    for opening in OPENINGS:
        yield Tell(msg("{what}: {rule}; {count} sets", what=TITLES[opening],
                       rule=tell_rule(council.rules[opening], council.roles),
                       count=len(council.sets[opening])))  # fmt: skip


def _ask_signatures(draft: Signed) -> Script[list[Seat]]:
    seats: list[Seat] = []
    for member in draft.council.members:

        def check(text: str, public: str = member.card.public, name: str = member.card.name) -> None:
            if find_seat(Path(text))[1].public != public:
                raise BadInput(msg("this is not the key file of {name}", name=name))

        file = yield Ask("officer", msg("key file of {name}", name=member.card.name), is_file=True, check=check)
        seat, card = find_seat(Path(file))
        seats.append((yield from unlock_seat(seat, card, ROLES[member.role].read("vi"), None)))
        yield Progress(len(seats), len(draft.council.members))
    return seats


ENROL = Ceremony(
    "enrol",
    msg("Enrolment of key holders"),
    msg("each officer makes a key file and a public card; the fingerprint is read aloud and confirmed"),
    (OPENING, IDENTITY, KEY, ALOUD),
    (*ALWAYS, "name", "office", "key-file"),
    _enrol,
)
FOUND = Ceremony(
    "found",
    msg("Founding of the council"),
    msg("cards are read, roles and rules settled, fingerprints confirmed; all members sign"),
    (OPENING, CARDS, PAPER, RULES, ALOUD, SIGN),
    (*ALWAYS, "title", "kind", "after", "card", "role", "emergency", *(f"rule-{one}" for one in OPENINGS), "officer"),
    _found,
)
