"""Knows what the acts add up to, for the room and for each candidate. Pure.

Must not know journals: that a candidate was told to stop is here, that they stopped is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal, TypeAlias

from examcore.conduct.acts import Act
from examcore.conduct.steering import Steering

Ending: TypeAlias = Literal["invigilators", "barred", "paper"]
"""How invigilators can end a test; each is a kind of submission."""


@dataclass(frozen=True, slots=True)
class Pause:
    """One pause of a candidate, by the clocks of the acts that began and ended it, ms; open while `end_ms` is None."""

    boot: str
    begin_ms: int
    end_boot: str = ""
    end_ms: int | None = None

    def overlap(self, boot: str, since_ms: int, now_ms: int) -> int:
        """How much of the time from `since_ms` to `now_ms` by the clock `boot` lies in this pause, as far as it tells.

        A pause that ended by this clock began by it or before it; one that ended by another is not placed at all.
        """
        if self.end_ms is None:
            begin, end = (self.begin_ms, now_ms) if self.boot == boot else (now_ms, now_ms)
        elif self.end_boot == boot:
            begin, end = self.begin_ms if self.boot == boot else since_ms, self.end_ms
        else:
            return 0
        return max(0, min(end, now_ms) - max(begin, since_ms))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the acts leave one candidate. `pin` is the number of the PIN that signs in now (0 the one of the slip);
    `ending` is how the test is to be handed in, None while it goes on.
    """

    is_admitted: bool = False
    is_started: bool = False
    is_paused: bool = False
    added_ms: int = 0
    restored_ms: int = 0
    pin: int = 0
    ending: Ending | None = None
    pauses: tuple[Pause, ...] = ()

    def measure_pauses(self, boot: str, since_ms: int, now_ms: int) -> int:
        """How much of the time from `since_ms` to `now_ms` by the clock `boot` this candidate was paused, ms."""
        return sum(pause.overlap(boot, since_ms, now_ms) for pause in self.pauses)

    def has_resumed(self, boot: str) -> bool:
        """Whether the last pause is over and the clock `boot` tells since when."""
        return not self.is_paused and bool(self.pauses) and self.pauses[-1].end_boot == boot

    @property
    def granted_ms(self) -> int:
        """All time given beyond that of the test."""
        return self.added_ms + self.restored_ms


@dataclass(frozen=True, slots=True)
class Conduct:
    """Where the acts leave the room. `people` has those candidates whom an act has concerned by number; `start` is the
    act that started the test, None before.
    """

    acts: tuple[Act, ...] = ()
    start: Act | None = None
    is_paused: bool = False
    is_closed: bool = False
    people: Mapping[str, Standing] = field(default_factory=lambda: MappingProxyType({}))

    def standing(self, number: str) -> Standing:
        """Where candidate `number` stands; acts on the whole room are in it."""
        return self.people.get(number, Standing())


def fold_acts(acts: Sequence[Act], numbers: Sequence[str], steering: Steering) -> Conduct:
    """The room after `acts`, for the candidates `numbers`."""
    people = dict.fromkeys(numbers, Standing())
    start: Act | None = None
    is_paused = is_closed = False
    for act in acts:
        if not act.candidates:
            is_paused = act.act == "pause" or (is_paused and act.act != "resume")
        if act.act == "start" and start is None:
            start = act
        is_closed = is_closed or act.act == "close"
        for number in act.candidates or numbers:
            if number in people:
                people[number] = _fold(people[number], act, steering)
    if start is not None:
        people = {number: replace(one, is_started=True) for number, one in people.items()}
    return Conduct(tuple(acts), start, is_paused, is_closed, MappingProxyType(people))


def _fold(one: Standing, act: Act, steering: Steering) -> Standing:
    match act.act:
        case "admit":
            return replace(one, is_admitted=True)
        case "pause":
            begun = () if one.is_paused else (Pause(act.boot, act.mono_ms),)
            return replace(one, is_paused=True, pauses=(*one.pauses, *begun))
        case "resume":
            if not one.is_paused:
                return one
            over = replace(one.pauses[-1], end_boot=act.boot, end_ms=act.mono_ms)
            return replace(one, is_paused=False, pauses=(*one.pauses[:-1], over))
        case "restore":
            return replace(one, restored_ms=one.restored_ms + act.ms)
        case "add":
            return replace(one, added_ms=one.added_ms + act.ms)
        case "reseat":
            return replace(one, pin=act.pin)
        case "force" | "close":
            return replace(one, ending=one.ending or "invigilators")
        case "paper":
            return replace(one, ending=one.ending or "paper")
        case "sanction":
            rule = steering.sanction(act.kind)
            return replace(one, ending=one.ending or "barred") if rule is not None and rule.ends else one
        case "start" | "incident":
            return one
