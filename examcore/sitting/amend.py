"""Knows how a sitting's key is amended after the test: the council's decisions, who signed them, which of them hold.

Must not know points, bands or commands. Key files are unlocked and decisions signed in a process of its own.

    amendments/1.json, 2.json …   one decision each, in order; readable by the owner only, for it tells right options

A decision holds when it stands in its place in the chain and in the log, is about the key that was sealed, and is
signed by members who together may open that key, in the council that holds it now. The log keeps a salted digest of
each, so that one taken away shows as well as one slipped in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from examcore.canonical import decode, digest, encode
from examcore.errors import BadInput, BrokenSeal, NotAuthorised, Refused
from examcore.files import read_limited, write_whole
from examcore.language import Message, messages
from examcore.log import find_log
from examcore.nouns import AMENDMENT_FORMAT, Amendment, Form, Item, Remedy
from examcore.seal import Attendance, Council, Signed, open_key, read_council, unlock_officer
from examcore.seal.armour import read_hex
from examcore.seal.child import run_apart
from examcore.seal.primitives import is_signed, random_bytes
from examcore.seal.rules import tell_rule
from examcore.sitting.folder import LARGEST, SittingFolder
from examcore.text import clean_line, has_unsafe

msg = messages("examcore")

LABEL = b"examcore/amendment/v1\x00"
ACT = "sitting.amend"
LONGEST_REASON = 500
LONGEST_MINUTE = 80


@dataclass(frozen=True, slots=True)
class Signing:
    """A council as it was sworn and its members' signatures of one amendment, by place; empty where not signed."""

    council: Signed
    signatures: tuple[str, ...]

    @property
    def signers(self) -> tuple[str, ...]:
        """The names of those who signed."""
        return tuple(n for n, s in zip(self.council.council.names, self.signatures, strict=True) if s)


@dataclass(frozen=True, slots=True)
class Decision:
    """An amendment and who signed it: the council that took it, then each council that confirmed it later."""

    amendment: Amendment
    signings: tuple[Signing, ...]

    @property
    def digest(self) -> str:
        """What the log, the next decision and every result know it by."""
        return digest(self.amendment)


@dataclass(frozen=True, slots=True)
class Draft:
    """What the council has decided about an item, before it is signed. `accepted` is empty for `cancel`."""

    item: str
    what: Remedy
    accepted: tuple[str, ...]
    reason: str
    minute: str
    day: date


def need_council(holder: str | Attendance) -> Attendance:
    """Those present; Refused with the reason where there is no council."""
    if isinstance(holder, Attendance):
        return holder
    raise Refused(
        msg("a packet under one key file has no council that could amend its key"),
        msg("one person would decide alone; seal real packets to a council: examcore packet seal --council"),
    )


def open_forms(folder: SittingFolder, holder: str | Attendance, now: datetime) -> dict[str, Form]:
    """Every form of the sitting with its sealed key, by form id. The log tells that it was opened, and by whom."""
    keys = folder.unlock_packets(holder, "key")
    folder.log_opening(keys, "key", now)
    forms = {}
    for facts in folder.sitting.forms:
        packet, source = folder.packet(facts.form)
        forms[facts.form] = open_key(packet, keys[facts.form], str(source), now)
    return forms


def amend(
    folder: SittingFolder, holder: str | Attendance, forms: Mapping[str, Form], draft: Draft, now: datetime
) -> tuple[Decision, ...]:
    """Sign, keep and log the decision for every form of the sitting that holds the item: one amendment a form.

    `forms` are the forms that `holder` opened. Raises Refused with the reason for a sitting nobody has sat yet or one
    without a council, NotAuthorised when those present may not open the key, BadInput for a draft that does not fit.
    """
    present = need_council(holder)
    if not folder.responses:
        raise Refused(
            msg("nothing has been collected yet: a key is amended only after the test"),
            msg("a fault found before the test is mended in the bank, and the form drawn and sealed again"),
        )
    earlier = read_decisions(folder)
    check_decisions(earlier, holder)
    concerned = [form for form in forms.values() if any(item.id == draft.item for item in form.items)]
    if not concerned:
        raise BadInput(msg("no form of this sitting has item {item}", item=draft.item))
    for form in concerned:
        check_draft(folder, next(item for item in form.items if item.id == draft.item), draft)
    made: list[Amendment] = []
    previous = earlier[-1].digest if earlier else ""
    for form in concerned:
        made.append(_write(folder, form, draft, len(earlier) + len(made) + 1, previous))
        previous = digest(made[-1])
    signings = sign_apart(present, made)
    decisions = tuple(Decision(one, (signing,)) for one, signing in zip(made, signings, strict=True))
    for decision in decisions:
        _check_signed(decision, present.read_council())
    for decision in decisions:
        _keep(folder, decision)
        one = decision.amendment
        folder.log(
            ACT, now, number=str(one.number), digest=decision.digest, form=one.form, item=one.item, what=one.what,
            minute=one.minute, signers=", ".join(decision.signings[-1].signers),
        )  # fmt: skip
    return decisions


