"""Knows the commands after a sitting: sitting analyse, bank learn, bank expire.

Must not know how anything is measured or sealed.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import click

from examcore.analysis import Analysis, Flagged, glance
from examcore.drawing import find_position
from examcore.errors import NotFound
from examcore.language import messages
from examcore.nouns import Blueprint, Tags
from examcore.plugins import Plugins
from examcore.shell.asking import Door, door_options, get_holder, get_keys, name_hand
from examcore.shell.clock import now
from examcore.shell.localized import group, option
from examcore.shell.options import Shell, by_option, json_option, key_file_option, path
from examcore.shell.speak import give, give_json, give_table, tell
from examcore.shortage.expiry import Breach, end_source, find_breaches, list_sources, same_name
from examcore.sitting import load
from examcore.sitting.analyse import analyse, teach
from examcore.store import Bank

msg = messages("examcore")
sitting = group("sitting", msg("A sitting, from its making to its report."))
bank = group("bank", msg("Item banks: make, fill, check, count, export."))
GROUPS = (sitting, bank)
"""Groups that give their commands to those of the same name."""


@sitting.command("analyse", help=msg("Analyse a scored sitting: items, forms, areas; opens the keys.").template)
@click.argument("folder", metavar="DIR", type=path)
@option("--journals", multiple=True, type=path,
        help=msg("journals of a terminal room, for times (repeatable; paper has none)").template)  # fmt: skip
@option("--out", type=path, help=msg("folder for the files (DIR/analysis if not given)").template)
@json_option
@door_options
@click.pass_obj
def analyse_command(
    shell: Shell, folder: Path, journals: tuple[Path, ...], out: Path | None, as_json: bool, door: Door
) -> None:
    found = load(folder)
    found.results  # noqa: B018 - refuses before anybody types a passphrase
    into = out or folder / "analysis"
    analysis, paths = analyse(found, shell.plugins, get_holder(door), into, journals, now())
    if as_json:
        give_json({**_facts(analysis), "artefacts": {p.name: str(p) for p in paths}})
        return
    for line in glance(found.sitting, analysis):
        give(line)
    tell(msg("{count} files in {path}; they hold keys: guard them", count=len(paths), path=str(into)))


def _facts(analysis: Analysis) -> dict[str, object]:
    whole = analysis.reliability
    return {
        "candidates": analysis.candidates,
        "provisional": analysis.provisional,
        "too_few": analysis.too_few,
        "mean": _short(analysis.spread.mean),
        "sd": _short(analysis.spread.sd),
        "lowest": analysis.spread.lowest,
        "highest": analysis.spread.highest,
        "histogram": [{"from": low, "to": high, "candidates": count} for low, high, count in analysis.bars],
        "kr20": _short(whole.kr20),
        "kr20_interval": [_short(whole.low), _short(whole.high)],
        "sem": _short(whole.sem),
        "near_a_mark": _short(analysis.near),
        "marks": [{"band": one.band, "points": one.points, "near": one.near} for one in analysis.marks],
        "items": [_item(one) for one in analysis.items],
        "key_check": [one.figures.id for one in analysis.suspects],
        "areas": [
            {"position": a.position, "unit": a.unit, "part": a.part, "area": a.area, "people": a.people,
             "given": a.given, "share": _short(a.share)} for a in analysis.areas
        ],
        "forms": [
            {"form": f.form, "position": f.position, "candidates": f.spread.n, "mean": _short(f.spread.mean),
             "sd": _short(f.spread.sd), "planned": _short(f.planned), "observed": _short(f.observed),
             "kr20": _short(f.total.kr20), "sem": _short(f.total.sem),
             "parts": [{"part": name, "kr20": _short(one.kr20)} for name, one in f.parts],
             "booklets": [{"booklet": b.code, "candidates": b.spread.n, "mean": _short(b.spread.mean)}
                          for b in f.booklets],
             "booklets_chance": _short(f.difference.chance if f.difference else None)} for f in analysis.forms
        ],
        "comparisons": [
            {"position": c.position, "forms": c.forms, "h": _short(c.difference.h), "freedom": c.difference.freedom,
             "chance": _short(c.difference.chance)} for c in analysis.comparisons
        ],
    }  # fmt: skip


def _item(one: Flagged) -> dict[str, object]:
    f = one.figures
    return {
        "id": f.id,
        "forms": f.forms,
        "n": f.n,
        "difficulty": _short(f.difficulty),
        "interval": [_short(f.low), _short(f.high)],
        "expected": f.expected / 1000,
        "seen": f.seen,
        "drift": _short(f.drift),
        "rest": _short(f.rest),
        "options": [
            {"option": o.id, "letter": o.letter, "key": o.is_key, "count": o.count, "upper": o.upper, "lower": o.lower}
            for o in f.options
        ],
        "blank": f.blank,
        "double": f.double,
        "in_review": f.waiting,
        "median_seconds": None if f.median_ms is None else f.median_ms / 1000,
        "ruling": f.ruling,
        "flags": one.flags,
        "withheld": one.withheld,
    }


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


@bank.command("learn", help=msg("Let what an analysed sitting showed flow back into the items of BANK, once.").template)
@click.argument("bank_path", metavar="BANK", type=path)
@click.argument("folder", metavar="DIR", type=path)
@by_option
@json_option
@key_file_option
@door_options
@click.pass_obj
def learn_command(shell: Shell, bank_path: Path, folder: Path, by: str, as_json: bool, door: Door) -> None:
    target, found = Bank(bank_path), load(folder)
    keys = get_keys(door, target)
    hand = name_hand(by, keys, now(), together=True)
    taught = teach(found, target, keys, now(), hand.by if hand else "")
    if as_json:
        give_json({
            "sitting": found.sitting.id,
            "learnt": taught.learnt,
            "used": taught.used,
            "unknown": taught.unknown,
            "already": taught.already,
            "items": [
                {"id": after.id, "before": _known(before.tags), "after": _known(after.tags)}
                for before, after in taught.changed
            ],
        })  # fmt: skip
        return
    if taught.already:
        give(str(msg("the bank has learnt from sitting {sitting} already; nothing was changed",
                     sitting=found.sitting.id)))  # fmt: skip
        return
    give(str(msg("{count} items learnt from sitting {sitting}; {unknown} of its items are not in this bank",
                 count=taught.learnt, sitting=found.sitting.id, unknown=taught.unknown)))  # fmt: skip
    give(str(msg("{count} items now bear {day} as a day of use", count=taught.used,
                 day=f"{found.sitting.day:%d/%m/%Y}")))  # fmt: skip


def _known(tags: Tags) -> dict[str, object]:
    return {"difficulty": tags.difficulty / 1000, "seen": tags.seen, "uses": tags.uses}


@bank.command("expire", help=msg("Let a document of law end: bar every item of BANK that rests on it.").template)
@click.argument("bank_path", metavar="BANK", type=path)
@option("--source", required=True, help=msg("short name of the document, as the items call it").template)
@option("--on", "day", required=True, type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
        help=msg("its last day in force").template)  # fmt: skip
@option("--dry-run", is_flag=True, help=msg("only tell what would happen; needs no passphrase").template)
@by_option
@json_option
@key_file_option
@door_options
@click.pass_obj
def expire_command(
    shell: Shell, bank_path: Path, source: str, day: datetime, dry_run: bool, by: str, as_json: bool, door: Door
) -> None:
    target, last = Bank(bank_path), day.date()
    before = target.tags()
    after = {name: end_source(tags, source, last) for name, tags in before.items()}
    resting = [name for name, tags in before.items() if any(same_name(b.source.name, source) for b in tags.bases)]
    if not resting:
        raise _unknown_source(source, before.values())
    on = last + timedelta(days=1)
    may_draw = target.standings().may_draw
    drawn_before, drawn_after = (
        {name: one for name, one in tags.items() if may_draw(name)} for tags in (before, after)
    )
    breaches = find_breaches(_blueprints(shell.plugins, target, before.values(), on), drawn_before, drawn_after, on)
    changed = [name for name in resting if before[name] != after[name]]
    if changed and not dry_run:
        keys = get_keys(door, target)
        opened = {item.id: item for item in target.items(keys)}
        target.replace(
            [replace(opened[name], tags=end_source(opened[name].tags, source, last)) for name in changed], keys,
            hand=name_hand(by, keys, now(), together=True),
        )  # fmt: skip
    if as_json:
        give_json({
            "source": source,
            "on": last,
            "items": len(resting),
            "changed": len(changed),
            "dry_run": dry_run,
            "broken": [_breach(one) for one in breaches],
        })  # fmt: skip
        return
    if dry_run:
        tell(msg("only tried: nothing was changed"))
    give(str(msg("{count} items rest on {source}; they are barred after {day} ({changed} changed)", count=len(resting),
                 source=source, day=f"{last:%d/%m/%Y}", changed=len(changed))))  # fmt: skip
    _show_breaches(breaches)


def _unknown_source(source: str, tags: Iterable[Tags]) -> NotFound:
    known = list_sources(tags)
    near = difflib.get_close_matches(source, known, 3, 0.4) or known[:5]
    return NotFound(
        msg("no item rests on {source}", source=source),
        msg("the items name, for example: {names}", names="; ".join(near) or "-"),
    )


def _blueprints(plugins: Plugins, target: Bank, tags: Iterable[Tags], on: date) -> list[Blueprint]:
    """The policy's blueprint of every position the bank has items of its own for."""
    policy = plugins.policy(target.facts.policy)
    listed = plugins.positions(policy.id)
    own = sorted({code for one in tags for code in one.positions})
    for code in own:
        if code not in listed:
            tell(msg("position {code} stands in no list: its blueprint cannot be checked", code=code))
    profile = policy.profile(on)
    return [policy.blueprint(profile, find_position(plugins, policy.id, code)) for code in own if code in listed]


def _breach(one: Breach) -> dict[str, object]:
    return {
        "position": one.position,
        "was_filled": one.is_new,
        "shortages": [
            {"quota": str(s.quota), "need": s.need, "have": s.have, "missing": s.missing, "missing_before": was}
            for s, was in zip(one.shortages, one.missing_before, strict=True)
        ],
    }


def _show_breaches(breaches: Sequence[Breach]) -> None:
    if not breaches:
        give(str(msg("every blueprint that could be filled still can")))
        return
    give(str(msg("{count} positions lack items from then on", count=len(breaches))))
    titles = [str(msg("Position")), str(msg("Quota")), str(msg("Needed")), str(msg("There are")), str(msg("Missing")),
              str(msg("Missing before"))]  # fmt: skip
    rows = [
        [one.position, str(s.quota), str(s.need), str(s.have), str(s.missing), str(was)]
        for one in breaches
        for s, was in zip(one.shortages, one.missing_before, strict=True)
    ]
    give_table(titles, rows, right=(2, 3, 4, 5))
