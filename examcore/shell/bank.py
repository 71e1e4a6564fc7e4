"""Knows the commands on item banks: init, add, map, stats, export.

Must not know how items are sealed or read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from examcore.engine.figures import tell_options, tell_stem
from examcore.engine.standings import STANDING_WORDS
from examcore.errors import AlreadyThere, BadInput, BadItems, Misused, Problem
from examcore.files import read_limited, write_whole
from examcore.intake import (
    LARGEST,
    LARGEST_MAPPING,
    SAMPLES,
    Intake,
    annotate_file,
    guess_format,
    name_field,
    propose_mapping,
    read_files,
    sample_files,
    write_items,
)
from examcore.language import messages
from examcore.nouns import STANDINGS, Item, ReviewRule
from examcore.seal import Deal, KeySource, attend
from examcore.seal.primitives import random_bytes
from examcore.shell.asking import Door, door_options, get_attendance, get_keys, get_passphrase, name_hand
from examcore.shell.clock import now
from examcore.shell.localized import group, option
from examcore.shell.options import Shell, by_option, json_option, key_file_option, path
from examcore.shell.speak import as_rows, give, give_json, give_table, tell, tell_problems
from examcore.store import CLASSES, ORDINARY, SECRET, Bank, keep_book, make_bank, make_bank_for, settle
from examcore.store.bank import SHARES_SUFFIX
from examcore.store.making import check_classification
from examcore.text import clean_line

msg = messages("examcore")

bank = group("bank", msg("Item banks: make, fill, check, count, export."))


@bank.command("init", help=msg("Make a new sealed bank at BANK with its key file beside it.").template)
@click.argument("bank_path", metavar="BANK", type=path)
@option("--policy", required=True, help=msg("the policy the bank serves").template)
@option("--sample", is_flag=True, help=msg("fill it with the sample items").template)
@option("--reviewed", is_flag=True,
        help=msg("keep a book of review: only approved items may be drawn (needs --by)").template)  # fmt: skip
@by_option
@option("--classification", type=click.Choice([*CLASSES, *SECRET]), default=ORDINARY, show_default=True,
        help=msg("classification of the content; state secrets are refused").template)  # fmt: skip
@door_options
@click.pass_obj
def init(
    shell: Shell, bank_path: Path, policy: str, sample: bool, reviewed: bool, by: str, classification: str, door: Door
) -> None:
    if reviewed and not clean_line(by) and door.council is None:
        raise Misused(msg("a bank that keeps a book of review needs to know who begins it"), msg("say who with --by"))
    shell.plugins.policy(policy)
    check_classification(classification)
    read = read_files(shell.plugins, sample_files(), "text", "", "", ()) if sample else Intake(0, (), ())
    if read.errors:
        raise BadItems(msg("the sample items have problems, no bank was made"), read.errors)
    day = date.today()  # noqa: DTZ011 - a day on the officer's desk
    if door.council is None:
        phrase = get_passphrase(door.passphrase_file, new=True)
        made, keys = make_bank(bank_path, policy, phrase, day, classification=classification)
        count = _fill(made, read.items, keys, by, reviewed)
        tell(msg("bank {path} made, key file {key}, {count} items", path=str(bank_path), key=str(made.key_path),
                 count=count))  # fmt: skip
    else:
        _, (dealt,) = attend(get_attendance(door), deals=[Deal("bank", random_bytes(8).hex())])
        made = make_bank_for(bank_path, policy, dealt.keys, {SHARES_SUFFIX: dealt.data}, day, classification)
        count = _fill(made, read.items, dealt.keys, by, reviewed)
        tell(msg("bank {path} made, shares {shares}, {count} items", path=str(bank_path),
                 shares=str(made.shares_path), count=count))  # fmt: skip
    if sample:
        tell(msg("sample items: a council must review every item before real use"))


def _fill(made: Bank, items: Sequence[Item], keys: KeySource, by: str, reviewed: bool) -> int:
    """Begin the new bank's book where it keeps one, and add the first items."""
    hand = name_hand(by, keys, now())
    if reviewed:
        settle(made, ReviewRule(), keys, made.need_hand(hand))
    return made.add(items, keys, replace(hand, by=SAMPLES) if hand and items else None, SAMPLES)


