"""Knows packets wherever they lie, in a folder of forms or a sitting: what they open with, whether they are whole.

Must not know commands, nor how envelopes are sealed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from examcore.assembly.check import can_assign
from examcore.assembly.pool import counts_for
from examcore.canonical import digest
from examcore.errors import BrokenSeal, NotFound
from examcore.files import read_limited
from examcore.language import Message, messages
from examcore.log import LOG_NAME, find_log
from examcore.nouns import Blueprint, Booklet, Form, Item, Question, spell
from examcore.seal import (
    KEY_NAME,
    SHARES_NAMES,
    Attendance,
    KeySource,
    Packet,
    Purpose,
    Shares,
    attend,
    read_packet,
    read_shares,
    unlock,
)
from examcore.seal.packet import LARGEST_PACKET, Head
from examcore.sitting.folder import load

msg = messages("examcore")
LARGEST_KEYS = 64 * 1024
SEALED = "packet.seal"


@dataclass(frozen=True, slots=True)
class Lying:
    """A packet, where it lies, the SHA-256 of its file, and what lies beside it to open it with."""

    packet: Packet
    path: Path
    sha256: str
    key_file: Path | None
    shares: Mapping[Purpose, tuple[Shares, Path]]

    @property
    def form(self) -> str:
        """The form's id."""
        return self.packet.head.facts.form

    @property
    def sitting(self) -> Path | None:
        """The folder of the sitting it lies in, or None."""
        above = self.path.parent.parent
        return above if self.path.parent.name == "packets" and (above / "sitting.json").is_file() else None


def find_lying(path: Path) -> tuple[Lying, ...]:
    """The packet in a file, or all packets in a folder of forms or of a sitting, in name order.

    Raises NotFound where there is none, BadInput for one that is not in canonical form.
    """
    paths = [path] if path.is_file() else sorted([*path.glob("*.packet"), *path.glob("packets/*.packet")])
    if not paths:
        raise NotFound(
            msg("{path} holds no packets", path=str(path)),
            msg("name a packet, the folder that packets were sealed into, or a sitting's"),
        )
    return tuple(_lie(one) for one in paths)


def _lie(path: Path) -> Lying:
    data = read_limited(path, LARGEST_PACKET)
    shares = {}
    for purpose, name in SHARES_NAMES.items():
        for file in (path.with_suffix(f".{name}"), path.parent / name):
            if file.is_file() and purpose not in shares:
                shares[purpose] = read_shares(read_limited(file, LARGEST_KEYS), str(file)), file
    keys = [file for file in (path.with_suffix(".key"), path.parent / KEY_NAME) if file.is_file()]
    packet = read_packet(data, str(path))
    return Lying(packet, path, hashlib.sha256(data).hexdigest(), keys[0] if keys else None, shares)


def unlock_lying(found: Sequence[Lying], holder: str | Attendance, purpose: Purpose) -> dict[Path, KeySource]:
    """The keys of packets for one purpose, by path: by a passphrase, or by those present of a council.

    Raises NotFound where what should open them does not lie beside them.
    """
    beside: dict[Path, Path] = {}
    for one in found:
        file = one.key_file if isinstance(holder, str) else one.shares[purpose][1] if purpose in one.shares else None
        if file is None:
            raise NotFound(
                msg("what opens {path} does not lie beside it", path=str(one.path)),
                msg("packets under a key file open by a passphrase; those of a council by --council and --officer"),
            )
        beside[one.path] = file
    data = {file: read_limited(file, LARGEST_KEYS) for file in beside.values()}
    names = {content: str(file) for file, content in data.items()}  # copies of one deal are opened once
    if isinstance(holder, str):
        keys: dict[bytes, KeySource] = {content: unlock(content, holder, name) for content, name in names.items()}
    else:
        opened, _ = attend(holder, {name: content for content, name in names.items()})
        keys = {content: opened[name] for content, name in names.items()}
    return {path: keys[data[file]] for path, file in beside.items()}


def log_opening(one: Lying, keys: KeySource, purpose: Purpose, now: datetime) -> None:
    """Record the opening in the log of the sitting the packet lies in, before anything is decrypted."""
    if one.sitting is not None:
        load(one.sitting).log_opening({one.form: keys}, purpose, now)


