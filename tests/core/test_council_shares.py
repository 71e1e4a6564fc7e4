"""Claims about shares: no set outside the list opens anything, a bad share is named, nothing altered is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest

from examcore.errors import BadInput, BrokenSeal, ExamcoreError, NotAuthorised, WrongPassphrase
from examcore.seal import CouncilKeys, open_shares, read_shares, sign_shares
from examcore.seal.keys import Purpose
from examcore.seal.primitives import KEY, SEALED_TO, WRAPPED
from examcore.seal.rules import Opening
from examcore.seal.shares import SHARE
from tests.core.officers import HOLDER, Body, officer, resign, share, swear
from tests.core.officers import KEY as SECRET

PURPOSES: tuple[Purpose, ...] = ("bank", "questions", "key")
RULES: dict[Opening, str] = {"bank": "default", "questions": "threshold:3", "key": "majority", "emergency": "paper"}


def may(purpose: Purpose, people: set[int], count: int) -> bool:
    """The rules above said once more, in other words than the product's."""
    if purpose == "bank":
        return 2 in people and bool(people & {0, 1}) and len(people) >= 3
    if purpose == "questions":
        return len(people) >= 3
    return len(people) > count / 2 or (len(people) == count / 2 and 0 in people)


# T1 of docs/threats.md
@pytest.mark.parametrize("count", [5, 6, 7])
@pytest.mark.parametrize("purpose", PURPOSES)
def test_of_all_subsets_of_members_only_the_authorised_open(count: int, purpose: Purpose) -> None:
    body = swear(count, RULES)
    dealt = share(body, purpose)
    right = 0
    for size in range(count + 1):
        for present in combinations(range(count), size):
            try:
                key, urgent = open_shares(dealt, body.council, [body.officers[n] for n in present], "s", "lý do")
            except NotAuthorised:
                assert not may(purpose, set(present), count), present
            else:
                assert may(purpose, set(present), count), present
                assert (key, urgent) == (SECRET, False)
            right += 1
    assert right == 2**count


@pytest.mark.parametrize("count", [5, 6, 7])
def test_with_the_emergency_share_only_a_leader_and_one_other_open_and_only_for_a_reason(count: int) -> None:
    body = swear(count, {"bank": f"threshold:{count}"})
    dealt = share(body)
    assert body.paper is not None
    for size in range(count):
        for present in combinations(range(count), size):
            officers = [*(body.officers[n] for n in present), body.paper]
            with pytest.raises(NotAuthorised):
                open_shares(dealt, body.council, officers, "s", "  ")
            try:
                assert open_shares(dealt, body.council, officers, "s", "quên mật khẩu") == (SECRET, True)
                assert set(present) & {0, 1}
                assert size >= 2
            except NotAuthorised:
                assert not (set(present) & {0, 1} and size >= 2)


def test_whoever_is_not_in_the_council_opens_nothing() -> None:
    body = swear(5)
    with pytest.raises(NotAuthorised):
        open_shares(share(body), body.council, [*body.officers[:3], officer(40)[2]], "s")


def test_an_officer_given_twice_counts_once() -> None:
    body = swear(5, {"bank": "threshold:2"})
    with pytest.raises(NotAuthorised):
        open_shares(share(body), body.council, [body.officers[0], body.officers[0]], "s")


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize("offset", [0, SEALED_TO + KEY - 1, SEALED_TO + KEY, SHARE - 1])
def test_a_bad_share_is_named(place: int, offset: int) -> None:
    body = swear(5, {"bank": "threshold:5"})
    dealt = share(body)
    data = bytearray(dealt.body)
    data[place * SHARE + offset] ^= 1
    for bad in (replace(dealt, body=bytes(data)), resign(body, replace(dealt, body=bytes(data)))):
        with pytest.raises(BrokenSeal, match=f"Cán bộ {place}"):
            open_shares(bad, body.council, body.officers, "s")


def test_shares_exchanged_between_two_members_are_noticed() -> None:
    body = swear(5, {"bank": "threshold:5"})
    dealt = share(body)
    first, second, rest = dealt.body[:SHARE], dealt.body[SHARE : 2 * SHARE], dealt.body[2 * SHARE :]
    with pytest.raises(BrokenSeal):
        open_shares(resign(body, replace(dealt, body=second + first + rest)), body.council, body.officers, "s")


