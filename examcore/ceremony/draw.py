"""Knows a ceremony: the bank is frozen, shares are committed to and shown, dice thrown, forms drawn and sealed.

Must not know the drawing rule. docs/formats/draw.md says what each step is there for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from examcore.blueprints import load_blueprints
from examcore.ceremony.beginning import ALWAYS, GATHER, OPENING, ask_council, check_new, open_record
from examcore.ceremony.packets import find_packets
from examcore.ceremony.present import gather, name_seats
from examcore.ceremony.requests import Agree, Ask, Attend, Fingerprint, Happen, Progress, Retype, Script, Step, Tell
from examcore.ceremony.stage import Ceremony, Closing, Scene
from examcore.drawing import (
    LEAST_DICE,
    MOST_FORMS,
    Commitment,
    carry_out,
    check_dice,
    check_frozen,
    find_plan_digest,
    find_position,
    find_root,
    list_lots,
    order_post,
    plan_draw,
    read_commitment,
    read_share,
    tell_draw,
    write_packets_for,
)
from examcore.errors import BadInput
from examcore.language import messages
from examcore.nouns import Blueprint, DrawPlan, Entry, Share
from examcore.seal import SHARES_NAMES, Deal, Plan, attend, join_keys
from examcore.seal.primitives import random_bytes
from examcore.store import Bank

msg = messages("examcore")
PLAN = Step("plan", msg("what is to be drawn, and for when"))
FREEZE = Step("freeze", msg("the bank is frozen, the plan is fixed"))
COMMIT = Step("commit", msg("shares of the seed are committed to"))
REVEAL = Step("reveal", msg("the shares are shown and compared"))
DICE = Step("dice", msg("dice are thrown, last of all"))
DRAW = Step("draw", msg("forms are drawn and sealed in two envelopes"))
MOST_BOOKLETS = 900
LEAST_SHARES = 2


@dataclass(frozen=True, slots=True)
class _Order:
    """What the plan step settled."""

    bank: Bank
    day: date
    sitting: str
    opens: datetime | None
    booklets: int
    out: Path
    plan: DrawPlan
    manifest: tuple[Entry, ...]


def _seal_packets(scene: Scene) -> Script[Closing]:
    held = yield from ask_council(scene)
    council = held.council
    yield from open_record(council)
    yield PLAN
    order = yield from _ask_order(scene)
    yield FREEZE
    root, plan = find_root(order.manifest), find_plan_digest(order.plan)
    yield Tell(msg("{count} items are frozen under one root; from here on no item can change unseen",
                   count=len(order.manifest)))  # fmt: skip
    yield Fingerprint(msg("root of the bank").read("vi"), root)
    yield Fingerprint(msg("digest of the plan").read("vi"), plan)
    yield Happen("draw.freeze", (
        ("bank", order.bank.facts.id), ("items", str(len(order.manifest))), ("root", root), ("plan", plan),
        ("rule", "examcore-draw/1"), ("book", order.bank.book_hash),
    ))  # fmt: skip
    yield COMMIT
    commitments = yield from _ask_commitments(order.day)
    yield GATHER
    present = yield from gather(held, ["bank"], scene.log)
    yield REVEAL
    shares = yield from _ask_shares(commitments)
    yield DICE
    dice = yield from _ask_dice()
    yield DRAW
    data, name = order.bank.shares()
    holder = random_bytes(8).hex()
    opened, dealt = attend(present, {name: data}, [Deal(purpose, holder) for purpose in SHARES_NAMES])
    items = order.bank.items(opened[name])
    check_frozen(root, order.bank.manifest(), str(order.bank.path))
    made = carry_out(scene.plugins, items, order.manifest, order.plan, shares, dice, scene.rehearsal, order.booklets)
    yield Progress(len(made.forms), len(made.forms))
    beside = {file: one.data for file, one in zip(SHARES_NAMES.values(), dealt, strict=True)}
    keys = join_keys([one.keys for one in dealt])
    sealed_for = Plan(order.day, order.sitting, order.opens)
    write_packets_for(order.out, made.forms, keys, beside, sealed_for, made.transcript)
    told = tell_draw(made.transcript)
    yield Tell(msg("the seed was made of {count} shares and the dice; the transcript of the draw lies sealed beside "
                   "the packets and may be published once they are opened", count=len(shares)))  # fmt: skip
    yield Fingerprint(msg("transcript of the draw").read("vi"), told.sha256)
    yield Happen(
        "draw.done", (("root", root), ("plan", plan), ("transcript", told.sha256), ("forms", ", ".join(told.forms)))
    )
    for packet, path, digest in find_packets(order.out):
        facts = packet.head.facts
        yield Tell(msg("packet {form} for {position}: {count} booklets, two envelopes sealed", form=facts.form,
                       position=facts.position, count=len(facts.codes)))  # fmt: skip
        yield Fingerprint(path.name, digest)
        yield Fingerprint(msg("{form}, commitment to the key", form=facts.form).read("vi"), packet.head.commitment)
        yield Happen("packet.seal", (
            ("form", facts.form), ("position", facts.position), ("commitment", packet.head.commitment),
            ("sha256", digest), ("holder", packet.head.holder), ("epoch", str(council.epoch)),
        ))  # fmt: skip
    for purpose, one in zip(SHARES_NAMES, dealt, strict=True):
        envelope = msg("questions envelope") if purpose == "questions" else msg("key envelope")
        yield Tell(msg("{envelope}: shares dealt and every set tried", envelope=envelope))
        yield Happen("packet.deal", (("purpose", purpose), ("holder", holder),
                                     ("shares", hashlib.sha256(one.data).hexdigest())))  # fmt: skip
    return Closing(present.seats, name_seats(council, present.seats), council.title)


def _ask_order(scene: Scene) -> Script[_Order]:
    bank = Bank(Path((yield Ask("bank", msg("the bank to draw from"), is_file=True, check=_check_bank))))
    codes = yield from _ask_positions(scene, bank)
    day = date.fromisoformat((yield Ask("date", msg("day of the sitting (2026-11-30)"), check=_check_day)))
    given: dict[str, Blueprint] = {}

    def take_blueprints(text: str) -> None:
        given.update(load_blueprints([Path(text)], scene.plugins.policy(bank.facts.policy).profile(day)))

    yield Ask("blueprint", msg("blueprint file or folder of such (empty: the policy's own)"), may_be_empty=True,
              is_file=True, check=take_blueprints)  # fmt: skip
    forms = int((yield Ask("forms", msg("forms for each position"), default="1", check=_check_number(MOST_FORMS))))
    exposure = int((yield Ask("exposure", msg("in how many forms may an item stand (0: no limit)"), default="0",
                              check=_check_number(10_000, 0))))  # fmt: skip
    sitting = yield Ask("sitting", msg("which sitting, as people call it"))
    text = yield Ask("not-before", msg("not to be opened before (2026-11-30T07:00; empty: no such time)"),
                     may_be_empty=True, check=lambda t: _check_time(t, day))  # fmt: skip
    opens = _read_time(text) if text else None
    count = int((yield Ask("booklets", msg("booklets for each form"), default="4", check=_check_number(MOST_BOOKLETS))))
    out = Path((yield Ask("out", msg("new folder for the packets"), is_file=True, check=check_new)))
    yield Tell(msg("for {sitting}, {day}; shut until {time}; {count} booklets each", sitting=sitting, count=count,
                   day=day.strftime("%d/%m/%Y"), time=opens.isoformat(" ", "minutes") if opens else "-"))  # fmt: skip
    policy, manifest = bank.facts.policy, bank.manifest()
    orders = [order_post(scene.plugins, policy, code, day, forms, None, given) for code in codes]
    plan = plan_draw(list_lots(manifest), orders, day, exposure)
    waiting = bank.standings().waiting
    if waiting:
        yield Tell(msg("{count} items wait for review or approval and are not drawn", count=waiting))
    yield from _tell_orders(plan, given)
    return _Order(bank, day, sitting, opens, count, out, plan, manifest)


def _tell_orders(plan: DrawPlan, given: Mapping[str, Blueprint]) -> Script[None]:
    for post in plan.posts:
        code = post.blueprint.position
        whose = msg("a blueprint of its own") if code in given else msg("the policy's blueprint")
        yield Tell(msg("{position}: {forms} forms by {whose}; two share {overlap} percent of their items at most",
                       position=code, forms=post.forms, whose=whose,
                       overlap=post.blueprint.limits.overlap))  # fmt: skip


def _ask_commitments(day: date) -> Script[list[Commitment]]:
    found: list[Commitment] = []

    def check(text: str) -> None:
        one = read_commitment(Path(text), day)
        if any(other.name == one.name or other.commit == one.commit for other in found):
            raise BadInput(msg("{name} is here already", name=one.name))
        found.append(one)

    while True:
        enough = len(found) >= LEAST_SHARES
        before = len(found)
        yield Ask("commitment", msg("commitment of the next person (empty: these are all)") if enough else
                  msg("file of a person's commitment"), may_be_empty=enough, is_list=True, is_file=True,
                  check=check)  # fmt: skip
        if len(found) == before:
            return found
        one = found[-1]
        yield Attend(one.name, msg("gives a share of the seed").read("vi"))
        yield Tell(msg("{name} is bound to a share that nobody else knows", name=one.name))
        yield Fingerprint(msg("commitment of {name}", name=one.name).read("vi"), one.commit)
        yield Happen("draw.commit", (("name", one.name), ("commit", one.commit)))


def _ask_shares(commitments: Sequence[Commitment]) -> Script[list[Share]]:
    shares: list[Share] = []
    for one in commitments:

        def check(text: str, one: Commitment = one) -> None:
            shares.append(read_share(Path(text), one))

        yield Ask("share", msg("file of {name}'s share", name=one.name), is_list=True, is_file=True, check=check)
        yield Tell(msg("the share of {name} is the one that was committed to", name=one.name))
        yield Progress(len(shares), len(commitments))
    return shares


def _ask_dice() -> Script[str]:
    """The throw: typed by one, typed again by another. Neither log nor minute holds it while the forms are sealed."""
    yield Agree(msg("have the dice been thrown before everybody, now that all shares are shown?"))
    thrown: list[str] = []

    def check(text: str) -> None:
        thrown.append(check_dice(text))

    yield Ask("dice", msg("the digits as they fell, at least {count}", count=LEAST_DICE), check=check)
    yield Retype(msg("somebody else types the digits again, from the dice"), thrown[-1])
    yield Tell(msg("{count} digits were thrown, typed by one person and typed again by another", count=len(thrown[-1])))
    return thrown[-1]


def _ask_positions(scene: Scene, bank: Bank) -> Script[list[str]]:
    found: list[str] = []

    def check(code: str) -> None:
        position = find_position(scene.plugins, bank.facts.policy, code)
        if position.code in found:
            raise BadInput(msg("position {code} was named already", code=code))

    while True:
        code = yield Ask("position", msg("code of the next position (empty: these are all)") if found else
                         msg("code of the position"), may_be_empty=bool(found), is_list=True, check=check)  # fmt: skip
        if not code:
            return found
        found.append(code)


def _check_bank(text: str) -> None:
    Bank(Path(text)).shares()


def _check_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError as problem:
        raise BadInput(msg("{text} is not a day; write 2026-11-30", text=text)) from problem


def _read_time(text: str) -> datetime:
    """A time with its zone, this machine's where none was written."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as problem:
        raise BadInput(msg("{text} is not a time; write 2026-11-30T07:00", text=text)) from problem
    return at if at.tzinfo is not None else at.astimezone()


def _check_time(text: str, day: date) -> None:
    if text and _read_time(text).date() > day:
        raise BadInput(msg("a packet cannot stay shut longer than its day"))


def _check_number(most: int, least: int = 1) -> Callable[[str], None]:
    def check(text: str) -> None:
        if not (text.isascii() and text.isdecimal() and len(text) < 6 and least <= int(text) <= most):
            raise BadInput(msg("a whole number from {least} to {most}", least=least, most=most))

    return check


SEAL_PACKETS = Ceremony(
    "seal-packets",
    msg("Drawing and sealing of the forms"),
    msg("the seed is made by several people and dice; forms are drawn and sealed, questions and key in two envelopes"),
    (OPENING, PLAN, FREEZE, COMMIT, GATHER, REVEAL, DICE, DRAW),
    (*ALWAYS, "council", "bank", "position", "date", "blueprint", "forms", "exposure", "sitting", "not-before",
     "booklets", "out", "commitment", "officer", "reason", "share", "dice"),
    _seal_packets,
)  # fmt: skip
