"""Knows the commands of a packet: verify, open, seal.

Must not know how envelopes are sealed or checked.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from examcore.canonical import decode, encode
from examcore.drawing import write_packets_for
from examcore.engine.booklets import make_booklets
from examcore.errors import AlreadyThere, Misused
from examcore.files import read_limited, write_whole
from examcore.language import Message, messages
from examcore.nouns import Booklet, Form
from examcore.plugins import Plugins
from examcore.seal import (
    KEY_NAME,
    SHARES_NAMES,
    Attendance,
    Confirmation,
    Council,
    Deal,
    KeySource,
    Plan,
    Purpose,
    attend,
    confirm,
    join_keys,
    make_key_file,
    open_key,
    open_questions,
    read_council,
    show_confirmation,
)
from examcore.seal.packet import FORMAT, LARGEST_PACKET, Head
from examcore.seal.packet import tell as tell_facts
from examcore.seal.primitives import random_bytes
from examcore.seal.rules import tell_rule, tell_set
from examcore.shell.asking import COUNCIL_NAME, VARIABLE, Door, door_options, get_attendance, get_holder, get_passphrase
from examcore.shell.clock import now
from examcore.shell.localized import group, option
from examcore.shell.options import Shell, json_option, path
from examcore.shell.speak import give, give_json, tell
from examcore.sitting.packets import (
    Lying,
    check_key,
    check_pair,
    check_questions,
    find_lying,
    log_opening,
    unlock_lying,
)
from examcore.sitting.verify import ENVELOPES, Verified, unlock_all, verify_one

msg = messages("examcore")
HELD_BY = {"council": msg("council"), "key file": msg("key file"), "unknown": msg("nothing to open it lies beside it")}
packet = group("packet", msg("Packets: check, open and seal forms in their two envelopes."))


@packet.command("verify", help=msg("Check packets: PATH is one, or a folder of forms or of a sitting.").template)
@click.argument("target", metavar="PATH", type=path)
@json_option
@door_options
@click.pass_obj
def verify(shell: Shell, target: Path, as_json: bool, door: Door) -> None:
    found = find_lying(target)
    council = _council(door.council)
    holder = _holder(door, found)
    unlocked = unlock_all(found, holder)
    checked = [verify_one(shell.plugins, one, unlocked, door.council, now()) for one in found]
    if as_json:
        give_json({"packets": [_facts(one, council) for one in checked]})
    else:
        for one in checked:
            _show(one, council)
    if holder is None:
        tell(msg("no keys were given: the envelopes stayed shut, only what may be read was checked"))
    bad = [one.refused for one in checked if one.refused is not None]
    for refused in bad[1:]:
        tell(refused.read())
    if bad:
        raise bad[0]


def _council(folder: Path | None) -> Council | None:
    if folder is None:
        return None
    file = folder / COUNCIL_NAME
    return read_council(read_limited(file, LARGEST_PACKET), str(file))


def _holder(door: Door, found: tuple[Lying, ...]) -> str | Attendance | None:
    """Who opens, where keys were given: officers, or the passphrase of a key file that lies there."""
    if door.officers or door.paper:
        return get_attendance(door)
    given = door.passphrase_files or VARIABLE in os.environ
    return get_holder(replace(door, council=None)) if given and all(one.key_file for one in found) else None


def _facts(one: Verified, council: Council | None) -> dict[str, object]:
    head, lying = one.lying.packet.head, one.lying
    facts = head.facts
    return {
        "file": str(lying.path), "form": facts.form, "position": facts.position,
        "parts": [{"name": n, "items": c} for n, c in zip(facts.parts, facts.counts, strict=True)],
        "booklets": facts.codes, "policy": head.policy, "profile": head.profile, "rehearsal": facts.rehearsal,
        "date": head.plan.day, "sitting": head.plan.sitting,
        "not_before": head.plan.not_before.isoformat() if head.plan.not_before else None,
        "holder": head.holder, "held_by": _held_by(lying), "commitment": head.commitment, "sha256": lying.sha256,
        "shares": {purpose: {"council": s.head.council, "epoch": s.head.epoch,
                             "is_of_council": council is not None and s.head.council == council.digest.hex()}
                   for purpose, (s, _) in lying.shares.items()},
        "authorised": {purpose: [[council.name_of(place) for place in members] for members in council.sets[purpose]]
                       for purpose in ENVELOPES} if council is not None else None,
        "opened": {purpose: str(text) for purpose, text in one.opened.items()},
        "blueprint": one.blueprint, "logged": one.logged, "valid": one.refused is None,
        "checked": "inside" if one.is_checked_inside else "head",
        "reason": str(one.refused.text) if one.refused else "",
    }  # fmt: skip


def _conclude(one: Verified) -> Message:
    if one.refused is not None:
        return one.refused.text
    if one.is_checked_inside:
        return msg("nothing speaks against it")
    return msg("what may be read is in order; nothing else was checked")


def _held_by(lying: Lying) -> str:
    return "council" if lying.shares else "key file" if lying.key_file else "unknown"


def _show(one: Verified, council: Council | None) -> None:
    head, lying = one.lying.packet.head, one.lying
    facts = head.facts
    give(f"{lying.path}")
    parts = ", ".join(f"{n} {c}" for n, c in zip(facts.parts, facts.counts, strict=True))
    rows = [
        (msg("form, position"), f"{facts.form}, {facts.position}" + (" · DIỄN TẬP" if facts.rehearsal else "")),
        (msg("parts"), parts),
        (msg("booklets"), " ".join(facts.codes)),
        (msg("policy, profile"), f"{head.policy}, {head.profile}"),
        (msg("meant for"), " · ".join(filter(None, (head.plan.day.strftime("%d/%m/%Y") if head.plan.day else "",
                                                    head.plan.sitting)))),
        (msg("not before"), head.plan.not_before.isoformat(" ", "minutes") if head.plan.not_before else ""),
        (msg("key holder"), f"{head.holder} ({HELD_BY[_held_by(lying)]})"),
        (msg("commitment to the key"), head.commitment),
        (msg("SHA-256 of the file"), lying.sha256),
        (msg("sealing in the log"), str(msg("as logged")) if one.logged else ""),
        *((ENVELOPES[purpose], str(text)) for purpose, text in one.opened.items()),
        (msg("blueprint"), {True: str(msg("filled")), False: str(msg("another version is installed")), None: ""}[
            one.blueprint]),
        (msg("outcome"), str(_conclude(one))),
    ]  # fmt: skip
    for title, text in rows:
        if text:
            give(f"  {title}: {text}")
    if council is not None:
        for purpose in ENVELOPES:
            give(f"  {ENVELOPES[purpose]}: {tell_rule(council.rules[purpose], council.roles)}")
            for members in council.sets[purpose]:
                give(f"    - {tell_set(members, council.names)}")


@packet.command("open", help=msg("Open one envelope of the packet FILE into a file only you can read.").template)
@click.argument("file", metavar="FILE", type=path)
@option("--questions", "purpose", flag_value="questions", help=msg("the questions envelope: the booklets").template)
@option("--keys", "purpose", flag_value="key", help=msg("the key envelope: the form with its keys").template)
@option("--confirm", "code", default="",
        help=msg("form code a second officer reads in the plan; a council's packet needs it").template)  # fmt: skip
@option("--out", required=True, type=path, help=msg("folder for the opened file").template)
@json_option
@door_options
def open_command(file: Path, purpose: Purpose | None, code: str, out: Path, as_json: bool, door: Door) -> None:
    if purpose is None:
        raise Misused(msg("say which envelope: --questions or --keys"))
    (one,) = find_lying(file) if file.is_file() else _only(find_lying(file))
    right = show_confirmation(one.packet)
    target = out / f"{one.form}.{'questions' if purpose == 'questions' else 'form'}.json"
    if target.exists():
        raise AlreadyThere(msg("{path} exists already", path=str(target)), msg("choose another folder"))
    if one.shares and not code:
        raise Misused(
            msg("a second officer confirms the form code before a council's packet is opened"),
            msg("let them read it in the plan, not on the packet: --confirm CODE"),
        )
    if code:
        confirm(one.packet, Confirmation(code, right.day, right.sitting, right.position), str(one.path))
    keys = unlock_lying([one], get_holder(door), purpose)[one.path]
    log_opening(one, keys, purpose, now())
    opened: object
    if purpose == "questions":
        opened = open_questions(one.packet, keys, str(one.path), now())
    else:
        opened = open_key(one.packet, keys, str(one.path), now())
    write_whole(target, encode(opened), private=True)
    if as_json:
        give_json({"form": one.form, "envelope": purpose, "file": str(target), "present": keys.present})
    else:
        give(str(target))
    tell(msg("this file is not sealed: keep it on the machine it is needed on, and delete it when that is done"))


def _only(found: tuple[Lying, ...]) -> tuple[Lying, ...]:
    if len(found) != 1:
        raise Misused(msg("there are {count} packets: name one", count=len(found)))
    return found


@packet.command("seal", help=msg("Seal the opened form FILE again, under a council or a key file.").template)
@click.argument("file", metavar="FILE", type=path)
@option("--questions", "booklets_file", type=path, help=msg("its opened booklets, where they must stay").template)
@option("--booklets", "count", type=click.IntRange(1, 900), default=4, show_default=True,
        help=msg("how many booklets to make, where none are given").template)  # fmt: skip
@option("--date", "day", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), help=msg("day of the sitting").template)
@option("--sitting", "sitting_name", default="",
        help=msg("which sitting it is for; a second officer compares it before opening").template)  # fmt: skip
@option("--not-before", type=click.DateTime(["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"]),
        help=msg("time before which the packets stay shut").template)  # fmt: skip
@option("--out", required=True, type=path, help=msg("new folder for the sealed forms").template)
@json_option
@door_options
@click.pass_obj
def seal_command(
    shell: Shell, file: Path, booklets_file: Path | None, count: int, day: datetime | None, sitting_name: str,
    not_before: datetime | None, out: Path, as_json: bool, door: Door,
) -> None:  # fmt: skip
    form = decode(read_limited(file, LARGEST_PACKET), Form, str(file))
    booklets = make_booklets(form, count)
    if booklets_file is not None:
        booklets = decode(read_limited(booklets_file, LARGEST_PACKET), tuple[Booklet, ...], str(booklets_file))
    _check_form(shell.plugins, form, booklets, str(file), str(booklets_file or file))
    plan = Plan(day.date() if day else None, sitting_name, not_before.astimezone() if not_before else None)
    keys, beside = _new_keys(door)
    write_packets_for(out, [(form, booklets)], keys, beside, plan)
    (made,) = find_lying(out)
    if as_json:
        give_json({"form": form.id, "packet": str(made.path), "commitment": made.packet.head.commitment,
                   "sha256": made.sha256, "booklets": [b.code for b in booklets]})  # fmt: skip
    else:
        give(f"{made.path}")
        give(str(msg("commitment to the key: {letters}", letters=made.packet.head.commitment)))
    tell(msg("the opened files are not sealed: delete them now"))


def _check_form(plugins: Plugins, form: Form, booklets: tuple[Booklet, ...], source: str, asked: str) -> None:
    """Refuse what would not pass `verify` once sealed."""
    plugins.policy(form.policy)
    head = Head(FORMAT, tell_facts(form, booklets), Plan(), form.policy, form.profile, "", "")
    check_questions(head, booklets, asked)
    check_key(head, form, source)
    check_pair(form, booklets, asked)


def _new_keys(door: Door) -> tuple[KeySource, dict[str, bytes]]:
    if door.council is None:
        data, keys = make_key_file(get_passphrase(door.passphrase_file, new=True))
        return keys, {KEY_NAME: data}
    holder = random_bytes(8).hex()
    _, dealt = attend(get_attendance(door), deals=[Deal(purpose, holder) for purpose in SHARES_NAMES])
    beside = {name: one.data for name, one in zip(SHARES_NAMES.values(), dealt, strict=True)}
    return join_keys([one.keys for one in dealt]), beside
