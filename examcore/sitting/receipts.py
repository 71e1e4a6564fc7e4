"""Knows how a sitting commits to what it took in, and gives each candidate the proof of it.

Must not know deliveries: terminal and paper responses are treated alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from examcore.canonical import decode, encode
from examcore.errors import NotFound
from examcore.files import read_limited, write_whole
from examcore.language import messages
from examcore.log import LOG_NAME, Checkpoint, describe_received, find_log, make_receipt, newest_checkpoint, record_all
from examcore.nouns import Responses
from examcore.seal.primitives import random_bytes
from examcore.sitting.folder import LARGEST, SittingFolder

msg = messages("examcore")

Salts = dict[str, tuple[str, ...]]


def log_received(folder: SittingFolder, fresh: Sequence[Responses], now: datetime) -> None:
    """Log one event for each candidate's fresh responses, with a salted commitment to them.

    The salts are kept first, then the log is written, with one wait for the disk each.
    """
    if not fresh:
        return
    salts = _read_salts(folder)
    made = {responses.candidate: random_bytes(32) for responses in fresh}
    for number, salt in made.items():
        salts[number] = (*salts.get(number, ()), salt.hex())
    write_whole(_salts_path(folder), encode(salts), private=True)
    record_all(folder.path / LOG_NAME, [describe_received(one, made[one.candidate], now) for one in fresh])


def make_receipts(
    folder: SittingFolder, candidates: Iterable[str] | None = None, checkpoint: Checkpoint | None = None
) -> dict[str, str]:
    """The receipts of these candidates (all collected where None) by number, under a checkpoint (the newest).

    Raises NotFound for a candidate without responses or a sitting without a signed checkpoint, BrokenSeal where the log
    does not commit to a candidate's responses as they stand now.
    """
    log = find_log(folder.path)
    head = checkpoint or newest_checkpoint(folder.path)
    salts = _read_salts(folder)
    collected = {one.candidate: one for one in folder.responses}
    receipts = {}
    for number in collected if candidates is None else candidates:
        if number not in collected:
            raise NotFound(
                msg("no responses of candidate {number} were collected", number=number),
                msg("collect journals and scans first: examcore sitting collect"),
            )
        theirs = tuple(bytes.fromhex(salt) for salt in salts.get(number, ()))
        receipts[number] = make_receipt(log, head, collected[number], theirs)
    return receipts


def _salts_path(folder: SittingFolder) -> Path:
    return folder.path / "receipts" / "salts.json"


def _read_salts(folder: SittingFolder) -> Salts:
    path = _salts_path(folder)
    return decode(read_limited(path, LARGEST), Salts, str(path)) if path.is_file() else {}