@bank.command("add", help=msg("Read items from FILE... and seal them into BANK, all or none.").template)
@click.argument("bank_path", metavar="BANK", type=path)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=path)
@option(
    "--part",
    type=click.Choice(["general", "professional"]),
    help=msg("part of items whose file names none").template,
)
@option("--area", default="", help=msg("knowledge area of items whose file names none").template)
@option(
    "--position",
    "positions",
    multiple=True,
    help=msg("position the items serve (repeatable; none: all)").template,
)
@option("--format", "format_name", help=msg("item format, else by the file's ending").template)
@option("--mapping", type=path, help=msg("file that says which column holds what; bank map writes one").template)
@option("--keys-from", type=path, help=msg("file that holds the keys by the numbers of questions (Word)").template)
@option("--annotate", type=path, help=msg("write a copy of FILE with the problems as comments (Word)").template)
@option("--dry-run", is_flag=True, help=msg("read and report, change nothing").template)
@option("--only-good", is_flag=True, help=msg("take the good items of a file with problems").template)
@option("--show", is_flag=True, help=msg("show the items that were read, with their keys").template)
@by_option
@option("--source", default="", help=msg("the body or person the items come from").template)
@json_option
@key_file_option
@door_options
@click.pass_obj
def add(
    shell: Shell,
    bank_path: Path,
    files: tuple[Path, ...],
    part: str | None,
    area: str,
    positions: tuple[str, ...],
    format_name: str | None,
    mapping: Path | None,
    keys_from: Path | None,
    annotate: Path | None,
    dry_run: bool,
    only_good: bool,
    show: bool,
    by: str,
    source: str,
    as_json: bool,
    door: Door,
) -> None:
    target = Bank(bank_path)
    if not dry_run and target.acts() and not clean_line(by) and door.council is None:
        target.need_hand(None)
    check_copy(annotate, files)
    data = [(str(file), read_limited(file, LARGEST)) for file in files]
    policy = shell.plugins.policies.get(target.facts.policy)
    parts = [one.name for one in policy.profile(date.today()).parts] if policy else []  # noqa: DTZ011 - only for names
    columns = read_limited(mapping, LARGEST_MAPPING) if mapping is not None else None
    keys = (str(keys_from), read_limited(keys_from, LARGEST)) if keys_from is not None else None
    read = read_files(shell.plugins, data, format_name, part or "", area, positions, parts, columns, keys)
    named, unlocked = read.items, None
    if not dry_run and (only_good or not any(p.severity == "error" for p in read.problems)):
        unlocked = get_keys(door, target)
        named = target.name_items(read.items, unlocked)
    known = set(target.tags())
    again = tuple(
        Problem(
            str(bank_path),
            msg("whole file"),
            "known-id",
            msg("item {item} is in the bank already", item=i.id),
            i.id,
        )
        for i in named
        if i.id in known
    )
    problems = (*read.problems, *again)
    good = tuple(i for i in named if i.id not in known)
    refused = not only_good and any(p.severity == "error" for p in problems)
    taken = () if refused or dry_run else good
    if annotate is not None:
        _write_copy(annotate, shell, data[0], format_name, problems)
    if taken and unlocked is not None:
        target.add(taken, unlocked, name_hand(by, unlocked, now()), clean_line(source))
    if as_json:
        document: dict[str, object] = {
            "found": read.found,
            "added": len(taken),
            "problems": as_rows(problems),
        }
        if show:
            document["items"] = [_shown(i) for i in named]
        give_json(document)
    else:
        if not refused:
            tell_problems(problems)
        if show:
            for item in named:
                _show(item)
        tell(msg("{found} questions found, {added} added, {count} problems", found=read.found, added=len(taken),
                 count=len(problems)))  # fmt: skip
    if refused:
        raise BadItems(
            msg("nothing was added"),
            problems,
            msg("mend the lines named above, or take the good items alone with --only-good"),
        )


@bank.command(
    "map", help=msg("Propose a mapping: which column of FILE holds what. Change it, then use --mapping.").template
)
@click.argument("file", metavar="FILE", type=path)
@option("--out", type=path, required=True, help=msg("mapping file to write").template)
@option("--format", "format_name", help=msg("item format, else by the file's ending").template)
@click.pass_obj
def map_command(shell: Shell, file: Path, out: Path, format_name: str | None) -> None:
    if out.exists():
        raise AlreadyThere(msg("{path} is there already", path=str(out)), msg("name another file with --out"))
    write_whole(out, propose_mapping(shell.plugins, str(file), read_limited(file, LARGEST), format_name))
    tell(msg("mapping written to {path}; look through it, then: bank add … --mapping {path}", path=str(out)))


def _write_copy(
    copy: Path, shell: Shell, file: tuple[str, bytes], format_name: str | None, problems: tuple[Problem, ...]
) -> None:
    """The annotated copy of a file; one that cannot be opened has none, and its problems are told all the same."""
    try:
        data = annotate_file(shell.plugins, *file, format_name, problems)
    except BadInput as refused:
        tell(msg("no annotated copy was made: {why}", why=refused.text))
        return
    write_whole(copy, data, private=True)
    tell(msg("annotated copy written to {path}; it may hold keys: guard it", path=str(copy)))


def check_copy(copy: Path | None, files: tuple[Path, ...]) -> None:
    """Refuse an annotated copy that would take the place of another file, or of several files."""
    if copy is None:
        return
    if len(files) != 1:
        raise Misused(msg("--annotate takes one FILE at a time"))
    if copy.exists():
        raise AlreadyThere(msg("{path} is there already", path=str(copy)), msg("name another file with --annotate"))


def _shown(item: Item) -> dict[str, object]:
    return {
        "id": item.id,
        "part": item.tags.part,
        "area": item.tags.area,
        "also": item.tags.also,
        "item_set": item.tags.item_set,
        "uses": item.tags.uses,
        "stem": tell_stem(item),
        "options": list(tell_options(item)),
        "key": [option.id for option in item.options].index(item.key),
    }