def test_a_key_wrapped_for_one_set_does_not_open_for_another() -> None:
    body = swear(5, {"bank": "threshold:4", "emergency": "none"})
    dealt = share(body)
    start = 6 * SHARE
    wraps = [dealt.body[start + n * WRAPPED : start + (n + 1) * WRAPPED] for n in range(5)]
    swapped = dealt.body[:start] + b"".join([wraps[1], wraps[0], *wraps[2:]])
    with pytest.raises(BrokenSeal):
        open_shares(resign(body, replace(dealt, body=swapped)), body.council, body.officers[:4], "s")


@pytest.mark.parametrize(
    "change",
    [
        lambda h: replace(h, purpose="key"),
        lambda h: replace(h, holder="f" * 16),
        lambda h: replace(h, nonce="0" * 64),
        lambda h: replace(h, commitment="0" * 64),
    ],
)
def test_a_head_that_was_altered_opens_nothing_even_when_all_sign_it(change: Callable[..., object]) -> None:
    body = swear(5, {"bank": "threshold:3", "key": "threshold:3"})
    dealt = share(body)
    forged = resign(body, replace(dealt, head=change(dealt.head)))  # type: ignore[arg-type]  # by parameter
    with pytest.raises(ExamcoreError):
        open_shares(forged, body.council, body.officers, "s")


def test_shares_nobody_of_the_council_signed_are_refused() -> None:
    body = swear(5)
    dealt = share(body)
    unsigned = replace(dealt, signatures=("",) * 5)
    stranger = replace(dealt, signatures=(officer(40)[2].sign(b"examcore/shares/v1\x00", dealt.body), *[""] * 4))
    for bad in (unsigned, stranger):
        with pytest.raises(BrokenSeal, match="s"):
            open_shares(bad, body.council, body.officers, "s")


def test_who_proves_a_share_that_is_bad_does_not_sign() -> None:
    body = swear(5)
    dealt = share(body)
    broken = replace(dealt, body=b"\x00" + dealt.body[1:])
    with pytest.raises(BrokenSeal, match="Cán bộ 0"):
        sign_shares(broken, body.council, body.officers[:1])


def test_shares_of_another_epoch_are_told_from_damage() -> None:
    first = swear(6)
    second = swear(6, first=1, after=first.council)
    with pytest.raises(WrongPassphrase):
        open_shares(share(first), second.council, second.officers, "s")


def test_shares_cut_or_lengthened_are_refused() -> None:
    body = swear(5)
    data = share(body).data
    for wrong in (data[:-1], data + b"\x00", data[: data.index(b"\n")], b"", b"\n", data[1:]):
        with pytest.raises((BadInput, BrokenSeal)):
            open_shares(read_shares(wrong, "s"), body.council, body.officers, "s")


def test_two_deals_of_one_key_have_nothing_in_common_but_what_is_public() -> None:
    body = swear(5)
    one, other = share(body), share(body)
    assert one.head.nonce != other.head.nonce
    assert one.head.commitment != other.head.commitment
    mixed = resign(body, replace(one, body=one.body[:SHARE] + other.body[SHARE:]))
    with pytest.raises(BrokenSeal):
        open_shares(mixed, body.council, body.officers, "s")


def test_a_purpose_that_was_not_opened_gives_no_key() -> None:
    keys = CouncilKeys(HOLDER, (), "", {"bank": SECRET})
    assert keys.key_for("bank") != SECRET  # never used whole
    for purpose in ("questions", "key"):
        with pytest.raises(NotAuthorised):
            keys.key_for(purpose)
    assert SECRET.hex() not in repr(keys)
    assert repr(SECRET) not in repr(keys)


def test_four_of_seven_fit_in_12_kb() -> None:
    body = swear(7, {"bank": "threshold:4"}, has_paper=False)
    assert len(body.council.sets["bank"]) == 35
    assert len(share(body).data) <= 12 * 1024


def test_no_share_or_key_stands_readable_in_the_file() -> None:
    body: Body = swear(7)
    assert SECRET not in share(body).data
