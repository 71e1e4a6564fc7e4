"""Knows how the desk comes by who opens: a passphrase, or the officers of a council who are present, each with theirs.

Must not keep one, nor know what is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from examcore.desk import show_path
from examcore.errors import NotFound
from examcore.files import read_limited
from examcore.language import messages
from examcore.seal import Attendance, KeySource, Seat, attend
from examcore.seal.child import forbid_core_dumps
from examcore.store import Bank, unlock_bank
from examcore_tui.widgets.listing import Line

if TYPE_CHECKING:
    from examcore_tui.desk.frame import DeskPage

msg = messages("examcore_tui")
COUNCIL_NAME = "council.json"
LARGEST = 512 * 1024
Holder = str | Attendance


def ask_holder(page: DeskPage, whose: str, is_council: bool, then: Callable[[Holder], None]) -> None:
    """Ask who opens: the passphrase of `whose`, or where a council's shares lie there, its officers one by one."""
    forbid_core_dumps()
    if not is_council:
        page.ask_passphrase(whose, then)
        return
    page.attempt(lambda: _ask_council(page, then))


def ask_keys(page: DeskPage, bank: Bank, then: Callable[[Callable[[], KeySource]], None]) -> None:
    """Ask for what opens a bank; `then` is handed a function that opens it, which takes a while."""
    is_council = not bank.key_path.is_file()

    def opened(holder: Holder) -> None:
        then(lambda: open_bank(bank, holder))

    ask_holder(page, bank.key_path.name, is_council, opened)


def open_bank(bank: Bank, holder: Holder) -> KeySource:
    """The keys of a bank. Raises WrongPassphrase, NotAuthorised, NotFound."""
    if isinstance(holder, str):
        return unlock_bank(bank, holder)
    data, name = bank.shares()
    opened, _ = attend(holder, {name: data})
    return opened[name]


def door_words(page: DeskPage, is_council: bool) -> list[str]:
    """The words of a command that say who opens; a passphrase is never one of them."""
    if not is_council:
        return []
    councils = page.desk.find("council")
    folder = show_path(councils[0].path) if len(councils) == 1 else "COUNCIL"
    return ["--council", folder, "--officer", "OFFICER"]


def _ask_council(page: DeskPage, then: Callable[[Holder], None]) -> None:
    councils = [thing.path for thing in page.desk.find("council")]
    officers = [thing.path for thing in page.desk.find("officer")]
    if not councils:
        raise NotFound(
            msg("no council lies in {folder}", folder=show_path(page.desk.folder)),
            msg("put the council's folder there, or work in the folder it lies in (F2 on the first page)"),
        )
    if not officers:
        raise NotFound(
            msg("no officer's key file lies in {folder}", folder=show_path(page.desk.folder)),
            msg("put in the sticks of the officers who are present, or copy their key files there"),
        )
    if len(councils) == 1:
        _gather(page, councils[0], officers, (), then)
        return
    lines = [Line((show_path(one),)) for one in councils]
    page.pick(msg("WHICH COUNCIL OPENS?"), lines, lambda at: _gather(page, councils[at], officers, (), then))


def _gather(
    page: DeskPage, council: Path, officers: Sequence[Path], seats: tuple[Seat, ...], then: Callable[[Holder], None]
) -> None:
    """Ask for one more officer who is present, or go on with those who are."""
    left = [one for one in officers if str(one) not in {seat.source for seat in seats}]
    present = msg("{count} officers present", count=len(seats))
    lines = [
        Line((str(msg("Go on: {present}", present=present)),), "title"),
        *(Line((show_path(one),)) for one in left),
    ]

    def chosen(at: int) -> None:
        if at == 0:
            text = read_limited(council / COUNCIL_NAME, LARGEST).decode("utf-8", "replace")
            then(Attendance(str(council / COUNCIL_NAME), text, seats, ""))
            return
        officer = left[at - 1]
        text = read_limited(officer, LARGEST).decode("utf-8", "replace")

        def typed(phrase: str) -> None:
            _gather(page, council, officers, (*seats, Seat(str(officer), text, phrase)), then)

        page.ask_passphrase(officer.name, typed)

    page.pick(msg("WHO IS PRESENT? Choose each officer, then go on"), lines, chosen)
