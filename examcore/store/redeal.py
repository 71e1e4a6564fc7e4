"""Knows how banks and packets pass from one epoch or body to another: new shares proved first, old ones retired after.

Must not know commands.

A bank gets a new key and is sealed anew: shares of the old epoch no longer open it. Packets keep their keys, so that
what was sealed stays as it was; only who holds the shares changes. Copies made before stay with whoever made them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from examcore.errors import BadInput, NotFound
from examcore.files import read_limited, write_whole
from examcore.language import messages
from examcore.seal import Attendance, Deal, attend, read_shares
from examcore.seal.primitives import random_bytes
from examcore.store.bank import LARGEST_KEY, SHARES_SUFFIX, Bank

msg = messages("examcore")


@dataclass(frozen=True, slots=True)
class Redealt:
    """What passed on: items sealed anew by bank, and the shares files of packets that were replaced."""

    banks: tuple[tuple[Path, int], ...]
    shares: tuple[Path, ...]


def redeal(banks: Sequence[Path], folders: Sequence[Path], present: Attendance, to: Attendance) -> Redealt:
    """Those present open each bank and all packets in `folders`; those of `to`, an authorised set, prove new shares.

    Nothing is changed until every new share is proved. What was passed on before is left alone, so the same call
    finishes what a power cut interrupted.
    """
    mine, theirs = present.read_council().digest.hex(), to.read_council().digest.hex()
    if mine == theirs:
        raise BadInput(msg("{source} is the council that holds the keys already", source=to.source))
    waiting = [bank for bank in map(Bank, banks) if read_shares(*bank.shares()).head.council != theirs]
    files = [file for folder in folders for file in find_shares(folder)]
    old = {file: read_limited(file, LARGEST_KEY) for file in files}
    old = {file: data for file, data in old.items() if read_shares(data, str(file)).head.council != theirs}
    first = {data: str(file) for file, data in reversed(old.items())}  # copies of one deal are opened once
    opened = {name: data for data, name in first.items()}
    orders = []
    for bank in waiting:
        data, name = bank.shares()
        opened[name] = data
        orders.append(Deal("bank", random_bytes(8).hex()))
    for data, name in first.items():
        head = read_shares(data, name).head
        orders.append(Deal(head.purpose, head.holder, name))
    keys, dealt = attend(present, opened, orders, to) if orders else ({}, ())
    counts = []
    for bank, fresh in zip(waiting, dealt[: len(waiting)], strict=True):
        counts.append((bank.path, bank.rotate(keys[bank.shares()[1]], fresh.keys, fresh.data)))
    new = {data: one.data for data, one in zip(first, dealt[len(waiting) :], strict=True)}
    for file, data in old.items():
        write_whole(file, new[data], private=True)
    return Redealt(tuple(counts), tuple(old))


def find_shares(folder: Path) -> list[Path]:
    """The shares files of packets in a folder: of forms just sealed, or of a sitting. Raises NotFound for none."""
    found = sorted([*folder.glob("*.shares"), *folder.glob("packets/*.shares")])
    if not found:
        raise NotFound(msg("no packets under a council's shares lie in {path}", path=str(folder)))
    return [file for file in found if not file.name.endswith(".bank" + SHARES_SUFFIX)]