def find_sealing(one: Lying, folders: Sequence[Path]) -> bool:
    """Whether a log in `folders` tells of the packet's sealing. Raises BrokenSeal where it tells of another."""
    for folder in folders:
        if not (folder / LOG_NAME).is_file():
            continue
        for event in reversed(find_log(folder).events):
            if event.act == SEALED and event.fact("form") == one.form:
                if (event.fact("sha256"), event.fact("commitment")) != (one.sha256, one.packet.head.commitment):
                    raise BrokenSeal(msg("{path} is not the packet that was sealed", path=str(one.path)), _hint())
                return True
    return False


def check_questions(head: Head, booklets: Sequence[Booklet], source: str) -> None:
    """Refuse (BrokenSeal) booklets that are not what the head tells, or that do not all ask the same."""
    facts = head.facts
    check_told(tuple(b.code for b in booklets) == facts.codes, msg("booklet codes"), source)
    asked = {digest(sorted(_ask(q) for q in b.questions)) for b in booklets}
    check_told(len(asked) == 1, msg("the questions of its booklets"), source)
    for booklet in booklets:
        own = (booklet.form, booklet.position, booklet.rehearsal)
        check_told(own == (facts.form, facts.position, facts.rehearsal), msg("form and position"), source)
        _check_counts(head, [(p.name, [q.id for q in p.questions]) for p in booklet.parts], source)
        most = tuple(max((len(q.options) for q in p.questions), default=0) for p in booklet.parts)
        check_told(most == facts.options, msg("the number of options"), source)


def _ask(question: Item | Question) -> tuple[str, str, list[tuple[str, str]]]:
    """All that is asked, pictures by their digests, in no order of a booklet."""
    options = sorted((option.id, spell(option.text, option.figures)) for option in question.options)
    return question.id, spell(question.stem, question.figures), options


def check_key(head: Head, form: Form, source: str) -> None:
    """Refuse (BrokenSeal) a form that is not what the head tells, or a key that is no option of its item."""
    told = (head.facts.form, head.facts.position, head.policy, head.profile, head.facts.rehearsal)
    own = (form.id, form.position, form.policy, form.profile, form.rehearsal)
    check_told(own == told, msg("form and position"), source)
    _check_counts(head, [(p.name, [i.id for i in p.items]) for p in form.parts], source)
    check_told(all(i.key in {o.id for o in i.options} for i in form.items), msg("its keys"), source)


def check_pair(form: Form, booklets: Sequence[Booklet], source: str) -> None:
    """Refuse (BrokenSeal) a key that is not the key of these questions."""
    for booklet in booklets:
        for part, its in zip(form.parts, booklet.parts, strict=True):
            items = [_ask(item) for item in sorted(part.items, key=lambda one: one.id)]
            asked = [_ask(question) for question in sorted(its.questions, key=lambda one: one.id)]
            check_told(items == asked, msg("the questions its key belongs to"), source)


def check_blueprint(form: Form, blueprint: Blueprint, source: str) -> bool:
    """Whether the form was drawn by this very blueprint. Raises BrokenSeal where it was and does not fill it.

    An item with further areas may have been drawn for any of them: that the areas can be filled is what is asked.
    """
    if digest(blueprint) != form.blueprint:
        return False
    check_told([p.name for p in form.parts] == [p.name for p in blueprint.parts], msg("its parts"), source)
    for part, plan in zip(form.parts, blueprint.parts, strict=True):
        check_told(len(part.items) == plan.count, msg("the items of each part"), source)
        areas = {n: quota for n, quota in enumerate(plan.quotas) if quota.tag == "area"}
        choices = [tuple(n for n, quota in areas.items() if counts_for(quota, item.tags)) for item in part.items]
        filled = can_assign(areas, [choice for choice in choices if choice])
        for quota in plan.quotas:
            count = sum(counts_for(quota, item.tags) for item in part.items)
            filled &= quota.tag == "area" or quota.least <= count <= quota.most
        check_told(filled, msg("the blueprint's quotas"), source)
    return True


def check_told(is_so: bool, what: Message, source: str) -> None:
    """Refuse (BrokenSeal) a packet that does not hold what it should; `what` names it."""
    if not is_so:
        raise BrokenSeal(msg("{source} does not hold what was sealed: {what}", source=source, what=what), _hint())


def _check_counts(head: Head, parts: Sequence[tuple[str, list[str]]], source: str) -> None:
    facts = head.facts
    there = tuple((name, len(set(ids))) for name, ids in parts)
    every = [i for _, ids in parts for i in ids]
    check_told(there == tuple(zip(facts.parts, facts.counts, strict=True)), msg("the items of each part"), source)
    check_told(len(set(every)) == len(every), msg("an item stands twice"), source)


def _hint() -> Message:
    return msg("leave it shut, keep it as evidence, and take the spare")
