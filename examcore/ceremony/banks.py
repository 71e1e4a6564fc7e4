"""Knows two ceremonies: a bank is sealed under a new key dealt to the council; keys pass on when members change.

Must not know how forms are drawn or opened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from examcore.ceremony.beginning import ALWAYS, GATHER, OPENING, ask_council, check_new, open_record
from examcore.ceremony.present import gather, name_seats
from examcore.ceremony.requests import Agree, Ask, Fingerprint, Happen, Script, Secret, Step, Tell
from examcore.ceremony.stage import Ceremony, Closing, Loaded, Scene, load_council
from examcore.engine.standings import Standings
from examcore.errors import BadInput, BadItems, NotFound
from examcore.files import or_nothing, read_limited
from examcore.intake import read_files, sample_files
from examcore.language import messages
from examcore.nouns import Hand, Item
from examcore.seal import Deal, attend, follows, read_shares
from examcore.seal.primitives import random_bytes
from examcore.seal.rules import Opening
from examcore.store import CLASSES, ORDINARY, Bank, make_bank_for, take_over, unlock_bank
from examcore.store.bank import LARGEST_KEY, SHARES_SUFFIX
from examcore.store.making import check_classification
from examcore.store.redeal import find_shares, redeal

msg = messages("examcore")
SAMPLE = "sample"
SOURCE = Step("source", msg("what the bank holds"))
DEAL = Step("deal", msg("a new key is dealt and every set tried"))
FOLLOWING = Step("following", msg("those who take over are named"))
TAKING = Step("taking", msg("those who take over take their places"))
PASS_ON = Step("pass-on", msg("new shares are proved, old ones retired"))


def _seal_bank(scene: Scene) -> Script[Closing]:
    held = yield from ask_council(scene)
    council = held.council
    yield from open_record(council)
    yield SOURCE
    path = Path((yield Ask("bank", msg("new file for the bank"), is_file=True, check=check_new)))
    policy = yield Ask("policy", msg("policy the bank serves"), check=lambda name: _check_policy(scene, name))
    degree = yield Ask("classification", msg("classification: {known}", known=", ".join(CLASSES)), default=ORDINARY,
                       check=check_classification)  # fmt: skip
    items, standings = yield from _ask_items(scene)
    yield Tell(msg("{count} items go into {path}", count=len(items), path=str(path)))
    yield GATHER
    present = yield from gather(held, ["bank"], scene.log)
    yield DEAL
    _, (dealt,) = attend(present, deals=[Deal("bank", random_bytes(8).hex())])
    beside = {SHARES_SUFFIX: dealt.data}
    bank = make_bank_for(path, policy, dealt.keys, beside, scene.now().date(), degree)
    with or_nothing(path, path.with_name(path.name + SHARES_SUFFIX)):  # from here on both files are ours
        bank.add(items, dealt.keys)
        if standings.rule is not None:
            take_over(bank, standings, dealt.keys, Hand(", ".join(dealt.keys.present), scene.now()))
    yield Tell(msg("a new key was dealt to {count} members; all {sets} sets were tried and open it", sets=_sets(held),
                   count=len(council.cards)))  # fmt: skip
    yield Tell(msg("the key itself was kept nowhere"))
    yield Fingerprint(path.name + SHARES_SUFFIX, hashlib.sha256(dealt.data).hexdigest())
    yield Happen("bank.seal", (
        ("bank", bank.facts.id), ("items", str(len(items))), ("book", bank.book_hash), ("holder", bank.facts.holder),
        ("shares", hashlib.sha256(dealt.data).hexdigest()), ("epoch", str(council.epoch)),
    ))  # fmt: skip
    return Closing(present.seats, name_seats(council, present.seats), council.title)


def _check_policy(scene: Scene, name: str) -> None:
    scene.plugins.policy(name)


def _ask_items(scene: Scene) -> Script[tuple[Sequence[Item], Standings]]:
    source = yield Ask("from", msg("bank under a key file to seal anew (empty: begin with none; {word}: sample items)",
                                   word=SAMPLE), may_be_empty=True, is_list=True, is_file=True)  # fmt: skip
    if not source:
        return (), Standings()
    if source == SAMPLE:
        read = read_files(scene.plugins, sample_files(), "text", "", "", ())
        if read.errors:
            raise BadItems(msg("the sample items have problems, no bank was made"), read.errors)
        yield Tell(msg("sample items: a council must review every item before real use"))
        return read.items, Standings()
    bank = Bank(Path(source))
    opened: list[Sequence[Item]] = []

    def check(phrase: str) -> None:
        opened.append(bank.items(unlock_bank(bank, phrase)))

    yield Secret(msg("passphrase of {file}", file=bank.key_path.name), check)
    return opened[-1], bank.standings()


def _sets(held: Loaded) -> int:
    usual = held.council.sets["bank"]
    return len(usual) + len([one for one in held.council.sets["emergency"] if one not in usual])


def _rotate(scene: Scene) -> Script[Closing]:
    held = yield from ask_council(scene)
    council = held.council
    yield from open_record(council)
    yield FOLLOWING
    folders: list[Loaded] = []

    def check(text: str) -> None:
        taking = load_council(Path(text), scene)
        _check_taker(held, taking)
        folders.append(taking)

    yield Ask("to", msg("folder of the next epoch, or of those who take over"), is_file=True, check=check)
    to = folders[-1]
    yield Tell(msg("to {title}, epoch {epoch}", title=to.council.title, epoch=to.council.epoch))
    yield from _tell_changes(held, to)
    yield Fingerprint(to.council.title, to.council.fingerprint)
    banks = yield from _ask_paths("bank", scene)
    packets = yield from _ask_paths("packets", scene)
    if not banks and not packets:
        raise NotFound(msg("nothing was named that passes on"), msg("name a bank or a folder of packets"))
    if to.council.id != held.council.id:
        _check_body(to, bool(banks), bool(packets))
    openings = _openings(banks, packets)
    yield GATHER
    present = yield from gather(held, openings, scene.log)
    yield TAKING
    takers = yield from gather(to, openings, scene.log, here=present.seats)
    yield PASS_ON
    yield Agree(msg("shall the old shares be retired once the new ones are proved?"))
    done = redeal(banks, packets, present, takers)
    for bank, count in done.banks:
        facts = Bank(bank).facts
        yield Tell(msg("{path}: {count} items sealed anew; the old shares open it no more", path=str(bank),
                       count=count))  # fmt: skip
        yield Happen("bank.rotate", (("bank", facts.id), ("holder", facts.holder), ("items", str(count)),
                                     ("epoch", str(to.council.epoch))))  # fmt: skip
    for file in done.shares:
        yield Tell(msg("{path}: shares proved and replaced", path=str(file)))
        digest = hashlib.sha256(read_limited(file, LARGEST_KEY)).hexdigest()
        yield Happen("shares.rotate", (("file", file.name), ("shares", digest), ("epoch", str(to.council.epoch))))
    yield Tell(msg("copies made before stay with whoever made them: the old council could still open an old copy"))
    return Closing(present.seats, name_seats(council, present.seats), council.title)


def _check_taker(held: Loaded, taking: Loaded) -> None:
    if taking.council.id == held.council.id and not follows(taking.council, held.council):
        raise BadInput(
            msg("{path} is not the next epoch of this council", path=taking.source),
            msg("found it with the folder of this council as the one it follows"),
        )


def _check_body(to: Loaded, has_banks: bool, has_packets: bool) -> None:
    """Packets pass to the People's Committee, a bank to custodians or to the next council, and never otherwise."""
    if has_packets and to.council.kind != "committee":
        raise BadInput(
            msg("packets pass to the People's Committee, which keeps them until retention ends"),
            msg("name the folder of the Committee"),
        )
    if has_banks and to.council.kind == "committee":
        raise BadInput(msg("a bank passes to custodians the People's Committee names, or to the next council"))


