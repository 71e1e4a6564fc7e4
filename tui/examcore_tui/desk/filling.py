"""Knows how an officer makes a bank at the desk and adds items from files.

Must not know how items are read or sealed. Shows no item.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from examcore.desk import command_line, show_path
from examcore.errors import BadItems, Misused
from examcore.files import read_limited
from examcore.intake import LARGEST, SAMPLES, Intake, read_files, sample_files
from examcore.language import Message, messages
from examcore.nouns import Hand, Item, ReviewRule
from examcore.seal import KeySource
from examcore.seal.child import forbid_core_dumps
from examcore.shell.asking import SHORTEST, name_hand
from examcore.store import Bank, make_bank, settle
from examcore_tui.desk.asking import Field
from examcore_tui.desk.doors import ask_keys
from examcore_tui.widgets.listing import Line

if TYPE_CHECKING:
    from examcore_tui.desk.frame import DeskPage

msg = messages("examcore_tui")


class NewBank:
    """The questions for a new bank under a passphrase; `then` is handed what to tell."""

    def __init__(self, page: DeskPage, then: Callable[[Message], None]) -> None:
        self._page, self._then = page, then

    def ask(self) -> None:
        """Begin: whose rules, where there are several."""
        policies = list(self._page.desk.plugins.policies.values())
        if len(policies) == 1:
            self._ask_filling(policies[0].id)
        elif policies:
            lines = [Line((one.id, one.title.read())) for one in policies]
            self._page.pick(msg("UNDER WHICH RULES?"), lines, lambda at: self._ask_filling(policies[at].id))
        else:
            self._page.say(msg("no policy is installed"), is_alarm=True)

    def _ask_filling(self, policy: str) -> None:
        lines = [Line((str(msg("An empty bank")),)), Line((str(msg("A bank of the sample items, to try things out")),))]
        self._page.pick(msg("WHAT SHALL LIE IN IT?"), lines, lambda at: self._ask_rest(policy, at == 1))

    def _ask_rest(self, policy: str, is_sample: bool) -> None:
        page = self._page
        default = show_path(page.desk.folder / ("mau.bank" if is_sample else "can-bo.bank"))
        fields = (
            Field("path", msg("New file for the bank"), default),
            Field("phrase", msg("Passphrase, best several words"), is_secret=True),
            Field("again", msg("The same once more"), is_secret=True),
            Field("by", msg("Who begins a book of review (empty: every item may be drawn)"), may_be_empty=True),
        )

        def go(given: dict[str, str]) -> None:
            phrase, again = given.pop("phrase"), given.pop("again")
            if phrase != again:
                raise Misused(msg("the two passphrases differ"), msg("type the same one twice"))
            if len(phrase) < SHORTEST:
                raise Misused(
                    msg("the passphrase is too short"), msg("choose at least {count} characters", count=SHORTEST)
                )
            path = Path(given["path"]).expanduser()
            forbid_core_dumps()
            page.show_command(command_line("bank", "init", path, "--policy", policy, "--sample" if is_sample else "",
                                           ["--reviewed", "--by", given["by"]] if given["by"] else []))  # fmt: skip
            page.work(msg("making the bank"), lambda _: self._make(path, policy, phrase, is_sample, given["by"]),
                      self._tell)  # fmt: skip

        page.ask(msg("A NEW BANK"), fields, go)

    def _make(self, path: Path, policy: str, phrase: str, is_sample: bool, by: str) -> Bank:
        plugins = self._page.desk.plugins
        read = read_files(plugins, sample_files(), "text", "", "", ()) if is_sample else Intake(0, (), ())
        if read.errors:
            raise BadItems(msg("the sample items have problems, no bank was made"), read.errors)
        bank, keys = make_bank(path, policy, phrase, self._page.desk.today)
        hand = Hand(by, self._page.desk.now()) if by else None
        if hand is not None:
            settle(bank, ReviewRule(), keys, hand)
        bank.add(read.items, keys, replace(hand, by=SAMPLES) if hand else None, SAMPLES)
        return bank

    def _tell(self, bank: Bank) -> None:
        self._then(msg("made; keep {key} and the passphrase in two different places", key=bank.key_path.name))


class MoreItems:
    """The questions for adding items from files; all or none are added. `then` is handed what to tell."""

    def __init__(self, page: DeskPage, bank: Bank, then: Callable[[Message], None]) -> None:
        self._page, self._bank, self._then = page, bank, then

    def ask(self) -> None:
        """Which files, and what their items are where the files do not say."""
        fields: tuple[Field, ...] = (
            Field("files", msg("Item files, with ; between")),
            Field("part", msg("Part of items whose file names none: general, professional"), may_be_empty=True),
            Field("area", msg("Knowledge area of items whose file names none"), may_be_empty=True),
            Field("codes", msg("Positions they serve, with ; between (empty: all)"), may_be_empty=True),
        )
        if self._bank.acts():
            fields = (*fields, Field("by", msg("Who adds them")), Field("source", msg("The body they come from"),
                                                                         may_be_empty=True))  # fmt: skip
        self._page.ask(msg("ADD ITEMS"), fields, self._read)

    def _read(self, given: dict[str, str]) -> None:
        page = self._page
        files = [Path(one.strip()).expanduser() for one in given["files"].split(";") if one.strip()]
        codes = tuple(one.strip() for one in given["codes"].split(";") if one.strip())
        said = [word for code in codes for word in ("--position", code)]
        part = ["--part", given["part"]] if given["part"] else []
        area = ["--area", given["area"]] if given["area"] else []
        said += [word for name in ("by", "source") if given.get(name) for word in (f"--{name}", given[name])]
        page.show_command(command_line("bank", "add", self._bank.path, files, part, area, said))

        def read() -> Intake:
            data = [(str(file), read_limited(file, LARGEST)) for file in files]
            profile = page.desk.plugins.policy(self._bank.facts.policy).profile(page.desk.today)
            parts = [one.name for one in profile.parts]
            found = read_files(page.desk.plugins, data, None, given["part"], given["area"], codes, parts)
            if found.errors or not found.items:
                raise BadItems(
                    msg("nothing was added: {count} problems", count=len(found.problems)),
                    found.problems,
                    msg("mend the lines named, then add the file again"),
                )
            return found

        page.work(msg("reading the files"), lambda _: read(), lambda found: self._ask_keys(found, given))

    def _ask_keys(self, found: Intake, given: dict[str, str]) -> None:
        page = self._page
        page.say(msg("{count} items read without a mistake; the bank is opened to add them", count=len(found.items)))

        def opened(open_: Callable[[], KeySource]) -> None:
            page.work(msg("sealing the items"), lambda _: self._add(found.items, open_(), given), self._tell)

        ask_keys(page, self._bank, opened)

    def _add(self, items: tuple[Item, ...], keys: KeySource, given: dict[str, str]) -> int:
        hand = name_hand(given.get("by", ""), keys, self._page.desk.now())
        return self._bank.add(items, keys, hand, given.get("source", ""))

    def _tell(self, count: int) -> None:
        self._then(msg("{count} items added; a council reviews every one before real use", count=count))
