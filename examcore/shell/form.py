"""Knows the commands on forms: assemble and seal them, make a share for a seed, open the transcript of a draw.

Must not know how forms are drawn or sealed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from examcore.blueprints import load_blueprints
from examcore.canonical import encode
from examcore.drawing import (
    MOST_FORMS,
    Made,
    carry_out,
    find_transcript,
    list_lots,
    make_share,
    open_transcript,
    order_post,
    plan_draw,
    share_alone,
    tell_draw,
    write_packets,
    write_packets_for,
)
from examcore.errors import AlreadyThere, Misused, Shortage
from examcore.files import write_whole
from examcore.language import messages, write_decimal
from examcore.nouns import FormPart, Transcript
from examcore.seal import SHARES_NAMES, Deal, KeySource, Plan, attend, join_keys
from examcore.seal.primitives import random_bytes
from examcore.shell.asking import Door, door_options, get_attendance, get_holder, get_passphrase
from examcore.shell.localized import group, option
from examcore.shell.options import Shell, date_option, json_option, key_file_option, path, pick_day
from examcore.shell.speak import give, give_json, give_table, tell
from examcore.shell.waiting import tell_waiting
from examcore.sitting.packets import find_lying, unlock_lying
from examcore.store import Bank, unlock_bank

msg = messages("examcore")
form = group("form", msg("Forms: assemble and seal them."))


@form.command("assemble", help=msg("Draw forms for positions from BANK and seal them into a new folder.").template)
@click.argument("bank_path", metavar="BANK", type=path)
@option("--position", "codes", required=True, multiple=True,
        help=msg("code of the position (repeatable: all are drawn together)").template)  # fmt: skip
@option("--forms", type=click.IntRange(1, MOST_FORMS), default=1,
        help=msg("how many forms for each position").template)  # fmt: skip
@option("--booklets", type=click.IntRange(1, 900), default=4, help=msg("how many booklets for each form").template)
@option(
    "--overlap",
    type=click.IntRange(0, 100),
    help=msg("most items two forms of a position may share, percent (else the blueprint's: 20)").template,
)
@option("--exposure", type=click.IntRange(0, 10_000), default=0,
        help=msg("in how many of all these forms an item may stand (0: no limit)").template)  # fmt: skip
@option("--blueprint", "blueprints", multiple=True, type=path,
        help=msg("blueprint file, or folder of such (else the policy's own)").template)  # fmt: skip
@option("--seed", help=msg("for rehearsal only: the forms are marked DIỄN TẬP").template)
@date_option
@option("--out", required=True, type=path, help=msg("new folder for the sealed forms").template)
@option("--sitting", "sitting_name", default="",
        help=msg("which sitting it is for; a second officer compares it before opening").template)  # fmt: skip
@option("--not-before", type=click.DateTime(["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"]),
        help=msg("time before which the packets stay shut").template)  # fmt: skip
@json_option
@key_file_option
@door_options
@click.pass_obj
def assemble_command(
    shell: Shell, bank_path: Path, codes: tuple[str, ...], forms: int, booklets: int, overlap: int | None,
    exposure: int, blueprints: tuple[Path, ...], seed: str | None, day: datetime | None, out: Path, sitting_name: str,
    not_before: datetime | None, as_json: bool, door: Door,
) -> None:  # fmt: skip
    if out.exists() and any(out.iterdir()):
        raise AlreadyThere(msg("{path} is not empty", path=str(out)), msg("choose a new folder for the forms"))
    if seed is not None and not seed.strip():
        raise Misused(msg("the seed is empty"))
    target = Bank(bank_path)
    policy = target.facts.policy
    on = pick_day(day)
    given = load_blueprints(blueprints, shell.plugins.policy(policy).profile(on))
    orders = [order_post(shell.plugins, policy, code, on, forms, overlap, given) for code in codes]
    started = time.perf_counter()
    manifest = target.manifest()
    try:
        plan = plan_draw(list_lots(manifest), orders, on, exposure)
        planned = time.perf_counter() - started
        keys, seal_into = _open(target, door)
        items = target.items(keys)
        share, rehearsal = share_alone(on, seed)
        started = time.perf_counter()
        made = carry_out(shell.plugins, items, manifest, plan, (share,), "", rehearsal, booklets)
    except Shortage as short:
        if as_json:
            give_json({**_shortage(short), "waiting": target.standings().waiting})
        else:
            _show_shortage(short)
        tell_waiting(target)
        raise
    seconds = planned + time.perf_counter() - started
    seal_into(out, made, Plan(on, sitting_name, not_before.astimezone() if not_before else None))
    if as_json:
        give_json({**_facts(made, out, seconds), "waiting": target.standings().waiting})
        return
    _show(made)
    tell_waiting(target)
    if rehearsal:
        tell(msg("a seed was given: these forms are for rehearsal and marked DIỄN TẬP"))


def _facts(made: Made, out: Path, seconds: float) -> dict[str, object]:
    told = tell_draw(made.transcript)
    return {
        "forms": [
            {
                "id": built.id,
                "position": built.position,
                "rule": built.rule,
                "rehearsal": built.rehearsal,
                "parts": [
                    {"name": p.name, "items": [i.id for i in p.items], "difficulty": p.difficulty / 1000,
                     "known": {"items": known, "median": median}}
                    for p in built.parts for known, median in [_known(p)]
                ],
                "booklets": [b.code for b in codes],
                "packet": str(out / f"{built.id}.packet"),
            }
            for built, codes in made.forms
        ],
        "overlap": made.shared,
        "root": told.root,
        "plan": told.plan,
        "transcript": told.sha256,
        "seconds": round(seconds, 3),
    }  # fmt: skip


def _known(part: FormPart) -> tuple[int, int]:
    """For how many items the difficulty rests on candidates, and on how many for the middle one of them."""
    seen = sorted(item.tags.seen for item in part.items if item.tags.seen)
    return len(seen), seen[len(seen) // 2] if seen else 0


def _show(made: Made) -> None:
    names: dict[str, list[str]] = {}
    for built, codes in made.forms:
        parts = ", ".join(f"{p.title}: {len(p.items)} ({write_decimal(p.difficulty / 1000, 3)})" for p in built.parts)
        give(str(msg("form {form} for {position} sealed ({rule}): {parts}; booklets {codes}", form=built.id,
                     position=built.position, rule=RULES[built.rule], parts=parts,
                     codes=" ".join(b.code for b in codes))))  # fmt: skip
        names.setdefault(built.position, []).append(built.id)
    items = {item.id: item.tags.seen for built, _ in made.forms for item in built.items}
    seen = sorted(count for count in items.values() if count)
    if seen:
        give(str(msg("difficulty is known from candidates for {known} of {count} items, for the middle one from "
                     "{median} of them; the others rest on their authors' estimate", known=len(seen),
                     count=len(items), median=seen[len(seen) // 2])))  # fmt: skip
    else:
        give(str(msg("the difficulty of all {count} items rests on their authors' estimate", count=len(items))))
    ids = [built.id for built, _ in made.forms]
    for position, theirs in names.items():
        if len(theirs) > 1:
            give("")
            give(str(msg("items that two forms of {position} share", position=position)))
            places = [ids.index(name) for name in theirs]
            short = [str(n) for n in range(1, len(theirs) + 1)]
            rows = [[n, name, *(str(made.shared[a][b]) for b in places)]
                    for n, name, a in zip(short, theirs, places, strict=True)]  # fmt: skip
            give_table(["", str(msg("Form")), *short], rows, right=(0, *range(2, len(theirs) + 2)))


RULES = {
    "lottery": msg("by lottery"),
    "swap": msg("by lottery with exchanges"),
    "solver": msg("by the solver"),
}


@form.command("share", help=msg("Make a secret share for the seed of a draw, and the commitment to hand in.").template)
@option("--name", required=True, help=msg("whose share it is").template)
@date_option
@option("--out", required=True, type=path, help=msg("folder on a stick of your own").template)
@json_option
@click.pass_obj
def share_command(shell: Shell, name: str, day: datetime | None, out: Path, as_json: bool) -> None:
    on = pick_day(day)
    secret, public, commit = make_share(out, name, on)
    if as_json:
        give_json({"share": str(secret), "commitment": str(public), "commit": commit})
        return
    give(str(msg("commitment of {name}: {commit}", name=name, commit=commit)))
    tell(msg("hand in {public}; keep {secret} to yourself until all shares are opened", public=str(public),
             secret=str(secret)))  # fmt: skip


@form.command(
    "transcript", help=msg("Open the transcript of the draw in DIR, for whoever wants to recompute it.").template
)
@click.argument("folder", metavar="DIR", type=path)
@option("--out", required=True, type=path, help=msg("new file for the transcript").template)
@json_option
@door_options
@click.pass_obj
def transcript_command(shell: Shell, folder: Path, out: Path, as_json: bool, door: Door) -> None:
    if out.exists():
        raise AlreadyThere(msg("{path} exists already", path=str(out)), msg("choose another name"))
    find_transcript(folder)
    found = find_lying(folder)
    keys = unlock_lying(found, get_holder(door), "key")
    transcript = open_transcript(folder, next(iter(keys.values())))
    data = encode(transcript)
    write_whole(out, data, private=True)
    told = tell_draw(transcript)
    if as_json:
        give_json({"root": told.root, "plan": told.plan, "sha256": told.sha256, "forms": told.forms})
        return
    give_table([str(msg("Form")), str(msg("Position")), str(msg("Rule")), str(msg("Attempts"))],
               _list_rules(transcript))  # fmt: skip
    give(str(msg("root of the bank: {root}", root=told.root)))
    give(str(msg("digest of the plan: {plan}", plan=told.plan)))
    tell(msg("{path} tells which items the forms hold: guard it until the sitting is over", path=str(out)))
    tell(msg("anybody recomputes it: python3 verify_draw.py {path}", path=str(out)))


def _list_rules(transcript: Transcript) -> list[list[str]]:
    return [
        [one.id, f"{one.position} {one.ordinal}", str(RULES[one.rule]), " + ".join(map(str, one.tries))]
        for one in transcript.forms
    ]


Sealer = Callable[[Path, Made, Plan], object]


def _open(target: Bank, door: Door) -> tuple[KeySource, Sealer]:
    """The bank's keys, and how to seal what is drawn: under a key file with the same passphrase, or under fresh shares
    that those present deal to the whole council.
    """
    if door.council is None:
        phrase = get_passphrase(door.passphrase_file)
        return unlock_bank(target, phrase, door.key_file), lambda out, made, plan: write_packets(
            out, made.forms, phrase, plan=plan, transcript=made.transcript
        )
    data, name = target.shares()
    holder = random_bytes(8).hex()
    orders = [Deal(purpose, holder) for purpose in SHARES_NAMES]
    opened, dealt = attend(get_attendance(door), {name: data}, orders)
    beside = {file: one.data for file, one in zip(SHARES_NAMES.values(), dealt, strict=True)}
    keys = join_keys([one.keys for one in dealt])
    return opened[name], lambda out, made, plan: write_packets_for(out, made.forms, keys, beside, plan, made.transcript)


def _shortage(short: Shortage) -> dict[str, object]:
    return {
        "shortages": [
            {
                "quota": str(s.quota),
                "need": s.need,
                "have": s.have,
                "missing": s.missing,
                "because": str(s.because),
            }
            for s in short.shortages
        ],
        "options": [str(o) for o in short.options],
    }


def _show_shortage(short: Shortage) -> None:
    titles = [
        str(msg("Quota")),
        str(msg("Needed")),
        str(msg("There are")),
        str(msg("Missing")),
        str(msg("Because")),
    ]
    rows = [[str(s.quota), str(s.need), str(s.have), str(s.missing), str(s.because)] for s in short.shortages]
    give_table(titles, rows, right=(1, 2, 3))
    for choice in short.options:
        give(f"- {choice}")