def _tell_changes(held: Loaded, to: Loaded) -> Script[None]:
    before = {card.public: card.name for card in held.council.cards}
    after = {card.public: card.name for card in to.council.cards}
    for public in before.keys() - after.keys():
        yield Tell(msg("{name} leaves", name=before[public]))
    for public in after.keys() - before.keys():
        yield Tell(msg("{name} joins", name=after[public]))


def _ask_paths(name: str, scene: Scene) -> Script[list[Path]]:
    found: list[Path] = []
    prompt = (
        msg("bank that passes on (empty: no more)")
        if name == "bank"
        else msg("folder of packets that pass on (empty: no more)")
    )

    def check(text: str) -> None:
        if name == "bank":
            Bank(Path(text)).shares()
        else:
            find_shares(Path(text))

    while True:
        answer = yield Ask(name, prompt, may_be_empty=True, is_list=True, is_file=True, check=check)
        if not answer:
            return found
        found.append(Path(answer))


def _openings(banks: Sequence[Path], packets: Sequence[Path]) -> list[Opening]:
    found: list[Opening] = ["bank"] if banks else []
    for folder in packets:
        for file in find_shares(folder):
            purpose = read_shares(read_limited(file, LARGEST_KEY), str(file)).head.purpose
            if purpose not in found:
                found.append(purpose)
    return found


SEAL_BANK = Ceremony(
    "seal-bank",
    msg("Sealing of the item bank"),
    msg("a new bank key is dealt to the council, every set is tried, nothing is kept"),
    (OPENING, SOURCE, GATHER, DEAL),
    (*ALWAYS, "council", "bank", "policy", "classification", "from", "officer", "reason"),
    _seal_bank,
)
ROTATE = Ceremony(
    "rotate",
    msg("Passing on of keys"),
    msg("when a member leaves or the council ends: new shares are proved before the old ones are retired"),
    (OPENING, FOLLOWING, GATHER, TAKING, PASS_ON),
    (*ALWAYS, "council", "to", "bank", "packets", "officer", "reason"),
    _rotate,
)
