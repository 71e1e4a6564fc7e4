"""Knows what becomes of responses as they come in: new, known, in the place of unfinished ones, joined, withdrawn.

Must not know deliveries, nor keep anything: what is taken is written by `examcore.sitting.run`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from examcore.errors import Problem
from examcore.language import messages
from examcore.nouns import Halves, Responses
from examcore.sitting.merge import can_merge, is_known_half, merge, merge_again, part

msg = messages("examcore")


@dataclass(slots=True)
class Taking:
    """What a sitting holds while something is taken in: responses and halves by candidate, those that are fresh, how
    many were known already, and problems.
    """

    kept: dict[str, Responses]
    halves: dict[str, Halves]
    fresh: dict[str, Responses] = field(default_factory=dict)
    known: int = 0
    problems: list[Problem] = field(default_factory=list)

    def take(self, found: Responses) -> None:
        """Take in the responses of one candidate. The first stay unless they were unfinished, come from the very same
        journal or page, or are the other half of one test; any others are a problem.
        """
        number = found.candidate
        before, halves = self.kept.get(number), self.halves.get(number)
        if halves is not None and is_known_half(halves, found):
            self.known += 1
        elif halves is not None and (again := merge_again(halves, found)) is not None:
            self._join(*again)
        elif before is not None and (before.given, before.is_final) == (found.given, found.is_final):
            self.known += 1
        elif before is not None and halves is None and can_merge(before, found):
            self._join(*merge(before, found))
        elif before is None or not before.is_final or (found.origin and found.origin == before.origin):
            self.kept[number] = self.fresh[number] = found
        else:
            self.problems.append(
                Problem(found.origin, msg("candidate {number}", number=number), "second-responses",
                        msg("other responses of this candidate were collected before; the first stay"))
            )  # fmt: skip

    def find_others(self, found: Responses) -> bool:
        """Whether what `found` comes from gave responses of another candidate before."""
        return bool(found.origin) and any(
            r.origin == found.origin and number != found.candidate for number, r in self.kept.items()
        )

    def withdraw(self, origin: str) -> list[str]:
        """Take back the responses that came from this journal or page; whose they were. Of a test that went on on
        paper the half at the PC stays, as unfinished as it was.
        """
        gone = [number for number, responses in self.kept.items() if origin and responses.origin == origin]
        for number in gone:
            whole, halves = self.kept.pop(number), self.halves.pop(number, None)
            self.fresh.pop(number, None)
            if halves is not None:
                self.kept[number] = part(whole, halves)
        return gone

    def _join(self, responses: Responses, halves: Halves) -> None:
        self.kept[responses.candidate] = self.fresh[responses.candidate] = responses
        self.halves[responses.candidate] = halves
