"""Knows the acts of review on a bank: begin a book, judge items, write new versions of them. All or none.

Must not know commands or screens, nor how the book lies on disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from examcore.engine.changes import keep_option_ids
from examcore.engine.standings import LONGEST_COMMENT, LONGEST_NAME, Standings, bar_judgement
from examcore.errors import BadInput, BadItems, Conflict, Misused, NotFound, Problem, Refused
from examcore.language import messages
from examcore.nouns import BankAct, Hand, Item, ItemStanding, Judgement, Named, ReviewRule, Standing
from examcore.record import stamp
from examcore.seal import KeySource
from examcore.store.bank import Bank, Said
from examcore.store.state import State
from examcore.text import clean_line, clean_text

msg = messages("examcore")


def check_hand(hand: Hand) -> None:
    """Refuse (BadInput) a name that is empty, too long or not plain text."""
    if not hand.by or hand.by != clean_line(hand.by) or len(hand.by) > LONGEST_NAME:
        raise BadInput(msg("a person is named by 1 to {most} plain letters", most=LONGEST_NAME))


def settle(bank: Bank, rule: ReviewRule, keys: KeySource, hand: Hand, existing: Standing = "approved") -> int:
    """Begin the bank's book of review, or change its rule; how many items were taken into it.

    Items that were there before have the standing `existing` and no known author.
    """
    check_hand(hand)
    read = bank.read()
    if read.book.acts:
        if read.book.standings.rule == rule:
            raise Refused(msg("this is the bank's rule already; nothing was changed"))
        bank.change((), keys, [_settle(rule, hand)], read=read)
        return 0
    named = tuple((item.id, item.version) for item in read.sealed)
    adopted: list[Said] = [(BankAct("adopt", stamp(hand.at), hand.by, named, standing=existing), "")] if named else []
    bank.change((), keys, [_settle(rule, hand), *adopted], read=read)
    return len(named)


def keep_book(bank: Bank, read: State | None = None) -> Standings:
    """The standings of a bank that keeps a book, as of `read` where it was read before.

    Raises Refused, with what to do, for one that keeps none.
    """
    found = (read or bank.read()).book.standings
    if found.rule is None:
        raise Refused(
            msg("{path} keeps no book of review: all its items count as approved", path=str(bank.path)),
            msg("begin one: examcore bank settle {path} --reviewed --by NAME", path=str(bank.path)),
        )
    return found


def take_over(bank: Bank, of: Standings, keys: KeySource, hand: Hand) -> None:
    """Begin the book of a bank whose items were copied from another one, with their standings there.

    Raises Refused where the bank keeps a book already.
    """
    read = bank.read()
    if read.book.acts or of.rule is None:
        raise Refused(msg("{path} keeps a book of review already", path=str(bank.path)))
    groups: dict[tuple[str, tuple[str, ...], str], list[Named]] = {}
    for item in read.sealed:
        was = of.items[item.id]
        groups.setdefault((was.standing, was.authors, was.source), []).append((item.id, item.version))
    acts: list[Said] = [_settle(of.rule, hand)]
    for (standing, authors, source), named in sorted(groups.items()):
        act = BankAct("adopt", stamp(hand.at), hand.by, tuple(named), source, standing, authors)
        acts.append((act, ""))
    bank.change((), keys, acts, read=read)


def judge(
    bank: Bank, names: Sequence[str], judgement: Judgement, keys: KeySource, hand: Hand, comment: str = "",
    seen: Mapping[str, int] | None = None,
) -> None:  # fmt: skip
    """Judge items, all or none. `seen` tells which versions the person has read: for another one there is a Conflict.

    Raises BadItems naming every item that may not be judged so, and why; BadInput where a comment is needed or too
    long; NotFound.
    """
    check_hand(hand)
    said = check_comment(comment)
    if not said and judgement in ("return", "retire", "comment"):
        raise BadInput(msg("say why: a comment is needed"), msg("--comment TEXT, or --comment-file FILE"))
    read = bank.read()
    found = keep_book(bank, read)
    named: list[Named] = []
    problems = []
    for name in dict.fromkeys(names):
        standing = _find(bank, found, name)
        _require_seen(seen, name, standing.version)
        why = bar_judgement(standing, judgement, hand.by, found.rule or ReviewRule())
        if why is not None:
            problems.append(Problem(str(bank.path), "", f"not-{judgement}", why, name))
        named.append((name, standing.version))
    if problems:
        raise BadItems(msg("nothing was changed"), tuple(problems), msg("examcore bank standing tells how each stands"))
    if not named:
        raise Misused(msg("name at least one item"))
    bank.change((), keys, [(BankAct(judgement, stamp(hand.at), hand.by, tuple(named)), said)], read=read)


def list_for(found: Standings, judgement: Judgement, by: str) -> list[str]:
    """The items this person may judge so, by id."""
    rule = found.rule or ReviewRule()
    return sorted(name for name, one in found.items.items() if bar_judgement(one, judgement, by, rule) is None)


def list_current(bank: Bank, keys: KeySource) -> tuple[Item, ...]:
    """The items of a bank but those that were retired, in id order."""
    found = bank.standings().items
    return tuple(one for one in bank.items(keys) if one.id not in found or found[one.id].standing != "retired")


def revise(
    bank: Bank, items: Iterable[Item], keys: KeySource, hand: Hand | None, comment: str = "",
    seen: Mapping[str, int] | None = None,
) -> int:  # fmt: skip
    """Write new versions of items, all or none; how many. In a bank with a book they are drafts by `hand` again.

    What does not differ is left out. Raises NotFound, and Conflict as `judge` does.
    """
    said = check_comment(comment)
    read = bank.read()
    before = {one.id: one for one in bank.items(keys, read)}
    given = tuple(items)
    for one in given:
        if one.id not in before:
            raise NotFound(msg("item {item} is not in the bank", item=one.id), msg("new items: examcore bank add"))
    given = tuple(keep_option_ids(one, before[one.id]) for one in given)
    changed = tuple(one for one in given if one != before[one.id])
    versions = {one.id: one.version for one in read.sealed}
    for one in changed:
        _require_seen(seen, one.id, versions[one.id])
    if not changed:
        return 0
    acts: list[Said] = []
    if read.book.acts:
        by = bank.need_hand(hand)
        check_hand(by)
        named = tuple((one.id, versions[one.id] + 1) for one in changed)
        acts = [(BankAct("revise", stamp(by.at), by.by, named), said)]
    return bank.change(changed, keys, acts, read=read)


def check_comment(comment: str) -> str:
    """The comment as it is kept. Raises BadInput for one that is too long."""
    said = clean_text(comment).strip()
    if len(said) > LONGEST_COMMENT:
        raise BadInput(msg("the comment is longer than {most} characters", most=LONGEST_COMMENT))
    return said


def _require_seen(seen: Mapping[str, int] | None, name: str, version: int) -> None:
    if seen is not None and seen.get(name, version) != version:
        raise Conflict(
            msg("item {item} has a newer version than the one that was read", item=name),
            msg("nothing was changed; read it again"),
        )


def _settle(rule: ReviewRule, hand: Hand) -> Said:
    return BankAct("settle", stamp(hand.at), hand.by, rule=rule), ""


def _find(bank: Bank, found: Standings, name: str) -> ItemStanding:
    standing = found.items.get(name)
    if standing is None:
        raise NotFound(
            msg("item {item} is not in the bank", item=name),
            msg("examcore bank standing {path} lists them", path=str(bank.path)),
        )
    return standing
