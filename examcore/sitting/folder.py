"""Knows a sitting's folder: which file holds what, and how it is read and written whole.

Must not know commands, plugins or deliveries.

    sitting.json       public facts (Sitting)
    secrets.json       sheet key and PINs; readable by the owner only
    packets/F*.packet  sealed forms, each with what its envelopes open with: F*.key, a key file, or a council's
                       F*.questions.shares and F*.key.shares
    layouts.json       after publishing: question and option ids in each booklet's order, no text
    responses.json     what was collected, one entry per candidate
    halves.json        of those who began at a PC and went on on paper: what was given in each place
    results.json       after scoring; results-N.json are results that others took the place of, the oldest first
    amendments/N.json  the council's decisions on the key, in order; readable by the owner only
    kept/D/            what delivery D keeps of what it took in, in files of its own
    receipts/salts.json one list of salts per candidate; readable by the owner only
    checkpoints/*      signed heads of the log
    log.jsonl          every act
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from examcore.canonical import decode, digest, encode
from examcore.errors import BrokenSeal, NotFound
from examcore.files import read_limited, write_whole
from examcore.language import messages
from examcore.log import LOG_NAME, Event, read_log, record_all
from examcore.nouns import BookletLayout, Halves, Responses, Result, Sitting, SittingSecrets
from examcore.seal import SHARES_NAMES, Attendance, KeySource, Packet, Purpose, attend, read_packet, unlock

msg = messages("examcore")
T = TypeVar("T")
LARGEST = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SittingFolder:
    """A sitting on disk, its public facts and secrets read."""

    path: Path
    sitting: Sitting
    secrets: SittingSecrets

    @property
    def layouts(self) -> dict[tuple[str, str], BookletLayout]:
        """Booklet orders by (form id, booklet code). Raises NotFound before the sitting was published."""
        if not (self.path / "layouts.json").is_file():
            raise NotFound(
                msg("the sitting in {path} has not been published yet", path=str(self.path)),
                msg("publish it first: examcore sitting publish"),
            )
        return {(one.form, one.code): one for one in self._read("layouts.json", tuple[BookletLayout, ...])}

    def kept(self, delivery: str) -> Path:
        """The folder in which a delivery keeps what it took in; it may not be there yet."""
        return self.path / "kept" / delivery

    def keep_layouts(self, layouts: tuple[BookletLayout, ...]) -> None:
        """Write the booklet orders."""
        write_whole(self.path / "layouts.json", encode(layouts))

    @property
    def responses(self) -> tuple[Responses, ...]:
        """What was collected so far, by candidate number."""
        if not (self.path / "responses.json").is_file():
            return ()
        return self._read("responses.json", tuple[Responses, ...])

    def keep_responses(self, responses: tuple[Responses, ...]) -> None:
        """Write all collected responses."""
        write_whole(self.path / "responses.json", encode(tuple(sorted(responses, key=lambda r: r.candidate))))

    @property
    def halves(self) -> dict[str, Halves]:
        """The halves of responses that were merged, by candidate."""
        if not (self.path / "halves.json").is_file():
            return {}
        return {one.candidate: one for one in self._read("halves.json", tuple[Halves, ...])}

    def keep_halves(self, halves: Mapping[str, Halves]) -> None:
        """Write the halves of all merged responses; nothing where there never were any."""
        if halves or (self.path / "halves.json").is_file():
            write_whole(self.path / "halves.json", encode(tuple(one for _, one in sorted(halves.items()))))

    @property
    def results(self) -> tuple[Result, ...]:
        """The scored results. Raises NotFound before scoring."""
        if not (self.path / "results.json").is_file():
            raise NotFound(
                msg("the sitting in {path} has not been scored yet", path=str(self.path)),
                msg("score it first: examcore sitting score"),
            )
        return self._read("results.json", tuple[Result, ...])

    def keep_results(self, results: tuple[Result, ...]) -> None:
        """Write the results."""
        write_whole(self.path / "results.json", encode(results))

    def packet(self, form: str) -> tuple[Packet, Path]:
        """A sealed form and where it lies."""
        path = self.path / "packets" / f"{form}.packet"
        return read_packet(read_limited(path, LARGEST), str(path)), path

    def unlock_packets(self, holder: str | Attendance, purpose: Purpose) -> dict[str, KeySource]:
        """The keys of every packet by form id, for one purpose: by a passphrase or by those present of a council.

        Packets sealed together cost one unlocking; a council opens all it must in one process.
        """
        suffix = ".key" if isinstance(holder, str) else f".{SHARES_NAMES[purpose]}"
        paths = {facts.form: self.path / "packets" / f"{facts.form}{suffix}" for facts in self.sitting.forms}
        for path in paths.values():
            if not path.is_file():
                raise NotFound(
                    msg("{path} is not there", path=str(path)),
                    msg("packets under a key file open by a passphrase; those of a council by --council and --officer"),
                )
        data = {form: read_limited(path, LARGEST) for form, path in paths.items()}
        names = {one: str(paths[form]) for form, one in data.items()}  # one name for each different file
        if isinstance(holder, str):
            unlocked = {one: unlock(one, holder, name) for one, name in names.items()}
            return {form: unlocked[one] for form, one in data.items()}
        opened, _ = attend(holder, {name: one for one, name in names.items()})
        return {form: opened[names[one]] for form, one in data.items()}

    def log_opening(self, keys: Mapping[str, KeySource], purpose: Purpose, at: datetime) -> None:
        """Record who opens which packets, for what, and why in an emergency. Do so before anything is decrypted."""
        some = next(iter(keys.values()))
        facts = {"purpose": purpose, "forms": " ".join(sorted(keys)), "present": ", ".join(some.present)}
        self.log("packet.open", at, **facts, **({"emergency": some.reason} if some.reason else {}))

    @property
    def log_path(self) -> Path:
        """Where the log of this sitting lies."""
        return self.path / "log.jsonl"

    def log(self, act: str, at: datetime, **facts: str) -> None:
        """Record an act in the sitting's log."""
        self.log_all(act, at, [facts])

    def log_all(self, act: str, at: datetime, each: Sequence[Mapping[str, str]]) -> None:
        """Record an act once for each of these facts: all of them or none, with one wait for the disk."""
        record_all(self.path / LOG_NAME, [Event(act, at, tuple(facts.items())) for facts in each])

    def _read(self, name: str, kind: type[T]) -> T:
        path = self.path / name
        return decode(read_limited(path, LARGEST), kind, str(path))


