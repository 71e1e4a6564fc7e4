"""Knows the page on sealed forms: which there are, and drawing and sealing new ones under a passphrase.

Must not know how forms are drawn or sealed. A council seals in a ceremony.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType

from examcore.blueprints import load_blueprints
from examcore.desk import command_line, show_path
from examcore.drawing import (
    MOST_FORMS,
    Made,
    carry_out,
    list_lots,
    order_post,
    plan_draw,
    share_alone,
    write_packets,
)
from examcore.errors import AlreadyThere, BadInput, NotFound
from examcore.files import read_limited
from examcore.hooks import Progress
from examcore.language import Decimals, messages
from examcore.seal import Plan, read_packet
from examcore.seal.child import forbid_core_dumps
from examcore.sitting.folder import LARGEST
from examcore.sitting.packets import find_lying
from examcore.sitting.verify import Verified, unlock_all, verify_one
from examcore.store import Bank, unlock_bank
from examcore_tui.desk.asking import Field, read_day
from examcore_tui.desk.frame import ListPage
from examcore_tui.keyboard import on
from examcore_tui.widgets.bars import Key
from examcore_tui.widgets.columns import Column
from examcore_tui.widgets.listing import Line, Style, note

msg = messages("examcore_tui")
MOST_BOOKLETS = 900


class FormsPage(ListPage):
    """The sealed forms in the folder, from what may be told of them unopened. F2 draws and seals new ones."""

    BINDINGS: ClassVar[list[BindingType]] = [on("f2", "draw"), on("f3", "verify")]

    def keys(self) -> Sequence[Key]:
        """Draw, back."""
        return (
            Key("F2", msg("draw and seal forms"), msg("draw"), "draw"),
            Key("F3", msg("check the seals"), msg("seals"), "verify"),
            Key("F10", msg("back"), msg("back"), "leave"),
            Key("F1", msg("help"), msg("help"), "help"),
            Key("F9", msg("what was told"), msg("told"), "read_again"),
            Key("F8", msg("copy the command"), msg("copy"), "copy"),
        )

    def on_mount(self) -> None:
        """Read them."""
        self.who.show(str(msg("FORMS: DRAWN AND SEALED")))
        self.place.show(self.desk.folder.name)
        self.show_command(command_line("form", "assemble", "BANK", "--position", "CODE", "--out", "DIR"))
        self.refresh_page()

    def refresh_page(self) -> None:
        """Read the packets' heads."""
        self.work(msg("reading the packets"), self._read, self._show)

    def action_draw(self) -> None:
        """Choose the bank first."""
        self.attempt(self._ask_bank)

    def action_verify(self) -> None:
        """Check every packet from outside: nothing is opened."""
        folders = [thing.path for thing in self.desk.find("forms")]
        self.show_command(command_line("packet", "verify", folders[0] if len(folders) == 1 else "PATH"))
        self.work(msg("checking the seals"), lambda _: self._verify(folders), self._show_verified)

    def _verify(self, folders: Sequence[Path]) -> list[Verified]:
        found = []
        for folder in folders:
            lying = find_lying(folder)
            keys = unlock_all(lying, None)
            found += [verify_one(self.desk.plugins, one, keys, None, self.desk.now()) for one in lying]
        return found

    def _show_verified(self, found: Sequence[Verified]) -> None:
        columns = (Column(str(msg("Form"))), Column(str(msg("Position"))), Column(str(msg("Opens by"))),
                   Column(str(msg("Outcome"))))  # fmt: skip
        lines = []
        for one in found:
            facts = one.lying.packet.head.facts
            opens = msg("council") if one.lying.shares else msg("passphrase")
            if one.lying.key_file is None and not one.lying.shares:
                opens = msg("nothing beside it")
            told = f"✗ {one.refused.text}" if one.refused else str(msg("✓ what may be read is in order"))
            style: Style = "missing" if one.refused else "filled"
            lines.append(Line((facts.form, facts.position, str(opens), told), style))
        self.listing.show(columns, lines, 0)
        self.say(msg("{count} packets checked from outside; the envelopes stayed shut", count=len(found)))

    def _ask_bank(self) -> None:
        banks = [thing.path for thing in self.desk.find("bank")]
        if not banks:
            raise NotFound(
                msg("no bank lies in this folder"), msg("work in the folder it lies in (F2 on the first page)")
            )
        if len(banks) == 1:
            self._ask_what(banks[0])
        else:
            lines = [Line((show_path(path),)) for path in banks]
            self.pick(msg("WHICH BANK?"), lines, lambda at: self._ask_what(banks[at]))

    def _ask_what(self, path: Path) -> None:
        bank = Bank(path)
        if not bank.key_path.is_file():
            raise NotFound(
                msg("{path} opens by a council", path=show_path(path)),
                msg("hold the ceremony of sealing: Councils and ceremonies, on the first page"),
            )
        waiting = bank.standings().waiting
        if waiting:
            self.say(msg("! {count} items wait for review or approval and are not drawn", count=waiting))
        own = sorted({code for one in bank.tags().values() for code in one.positions})
        fields = (
            Field("codes", msg("Codes of positions, with ; between"), "; ".join(own)),
            Field("numbers", msg("Forms for each position, booklets for each form"), "1; 4"),
            Field("day", msg("Day of the sitting (dd/mm/yyyy)"), f"{self.desk.today:%d/%m/%Y}"),
            Field("out", msg("New folder for the sealed forms"), show_path(self.desk.folder / "de")),
        )
        self.ask(msg("DRAW AND SEAL"), fields, lambda given: self._ask_passphrase(bank, given))

    def _ask_passphrase(self, bank: Bank, given: dict[str, str]) -> None:
        codes = [one.strip() for one in given["codes"].split(";") if one.strip()]
        forms, booklets = read_numbers(given["numbers"])
        day, out = read_day(given["day"]), Path(given["out"]).expanduser()
        if out.exists() and any(out.iterdir()):
            raise AlreadyThere(msg("{path} is not empty", path=str(out)), msg("choose a new folder for the forms"))
        said = [word for code in codes for word in ("--position", code)]
        files = [thing.path for thing in self.desk.find("blueprint")]
        said += [str(word) for file in files for word in ("--blueprint", show_path(file))]
        self.show_command(command_line("form", "assemble", bank.path, said, "--forms", str(forms), "--booklets",
                                       str(booklets), "--date", day.isoformat(), "--out", out))  # fmt: skip

        forbid_core_dumps()

        def seal(phrase: str) -> Made:
            plugins, policy = self.desk.plugins, bank.facts.policy
            blueprints = load_blueprints(files, plugins.policy(policy).profile(day))
            orders = [order_post(plugins, policy, code, day, forms, None, blueprints) for code in codes]
            manifest = bank.manifest()
            plan = plan_draw(list_lots(manifest), orders, day)
            items = bank.items(unlock_bank(bank, phrase))
            share, rehearsal = share_alone(day, None)
            made = carry_out(plugins, items, manifest, plan, (share,), "", rehearsal, booklets)
            write_packets(out, made.forms, phrase, plan=Plan(day), transcript=made.transcript)
            return made

        self.ask_passphrase(
            bank.key_path.name,
            lambda phrase: self.work(msg("drawing and sealing"), lambda _: seal(phrase), self._tell_made),
        )

    def _tell_made(self, made: Made) -> None:
        self.refresh_page()
        rows = []
        for form, booklets in made.forms:
            rows.append(str(msg("form {form} for {position}; booklets {codes}", form=form.id, position=form.position,
                                codes=" ".join(one.code for one in booklets))))  # fmt: skip
            rows += [f"  {part.title}: {len(part.items)} ({Decimals(part.difficulty / 1000, 3)})"
                     for part in form.parts]  # fmt: skip
        self.show_text(msg("DRAWN AND SEALED (expected share of right answers in brackets)"), "\n".join(rows))

    def _read(self, progress: Progress) -> list[tuple[Path, list[tuple[str, ...]]]]:
        found = []
        for thing in self.desk.find("forms"):
            rows: list[tuple[str, ...]] = []
            for path in sorted(thing.path.glob("*.packet")):
                facts = read_packet(read_limited(path, LARGEST), str(path)).head.facts
                mark = f" · {msg('REHEARSAL')}" if facts.rehearsal else ""
                counts = " + ".join(map(str, facts.counts))
                rows.append((f"{facts.form}{mark}", facts.position, counts, " ".join(facts.codes)))
            found.append((thing.path, rows))
        return found

    def _show(self, found: list[tuple[Path, list[tuple[str, ...]]]]) -> None:
        columns = (Column(str(msg("Form"))), Column(str(msg("Position"))), Column(str(msg("Items"))),
                   Column(str(msg("Booklets"))))  # fmt: skip
        lines = []
        for path, rows in found:
            lines.append(note(show_path(path), "title"))
            lines += [Line(row) for row in rows]
        self.listing.show(columns, lines or [note(str(msg("no sealed forms lie in this folder; F2 draws some")))], 0)
        self.say(msg("{count} folders; nothing was opened. F2 draws and seals", count=len(found)))


def read_numbers(text: str) -> tuple[int, int]:
    """Forms and booklets as typed. Raises BadInput."""
    words = text.replace(",", ";").split(";")
    if len(words) == 2 and all(word.strip().isdecimal() and len(word.strip()) < 5 for word in words):
        forms, booklets = (int(word) for word in words)
        if 1 <= forms <= MOST_FORMS and 1 <= booklets <= MOST_BOOKLETS:
            return forms, booklets
    raise BadInput(
        msg("{text} is not a number of forms and a number of booklets", text=text),
        msg("write them like this: 1; 4 (at most {forms}; {booklets})", forms=MOST_FORMS, booklets=MOST_BOOKLETS),
    )
