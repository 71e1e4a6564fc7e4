"""Knows the demo: one real test from sample bank to result list, played through every installed delivery.

Must not know any city, screen or printer: it calls hooks only.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click

from examcore.canonical import digest
from examcore.drawing import carry_out, list_lots, order_post, plan_draw, share_alone, write_packets
from examcore.errors import AlreadyThere, NotFound
from examcore.files import write_whole
from examcore.intake import read_files, sample_files
from examcore.language import messages, write_decimal
from examcore.nouns import Entry, Form, Item, Responses, Result, Tags
from examcore.plugins import Plugins
from examcore.seal.primitives import random_bytes
from examcore.shell.clock import now
from examcore.shell.demo_cast import ABILITIES, Player, cast, play
from examcore.shell.localized import command, option
from examcore.shell.options import Shell, json_option, path
from examcore.shell.sitting import result_rows, show_results
from examcore.shell.speak import Steps, give, give_json, give_table, tell, tell_problems
from examcore.sitting import collect, make_sitting, open_booklets, publish, report, score
from examcore.store import Bank, make_bank

msg = messages("examcore")

DAY = date(2024, 11, 15)
"""The day of the demo sitting: the sample items rest on the law in force on it."""
POSITIONS = 3
BOOKLETS = 4
MARK = ".examcore-demo"
GUEST = "001"


@dataclass(frozen=True, slots=True)
class _Agreement:
    """How many twins gave the same responses by both deliveries, and which marks wait for review."""

    pairs: int
    equal: int
    reviews: tuple[tuple[str, str], ...]


@command("demo", msg("Play one whole test on the sample items and show the results."))
@option("--out", type=path, default=Path("examcore-demo"), show_default=True,
        help=msg("folder for everything it makes").template)  # fmt: skip
@option("--seed", type=int, default=2073, show_default=True,
        help=msg("another number, another draw and other answers").template)  # fmt: skip
@json_option
@click.pass_obj
def demo(shell: Shell, out: Path, seed: int, as_json: bool) -> None:
    started = time.perf_counter()
    plugins = shell.plugins
    _clear(out)
    steps = Steps(8)
    phrase = random_bytes(16).hex()

    policy = _only_policy(plugins)
    steps.next(msg("positions: {lists}", lists=", ".join(
        f"{c.title} ({len(c.positions())})" for c in plugins.catalogs.values())))  # fmt: skip
    read = read_files(plugins, sample_files(), "text", "", "", ())
    steps.next(msg("sealing a bank of {count} sample items", count=len(read.items)))
    bank, keys = make_bank(out / "bank" / "sample.bank", policy, phrase, DAY)
    bank.add(read.items, keys)

    codes = _positions(bank.tags().values())
    steps.next(msg("drawing and sealing forms with {count} booklets each for {codes}", count=BOOKLETS,
                   codes=", ".join(codes)))  # fmt: skip
    items = bank.items(keys)
    manifest = _freeze_open(bank, items)
    plan = plan_draw(list_lots(manifest), [order_post(plugins, policy, code, DAY) for code in codes], DAY)
    share, rehearsal = share_alone(DAY, str(seed))
    made = carry_out(plugins, items, manifest, plan, (share,), "", rehearsal, BOOKLETS)
    forms: dict[str, Form] = {form.position: form for form, _ in made.forms}
    write_packets(out / "forms", made.forms, phrase, transcript=made.transcript)

    rooms = {name: f"P{place}" for place, name in enumerate(_deliveries(plugins), 1)}
    players = cast(seed, codes, rooms)
    steps.next(msg("a sitting of {count} candidates in {rooms} rooms, published", count=len(players),
                   rooms=len(rooms)))  # fmt: skip
    write_whole(out / "candidates.csv", _csv(players))
    packet_paths = [out / "forms" / f"{form.id}.packet" for form in forms.values()]
    folder = make_sitting(out / "sitting", plugins, policy, packet_paths, out / "candidates.csv", DAY,
                          str(msg("Rehearsal")), now(), f"DEMO-{seed}")  # fmt: skip
    publish(folder, plugins, phrase, out / "rooms", now())
    booklets = open_booklets(folder, phrase)

    sources = []
    answers = {p.number: play(seed, p, forms[p.position], booklets[p.number]) for p in players}
    workers = max(1, os.cpu_count() or 1)
    for name in rooms:
        steps.next(msg("{count} candidates sit: {delivery}", count=len(ABILITIES), delivery=str(
            plugins.delivery(name).title)))  # fmt: skip
        theirs = {p.number: booklets[p.number] for p in players if p.delivery == name}
        into = out / plugins.delivery(name).brings
        into.mkdir()
        said = {number: answers[number] for number in theirs}
        sources.append(
            plugins.delivery(name).rehearse(folder.sitting, theirs, folder.secrets, said, into, workers, steps.count)
        )

    steps.next(msg("collecting, scoring, reporting"))
    brought = collect(folder, plugins, sources, now())
    tell_problems(brought.problems)
    results = score(folder, plugins, phrase, now())
    paths = report(folder, plugins, out, now())
    agreement = _compare(players, folder.responses)
    steps.next(msg("a place for you to sit the test yourself"))
    guest, pin = _invite(out, plugins, policy, packet_paths, players[0], phrase, rooms)
    artefacts = _gather(out, paths, sources)
    seconds = time.perf_counter() - started
    if as_json:
        give_json(_summary(policy, seconds, agreement, results, artefacts, guest, pin))
    else:
        titles = {name: str(one.title) for name, one in plugins.deliveries.items()}
        _show(seconds, agreement, results, titles, artefacts, guest, pin)


def _clear(out: Path) -> None:
    """Make `out` an empty folder; only what an earlier demo made is taken away."""
    if out.exists() and any(out.iterdir()):
        if not (out / MARK).is_file():
            raise AlreadyThere(
                msg("{path} is not empty and was not made by the demo", path=str(out)),
                msg("choose another folder with --out"),
            )
        shutil.rmtree(out)
    write_whole(out / MARK, b"")


def _freeze_open(bank: Bank, items: Iterable[Item]) -> tuple[Entry, ...]:
    """The bank's manifest over the open text of the sample items. Sealed bytes differ each time a bank is made, and the
    same --seed shall show the same results to everybody.
    """
    opened = {item.id: item for item in items}
    return tuple(replace(entry, body=digest(opened[entry.id])) for entry in bank.manifest())


def _only_policy(plugins: Plugins) -> str:
    if not plugins.policies:
        raise NotFound(msg("no policy is installed"), msg("install a city's plugin, for example examcore-cantho"))
    return next(iter(plugins.policies))


def _deliveries(plugins: Plugins) -> list[str]:
    if len(plugins.deliveries) < 2:
        raise NotFound(
            msg(
                "the demo needs two deliveries, installed: {names}",
                names=", ".join(plugins.deliveries) or "-",
            ),
            msg("install the extras terminal and paper"),
        )
    return sorted(plugins.deliveries, reverse=True)


def _positions(tags: Iterable[Tags]) -> list[str]:
    """The positions the bank has items of their own for, in name order."""
    own = sorted({code for one in tags for code in one.positions})
    return own[:POSITIONS]


def _csv(players: Sequence[Player]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("number", "name", "unit", "position", "room", "delivery"))
    writer.writerows((p.number, p.name, p.unit, p.position, p.room, p.delivery) for p in players)
    return out.getvalue().encode()


def _compare(players: Sequence[Player], responses: Sequence[Responses]) -> _Agreement:
    """Hold the responses of twins against each other, question by question."""
    by_number = {r.candidate: {one.question: one for one in r.given} for r in responses}
    pairs = equal = 0
    for pattern in range(len(ABILITIES)):
        twins = [by_number.get(p.number) for p in players if p.pattern == pattern]
        pairs += 1
        equal += twins[0] is not None and all(twin == twins[0] for twin in twins)
    reviews = tuple((r.candidate, question) for r in responses for question in r.reviews)
    return _Agreement(pairs, equal, reviews)


def _invite(
    out: Path, plugins: Plugins, policy: str, packets: Sequence[Path], player: Player, phrase: str,
    rooms: Mapping[str, str],
) -> tuple[Path, str]:  # fmt: skip
    """A second sitting with one candidate, so that whoever ran the demo can sit the test; folder and PIN."""
    delivery = next(iter(rooms))
    guest = Player(GUEST, "Khách Mời", player.unit, player.position, "KHACH", delivery, 0)
    write_whole(out / "guest.csv", _csv([guest]))
    folder = make_sitting(out / "guest", plugins, policy, packets, out / "guest.csv", DAY,
                          str(msg("Rehearsal")), now())  # fmt: skip
    publish(folder, plugins, phrase, out / "guest-room", now())
    return out / "guest-room", folder.secrets.pin_of(GUEST)


def _gather(out: Path, paths: Sequence[Path], sources: Sequence[Path]) -> dict[str, str]:
    """Copies of booklets and sheets where the contract wants them, and the paths of everything to look at."""
    for kind, pattern in (("booklets", "*/booklets/*.pdf"), ("sheets", "*/sheets*.pdf")):
        for found in sorted((out / "rooms").glob(pattern)):
            (out / kind).mkdir(exist_ok=True)
            shutil.copyfile(found, out / kind / found.name)
    artefacts = {p.name: str(p) for p in paths}
    artefacts.update({s.name: str(s) for s in sources})
    for name in ("bank", "forms", "sitting", "rooms", "booklets", "sheets"):
        if (out / name).exists():
            artefacts[name] = str(out / name)
    return artefacts


def _summary(
    policy: str, seconds: float, agreement: _Agreement, results: Sequence[Result], artefacts: dict[str, str],
    guest: Path, pin: str,
) -> dict[str, object]:  # fmt: skip
    return {
        "policy": policy,
        "seconds": round(seconds, 1),
        "agreement": {
            "pairs": agreement.pairs,
            "equal": agreement.equal,
            "reviewed": len(agreement.reviews),
            "reviews": [{"candidate": c, "question": q} for c, q in agreement.reviews],
        },
        "results": result_rows(results),
        "artefacts": artefacts,
        "sit_yourself": {"folder": str(guest), "candidate": GUEST, "pin": pin},
    }


def _show(
    seconds: float,
    agreement: _Agreement,
    results: Sequence[Result],
    titles: Mapping[str, str],
    artefacts: dict[str, str],
    guest: Path,
    pin: str,
) -> None:
    give("")
    show_results(results, titles)
    give("")
    give(str(msg("{equal} of {pairs} pairs gave the same responses on screen and on paper", equal=agreement.equal,
                 pairs=agreement.pairs)))  # fmt: skip
    for number, question in agreement.reviews:
        give("  " + str(msg("candidate {number}, question {question}: waits for review", number=number,
                            question=question)))  # fmt: skip
    give(str(msg("{seconds} seconds", seconds=write_decimal(seconds, 1))))
    give("")
    give_table([str(msg("What")), str(msg("Where"))], sorted(artefacts.items()))
    give("")
    give(str(msg("Sit the test yourself (number {number}, PIN {pin}):", number=GUEST, pin=pin)))
    give(f"  python3 dev.py run sit {guest}")
    tell(msg("all of this is a rehearsal: invented candidates, sample items, papers marked DIỄN TẬP"))