def confirm_decisions(folder: SittingFolder, holder: str | Attendance, now: datetime) -> tuple[Decision, ...]:
    """Let those who hold the key now sign every decision taken before it came to them; the decisions they signed.

    Raises NotAuthorised where those present may not open the key in their council, or a decision never held.
    """
    present = need_council(holder)
    council = present.read_council()
    waiting = [one for one in read_decisions(folder) if not any(council == s.council.council for s in one.signings)]
    for decision in waiting:  # as they stand: each signed by a set of the council that took it
        _check_signed(decision, decision.signings[0].council.council)
    signings = sign_apart(present, [decision.amendment for decision in waiting]) if waiting else ()
    for decision, signing in zip(waiting, signings, strict=True):
        _check_signed(replace(decision, signings=(signing,)), council)
    confirmed = tuple(
        replace(decision, signings=(*decision.signings, signing))
        for decision, signing in zip(waiting, signings, strict=True)
    )
    for decision in confirmed:
        _keep(folder, decision)
    if confirmed:
        folder.log("sitting.amend-confirm", now, decisions=str(len(confirmed)), council=council.digest.hex(),
                   signers=", ".join(signings[0].signers))  # fmt: skip
    return confirmed


def read_decisions(folder: SittingFolder) -> tuple[Decision, ...]:
    """All decisions in order, each in its place in chain and log, about the key that was sealed; signatures unchecked.

    Raises BrokenSeal or BadInput naming the file that is not as it should be.
    """
    place = _folder(folder)
    paths = [place / f"{n}.json" for n in range(1, len(list(place.glob("*.json"))) + 1)]
    logged = _logged(folder)
    decisions: list[Decision] = []
    for number, path in enumerate(paths, 1):
        if not path.is_file():
            raise BrokenSeal(msg("decision {number} is not there: {path}", number=number, path=str(path)), _hint())
        decision = decode(read_limited(path, LARGEST), Decision, str(path))
        one = decision.amendment
        if one.number != number or one.previous != (decisions[-1].digest if decisions else ""):
            raise BrokenSeal(msg("{path} does not stand where it was decided", path=str(path)), _hint())
        if logged.get(number) != decision.digest:
            raise BrokenSeal(msg("{path} is not the decision that was logged", path=str(path)), _hint())
        _check_place(folder, one, str(path))
        decisions.append(decision)
    if len(logged) > len(decisions):
        raise BrokenSeal(msg("decision {number} was logged and is not there", number=len(decisions) + 1), _hint())
    return tuple(decisions)


def check_decisions(decisions: Sequence[Decision], holder: str | Attendance) -> None:
    """Refuse (Refused, BrokenSeal, NotAuthorised) decisions that the council which opens the key cannot stand by."""
    if decisions:
        council = need_council(holder).read_council()
        for decision in decisions:
            _check_signed(decision, council)


def check_draft(folder: SittingFolder, item: Item, draft: Draft) -> None:
    """Refuse (BadInput) a decision that does not say enough, or does not fit the item."""
    for text, longest, name in ((draft.reason, LONGEST_REASON, msg("a reason")),
                                (draft.minute, LONGEST_MINUTE, msg("the number of the minute"))):  # fmt: skip
        if not 0 < len(text) <= longest or text != clean_line(text) or has_unsafe(text):
            raise BadInput(msg("a decision needs {what} of 1 to {most} plain letters", what=name, most=longest))
    if draft.day < folder.sitting.day:
        raise BadInput(msg("a key cannot be amended before the day of the test"))
    if draft.what == "accept":
        options = {option.id for option in item.options}
        if len(set(draft.accepted)) < 2 or not set(draft.accepted) <= options:
            raise BadInput(
                msg("two or more options of item {item} are accepted, or it is cancelled", item=item.id),
                msg("name them by the letters of a booklet, by option id or by their text"),
            )
        if item.key not in draft.accepted:
            raise BadInput(
                msg("the sealed key of item {item} is not among the accepted options", item=item.id),
                msg("whoever followed the sealed key keeps the point; where that cannot stand, cancel the item"),
            )


def sign_apart(present: Attendance, amendments: Sequence[Amendment]) -> tuple[Signing, ...]:
    """The signatures of those present under each amendment, made in a process of its own."""
    return decode(run_apart(act, encode(_Ask(present, tuple(amendments)))), tuple[Signing, ...], "?")


@dataclass(frozen=True, slots=True)
class _Ask:
    present: Attendance
    amendments: tuple[Amendment, ...]


