"""Knows how an officer makes a sitting at the desk: forms, list of candidates, day and title, then the folder.

Must not know how a sitting is made: `examcore.sitting` does.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from examcore.desk import command_line, show_path
from examcore.errors import NotFound
from examcore.language import Message, messages
from examcore.sitting import SittingFolder, make_sitting
from examcore_tui.desk.asking import Field, read_day
from examcore_tui.widgets.listing import Line

if TYPE_CHECKING:
    from examcore_tui.desk.frame import DeskPage

msg = messages("examcore_tui")
MOST_COLUMNS = 3
LONGEST_TITLES = 4096


class NewSitting:
    """The questions in their order; `then` is handed what to tell when the sitting is there."""

    def __init__(self, page: DeskPage, then: Callable[[Message], None]) -> None:
        self._page, self._then = page, then

    def ask(self) -> None:
        """Begin: which policy, where there are several."""
        policies = list(self._page.desk.plugins.policies.values())
        if len(policies) == 1:
            self._page.attempt(lambda: self._ask_forms(policies[0].id))
            return
        lines = [Line((one.id, one.title.read())) for one in policies]
        if not lines:
            self._page.say(msg("no policy is installed"), is_alarm=True)
            return

        def chosen(at: int) -> None:
            self._page.attempt(lambda: self._ask_forms(policies[at].id))

        self._page.pick(msg("UNDER WHICH RULES?"), lines, chosen)

    def _ask_forms(self, policy: str) -> None:
        folders = [thing.path for thing in self._page.desk.find("forms")]
        if not folders:
            raise NotFound(
                msg("no sealed forms lie in {folder}", folder=show_path(self._page.desk.folder)),
                msg("draw and seal forms first"),
            )
        lines = [Line((show_path(one), str(msg("{count} packets", count=len(_packets(one)))))) for one in folders]
        self._page.pick(msg("WHICH SEALED FORMS?"), lines, lambda at: self._ask_rest(policy, folders[at]))

    def _ask_rest(self, policy: str, forms: Path) -> None:
        page = self._page
        folder = page.desk.folder
        lists = sorted(folder.glob("*.csv"))
        watching = [one for one in lists if _has_few_columns(one)]
        people = [one for one in lists if one not in watching]
        fields = (
            Field("folder", msg("New folder for the sitting"), show_path(folder / "ca-1")),
            Field("candidates", msg("List of candidates (csv)"), show_path(people[0]) if people else ""),
            Field("day", msg("Day of the sitting (dd/mm/yyyy)"), f"{page.desk.today:%d/%m/%Y}"),
            Field("title", msg("What stands on screens and papers (may be empty)"), may_be_empty=True),
            Field(
                "invigilators",
                msg("List of invigilators (csv: room, name; empty: nobody steers the rooms)"),
                show_path(watching[0]) if watching else "",
                may_be_empty=True,
            ),
        )

        def go(given: dict[str, str]) -> None:
            day = read_day(given["day"])
            into, people = Path(given["folder"]).expanduser(), Path(given["candidates"]).expanduser()
            invigilators = Path(given["invigilators"]).expanduser() if given["invigilators"] else None
            packets = _packets(forms)
            said = [word for packet in packets for word in ("--form", packet)]
            page.show_command(command_line("sitting", "new", into, "--policy", policy, said, "--candidates", people,
                                           ["--invigilators", invigilators] if invigilators else [],
                                           "--date", day.isoformat()))  # fmt: skip
            page.work(msg("making the sitting"),
                      lambda _: make_sitting(into, page.desk.plugins, policy, packets, people, day, given["title"],
                                             page.desk.now(), invigilators=invigilators),
                      self._tell)  # fmt: skip

        page.ask(msg("A NEW SITTING"), fields, go)

    def _tell(self, made: SittingFolder) -> None:
        sitting = made.sitting
        self._then(msg("sitting {id}: {candidates} candidates in {rooms} rooms", id=sitting.id,
                       candidates=len(sitting.candidates), rooms=len(sitting.rooms)))  # fmt: skip


def _packets(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.packet"))


def _has_few_columns(path: Path) -> bool:
    """Whether a csv file looks like a list of invigilators (room, name and perhaps PIN): candidates have more."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            titles = file.readline(LONGEST_TITLES)
    except OSError:
        return False
    return max(titles.count(one) for one in ",;\t") < MOST_COLUMNS
