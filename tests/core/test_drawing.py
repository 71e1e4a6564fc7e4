"""Claims about how a draw comes about: a frozen bank, shares nobody can change, dice, and a transcript of it all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from examcore.canonical import decode, digest, encode
from examcore.drawing import (
    check_dice,
    check_frozen,
    find_plan_digest,
    find_root,
    list_lots,
    make_share,
    plan_draw,
    read_commitment,
    read_share,
    share_alone,
)
from examcore.drawing.draw import Order
from examcore.drawing.seed import commit_to, make_seed
from examcore.errors import AlreadyThere, BadInput, BrokenSeal, Shortage
from examcore.log.tree import Tree, hash_leaf, is_included
from examcore.nouns import Entry, Item, Share
from examcore.seal import Cost
from examcore.store import make_bank
from examcore.testing.make import fill_bank
from tests.core.lots import BLUEPRINT, DAY

CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
SHARES = [Share(name, share * 64, commit_to(DAY, name, share * 64)) for name, share in (("An", "a"), ("Bình", "b"))]


def fill(tmp_path: Path) -> tuple[tuple[Entry, ...], tuple[Item, ...]]:
    items = fill_bank(BLUEPRINT)
    bank, keys = make_bank(tmp_path / "a.bank", "cantho", "bí mật của tôi", DAY, CHEAP)
    bank.add(items, keys)
    return bank.manifest(), items


def test_the_root_names_a_bank_to_the_byte_and_proves_single_items(tmp_path: Path) -> None:
    manifest, _ = fill(tmp_path)
    root = find_root(manifest)
    check_frozen(root, manifest, "a.bank")
    for changed in (
        replace(manifest[3], body="0" * 64),
        replace(manifest[3], version=2),
        replace(manifest[3], tags=replace(manifest[3].tags, difficulty=1)),
    ):
        with pytest.raises(BrokenSeal):
            check_frozen(root, (*manifest[:3], changed, *manifest[4:]), "a.bank")
    with pytest.raises(BrokenSeal):
        check_frozen(root, manifest[1:], "a.bank")
    tree = Tree(encode(entry) for entry in manifest)
    assert is_included(hash_leaf(encode(manifest[5])), 5, tree.size, tree.prove_entry(5), bytes.fromhex(root))


def test_no_person_alone_decides_the_seed() -> None:
    seed = make_seed("root", "plan", SHARES, "1" * 20)
    assert seed == make_seed("root", "plan", list(reversed(SHARES)), "1" * 20), "the order of people does not matter"
    others = [
        make_seed("rout", "plan", SHARES, "1" * 20),
        make_seed("root", "plon", SHARES, "1" * 20),
        make_seed("root", "plan", SHARES[:1], "1" * 20),
        make_seed("root", "plan", [SHARES[0], replace(SHARES[1], share="c" * 64)], "1" * 20),
        make_seed("root", "plan", SHARES, "1" * 19 + "2"),
    ]
    assert len({seed, *others}) == 6


def test_a_share_is_bound_by_its_commitment(tmp_path: Path) -> None:
    secret, public, commit = make_share(tmp_path, "Nguyễn Văn An", DAY)
    held = read_commitment(public, DAY)
    assert held.commit == commit
    share = read_share(secret, held)
    assert (share.name, share.commit) == ("Nguyễn Văn An", commit)
    assert share.share not in public.read_text(encoding="utf-8")
    data = secret.read_bytes()
    secret.write_bytes(data.replace(share.share.encode(), ("0" * 64).encode()))
    with pytest.raises(BrokenSeal) as refused:
        read_share(secret, held)
    assert "not the one that was committed to" in refused.value.text.read("en")


def test_a_share_serves_one_draw_and_its_owner_only(tmp_path: Path) -> None:
    secret, public, _ = make_share(tmp_path, "An", DAY)
    with pytest.raises(BadInput) as refused:
        read_commitment(public, date(2026, 11, 30))
    assert "for the draw of" in refused.value.text.read("en")
    _, other, _ = make_share(tmp_path / "b", "Bình", DAY)
    with pytest.raises(BadInput) as refused:
        read_share(secret, read_commitment(other, DAY))
    assert "is the share of An" in refused.value.text.read("en")
    with pytest.raises(AlreadyThere):
        make_share(tmp_path, "An", DAY)
    assert oct(secret.stat().st_mode & 0o777) == "0o600"


@pytest.mark.parametrize("thrown", ["", "1" * 19, "1" * 201, "12345 12345 12345 1234x", "１" * 20])
def test_too_few_digits_or_others_are_no_dice(thrown: str) -> None:
    with pytest.raises(BadInput):
        check_dice(thrown)


def test_dice_are_read_with_and_without_blanks() -> None:
    assert check_dice("31415 92653 58979 32384") == "31415926535897932384"


def test_a_seed_given_by_hand_marks_the_draw_a_rehearsal_and_repeats() -> None:
    one, other = share_alone(DAY, "2073"), share_alone(DAY, "2073")
    assert one == other
    assert one[1]
    assert share_alone(DAY, None)[0] != share_alone(DAY, None)[0]
    assert not share_alone(DAY, None)[1]


def test_a_plan_is_fixed_before_the_seed_and_has_one_digest(tmp_path: Path) -> None:
    manifest, _ = fill(tmp_path)
    lots = list_lots(manifest)
    plan = plan_draw(lots, [Order(BLUEPRINT, 2)], DAY)
    again = plan_draw(list(reversed(lots)), [Order(BLUEPRINT, 2)], DAY)
    assert find_plan_digest(plan) == find_plan_digest(again) == digest(decode(encode(plan), type(plan)))
    assert find_plan_digest(plan) != find_plan_digest(plan_draw(lots, [Order(BLUEPRINT, 1)], DAY))


def test_a_plan_with_one_post_twice_or_one_that_cannot_be_filled_is_refused(tmp_path: Path) -> None:
    manifest, _ = fill(tmp_path)
    with pytest.raises(BadInput) as refused:
        plan_draw(list_lots(manifest), [Order(BLUEPRINT), Order(BLUEPRINT)], DAY)
    assert "named already" in refused.value.text.read("en")
    with pytest.raises(Shortage):
        plan_draw(list_lots(manifest)[:20], [Order(BLUEPRINT)], DAY)
