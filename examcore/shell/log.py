"""Knows the commands of a log: show, verify, prove, checkpoint.

Must not know how a proof is made or checked: `examcore.log` does.
"""

from __future__ import annotations

from pathlib import Path

import click

from examcore.errors import Misused
from examcore.files import write_whole
from examcore.language import messages
from examcore.log import (
    Checkpoint,
    Log,
    Proven,
    SignerKey,
    Signers,
    check_log,
    check_proven_growth,
    find_log,
    is_proof,
    kept_checkpoints,
    load_checkpoint,
    load_text,
    newest_checkpoint,
    prove_event,
    prove_growth,
    read_growth,
    read_keys,
    take_checkpoint,
    verify_proof,
    write_code,
)
from examcore.shell.localized import group, option
from examcore.shell.options import json_option, path
from examcore.shell.speak import give, give_json, give_table, tell
from examcore.sitting import load, make_receipts

msg = messages("examcore")
log = group("log", msg("The log of every act: show it, verify it, prove what stands in it."))

LARGEST_TEXT = 1024 * 1024

signers_option = option(
    "--signers", type=path, help=msg("file with the public keys of those who sign, one line each").template
)


@log.command("show", help=msg("List the events of the log in LOG, a folder or a file.").template)
@click.argument("where", metavar="LOG", type=path)
@json_option
def show(where: Path, as_json: bool) -> None:
    found = find_log(where)
    events = found.events
    if as_json:
        give_json([
            {"event": number, "act": e.act, "at": e.at.isoformat(), "facts": dict(e.facts)}
            for number, e in enumerate(events, 1)
        ])  # fmt: skip
        return
    rows = [
        [str(number), e.at.isoformat(" ", "seconds"), e.act, "  ".join(f"{name}={value}" for name, value in e.facts)]
        for number, e in enumerate(events, 1)
    ]
    give_table([str(msg("Event")), str(msg("Time")), str(msg("Act")), str(msg("Facts"))], rows, right=(0,))
    _tell_torn(found)


@log.command("verify", help=msg("Check the log in LOG, or a receipt, a proof or a code in the file LOG.").template)
@click.argument("where", metavar="LOG", type=path)
@option("--checkpoint", "checkpoints", type=path, multiple=True,
        help=msg("a checkpoint the log must begin with, besides the folder's own (repeatable)").template)  # fmt: skip
@option("--since", type=path, help=msg("with a proof of growth: the older checkpoint").template)
@signers_option
@json_option
def verify(where: Path, checkpoints: tuple[Path, ...], since: Path | None, signers: Path | None, as_json: bool) -> None:
    keys = read_keys(load_text(signers, LARGEST_TEXT), str(signers)) if signers else None
    text = _read_beginning(where)
    if is_proof(text):
        _verify_proof(where, keys, as_json)
    elif text.startswith("old "):
        _verify_growth(where, since, keys, as_json)
    else:
        kept = kept_checkpoints(where) if where.is_dir() else []
        _verify_log(find_log(where), [*kept, *checkpoints], keys, as_json)


def _read_beginning(where: Path) -> str:
    if not where.is_file():
        return ""
    with where.open("rb") as file:
        return file.read(64).decode("utf-8", "replace")


def _verify_log(found: Log, paths: list[Path], keys: tuple[SignerKey, ...] | None, as_json: bool) -> None:
    head = take_checkpoint(found)
    rows = []
    for one in paths:
        checkpoint = load_checkpoint(one)
        check_log(found, checkpoint)
        rows.append((one, checkpoint, checkpoint.check(keys) if keys is not None else None))
    if as_json:
        give_json({
            **_head(head),
            "torn": len(found.torn),
            "checkpoints": [{"file": str(one), **_head(c), **_signed(s)} for one, c, s in rows],
        })  # fmt: skip
        return
    give(str(msg("{origin}: {count} events, every line sound", origin=head.origin, count=head.size)))
    give(str(msg("root {root}", root=head.fingerprint)))
    for one, checkpoint, who in rows:
        give(str(msg("{file}: the first {size} events are unchanged", file=str(one), size=checkpoint.size)))
        _give_signers(who)
    if not rows:
        tell(msg("no checkpoint to compare with: only that each line is well-formed was checked"))
    elif keys is None:
        tell(msg("signatures were not checked; give the public keys with --signers"))
    _tell_torn(found)


def _verify_proof(file: Path, keys: tuple[SignerKey, ...] | None, as_json: bool) -> None:
    proven = verify_proof(load_text(file, LARGEST_TEXT), _required(keys))
    if as_json:
        give_json(_proven(proven))
        return
    event, head = proven.event, proven.checkpoint
    give(str(msg("event {number} of {origin} is in the log: {act}, {at}", number=proven.number, origin=head.origin,
                 act=event.act, at=event.at.isoformat(" ", "seconds"))))  # fmt: skip
    candidate = event.fact("candidate")
    if proven.responses is not None:
        count = sum(1 for response in proven.responses.given if response.options)
        give(str(msg("candidate {number}: these responses were counted, {count} of {all} questions answered",
                     number=candidate, count=count, all=len(proven.responses.given))))  # fmt: skip
    elif candidate:
        tell(msg("a code does not carry the responses; the receipt as a file proves them too"))
    _give_signers(proven.signers)


