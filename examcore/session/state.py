"""Knows what a journal adds up to: answers, flags, place and time used. Pure.

Must not know disks, clocks or screens. Live sessions, resumed ones and collecting all fold with `fold`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from examcore.conduct import Standing
from examcore.errors import BadInput
from examcore.language import Message, messages
from examcore.nouns import BookletLayout
from examcore.record import Clock, stamp
from examcore.session.events import SUBMIT_KINDS, Chain, Event, EventName

msg = messages("examcore")
_NOBODY_STEERS = Standing()


@dataclass(frozen=True, slots=True)
class State:
    """Where a candidate stands. `answers` maps question id to option id, `index` counts from 0.

    `submitted` is "" until the booklet is handed in, then how (see SubmitKind). `granted_ms` is time given beyond that
    of the test, `lost_ms` time that ran while no window was there. `anchor_ms` was used at the reading
    `anchor_mono_ms` of the clock `anchor_boot`, from which the time runs. `pin` is the number of the PIN that signed in
    last.
    """

    answers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    flags: frozenset[str] = frozenset()
    index: int = 0
    is_started: bool = False
    submitted: str = ""
    submitted_at: str = ""
    consumed_ms: int = 0
    lease: int = 0
    granted_ms: int = 0
    lost_ms: int = 0
    is_paused: bool = False
    pin: int = 0
    anchor_ms: int = 0
    anchor_mono_ms: int = 0
    anchor_boot: str = ""

    def consumed_at(self, clock: Clock, allowed_ms: int, standing: Standing = _NOBODY_STEERS) -> int:
        """Time used by now, at most `allowed_ms` and what was granted; it stands before the start, in a pause and after
        submission, and where this clock is not the one it ran by.

        `standing` has the pauses of the invigilators: they hold also for whom no window wrote them down.
        """
        boot = clock.boot()
        if not self.is_started or self.submitted or self.anchor_boot != boot:
            return self.consumed_ms
        if self.is_paused and not standing.has_resumed(boot):
            return self.consumed_ms
        now_ms = int(clock.monotonic() * 1000)
        paused_ms = standing.measure_pauses(boot, self.anchor_mono_ms, now_ms)
        used = self.anchor_ms + now_ms - self.anchor_mono_ms - paused_ms
        return min(allowed_ms + self.granted_ms, max(self.consumed_ms, used))


def fold(state: State, event: Event) -> State:
    """The state after `event`, which fits the booklet (see `find_fault`)."""
    after = replace(state, consumed_ms=event.consumed_ms, lease=event.lease)
    if event.boot:
        after = replace(after, anchor_ms=event.consumed_ms, anchor_mono_ms=event.mono_ms, anchor_boot=event.boot)
    match event.event:
        case "attach":
            return replace(after, pin=event.place, lost_ms=state.lost_ms + event.consumed_ms - state.consumed_ms)
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
        case "pause" | "resume":
            return replace(after, is_paused=event.event == "pause")
        case "grant":
            return replace(after, granted_ms=event.ms)
        case "beat" | "cut" | "leave":
            return after


def find_fault(state: State, event: Event, layout: BookletLayout, allowed_ms: int) -> Message | None:
    """What makes `event` impossible after `state` with this booklet and time; None where nothing does."""
    if state.submitted:
        return msg("something was written after submission")
    if event.consumed_ms < state.consumed_ms or event.consumed_ms > allowed_ms + state.granted_ms:
        return msg("the time used runs backward or past the time allowed")
    if event.lease != state.lease + (1 if event.event == "attach" else 0):
        return msg("the line was written by another sign-in than the last")
    if event.event == "submit":
        return _find_fault_at_end(state, event)
    if event.event == "grant":
        return None if event.ms > state.granted_ms else msg("time that was given is taken back")
    if event.event in ("attach", "cut", "beat", "leave", "pause", "resume"):
        return None
    if state.is_started == (event.event == "start"):
        return msg("the test was answered before its start or started twice")
    if state.is_paused:
        return msg("the test was gone on with during a pause")
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


def _find_fault_at_end(state: State, event: Event) -> Message | None:
    """A test that was never started can only be ended by invigilators."""
    if event.note not in SUBMIT_KINDS:
        return msg("the kind of submission is unknown")
    if not state.is_started and event.note in ("candidate", "time"):
        return msg("the test was answered before its start or started twice")
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


def make_event(chain: Chain, state: State, clock: Clock, name: EventName, consumed_ms: int) -> Event:
    """The next line of a journal, with the clock where the time stops or runs on from it."""
    is_anchor = name in ("attach", "start", "pause", "resume")
    return Event(
        seq=len(chain.events) + 1,
        at=stamp(clock.now()),
        consumed_ms=consumed_ms,
        lease=state.lease + 1 if name == "attach" else state.lease,
        event=name,
        prev=chain.last_hash,
        mono_ms=int(clock.monotonic() * 1000) if is_anchor else 0,
        boot=clock.boot() if is_anchor else "",
    )