def _show(item: Item) -> None:
    give(f"[{item.id}] {tell_stem(item)}")
    for letter, one, text in zip("ABCDEF", item.options, tell_options(item), strict=False):
        give(f"  {'*' if one.id == item.key else ' '}{letter}. {text}")


@bank.command("stats", help=msg("Count the items of BANK by part, area and position. Needs no passphrase.").template)
@click.argument("bank_path", metavar="BANK", type=path)
@json_option
@click.pass_obj
def stats(shell: Shell, bank_path: Path, as_json: bool) -> None:
    target = Bank(bank_path)
    tags, standings = target.tags(), target.standings()
    own = sorted({p for t in tags.values() for p in t.positions})
    counts = {p: sum(t.serves(p) for t in tags.values()) for p in own}
    areas = Counter((t.part, t.area) for t in tags.values())
    also = Counter((t.part, area) for t in tags.values() for area in t.also)
    sets = Counter(t.item_set for t in tags.values() if t.item_set)
    uses = Counter(day for t in tags.values() for day in t.uses)
    if as_json:
        give_json({
            "items": len(tags),
            "drawable": sum(map(standings.may_draw, tags)),
            "waiting": standings.waiting,
            "standings": standings.count() if standings.rule else {},
            "positions": [{"code": p, "items": n} for p, n in counts.items()],
            "areas": [
                {"part": part, "area": area, "items": areas[part, area], "also": also[part, area]}
                for part, area in sorted({*areas, *also})
            ],
            "item_sets": [{"name": name, "items": n} for name, n in sorted(sets.items())],
            "uses": [{"day": day, "items": n} for day, n in sorted(uses.items())],
        })  # fmt: skip
        return
    profile = shell.plugins.policy(target.facts.policy).profile(date.today())  # noqa: DTZ011 - only for titles
    give(str(msg("{count} items, policy {policy}", count=len(tags), policy=target.facts.policy)))
    if standings.rule is not None:
        counts_told = standings.count()
        give(", ".join(f"{STANDING_WORDS[one]}: {counts_told[one]}" for one in counts_told))
    titles = [str(msg("Part")), str(msg("Knowledge area")), str(msg("Items")), str(msg("May count for it too"))]
    rows = [
        [str(profile.part(part).title) if part in {p.name for p in profile.parts} else part,
         str(profile.area_title(area)), str(areas[part, area]), str(also[part, area])]
        for part, area in sorted({*areas, *also})
    ]  # fmt: skip
    give_table(titles, rows, right=(2, 3))
    if sets:
        give("")
        give(str(msg("{sets} item sets, {count} items in them", sets=len(sets), count=sets.total())))
    if uses:
        give("")
        give_table([str(msg("Day of use")), str(msg("Items"))],
                   [[f"{day:%d/%m/%Y}", str(n)] for day, n in sorted(uses.items())], right=(1,))  # fmt: skip
    give("")
    give_table([str(msg("Position")), str(msg("Items that serve it"))], [[p, str(n)] for p, n in counts.items()],
               right=(1,))  # fmt: skip


@bank.command("export", help=msg("Write the items of BANK, with keys, to FILE or to the screen.").template)
@click.argument("bank_path", metavar="BANK", type=path)
@click.argument("file", metavar="[FILE]", required=False, type=path)
@option("--format", "format_name", help=msg("item format, else by the file's ending").template)
@option("--standing", "only", type=click.Choice(STANDINGS), multiple=True,
        help=msg("only items that stand so in the book of review (repeatable)").template)  # fmt: skip
@option("--part", help=msg("only items of this part").template)
@option("--area", help=msg("only items of this knowledge area").template)
@json_option
@key_file_option
@door_options
@click.pass_obj
def export(
    shell: Shell, bank_path: Path, file: Path | None, format_name: str | None, only: tuple[str, ...],
    part: str | None, area: str | None, as_json: bool, door: Door,
) -> None:  # fmt: skip
    target = Bank(bank_path)
    if only:
        keep_book(target)
    read = target.read()
    standings = read.book.standings.items
    items = tuple(
        item
        for item in target.items(get_keys(door, target), read)
        if (not only or (item.id in standings and standings[item.id].standing in only))
        and part in (None, item.tags.part)
        and (area is None or area in item.tags.areas)
    )
    if file is not None:
        written = write_items(shell.plugins, items, format_name or guess_format(shell.plugins, file.name), str(file))
        write_whole(file, written.data, private=True)
        for field, count in written.lost:
            tell(msg("{count} items: the file does not hold “{field}”", count=count, field=name_field(field)))
        tell(msg("{count} items written to {path}; the file holds the keys: guard it", count=len(items),
                 path=str(file)))  # fmt: skip
    if as_json:
        give_json({"items": [_shown(item) for item in items]})
    elif file is None:
        raise Misused(msg("name a FILE, or print the items with --json"))
