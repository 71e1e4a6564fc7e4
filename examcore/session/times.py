"""Knows how long a candidate had each question before them, from the lines of a journal.

Must not know disks, screens or keys, and tells nothing about who the candidate is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from examcore.errors import BadInput
from examcore.nouns import BookletLayout
from examcore.record import MOST_BYTES
from examcore.session.collect import find_journals
from examcore.session.events import Chain, read_chain
from examcore.session.state import replay


def measure_times(chain: Chain, layout: BookletLayout) -> dict[str, int]:
    """Milliseconds by question id for every question that stood before the candidate.

    Time counts for the question shown when it passed, the one a line is about, else the one last moved to.
    Interruptions are not in the journal and count for none.
    """
    found: dict[str, int] = {}
    place, consumed = 1, 0
    for event in chain.events:
        if event.event in ("answer", "clear", "flag", "unflag"):
            place = event.place
        if 1 <= place <= len(layout.questions) and event.consumed_ms > consumed:
            question = layout.questions[place - 1].question
            found[question] = found.get(question, 0) + event.consumed_ms - consumed
        consumed = max(consumed, event.consumed_ms)
        if event.event == "move":
            place = event.place
    return found


def read_times(
    source: Path, sitting: str, layouts: Mapping[tuple[str, str], BookletLayout]
) -> Iterator[tuple[str, dict[str, int]]]:
    """(candidate, milliseconds by question) of each sound and submitted journal of a sitting at `source`.

    Broken, unfinished and other sittings' journals give nothing: `collect` has reported them.
    """
    for path in find_journals(source):
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        try:
            chain = read_chain(data, path.name)
            issue = chain.issue
            layout = layouts.get((issue.form, issue.booklet)) if issue is not None else None
            if issue is None or layout is None or issue.sitting != sitting:
                continue
            if replay(chain, layout, path.name).submitted:
                yield issue.candidate, measure_times(chain, layout)
        except BadInput:
            continue