def act(data: bytes) -> bytes:
    """The step itself, bytes to bytes, for a process of its own. The emergency share signs nothing."""
    ask = decode(data, _Ask, "?")
    signed = decode(ask.present.council.encode(), Signed, ask.present.source)
    council = ask.present.read_council()
    officers = [unlock_officer(s.file.encode(), s.secret, s.source) for s in ask.present.seats if s.file]
    there = council.find(officers)
    return encode(
        tuple(
            Signing(
                signed,
                tuple(
                    there[place].sign(LABEL, _said(council, one)) if place in there else ""
                    for place in range(len(council.members))
                ),
            )
            for one in ask.amendments
        )
    )


def _write(folder: SittingFolder, form: Form, draft: Draft, number: int, previous: str) -> Amendment:
    packet, _ = folder.packet(form.id)
    return Amendment(
        AMENDMENT_FORMAT, number, previous, folder.sitting.id, form.id, packet.head.commitment, draft.item, draft.what,
        tuple(sorted(draft.accepted)), draft.reason, draft.minute, draft.day, random_bytes(32).hex(),
    )  # fmt: skip


def _check_place(folder: SittingFolder, one: Amendment, source: str) -> None:
    """Refuse an amendment of another version, another sitting or another key."""
    if one.format != AMENDMENT_FORMAT or (one.what == "cancel") != (one.accepted == ()):
        raise BadInput(msg("{source} is not an amendment of this version", source=source))
    if len(one.accepted) == 1 or list(one.accepted) != sorted(set(one.accepted)):
        raise BadInput(msg("{source} is not an amendment of this version", source=source))
    try:
        read_hex(one.salt, 32)
    except ValueError as problem:
        raise BadInput(msg("{source} is damaged", source=source)) from problem
    known = {facts.form for facts in folder.sitting.forms}
    if one.sitting != folder.sitting.id or one.form not in known:
        raise BrokenSeal(msg("{source} was decided for another sitting", source=source), _hint())
    if one.commitment != folder.packet(one.form)[0].head.commitment:
        raise BrokenSeal(
            msg("{source} was decided about another key than the packet of form {form} holds", source=source,
                form=one.form), _hint(),
        )  # fmt: skip


def _check_signed(decision: Decision, council: Council) -> None:
    """Refuse a decision without the signatures of a set that may open the key in `council`."""
    one, number = decision.amendment, decision.amendment.number
    if not decision.signings:
        raise NotAuthorised(msg("decision {number} is signed by nobody", number=number), _hint())
    for signing in decision.signings:
        sworn = read_council(encode(signing.council), str(msg("decision {number}", number=number)))
        if len(signing.signatures) != len(sworn.members):
            raise BrokenSeal(msg("decision {number} was altered", number=number), _hint())
        there = set()
        for place, (member, signature) in enumerate(zip(sworn.members, signing.signatures, strict=True)):
            if signature and not _has_signed(member.card.public, signature, LABEL + _said(sworn, one)):
                raise BrokenSeal(
                    msg("the signature of {name} is not of decision {number} as it stands", name=member.card.name,
                        number=number), _hint(),
                )  # fmt: skip
            if signature:
                there.add(place)
        if sworn.digest != council.digest:
            continue
        if sworn.may("key", frozenset(there)) is None:
            raise NotAuthorised(
                msg("decision {number} is not signed by enough members: {names}", number=number,
                    names=", ".join(signing.signers) or msg("nobody")),
                msg("needed: {rule}", rule=tell_rule(sworn.rules["key"], sworn.roles)),
            )  # fmt: skip
        return
    raise NotAuthorised(
        msg("decision {number} was signed by another council than the one that holds the key", number=number),
        msg("those who hold the key now confirm earlier decisions: examcore sitting amend --confirm"),
    )


def _logged(folder: SittingFolder) -> dict[int, str]:
    """The digests of all decisions in the log, by number."""
    events = [event for event in find_log(folder.path).events if event.act == ACT]
    if [event.fact("number") for event in events] != [str(n) for n in range(1, len(events) + 1)]:
        raise BrokenSeal(msg("the log does not tell the decisions in their order"), _hint())
    return {number: event.fact("digest") for number, event in enumerate(events, 1)}


def _keep(folder: SittingFolder, decision: Decision) -> None:
    write_whole(_folder(folder) / f"{decision.amendment.number}.json", encode(decision), private=True)


def _folder(folder: SittingFolder) -> Path:
    return folder.path / "amendments"


def _said(council: Council, one: Amendment) -> bytes:
    return council.digest + encode(one)


def _has_signed(public: str, signature: str, data: bytes) -> bool:
    try:
        return is_signed(read_hex(public, 32), read_hex(signature, 64), data)
    except ValueError:
        return False


def _hint() -> Message:
    return msg("nothing was scored; take the folder amendments and the log from the copy made after the council signed")
