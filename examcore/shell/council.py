"""Knows the commands of a council: enrol, card, found, sign, show, deal.

Must not know how keys are shared or sealed.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import cast, get_args

import click

from examcore.canonical import encode
from examcore.errors import AlreadyThere, Misused
from examcore.files import read_limited, write_whole
from examcore.language import messages
from examcore.seal import (
    Card,
    Council,
    Deal,
    Member,
    Signed,
    Team,
    attend,
    found,
    make_officer,
    make_paper,
    read_card,
    read_council,
    read_signed,
    sign_council,
    unlock_officer,
)
from examcore.seal.council import KINDS, LARGEST, TEAMS, Kind, TeamName, warn_teams
from examcore.seal.keys import Purpose
from examcore.seal.officer import FILE_FORMAT, LARGEST_FILE, read_officer_file
from examcore.seal.primitives import random_bytes
from examcore.seal.rules import OPENINGS, ROLES, TITLES, Opening, Role, tell_rule, tell_set
from examcore.shell.asking import (
    COUNCIL_NAME,
    Door,
    get_attendance,
    get_passphrase,
    get_passphrases,
    passphrase_option,
)
from examcore.shell.localized import group, option
from examcore.shell.options import json_option, officer_option, passphrases_option, path
from examcore.shell.speak import give, give_json, give_table, tell
from examcore.text import clean_line

msg = messages("examcore")
council = group("council", msg("Councils and officers: nobody opens a bank or a packet alone."))


@council.command("enrol", help=msg("Make an officer's key file FILE and the public card FILE.card.").template)
@click.argument("file", metavar="FILE", type=path)
@option("--name", required=True, help=msg("the officer's name").template)
@option("--office", required=True, help=msg("the officer's office, as on the decision").template)
@option("--paper", "is_paper", is_flag=True,
        help=msg("make an emergency share instead: printed once, no key file is written").template)  # fmt: skip
@json_option
@passphrase_option
def enrol(file: Path, name: str, office: str, is_paper: bool, as_json: bool, passphrase_file: Path | None) -> None:
    card_path = file.with_name(file.name + ".card")
    for taken in (file, card_path):
        if taken.exists():
            raise AlreadyThere(msg("{path} exists already", path=str(taken)), msg("choose another name"))
    text = ""
    if is_paper:
        text, card = make_paper(name, office)
    else:
        data, card = make_officer(name, office, get_passphrase(passphrase_file, new=True))
        write_whole(file, data, private=True)
    write_whole(card_path, encode(card))
    if as_json:
        give_json({**_shown_card(card), "card": str(card_path), **({"paper": text} if is_paper else {})})
        return
    _show_card(card)
    if is_paper:
        give("")
        give(text)
        tell(msg("write or print these letters, seal them in an envelope for the safe, and keep no other copy"))


@council.command("card", help=msg("Check the card or key file FILE and show the fingerprint to read aloud.").template)
@click.argument("file", metavar="FILE", type=path)
@json_option
def card_command(file: Path, as_json: bool) -> None:
    card = _read_card(file)
    if as_json:
        give_json(_shown_card(card))
    else:
        _show_card(card)


@council.command("found", help=msg("Write a council nobody has signed yet into the new folder DIR.").template)
@click.argument("folder", metavar="DIR", type=path)
@option("--title", required=True, help=msg("the council's name, as on the decision").template)
@option("--card", "cards", multiple=True, required=True,
        help=msg("ROLE=FILE, one for each member: chair, standing-vice-chair, secretary, member").template)  # fmt: skip
@option("--paper-card", type=path, help=msg("card of the emergency share on paper").template)
@option("--rule", "rules", multiple=True,
        help=msg("OPENING=RULE for bank, questions, key, emergency: default, majority, threshold:4, "
                 "listed:1,2,3/1,4,5; paper, paper:2, none").template)  # fmt: skip
@option("--team", "teams", multiple=True, help=msg("NAME=HEAD,PERSON,...: drafting, supervision, marking, "
                                                   "secretariat").template)  # fmt: skip
@option("--kind", type=click.Choice(list(KINDS)), default="council", show_default=True,
        help=msg("a council, or those a bank or packets are handed over to").template)  # fmt: skip
@option("--after", type=path, help=msg("folder of the epoch this one follows").template)
@option("--date", "day", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
        help=msg("day of the decision (today if not given)").template)  # fmt: skip
@json_option
def found_command(
    folder: Path, title: str, cards: tuple[str, ...], paper_card: Path | None, rules: tuple[str, ...],
    teams: tuple[str, ...], kind: str, after: Path | None, day: datetime | None, as_json: bool,
) -> None:  # fmt: skip
    if folder.exists() and any(folder.iterdir()):
        raise AlreadyThere(msg("{path} is not empty", path=str(folder)), msg("choose a new folder"))
    members = [
        Member(_read_card(Path(file)), cast("Role", role))
        for role, file in (_split(text, "--card", get_args(Role)) for text in cards)
    ]
    chosen = {cast("Opening", o): rule for o, rule in (_split(text, "--rule", OPENINGS) for text in rules)}
    signed = found(
        title,
        day.date() if day else date.today(),  # noqa: DTZ011 - a day on the officer's desk
        members,
        chosen,
        kind=cast("Kind", kind),
        paper=_read_card(paper_card) if paper_card else None,
        teams=[_team(*_split(text, "--team", list(TEAMS))) for text in teams],
        after=_sworn(after) if after else None,
    )
    write_whole(folder / COUNCIL_NAME, encode(signed))
    _show(signed, as_json)


@council.command("sign", help=msg("Sign the council in DIR with the officers' key files; each member does.").template)
@click.argument("folder", metavar="DIR", type=path)
@officer_option
@passphrases_option
def sign_command(folder: Path, officers: tuple[Path, ...], passphrase_files: tuple[Path, ...]) -> None:
    signed = read_folder(folder)
    for file, phrase in get_passphrases(officers, passphrase_files):
        signed = sign_council(signed, unlock_officer(read_limited(file, LARGEST_FILE), phrase, str(file)))
    write_whole(folder / COUNCIL_NAME, encode(signed))
    _tell_missing(signed)


@council.command("show", help=msg("Show members, fingerprints, rules and signatures of the council in DIR.").template)
@click.argument("folder", metavar="DIR", type=path)
@json_option
def show_command(folder: Path, as_json: bool) -> None:
    _show(read_folder(folder), as_json)


@council.command("deal", help=msg("Deal a new key for one purpose to the council in DIR, every set tried.").template)
@click.argument("folder", metavar="DIR", type=path)
@option("--purpose", type=click.Choice(get_args(Purpose)), required=True, help=msg("what the key is for").template)
@option("--out", required=True, type=path, help=msg("new file for the shares").template)
@json_option
@officer_option
@passphrases_option
def deal_command(
    folder: Path, purpose: str, out: Path, as_json: bool, officers: tuple[Path, ...],
    passphrase_files: tuple[Path, ...],
) -> None:  # fmt: skip
    if out.exists():
        raise AlreadyThere(msg("{path} exists already", path=str(out)), msg("choose another name"))
    started = time.perf_counter()
    present = get_attendance(Door(passphrase_files, council=folder, officers=officers))
    _, (dealt,) = attend(present, deals=[Deal(cast("Purpose", purpose), random_bytes(8).hex())])
    seconds = time.perf_counter() - started
    write_whole(out, dealt.data, private=True)
    sets = len(present.read_council().sets[cast("Opening", purpose)])
    if as_json:
        give_json({"shares": str(out), "purpose": purpose, "sets": sets, "bytes": len(dealt.data),
                   "seconds": round(seconds, 3)})  # fmt: skip
        return
    give(str(msg("{path}: {sets} sets tried, {bytes} bytes", path=str(out), sets=sets, bytes=len(dealt.data))))


def _split(text: str, where: str, known: Sequence[str]) -> tuple[str, str]:
    name, sign, rest = text.partition("=")
    if not sign or name not in known:
        raise Misused(
            msg("{option} {text} is not understood", option=where, text=text),
            msg("write NAME=..., the name one of: {known}", known=", ".join(known)),
        )
    return name, rest


def _team(name: str, people: str) -> Team:
    names = tuple(clean_line(one) for one in people.split(","))
    return Team(cast("TeamName", name), names[0], names)


def _read_card(file: Path) -> Card:
    data = read_limited(file, LARGEST_FILE)
    return read_officer_file(data, str(file)).card if FILE_FORMAT.encode() in data else read_card(data, str(file))


def read_folder(folder: Path) -> Signed:
    """The council in a folder, perhaps not signed by all yet."""
    return read_signed(read_limited(folder / COUNCIL_NAME, LARGEST), str(folder / COUNCIL_NAME))


def _sworn(folder: Path) -> Council:
    return read_council(read_limited(folder / COUNCIL_NAME, LARGEST), str(folder / COUNCIL_NAME))


def _shown_card(card: Card) -> dict[str, str]:
    return {"name": card.name, "office": card.office, "fingerprint": card.fingerprint}


def _show_card(card: Card) -> None:
    give(f"{card.name}, {card.office}")
    give(str(msg("fingerprint: {letters}", letters=card.fingerprint)))


def _tell_missing(signed: Signed) -> None:
    if signed.missing:
        tell(msg("still to sign: {names}", names=", ".join(signed.missing)))
    else:
        tell(msg("signed by all members"))


def _show(signed: Signed, as_json: bool) -> None:
    one = signed.council
    if as_json:
        give_json({
            "id": one.id, "kind": one.kind, "title": one.title, "epoch": one.epoch, "date": one.made,
            "fingerprint": one.fingerprint,
            "members": [{"role": m.role, **_shown_card(m.card), "signed": bool(s)}
                        for m, s in zip(one.members, signed.signatures, strict=True)],
            "paper": _shown_card(one.paper) if one.paper else None,
            "rules": {o: {"rule": one.rules[o], "sentence": str(tell_rule(one.rules[o], one.roles)),
                          "sets": [[place + 1 for place in found] for found in one.sets[o]]} for o in OPENINGS},
            "teams": [{"team": t.name, "head": t.head, "members": t.members} for t in one.teams],
            "warnings": [str(w) for w in warn_teams(one)],
        })  # fmt: skip
        return
    give(str(msg("{title} ({kind}), epoch {epoch}, {day}", title=one.title, kind=KINDS[one.kind], epoch=one.epoch,
                 day=one.made.strftime("%d/%m/%Y"))))  # fmt: skip
    give(str(msg("fingerprint: {letters}", letters=one.fingerprint)))
    titles = ["", str(msg("Role")), str(msg("Full name")), str(msg("Office")), str(msg("Fingerprint")),
              str(msg("Signed"))]  # fmt: skip
    rows = [
        [str(n), str(ROLES[m.role]), m.card.name, m.card.office, m.card.fingerprint, "x" if s else ""]
        for n, (m, s) in enumerate(zip(one.members, signed.signatures, strict=True), 1)
    ]
    if one.paper:
        rows.append(["", str(msg("emergency share")), one.paper.name, one.paper.office, one.paper.fingerprint, ""])
    give_table(titles, rows, right=(0,))
    for opening in OPENINGS:
        give("")
        give(f"{TITLES[opening]}: {tell_rule(one.rules[opening], one.roles)}")
        for members in one.sets[opening]:
            give(f"  - {tell_set(members, one.names)}")
    for team in one.teams:
        give(f"{TEAMS[team.name]}: {', '.join(team.members)}")
    for warning in warn_teams(one):
        tell(warning)
    _tell_missing(signed)