def _verify_growth(file: Path, since: Path | None, keys: tuple[SignerKey, ...] | None, as_json: bool) -> None:
    if since is None:
        raise Misused(msg("a proof of growth needs the older checkpoint"), msg("give it with --since"))
    growth = read_growth(load_text(file, LARGEST_TEXT), str(file))
    old = load_checkpoint(since)
    check_proven_growth(old, growth)
    old.check(_required(keys))
    signers = growth.checkpoint.check(_required(keys))
    if as_json:
        give_json({"old": _head(old), **_head(growth.checkpoint), **_signed(signers)})
        return
    give(str(msg("the log at {new} events begins with the {old} of the older checkpoint", new=growth.checkpoint.size,
                 old=old.size)))  # fmt: skip
    _give_signers(signers)


@log.command(
    "prove", help=msg("Write the proof of an event, a candidate's receipt, or that the log only grew.").template
)
@click.argument("folder", metavar="DIR", type=path)
@option("--event", "number", type=click.IntRange(min=1), help=msg("number of the event, from 1").template)
@option("--candidate", help=msg("candidate number: writes the receipt").template)
@option("--since", type=path, help=msg("an older checkpoint: proves that the newest continues it").template)
@option("--checkpoint", "checkpoint", type=path, help=msg("checkpoint to prove under (the newest of DIR)").template)
@option("--code", "as_code", is_flag=True, help=msg("print the text of a QR code instead of the proof").template)
@option("--out", type=path, help=msg("file to write instead of printing").template)
@json_option
def prove(
    folder: Path, number: int | None, candidate: str | None, since: Path | None, checkpoint: Path | None,
    as_code: bool, out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    if sum(given is not None for given in (number, candidate, since)) != 1:
        raise Misused(msg("say what is to be proved"), msg("give one of --event, --candidate, --since"))
    head = load_checkpoint(checkpoint) if checkpoint else newest_checkpoint(folder)
    if since is not None:
        text = prove_growth(find_log(folder), load_checkpoint(since), head).text
    elif candidate is not None:
        text = make_receipts(load(folder), [candidate], head)[candidate]
    else:
        text = prove_event(find_log(folder), number or 0, head)
    code = write_code(text) if since is None else ""
    if out is not None:
        write_whole(out, (code if as_code else text).encode(), private=True)
    if as_json:
        give_json({"proof": text, "code": code, **_head(head)})
    elif out is None:
        give(code if as_code and code else text.removesuffix("\n"))
    if candidate is not None and not as_json:
        tell(
            msg("only the candidate may have this: it shows the responses; a QR code of the --code text proves it too")
        )


@log.command("checkpoint", help=msg("Show the head of the log as it stands, to be signed and printed.").template)
@click.argument("folder", metavar="DIR", type=path)
@json_option
def checkpoint_command(folder: Path, as_json: bool) -> None:
    found = find_log(folder)
    head = take_checkpoint(found)
    for one in kept_checkpoints(folder) if folder.is_dir() else []:
        check_log(found, load_checkpoint(one))
    if as_json:
        give_json({**_head(head), "body": head.body})
        return
    give(head.body.removesuffix("\n"))
    tell(msg("root {root}", root=head.fingerprint))


def _required(keys: tuple[SignerKey, ...] | None) -> tuple[SignerKey, ...]:
    if not keys:
        raise Misused(msg("a proof needs the public keys of those who signed"), msg("give them with --signers"))
    return keys


def _head(checkpoint: Checkpoint) -> dict[str, object]:
    return {"origin": checkpoint.origin, "events": checkpoint.size, "root": checkpoint.root.hex()}


def _signed(who: Signers | None) -> dict[str, object]:
    return {"signed": who.signed if who else None, "silent": who.silent if who else None}


def _proven(proven: Proven) -> dict[str, object]:
    given = proven.responses.given if proven.responses else None
    return {
        "event": proven.number,
        "act": proven.event.act,
        "at": proven.event.at.isoformat(),
        "facts": dict(proven.event.facts),
        "checkpoint": _head(proven.checkpoint),
        **_signed(proven.signers),
        "responses": given and [{"question": r.question, "options": r.options} for r in given],
    }


def _give_signers(who: Signers | None) -> None:
    if who is not None:
        give(str(msg("signed by {names}", names=", ".join(who.signed))))
        if who.silent:
            give(str(msg("not signed by {names}", names=", ".join(who.silent))))


def _tell_torn(found: Log) -> None:
    if found.torn:
        tell(msg("the last line was never finished ({count} bytes); it will be cut off, and the cut recorded, when the "
                 "next event is written", count=len(found.torn)))  # fmt: skip
