"""Knows what a journal adds up to: answers, flags, place and time used. Pure.

Must not know disks, clocks or screens. Live sessions, resumed ones and collecting all fold with `fold`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from examcore.errors import BadInput
from examcore.language import Message, messages
from examcore.nouns import BookletLayout
from examcore.session.events import Chain, Event

msg = messages("examcore")


@dataclass(frozen=True, slots=True)
class State:
    """Where a candidate stands. `answers` maps question id to option id, `index` counts from 0.

    `submitted` is "" until the booklet is handed in, then "candidate" or "time".
    """

    answers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    flags: frozenset[str] = frozenset()
    index: int = 0
    is_started: bool = False
    submitted: str = ""
    submitted_at: str = ""
    consumed_ms: int = 0
    lease: int = 0


def fold(state: State, event: Event) -> State:
    """The state after `event`, which fits the booklet (see `find_fault`)."""
    after = replace(state, consumed_ms=event.consumed_ms, lease=event.lease)
    match event.event:
        case "start":
            return replace(after, is_started=True)
        case "answer":
            return replace(after, answers=MappingProxyType({**state.answers, event.question: event.option}))
        case "clear":
            kept = {question: option for question, option in state.answers.items() if question != event.question}
            return replace(after, answers=MappingProxyType(kept))
        case "flag":
            return replace(after, flags=state.flags | {event.question})
        case "unflag":
            return replace(after, flags=state.flags - {event.question})
        case "move":
            return replace(after, index=event.place - 1)
        case "submit":
            return replace(after, submitted=event.note, submitted_at=event.at)
        case "attach" | "beat" | "cut":
            return after


def find_fault(state: State, event: Event, layout: BookletLayout, allowed_ms: int) -> Message | None:
    """What makes `event` impossible after `state` with this booklet and time; None where nothing does."""
    if state.submitted:
        return msg("something was written after submission")
    if event.consumed_ms < state.consumed_ms or event.consumed_ms > allowed_ms:
        return msg("the time used runs backward or past the time allowed")
    if event.lease != state.lease + (1 if event.event == "attach" else 0):
        return msg("the line was written by another sign-in than the last")
    if event.event in ("attach", "cut", "beat"):
        return None
    if state.is_started == (event.event == "start"):
        return msg("the test was answered before its start or started twice")
    if event.event == "submit":
        return None if event.note in ("candidate", "time") else msg("the kind of submission is unknown")
    if event.event == "start":
        return None
    if not 1 <= event.place <= len(layout.questions):
        return msg("there is no question {number} in this booklet", number=event.place)
    shown = layout.questions[event.place - 1]
    if event.event == "move":
        return None
    if event.question != shown.question:
        return msg("the question is not number {number} of this booklet", number=event.place)
    if event.event == "answer" and event.option not in shown.options:
        return msg("question {number} has no such option", number=event.place)
    return None


def replay(chain: Chain, layout: BookletLayout, source: str) -> State:
    """The state after all events of `chain`. Raises BadInput, naming the first line that cannot be."""
    state = State()
    if chain.issue is None:
        return state
    for event in chain.events:
        fault = find_fault(state, event, layout, chain.issue.allowed_ms)
        if fault is not None:
            raise BadInput(
                msg("{place}: {fault}", place=f"{source}:{event.seq + 1}", fault=fault),
                msg("keep the file as it is and tell the council"),
            )
        state = fold(state, event)
    return state
