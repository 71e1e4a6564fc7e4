"""Knows the review of one sitting: its pages, the decisions about them, and how a new decision is made and kept.

Must not know screens: a command line and a screen drive the same desk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from examcore.canonical import ABSENT
from examcore.engine.people import is_among
from examcore.errors import BadInput, NotFound
from examcore.language import messages
from examcore.sitting import SittingFolder, describe_growth, refuse_lost
from examcore_paper.layout import LETTERS
from examcore_paper.reader import PageReading, Plan
from examcore_paper.reader.facts import REVIEW
from examcore_paper.review.decisions import (
    DROP,
    PAGE,
    TAKE,
    Decision,
    add_decisions,
    clean_name,
    read_decisions,
    start_two,
    write_time,
)
from examcore_paper.review.doubts import Doubt, Seen, list_doubts
from examcore_paper.review.judge import judge_readings, read_alone
from examcore_paper.review.typed import hash_typed
from examcore_paper.scans import REVIEW_FILE

msg = messages("examcore_paper")

PAPER = "paper"


class Desk:
    """The review of a sitting. Each decision is on the disk, and in the sitting's log, before `decide` returns.

    Several officers may have a desk open at once: decisions of others come in with every decision and `look_again`.
    """

    def __init__(self, folder: SittingFolder, now: Callable[[], datetime]) -> None:
        refuse_lost(folder)
        own = folder.kept(PAPER)
        self.folder = folder
        self.path: Path = own / REVIEW_FILE
        self.plan = Plan.of(folder.sitting, folder.secrets.sheet_key)
        self._now = now
        self._raw = read_alone(self.plan, own)
        self._typed = hash_typed(self._raw)
        self._seen: dict[str, Mapping[int, Seen]] = {}
        self.look_again()

    def look_again(self) -> None:
        """Take in what others decided meanwhile."""
        self.reviewed = replace(read_decisions(self.path, self.folder.sitting), typed=self._typed)
        self._judge()

    def doubts(self) -> tuple[Doubt, ...]:
        """Everything that waits or was decided, in page order."""
        return list_doubts(self.plan.layout, self._raw, self.readings, self.reviewed, self._seen)

    @property
    def waits_for_second(self) -> int:
        """How many doubts one officer has decided and nobody has confirmed, where two are needed."""
        return sum(doubt.settled is None and len(doubt.votes) == 1 for doubt in self.doubts())

    def open_for(self, by: str) -> tuple[Doubt, ...]:
        """What `by` can still do something about: open, and either differing or without a word of theirs."""
        return tuple(
            doubt
            for doubt in self.doubts()
            if doubt.settled is None and (doubt.differs or not is_among(by, (vote.by for vote in doubt.votes)))
        )

    def need_two(self, by: str) -> None:
        """From now on a doubt is settled only by two officers who say the same."""
        if not self.reviewed.needs_two:
            self._keep(start_two(by, self._now()))

    def mark(self, by: str, page: str, item: int, letters: str, why: str = "") -> Decision:
        """Decide the mark of an item: "" is a blank, several letters a double mark.

        Raises NotFound for an unknown page or item, BadInput for letters the item does not have, and where a mark the
        reader was sure of is changed without a reason.
        """
        return self._keep(self._check_mark(by, page, item, letters, why))

    def mark_all(self, by: str, marks: Sequence[tuple[str, int, str, str]]) -> None:
        """Decide many marks (page, item, letters, why): all of them, or none where one is refused as by `mark`."""
        decisions = [self._check_mark(by, *one) for one in marks]
        if decisions:
            self._keep(*decisions)

    def _check_mark(self, by: str, page: str, item: int, letters: str, why: str) -> Decision:
        reading = self._find(page)
        row = next((row for row in self.plan.layout.items if row.number == item), None)
        if row is None or reading.state != "read":
            raise NotFound(
                msg("page {page} has no mark {item} to decide", page=page, item=item),
                msg("a page for review is taken first, then its marks are decided"),
            )
        known = LETTERS[: len(row.bubbles)]
        if set(letters) - set(known) or len(set(letters)) < len(letters):
            raise BadInput(
                msg("{letters} is no mark of item {item}", letters=letters, item=item),
                msg("give letters from A to {last}, or - for a blank", last=known[-1]),
            )
        sure = dict(next(one for one in self._raw if one.key == page).marks).get(item, REVIEW)
        if sure != REVIEW and not why.strip():
            raise BadInput(
                msg("the reader was sure of item {item}: changing it needs a reason", item=item),
                msg("say why: --why TEXT"),
            )
        return self._decision(by, page, item, "".join(sorted(letters)), why=why)

    def take(self, by: str, page: str, candidate: str, booklet: str, why: str) -> Decision:
        """Let a page count for a candidate and a booklet. Raises NotFound or BadInput where these cannot be.

        A sheet that one officer typed is refused until another has; the decision holds for the marks seen now only.
        """
        self._find(page)
        if self._typed.get(page) == "":
            raise BadInput(
                msg("one officer alone typed this sheet: it counts when another has typed it too"),
                msg("have another officer type it: examcore sheet type SITTING --by NAME"),
            )
        owner = self.folder.sitting.candidate(candidate)
        if owner is None:
            raise NotFound(msg("there is no candidate {number} in this sitting", number=candidate))
        form = self.folder.sitting.form_for(owner.position)
        if form is None or booklet not in form.codes:
            raise BadInput(
                msg("there is no booklet {code} of the candidate's form", code=booklet or "-"),
                msg("its booklets: {codes}", codes=", ".join(form.codes) if form else "-"),
            )
        return self._keep(self._decision(by, page, PAGE, TAKE, candidate, booklet, why))

    def drop(self, by: str, page: str, why: str) -> Decision:
        """Set a page aside: it counts for nobody."""
        self._find(page)
        return self._keep(self._decision(by, page, PAGE, DROP, why=why))

    def _decision(
        self, by: str, page: str, item: int, value: str, candidate: str = "", booklet: str = "", why: str = ""
    ) -> Decision:
        reason = " ".join(why.split())
        if item == PAGE and not reason:
            raise BadInput(msg("a decision about a whole page needs a reason"), msg("say why: --why TEXT"))
        at = write_time(self._now())
        marks = self._typed.get(page, ABSENT)
        return Decision(at, clean_name(by), page, item, value, candidate, booklet, reason, marks)

    def _keep(self, *decisions: Decision) -> Decision:
        reviewed, size = add_decisions(self.path, self.folder.sitting, decisions)
        self.reviewed = replace(reviewed, typed=self._typed)
        grown = describe_growth(self.folder, self.path, size)
        each = [
            {"by": one.by, **({"page": one.page} if one.page else {}), "item": str(one.item), **grown}
            for one in decisions
        ]
        self.folder.log_all("sheet.decide", self._now(), each)
        self._judge()
        return decisions[-1]

    def _find(self, page: str) -> PageReading:
        found = next((reading for reading in self.readings if reading.key == page and page), None)
        if found is None:
            raise NotFound(
                msg("no page {page} was read for this sitting", page=page or "-"),
                msg("list the pages: examcore sheet doubts"),
            )
        return found

    def _judge(self) -> None:
        self.readings: tuple[PageReading, ...] = judge_readings(self.plan, self._raw, self.reviewed)
