"""Knows the commands bank lint and bank rules: what is wrong with the items of a bank, and the safe fixes.

Must not know how a fault is found or mended.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path

import click

from examcore.engine.figures import hide_places
from examcore.engine.lint import BY_CODE, RULES, Change, Finding, lint, mend_item, name_place
from examcore.errors import BadInput, Misused, Problem
from examcore.language import messages
from examcore.nouns import Hand, Item
from examcore.seal import KeySource
from examcore.shell.asking import Door, door_options, get_keys, name_hand
from examcore.shell.clock import now
from examcore.shell.localized import group, option
from examcore.shell.options import Shell, by_option, date_option, json_option, key_file_option, path, pick_day
from examcore.shell.speak import give, give_json, give_table, tell, tell_problems
from examcore.store import Bank, list_current, revise
from examcore.store.fixes import add_fixes, fixes_path, read_fixes

msg = messages("examcore")
bank = group("bank", msg("Item banks: make, fill, check, count, export."))


@bank.command("lint", help=msg("Look for faults in the items of BANK, and mend the safe ones with --fix. Findings are "
                               "not an error.").template)  # fmt: skip
@click.argument("bank_path", metavar="BANK", type=path)
@date_option
@option("--only", "codes", multiple=True, help=msg("a rule by its code (repeatable; all if none is given)").template)
@option("--fix", is_flag=True, help=msg("mend what can be mended safely; every change is listed and logged").template)
@option("--dry-run", is_flag=True, help=msg("with --fix: list the changes, change nothing").template)
@option("--show", is_flag=True, help=msg("with --fix: show the texts before and after").template)
@by_option
@json_option
@key_file_option
@door_options
@click.pass_obj
def lint_command(
    shell: Shell, bank_path: Path, day: datetime | None, codes: tuple[str, ...], fix: bool, dry_run: bool, show: bool,
    by: str, as_json: bool, door: Door,
) -> None:  # fmt: skip
    _check_words(codes, fix, dry_run, show)
    target = Bank(bank_path)
    keys = get_keys(door, target)
    items = list_current(target, keys)
    hand = name_hand(by, keys, now()) if fix else None
    changes = _mend(target, items, codes or tuple(BY_CODE), keys, hand, dry_run) if fix else ()
    if fix and changes and not dry_run:
        items = list_current(target, keys)
    findings = [one for one in lint(items, pick_day(day)) if not codes or one.code in codes]
    extra = [problem for item in items for problem in shell.plugins.check_item(item) if not codes]
    if as_json:
        give_json({
            "findings": [_finding(one) for one in findings] + [_problem(one) for one in extra],
            **({"changes": [_change(one, show) for one in changes], "dry_run": dry_run} if fix else {}),
        })  # fmt: skip
        return
    _show_changes(changes, target, fix, dry_run, show)
    for finding in findings:
        give(_line(finding))
    tell_problems(extra)
    tell(msg("{items} items, {findings} findings", items=len(items), findings=len(findings) + len(extra)))
    fixable = len({one.item for one in findings if one.fix is not None})
    if fixable and not fix:
        tell(msg("{count} items can be mended by the machine: bank lint --fix --dry-run lists how", count=fixable))


def _check_words(codes: Collection[str], fix: bool, dry_run: bool, show: bool) -> None:
    unknown = sorted(set(codes) - set(BY_CODE))
    if unknown:
        raise BadInput(
            msg("there is no rule {code}", code=", ".join(unknown)), msg("the rules are listed by: examcore bank rules")
        )
    if (dry_run or show) and not fix:
        raise Misused(msg("--dry-run and --show go with --fix"))


def _mend(
    target: Bank,
    items: Sequence[Item],
    codes: Collection[str],
    keys: KeySource,
    hand: Hand | None,
    dry_run: bool,
) -> tuple[Change, ...]:
    mended = [(item, *mend_item(item, codes)) for item in items]
    changed = [(new, changes) for old, new, changes in mended if new != old]
    found = tuple(change for _, changes in changed for change in changes)
    if changed and not dry_run:
        read_fixes(target.path)  # a log that was altered stops before anything is changed
        revise(target, [new for new, _ in changed], keys, hand)
        add_fixes(target.path, now(), [(one.item, one.code, one.place) for one in found])
    return found


def _show_changes(changes: Sequence[Change], target: Bank, fix: bool, dry_run: bool, show: bool) -> None:
    if not fix:
        return
    for change in changes:
        place = name_place(change.place)
        where = f"{change.item} · {place}" if place else change.item
        give(f"{where}: {BY_CODE[change.code].fix} ({change.code})")
        if show and change.before != change.after:
            give(f"  - {hide_places(change.before)}")
            give(f"  + {hide_places(change.after)}")
    count = len({change.item for change in changes})
    if dry_run:
        tell(msg("only tried: nothing was changed; {count} items would be mended", count=count))
    elif changes:
        tell(msg("{count} items mended, each a new version; logged in {path}", count=count,
                 path=str(fixes_path(target.path))))  # fmt: skip
    else:
        tell(msg("there is nothing a machine may mend"))


def _line(finding: Finding) -> str:
    place = name_place(finding.place) if finding.item else None
    where = f"{finding.item} · {place}" if place else finding.item or "-"
    fix = f" · {msg('can be mended')}" if finding.fix is not None else ""
    return f"{where}: {finding.message} ({finding.code}){fix}"


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "item": finding.item,
        "place": finding.place,
        "message": str(finding.message),
        "fix": "" if finding.fix is None else str(finding.fix),
    }


def _problem(problem: Problem) -> dict[str, object]:
    return {"code": problem.code, "item": problem.question, "place": "", "message": str(problem.message), "fix": ""}


def _change(change: Change, show: bool) -> dict[str, object]:
    told: dict[str, object] = {"code": change.code, "item": change.item, "place": change.place}
    return {**told, "before": hide_places(change.before), "after": hide_places(change.after)} if show else told


@bank.command("rules", help=msg("List the rules of bank lint: code, what it finds, what --fix does.").template)
@json_option
def rules_command(as_json: bool) -> None:
    if as_json:
        give_json({"rules": [
            {"code": rule.code, "about": str(rule.about), "fix": "" if rule.fix is None else str(rule.fix)}
            for rule in RULES
        ]})  # fmt: skip
        return
    titles = [str(msg("Code")), str(msg("What it finds")), str(msg("What --fix does"))]
    give_table(titles, [[rule.code, str(rule.about), str(rule.fix or "-")] for rule in RULES])
