"""Claims about booklets: every question once, opaque orders, fixed options stay, no key, and fair shuffles."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from examcore.engine.booklets import make_booklets, order_options
from examcore.engine.tickets import Stream
from examcore.language import Label
from examcore.nouns import Form, FormPart, Item, Option, Tags, lay_out


def form(count: int = 12, fixed: bool = False) -> Form:
    items = tuple(
        Item(
            f"I{n:02}",
            f"câu {n}",
            tuple(Option(f"{n}-{k}", f"phương án {k}", fixed and k == 3) for k in range(4)),
            f"{n}-{n % 4}",
            Tags("general", "a", "recall", 500),
        )
        for n in range(count)
    )
    parts = (FormPart("general", Label("Chung"), items[:5]), FormPart("professional", Label("Riêng"), items[5:]))
    return Form("F1", "p", "pr", "X", "b", "5eed", "lottery", False, parts)


def test_a_booklet_holds_every_question_once_in_its_part_and_no_key() -> None:
    for booklet in make_booklets(form(), 4):
        assert [sorted(q.id for q in part.questions) for part in booklet.parts] == [
            [f"I{n:02}" for n in range(5)],
            [f"I{n:02}" for n in range(5, 12)],
        ]
        for question in booklet.questions:
            assert not hasattr(question, "key")
            assert not hasattr(question, "tags")
            assert len({option.id for option in question.options}) == 4


def test_booklets_have_different_codes_and_orders() -> None:
    booklets = make_booklets(form(), 24)
    assert len({b.code for b in booklets}) == 24
    assert all(len(b.code) == 3 and b.code.isdecimal() for b in booklets)
    assert len({tuple(q.id for q in b.questions) for b in booklets}) > 20


def test_a_fixed_option_keeps_its_place_in_every_booklet() -> None:
    for booklet in make_booklets(form(fixed=True), 20):
        assert all(question.options[3].fixed for question in booklet.questions)


@given(st.lists(st.booleans(), min_size=2, max_size=6), st.integers(0, 99))
def test_reordering_options_loses_none_and_moves_no_fixed_one(fixed: list[bool], seed: int) -> None:
    options = tuple(Option(str(n), str(n), flag) for n, flag in enumerate(fixed))
    drawn = order_options(options, Stream(str(seed), "t"))
    assert sorted(o.id for o in drawn) == sorted(o.id for o in options)
    assert all(drawn[n] == options[n] for n, flag in enumerate(fixed) if flag)


def test_a_layout_tells_the_order_and_no_text() -> None:
    from examcore.canonical import encode

    booklet = make_booklets(form(), 1)[0]
    layout = lay_out(booklet)
    assert [q.question for q in layout.questions] == [q.id for q in booklet.questions]
    assert "phương án".encode() not in encode(layout)


def test_shuffles_favour_no_place() -> None:
    counts = Counter(Stream(str(n), "fair").shuffle("ABCD")[0] for n in range(4000))
    # 1000 each expected; 5 standard deviations of a binomial (27) leave no room for a biased generator.
    assert all(abs(count - 1000) < 137 for count in counts.values())