def load(path: Path) -> SittingFolder:
    """The sitting in a folder. Raises NotFound, or BadInput naming the file that is not as it should be."""
    if not (path / "sitting.json").is_file():
        raise NotFound(
            msg("{path} is not the folder of a sitting", path=str(path)),
            msg("make one: examcore sitting new"),
        )
    sitting = decode(read_limited(path / "sitting.json", LARGEST), Sitting, str(path / "sitting.json"))
    secrets = decode(read_limited(path / "secrets.json", LARGEST), SittingSecrets, str(path / "secrets.json"))
    folder = SittingFolder(path, sitting, secrets)
    _check_as_made(folder)
    return folder


def _check_as_made(folder: SittingFolder) -> None:
    """Refuse facts that are not the ones the log recorded when the sitting was made."""
    if not folder.log_path.is_file():
        return
    made = next((e.fact("digest") for e in read_log(folder.log_path).events if e.act == "sitting.new"), "")
    if made and made != digest(folder.sitting):
        raise BrokenSeal(
            msg("{path} was altered after the sitting was made", path=str(folder.path / "sitting.json")),
            msg("use a copy of the folder, and keep this one as evidence"),
        )


def keep(path: Path, sitting: Sitting, secrets: SittingSecrets) -> SittingFolder:
    """Write a new sitting's facts and secrets."""
    write_whole(path / "secrets.json", encode(secrets), private=True)
    write_whole(path / "sitting.json", encode(sitting))
    return SittingFolder(path, sitting, secrets)
