"""Knows how candidates' receipts are printed: half a page each, with the code that proves them offline.

Must not know how a receipt is made or checked: `examcore.log` and `examcore.sitting` do.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from examcore.files import write_whole
from examcore.language import messages
from examcore.log import read_proof, write_code
from examcore.nouns import Sitting
from examcore.shell.localized import group, option
from examcore.shell.options import json_option, path
from examcore.shell.speak import give, give_json, tell
from examcore.sitting import load, make_receipts
from examcore_paper.extra import require_extra
from examcore_paper.words import MARK, day_text

msg = messages("examcore_paper")


def typeset_receipts(sitting: Sitting, receipts: Mapping[str, str]) -> bytes:
    """All receipts (text by candidate number) as one PDF, in the order given.

    What is printed of a receipt proves that responses were counted and tells nobody what they were.
    """
    from examcore_paper.symbols import draw_text
    from examcore_paper.typeset import Data, Typesetter

    slips: list[Data] = []
    for number, receipt in receipts.items():
        candidate = sitting.candidate(number)
        proof = read_proof(receipt, number)
        slips.append(
            {
                "number": number,
                "name": candidate.name if candidate else "",
                "event": f"{proof.index + 1} / {proof.checkpoint.size}",
                "log": proof.checkpoint.origin,
                "root": proof.checkpoint.root.hex(),
                "qr": draw_text(write_code(receipt)),
            }
        )
    data: dict[str, Data] = {
        "issuer": sitting.profile.issuer,
        "title": f"{sitting.title}, {day_text(sitting.day)}",
        "mark": MARK if sitting.rehearsal else "",
        "slips": slips,
    }
    with Typesetter() as typesetter:
        return typesetter.typeset("receipt.typ", data, sitting.day)


sitting = group("sitting", msg("What the paper wing adds to a sitting."))


@sitting.command(
    "receipts",
    help=msg("Write every candidate's receipt as a text file and, with its code, as a slip to print.").template,
)
@click.argument("folder", metavar="DIR", type=path)
@option("--out", required=True, type=path, help=msg("folder for the receipts").template)
@json_option
def receipts_command(folder: Path, out: Path, as_json: bool) -> None:
    """The receipts of everyone collected, under the newest signed checkpoint of the sitting's log."""
    require_extra()
    kept = load(folder)
    receipts = make_receipts(kept)
    files = [out / f"{number}.receipt" for number in receipts]
    for file, text in zip(files, receipts.values(), strict=True):
        write_whole(file, text.encode(), private=True)
    slips = out / "receipts.pdf"
    write_whole(slips, typeset_receipts(kept.sitting, receipts), private=True)
    if as_json:
        give_json({"slips": str(slips), "receipts": dict(zip(receipts, map(str, files), strict=True))})
        return
    give(str(slips))
    tell(msg("{count} receipts; each file shows its candidate's responses: hand it to nobody else", count=len(files)))
