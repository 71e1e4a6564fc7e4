"""Knows the terminal delivery as the core asks for it: publish, recognise, collect, rehearse.

Must not know how screens look, and never holds a key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from examcore.errors import Problem
from examcore.hooks import Progress
from examcore.language import Label
from examcore.nouns import Booklet, BookletLayout, Responses, Sitting, SittingSecrets
from examcore.session import collect_journals, find_journals, find_rooms, publish_room
from examcore_tui.extra import require_screen


class TerminalDelivery:
    """Candidates sit at a terminal: a room folder goes out, journals come back."""

    id = "terminal"
    title = Label("Trên máy", "At a terminal")
    brings = "journals"
    asks_pin = True

    def publish(
        self,
        sitting: Sitting,
        room: str,
        booklets: Mapping[str, Booklet],
        secrets: SittingSecrets,
        into: Path,
    ) -> list[Path]:
        """Write the room's folder: room.json, booklets.sealed, journals/."""
        return publish_room(sitting, room, booklets, secrets, into)

    def recognises(self, source: Path) -> bool:
        """Whether `source` is a journal, or a folder with journals or terminal rooms in it."""
        return bool(find_journals(source) or find_rooms(source))

    def collect(
        self,
        sitting: Sitting,
        layouts: Mapping[tuple[str, str], BookletLayout],
        secrets: SittingSecrets,
        source: Path,
        progress: Progress | None = None,
        keep: Path | None = None,
    ) -> Iterator[Responses | Problem]:
        """Responses of every journal at `source`, of which nothing is kept; see `examcore.session.collect_journals`."""
        of = len(find_journals(source))
        done = 0
        for found in collect_journals(sitting, self.id, layouts, source):
            if isinstance(found, Responses):
                done += 1
                if progress is not None:
                    progress(done, of)
            yield found

    def rehearse(
        self,
        sitting: Sitting,
        booklets: Mapping[str, Booklet],
        secrets: SittingSecrets,
        answers: Mapping[str, Mapping[str, str]],
        into: Path,
        workers: int = 2,
        progress: Progress | None = None,
    ) -> Path:
        """Let every candidate of `booklets` sit in the real app, key by key, each in a worker process."""
        require_screen()
        from examcore_tui.rehearsal import rehearse_rooms

        rehearse_rooms(sitting, booklets, secrets, answers, into, workers, progress)
        return into
