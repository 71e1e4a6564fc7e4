"""Knows what can be checked of a packet without trusting who hands it over: head, envelopes, commitment, blueprint.

Must not know commands, nor what any question says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from examcore.drawing import find_position
from examcore.errors import BadInput, BrokenSeal, ExamcoreError, NotAuthorised, NotFound
from examcore.language import Message, messages
from examcore.nouns import Form
from examcore.plugins import Plugins
from examcore.seal import Attendance, KeySource, Purpose, open_key, open_questions
from examcore.sitting.packets import (
    Lying,
    check_blueprint,
    check_key,
    check_pair,
    check_questions,
    find_sealing,
    log_opening,
    unlock_lying,
)

msg = messages("examcore")

NOT_OPENED = msg("not opened")
ENVELOPES: dict[Purpose, Message] = {"questions": msg("questions envelope"), "key": msg("key envelope")}


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check of one packet came to. `opened` says for each envelope what was found; `refused` why it failed.

    `is_checked_inside` is true only where both envelopes were opened and compared.
    """

    lying: Lying
    opened: Mapping[Purpose, Message]
    blueprint: bool | None = None
    logged: bool = False
    refused: ExamcoreError | None = None
    is_checked_inside: bool = False


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys those present may have now, by purpose and path; why not, for a purpose they may not open."""

    given: Mapping[Purpose, Mapping[Path, KeySource]]
    refused: Mapping[Purpose, Message]


def unlock_all(found: tuple[Lying, ...], holder: str | Attendance | None) -> Keys:
    """The keys of all packets that `holder` may have; none without a holder. Raises as `unlock_lying`, for others."""
    given: dict[Purpose, Mapping[Path, KeySource]] = {}
    refused: dict[Purpose, Message] = {}
    if holder is None:
        return Keys(given, refused)
    for purpose in ENVELOPES:
        try:
            given[purpose] = unlock_lying(found, holder, purpose)
        except NotAuthorised as problem:
            refused[purpose] = msg("not opened: {why}", why=problem.text)
    return Keys(given, refused)


def verify_one(plugins: Plugins, one: Lying, unlocked: Keys, council: Path | None, at: datetime) -> Verified:
    """Everything that can be checked; a refusal is kept, so that the other packets are checked too."""
    opened: dict[Purpose, Message] = {**dict.fromkeys(ENVELOPES, NOT_OPENED), **unlocked.refused}
    source, blueprint, logged = str(one.path), None, False
    head = one.packet.head
    try:
        logged = find_sealing(one, [f for f in (one.sitting, one.path.parent, council) if f is not None])
        _check_shares(one)
        keys = _pick_keys(one, unlocked, opened, at)
        booklets, form = None, None
        if "questions" in keys:
            booklets = open_questions(one.packet, keys["questions"], source, at)
            check_questions(head, booklets, source)
            opened["questions"] = msg("whole: {count} booklets", count=len(booklets))
        if "key" in keys:
            form = open_key(one.packet, keys["key"], source, at)
            check_key(head, form, source)
            opened["key"] = msg("whole: the key that was committed to")
            blueprint = _compare_blueprint(plugins, one, form)
        if booklets is not None and form is not None:
            check_pair(form, booklets, source)
    except (BadInput, BrokenSeal) as refused:
        return Verified(one, opened, blueprint, logged, refused)
    return Verified(one, opened, blueprint, logged, None, booklets is not None and form is not None)


def _check_shares(one: Lying) -> None:
    for shares, file in one.shares.values():
        if shares.head.holder != one.packet.head.holder:
            raise BrokenSeal(
                msg("{file} belongs to other packets than {path}", file=str(file), path=str(one.path)),
                msg("take the shares that were dealt with the packet"),
            )


def _pick_keys(one: Lying, unlocked: Keys, opened: dict[Purpose, Message], at: datetime) -> dict[Purpose, KeySource]:
    """The keys of one packet, unless its time has not come; the opening is logged."""
    keys: dict[Purpose, KeySource] = {}
    opens = one.packet.head.plan.not_before
    for purpose, given in unlocked.given.items():
        if opens is not None and at < opens and not given[one.path].reason:
            opened[purpose] = msg("not opened: stays shut until {time}", time=opens.isoformat(" ", "minutes"))
        else:
            keys[purpose] = given[one.path]
            log_opening(one, keys[purpose], purpose, at)
    return keys


def _compare_blueprint(plugins: Plugins, one: Lying, form: Form) -> bool | None:
    """Whether the form was drawn by the policy's blueprint as installed; None where it cannot be told."""
    day = one.packet.head.plan.day
    if day is None or form.policy not in plugins.policies:
        return None
    policy = plugins.policy(form.policy)
    try:
        position = find_position(plugins, form.policy, form.position)
    except NotFound:
        return None
    return check_blueprint(form, policy.blueprint(policy.profile(day), position), str(one.path))
