"""Knows the commands of review: settle, review, revise, standing, versions.

Must not know how acts are kept or what they mean for an item.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from examcore.desk import name_change, show_pieces, tell_act, write_moment
from examcore.engine.changes import Change, compare
from examcore.engine.standings import STANDING_WORDS
from examcore.errors import BadItems, Misused, NotFound
from examcore.files import read_limited
from examcore.formats.legacy import decode
from examcore.formats.tags import write_tags
from examcore.intake import LARGEST, read_files
from examcore.language import Message, messages
from examcore.nouns import STANDINGS, BankAct, Item, ItemStanding, Judgement, ReviewRule, Standing
from examcore.shell.asking import Door, door_options, get_keys, name_hand, need_hand
from examcore.shell.clock import now
from examcore.shell.localized import group, option
from examcore.shell.options import Shell, by_option, json_option, key_file_option, path
from examcore.shell.speak import give, give_json, give_table, tell
from examcore.shell.waiting import tell_waiting
from examcore.store import Bank, judge, keep_book, revise, settle
from examcore.store.review import list_for

msg = messages("examcore")
bank = group("bank", msg("Item banks: make, fill, check, count, export."))
LARGEST_COMMENT = 64 * 1024
comment_option = option("--comment", default="", help=msg("what the others should know; it is kept sealed").template)
comment_file_option = option("--comment-file", type=path, help=msg("file that holds the comment").template)


@bank.command("settle", help=msg("Begin the book of review of BANK, or change what it asks.").template)
@click.argument("bank_path", metavar="BANK", type=path)
@option("--reviewed/--open", "approved_only", default=True, show_default=True,
        help=msg("only approved items may be drawn; or all that are not retired").template)  # fmt: skip
@option("--people", type=click.IntRange(2, 3), default=2, show_default=True,
        help=msg("2: whoever reviewed an item may approve it; 3: somebody else must").template)  # fmt: skip
@option("--existing", type=click.Choice(["approved", "draft"]), default="approved", show_default=True,
        help=msg("the standing of items that are there before the book begins").template)  # fmt: skip
@by_option
@json_option
@key_file_option
@door_options
@click.pass_obj
def settle_command(
    shell: Shell, bank_path: Path, approved_only: bool, people: int, existing: Standing, by: str, as_json: bool,
    door: Door,
) -> None:  # fmt: skip
    target = Bank(bank_path)
    keys = get_keys(door, target)
    hand = need_hand(by, keys, now())
    count = settle(target, ReviewRule(approved_only, people), keys, hand, existing)
    if as_json:
        give_json({"rule": ReviewRule(approved_only, people), "items": count, "existing": existing})
        return
    if count:
        tell(msg("{count} items were there before: {standing}", count=count, standing=STANDING_WORDS[existing]))
    if approved_only:
        tell(msg("from now on only approved items of {path} are drawn", path=str(bank_path)))
    else:
        tell(msg("every item of {path} that is not retired may be drawn", path=str(bank_path)))


def _tell_judged(judgement: Judgement, count: int, name: str) -> Message:
    return {
        "review": msg("{count} items reviewed by {name}", count=count, name=name),
        "approve": msg("{count} items approved by {name}", count=count, name=name),
        "return": msg("{count} items sent back by {name}", count=count, name=name),
        "retire": msg("{count} items retired by {name}", count=count, name=name),
        "comment": msg("{count} items commented on by {name}", count=count, name=name),
    }[judgement]


@bank.command("review", help=msg("Judge items of BANK: pass them on, approve, send back, retire, or comment.").template)
@click.argument("bank_path", metavar="BANK", type=path)
@click.argument("names", metavar="ITEM...", nargs=-1)
@option("--all", "everything", is_flag=True, help=msg("every item you may judge so, instead of ITEM...").template)
@option("--pass", "judgement", flag_value="review", help=msg("a draft is right: it is reviewed").template)
@option("--approve", "judgement", flag_value="approve", help=msg("what was reviewed may be drawn").template)
@option("--return", "judgement", flag_value="return", help=msg("back to a draft; say why").template)
@option("--retire", "judgement", flag_value="retire", help=msg("never draw it again; say why").template)
@comment_option
@comment_file_option
@by_option
@json_option
@key_file_option
@door_options
@click.pass_obj
def review_command(
    shell: Shell, bank_path: Path, names: tuple[str, ...], everything: bool, judgement: Judgement | None, comment: str,
    comment_file: Path | None, by: str, as_json: bool, door: Door,
) -> None:  # fmt: skip
    target = Bank(bank_path)
    kind: Judgement = judgement or "comment"
    found = keep_book(target)
    said = _read_comment(comment, comment_file)
    if everything == bool(names) or (everything and kind not in ("review", "approve")):
        raise Misused(msg("name the items, or take them all with --all together with --pass or --approve"))
    keys = get_keys(door, target)
    hand = need_hand(by, keys, now())
    chosen = list_for(found, kind, hand.by) if everything else list(dict.fromkeys(names))
    if chosen:
        judge(target, chosen, kind, keys, hand, said)
    after = target.standings()
    if as_json:
        give_json({"items": chosen, "judgement": kind, "standings": after.count(), "waiting": after.waiting})
        return
    tell(_tell_judged(kind, len(chosen), hand.by))
    tell_waiting(target)


@bank.command("revise", help=msg("Take items of FILE... as new versions of those in BANK, all or none.").template)
@click.argument("bank_path", metavar="BANK", type=path)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=path)
@option("--format", "format_name", help=msg("item format, else by the file's ending").template)
@comment_option
@comment_file_option
@by_option
@json_option
@key_file_option
@door_options
@click.pass_obj
def revise_command(
    shell: Shell, bank_path: Path, files: tuple[Path, ...], format_name: str | None, comment: str,
    comment_file: Path | None, by: str, as_json: bool, door: Door,
) -> None:  # fmt: skip
    target = Bank(bank_path)
    said = _read_comment(comment, comment_file)
    data = [(str(file), read_limited(file, LARGEST)) for file in files]
    parts = [one.name for one in shell.plugins.policy(target.facts.policy).profile(date.today()).parts]  # noqa: DTZ011 - only for names
    read = read_files(shell.plugins, data, format_name, "", "", (), parts)
    if read.errors:
        raise BadItems(msg("nothing was changed"), read.problems, msg("mend the lines named above"))
    keys = get_keys(door, target)
    count = revise(target, read.items, keys, name_hand(by, keys, now()), said)
    if as_json:
        give_json({"found": len(read.items), "changed": count, "waiting": target.standings().waiting})
        return
    tell(msg("{count} of {found} items have a new version", count=count, found=len(read.items)))
    tell_waiting(target)


@bank.command("standing", help=msg("List how the items of BANK stand in review. Needs no passphrase.").template)
@click.argument("bank_path", metavar="BANK", type=path)
@click.argument("names", metavar="[ITEM]...", nargs=-1)
@option("--of", "only", type=click.Choice(STANDINGS), multiple=True,
        help=msg("only items that stand so (repeatable)").template)  # fmt: skip
@json_option
@click.pass_obj
def standing_command(
    shell: Shell, bank_path: Path, names: tuple[str, ...], only: tuple[str, ...], as_json: bool
) -> None:
    found = keep_book(Bank(bank_path))
    for name in names:
        if name not in found.items:
            raise NotFound(msg("item {item} is not in the bank", item=name))
    rows = [(name, one) for name, one in sorted(found.items.items())
            if (not names or name in names) and (not only or one.standing in only)]  # fmt: skip
    if as_json:
        give_json({
            "rule": found.rule,
            "standings": found.count(),
            "waiting": found.waiting,
            "items": [_standing_facts(name, one) for name, one in rows],
        })  # fmt: skip
        return
    titles = [str(msg("Item")), str(msg("Version")), str(msg("Standing")), str(msg("Written by")),
              str(msg("Reviewed by")), str(msg("Source")), str(msg("Since")), str(msg("Comments"))]  # fmt: skip
    give_table(titles, [_standing_row(name, one) for name, one in rows], right=(1, 7))
    counts = found.count()
    tell(", ".join(f"{STANDING_WORDS[one]}: {counts[one]}" for one in STANDINGS))


def _standing_facts(name: str, one: ItemStanding) -> dict[str, object]:
    return {
        "id": name, "version": one.version, "standing": one.standing, "authors": one.authors,
        "reviewers": one.reviewers, "approver": one.approver, "source": one.source, "by": one.by, "at": one.at,
        "comments": one.comments,
    }  # fmt: skip


def _standing_row(name: str, one: ItemStanding) -> list[str]:
    return [name, str(one.version), str(STANDING_WORDS[one.standing]), ", ".join(one.authors) or "-",
            ", ".join(one.reviewers) or "-", one.source or "-", write_moment(one.at), str(one.comments)]  # fmt: skip


@bank.command(
    "acts", help=msg("List every act in the book of BANK, whose chain is checked. Needs no passphrase.").template
)
@click.argument("bank_path", metavar="BANK", type=path)
@json_option
@click.pass_obj
def acts_command(shell: Shell, bank_path: Path, as_json: bool) -> None:
    target = Bank(bank_path)
    keep_book(target)
    acts, last = target.acts(), target.book_hash
    if as_json:
        give_json({"acts": [{"seq": seq, **_act_facts(act)} for seq, act in enumerate(acts, 1)], "hash": last})
        return
    titles = [str(msg("Act no.")), str(msg("Since")), str(msg("Act")), str(msg("Items"))]
    rows = [[str(seq), write_moment(act.at), str(tell_act(act)), str(len(act.items))]
            for seq, act in enumerate(acts, 1)]  # fmt: skip
    give_table(titles, rows, right=(0, 3))
    tell(msg("hash of the last act: {hash}; that none was put in or taken out is proved when the bank is opened",
             hash=last))  # fmt: skip


def _act_facts(act: BankAct) -> dict[str, object]:
    return {
        "act": act.act, "at": act.at, "by": act.by, "items": act.items, "source": act.source, "authors": act.authors,
        "standing": act.standing, "rule": act.rule, "drop": act.drop, "has_comment": act.has_comment,
    }  # fmt: skip


@bank.command(
    "versions", help=msg("Tell what became of an item of BANK: versions, what changed, who, comments.").template
)
@click.argument("bank_path", metavar="BANK", type=path)
@click.argument("name", metavar="ITEM")
@json_option
@key_file_option
@door_options
@click.pass_obj
def versions_command(shell: Shell, bank_path: Path, name: str, as_json: bool, door: Door) -> None:
    target = Bank(bank_path)
    keys = get_keys(door, target)
    versions = dict(target.versions(name, keys))
    comments = target.comments(keys)
    acts = [(seq, act) for seq, act in enumerate(target.acts(), 1) if any(name == one for one, _ in act.items)]
    if as_json:
        give_json({
            "id": name,
            "versions": [
                {"version": number, "changes": [_change_facts(one) for one in _changes(versions, number)]}
                for number in versions
            ],
            "acts": [
                {"act": act.act, "by": act.by, "at": act.at, "source": act.source, "comment": comments.get(seq, ""),
                 "version": dict(act.items)[name]} for seq, act in acts
            ],
        })  # fmt: skip
        return
    for seq, act in acts:
        version = dict(act.items)[name]
        give(f"{write_moment(act.at)}  {tell_act(act)}  ({msg('version {number}', number=version)})")
        if comments.get(seq):
            give("    “" + comments[seq].replace("\n", "\n    ") + "”")
        if act.act in ("revise", "retag"):
            for one in _changes(versions, version):
                give(f"    {name_change(one)}: {show_pieces(one)}")
    if not acts:
        give(str(msg("version {number}; the bank keeps no book of review", number=max(versions))))


def _changes(versions: dict[int, Item], number: int) -> tuple[Change, ...]:
    if number - 1 not in versions or number not in versions:
        return ()
    return compare(versions[number - 1], versions[number], lambda tags: write_tags(tags, {}))


def _change_facts(one: Change) -> dict[str, object]:
    return {"field": one.field, "letter": one.letter, "before": one.before, "after": one.after}


def _read_comment(comment: str, file: Path | None) -> str:
    if comment and file is not None:
        raise Misused(msg("give --comment or --comment-file, not both"))
    return decode(read_limited(file, LARGEST_COMMENT)) if file is not None else comment
