"""Claims about the review of a bank's items: who may do what, what may be drawn, what the book keeps and hides."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examcore.engine.changes import compare
from examcore.engine.people import is_among
from examcore.engine.standings import bar_judgement, fold_acts
from examcore.errors import BadInput, BadItems, BrokenSeal, Conflict, ExamcoreError, NotAuthorised, Refused
from examcore.formats.tags import write_tags
from examcore.language import speaking
from examcore.nouns import JUDGEMENTS, BankAct, Hand, Item, Judgement, Option, ReviewRule, Tags, name_option
from examcore.seal import Cost, KeySource, make_key_file
from examcore.seal.shares import CouncilKeys
from examcore.shell.asking import name_hand
from examcore.store import Bank, judge, make_bank, revise, settle, take_over
from examcore.store.review import list_for

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AN, BINH, CHI = (Hand(name, AT) for name in ("Lê Thị An", "Trần Bình", "Phạm Chi"))


def item(number: int, word: str = "đất") -> Item:
    texts = [f"phương án {letter} của {number}" for letter in "abcd"]
    options = tuple(Option(name_option(f"I-{number:03}", text), text) for text in texts)
    return Item(f"I-{number:03}", f"câu hỏi {number} về {word}?", options, options[1].id,
                Tags("general", "a", "recall", 650))  # fmt: skip


@pytest.fixture
def made(tmp_path: Path) -> tuple[Bank, KeySource]:
    """A bank with three items from before its book began, and two drafts by An."""
    bank, keys = make_bank(tmp_path / "thử.bank", "any", "một mật khẩu", date(2024, 11, 1), CHEAP)
    bank.add([item(n) for n in range(3)], keys)
    settle(bank, ReviewRule(), keys, CHI)
    bank.add([item(10), item(11)], keys, AN, source="Sở Nội vụ")
    return bank, keys


def approve(bank: Bank, keys: KeySource, *names: str) -> None:
    judge(bank, names, "review", keys, BINH)
    judge(bank, names, "approve", keys, BINH)


def test_without_a_book_every_item_may_be_drawn_and_nobody_judges(tmp_path: Path) -> None:
    bank, keys = make_bank(tmp_path / "cũ.bank", "any", "một mật khẩu", date(2024, 11, 1), CHEAP)
    bank.add([item(1)], keys)
    assert bank.standings().rule is None
    assert [entry.id for entry in bank.manifest()] == ["I-001"]
    assert list(bank.drawable()) == ["I-001"]
    with speaking("en"), pytest.raises(Refused, match="bank settle"):
        judge(bank, ["I-001"], "review", keys, BINH)
    assert bank.acts() == ()


def test_old_items_count_as_approved_and_new_ones_are_drafts_that_are_not_drawn(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    assert list(bank.drawable()) == ["I-000", "I-001", "I-002"]
    assert [entry.id for entry in bank.manifest()] == ["I-000", "I-001", "I-002"]
    assert bank.standings().waiting == 2
    assert bank.standings().items["I-010"].source == "Sở Nội vụ"
    approve(bank, keys, "I-010")
    assert "I-010" in Bank(bank.path).drawable()
    assert Bank(bank.path).standings().waiting == 1


def test_an_open_rule_draws_drafts_but_never_what_was_retired(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    settle(bank, ReviewRule(approved_only=False), keys, CHI)
    judge(bank, ["I-001"], "retire", keys, CHI, "luật đã thay đổi")
    assert list(bank.drawable()) == ["I-000", "I-002", "I-010", "I-011"]
    assert bank.standings().waiting == 0


@pytest.mark.parametrize("name", ["Lê Thị An", "lê thị an", "LÊ  THỊ AN", "Le Thi An"])
def test_no_author_judges_their_own_item_however_the_name_is_typed(made: tuple[Bank, KeySource], name: str) -> None:
    bank, keys = made
    hand = Hand(" ".join(name.split()), AT)
    with pytest.raises(BadItems) as refused:
        judge(bank, ["I-010"], "review", keys, hand)
    assert [problem.code for problem in refused.value.problems] == ["not-review"]
    judge(bank, ["I-010"], "review", keys, BINH)
    with pytest.raises(BadItems):
        judge(bank, ["I-010"], "approve", keys, hand)


def test_with_three_people_whoever_reviewed_an_item_does_not_approve_it(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    settle(bank, ReviewRule(people=3), keys, CHI)
    judge(bank, ["I-010"], "review", keys, BINH)
    with speaking("en"), pytest.raises(BadItems) as refused:
        judge(bank, ["I-010"], "approve", keys, BINH)
    assert "somebody else must approve" in refused.value.problems[0].message.read("en")
    judge(bank, ["I-010"], "approve", keys, CHI)
    assert bank.standings().items["I-010"].approver == CHI.by


def test_judging_is_all_or_none_and_names_every_item_that_bars_it(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    before = bank.acts()
    with pytest.raises(BadItems) as refused:
        judge(bank, ["I-010", "I-001", "I-000"], "review", keys, BINH)
    assert [problem.question for problem in refused.value.problems] == ["I-001", "I-000"]
    assert bank.acts() == before


def test_what_goes_back_or_out_needs_a_reason(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    for judgement in ("return", "retire", "comment"):
        with pytest.raises(BadInput):
            judge(bank, ["I-001"], judgement, keys, BINH, "  ")


def test_a_new_version_of_an_approved_item_is_a_draft_again_and_the_former_one_is_kept(
    made: tuple[Bank, KeySource],
) -> None:
    bank, keys = made
    changed = item(1, "nước")
    assert revise(bank, [changed, item(2)], keys, BINH, "sửa tên lĩnh vực") == 1
    now = bank.standings().items["I-001"]
    assert (now.version, now.standing, now.authors) == (2, "draft", (BINH.by,))
    assert "I-001" not in bank.drawable()
    assert bank.versions("I-001", keys) == ((1, item(1)), (2, changed))
    with pytest.raises(BadItems):
        judge(bank, ["I-001"], "review", keys, BINH)
    judge(bank, ["I-001"], "review", keys, AN)


def test_everybody_who_wrote_since_the_last_approval_is_an_author(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    revise(bank, [item(10, "nước")], keys, BINH)
    for hand in (AN, BINH):
        with pytest.raises(BadItems):
            judge(bank, ["I-010"], "review", keys, hand)
    judge(bank, ["I-010"], "review", keys, CHI)
    judge(bank, ["I-010"], "approve", keys, CHI)
    revise(bank, [item(10, "rừng")], keys, BINH)
    assert bank.standings().items["I-010"].authors == (BINH.by,)
    assert list_for(bank.standings(), "review", AN.by) == ["I-010"]


def test_who_read_an_older_version_cannot_approve_the_newer_one(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    revise(bank, [item(10, "nước")], keys, AN)
    with pytest.raises(Conflict):
        judge(bank, ["I-010"], "review", keys, BINH, seen={"I-010": 1})
    with pytest.raises(Conflict):
        revise(bank, [item(10, "rừng")], keys, AN, seen={"I-010": 1})
    judge(bank, ["I-010"], "review", keys, BINH, seen={"I-010": 2})


def test_what_was_decided_on_another_state_of_the_bank_is_not_written(
    made: tuple[Bank, KeySource], monkeypatch: pytest.MonkeyPatch
) -> None:
    bank, keys = made
    judge(bank, ["I-010"], "review", keys, BINH)

    def let_chi_send_it_back(*given: Any) -> Any:
        monkeypatch.undo()
        judge(Bank(bank.path), ["I-010"], "return", keys, CHI, "sai căn cứ")
        return bar_judgement(*given)

    monkeypatch.setattr("examcore.store.review.bar_judgement", let_chi_send_it_back)
    with pytest.raises(Conflict):
        judge(bank, ["I-010"], "approve", keys, BINH)
    assert [act.act for act in bank.acts()][-1] == "return"
    assert "I-010" not in bank.drawable()


def test_a_book_grows_no_further_than_it_can_be_read(
    made: tuple[Bank, KeySource], monkeypatch: pytest.MonkeyPatch
) -> None:
    bank, keys = made
    monkeypatch.setattr("examcore.store.book.MOST_BYTES", bank.read().book.size + 100)
    with pytest.raises(Refused):
        judge(bank, ["I-010"], "review", keys, BINH)
    assert bank.read().book.size == Bank(bank.path).read().book.size
    assert bank.standings().items["I-010"].standing == "draft"


def test_statistics_leave_the_standing_and_cannot_bring_a_changed_text(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    taught = replace(item(1), tags=replace(item(1).tags, difficulty=500, seen=40))
    bank.replace([taught], keys, hand=CHI)
    assert bank.standings().items["I-001"].standing == "approved"
    assert bank.standings().items["I-001"].version == 2
    assert bank.tags()["I-001"].seen == 40
    with pytest.raises(Refused):
        bank.replace([item(1, "nước")], keys, hand=CHI)
    with pytest.raises(Refused, match="--by"):
        bank.replace([item(1)], keys)


def test_whoever_adds_to_a_bank_with_a_book_is_named(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    with pytest.raises(Refused, match="--by"):
        bank.add([item(20)], keys)
    assert "I-020" not in bank.tags()


def test_neither_item_nor_comment_can_be_read_in_the_file_without_the_key(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    judge(bank, ["I-010"], "comment", keys, BINH, "phương án B sai chính tả")
    revise(bank, [item(10, "nước")], keys, AN, "đã sửa")
    raw = bank.path.read_bytes()
    for text in ("câu hỏi", "phương án", "sai chính tả", "đã sửa"):
        assert text.encode() not in raw
    assert list(bank.comments(keys).values()) == ["phương án B sai chính tả", "đã sửa"]
    assert bank.standings().items["I-010"].comments == 2


def alter(path: Path, statement: str, *values: object) -> None:
    with sqlite3.connect(path) as database:
        database.execute(statement, values)
    database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "delete from book where seq = (select max(seq) from book)",
        "delete from book where seq = 2",
        "update book set line = replace(line, 'An', 'Am') where seq = 3",
        "update book set comment = null where comment is not null",
        "update book set comment = x'00' where comment is not null",
        "update items set version = 7 where id = 'I-010'",
        "drop table book",
    ],
)
def test_a_book_that_was_altered_is_noticed(made: tuple[Bank, KeySource], statement: str) -> None:
    bank, keys = made
    judge(bank, ["I-010"], "comment", keys, BINH, "xem lại")
    alter(bank.path, statement)
    with pytest.raises(BrokenSeal):
        Bank(bank.path).comments(keys)
    with pytest.raises(ExamcoreError):
        Bank(bank.path).comments(keys)


def test_a_line_written_by_somebody_without_the_key_is_noticed(made: tuple[Bank, KeySource], tmp_path: Path) -> None:
    """A forger who knows the format appends an approval that holds together, in a copy of the same bank."""
    from examcore.store.book import extend_book
    from examcore.store.state import read_state

    bank, keys = made
    book = read_state(bank.path, bank.facts).book
    forged = BankAct("review", "2026-03-02T09:00:00.000Z", BINH.by, (("I-010", 1),))
    _, rows = extend_book(book, [(forged, "")], bank.facts.id, b"\0" * 32, "x")
    for seq, line, _ in rows:
        alter(bank.path, "insert into book values (?, ?, null)", seq, line)
    assert Bank(bank.path).standings().items["I-010"].standing == "reviewed"  # tags and standings: proved when opened
    with pytest.raises(BrokenSeal):
        Bank(bank.path).items(keys)


def test_a_new_key_opens_book_versions_and_comments(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    revise(bank, [item(10, "nước")], keys, AN, "đã sửa")
    acts = bank.acts()
    _, fresh = make_key_file("mật khẩu khác", CHEAP)
    assert bank.rotate(keys, fresh, b"shares") == 5
    again = Bank(bank.path)
    assert again.acts() == acts
    assert again.versions("I-010", fresh) == ((1, item(10)), (2, item(10, "nước")))
    assert list(again.comments(fresh).values()) == ["đã sửa"]
    with pytest.raises(ExamcoreError):
        again.comments(keys)


def test_a_bank_made_of_another_keeps_standings_authors_and_sources(
    made: tuple[Bank, KeySource], tmp_path: Path
) -> None:
    bank, keys = made
    judge(bank, ["I-011"], "review", keys, BINH)
    judge(bank, ["I-002"], "retire", keys, BINH, "trùng câu khác")
    other, other_keys = make_bank(tmp_path / "mới.bank", "any", "một mật khẩu", date(2026, 3, 3), CHEAP)
    other.add(bank.items(keys), other_keys)
    take_over(other, bank.standings(), other_keys, CHI)
    now = other.standings()
    assert {name: one.standing for name, one in now.items.items()} == {
        "I-000": "approved", "I-001": "approved", "I-002": "retired", "I-010": "draft", "I-011": "reviewed",
    }  # fmt: skip
    assert (now.items["I-010"].authors, now.items["I-010"].source) == ((AN.by,), "Sở Nội vụ")
    with pytest.raises(BadItems):
        judge(other, ["I-010"], "review", other_keys, AN)


def test_many_items_stand_in_several_lines_and_are_read_back(tmp_path: Path) -> None:
    bank, keys = make_bank(tmp_path / "lớn.bank", "any", "một mật khẩu", date(2024, 11, 1), CHEAP)
    bank.add([item(n) for n in range(1200)], keys)
    assert settle(bank, ReviewRule(), keys, CHI, "draft") == 1200
    assert bank.standings().count()["draft"] == 1200
    judge(bank, list_for(bank.standings(), "review", AN.by), "review", keys, AN)
    assert bank.standings().count()["reviewed"] == 1200


def test_changes_are_told_field_by_field_and_word_by_word() -> None:
    before = item(1)
    texts = ["phương án d của 1", "phương án a của 1", "phương án b mới", "phương án c của 1"]
    options = tuple(Option(name_option("I-001", text), text) for text in texts)
    after = replace(item(1, "nước"), options=options, key=options[0].id,
                    tags=replace(before.tags, area="b", positions=("VT 1",)))  # fmt: skip
    found = compare(before, after, lambda tags: write_tags(tags, {}))
    assert [(one.field, one.letter) for one in found] == [
        ("stem", ""), ("option", "C"), ("order", ""), ("key", ""), ("lĩnh vực", ""), ("vị trí", ""),
    ]  # fmt: skip
    assert [(p.kind, p.text) for p in found[0].pieces if p.kind != "same"] == [("gone", "đất?"), ("new", "nước?")]
    assert (found[3].before, found[3].after) == ("B", "A")
    for one in found:
        assert "".join(p.text for p in one.pieces if p.kind != "new") == one.before
        assert "".join(p.text for p in one.pieces if p.kind != "gone") == one.after
    assert compare(before, before, lambda tags: write_tags(tags, {})) == ()


@given(st.lists(st.tuples(st.sampled_from([*JUDGEMENTS, "revise"]), st.sampled_from("ABCD")), max_size=25),
       st.sampled_from([2, 3]))  # fmt: skip
def test_nothing_is_ever_approved_that_nobody_but_its_authors_has_read(
    steps: list[tuple[Judgement | str, str]], people: int
) -> None:
    rule = ReviewRule(people=people)
    acts = [BankAct("settle", "t", "Z", rule=rule), BankAct("add", "t", "A", (("x", 1),))]
    wrote, read, version = {"A"}, set[str](), 1
    for act, by in steps:
        now = fold_acts(acts, "thử").items["x"]
        if act == "revise":
            version += 1
            acts.append(BankAct("revise", "t", by, (("x", version),)))
            wrote = {by} if now.standing == "approved" else wrote | {by}
            read = set()
        else:
            kind = next(one for one in JUDGEMENTS if one == act)
            if bar_judgement(now, kind, by, rule) is not None:
                continue
            acts.append(BankAct(kind, "t", by, (("x", version),)))
            read = read | {by} if kind == "review" else set() if kind == "return" else read
        after = fold_acts(acts, "thử")
        if after.items["x"].standing == "approved" and after.items["x"].at:
            assert read - wrote
            assert after.may_draw("x")
            assert people == 2 or after.items["x"].approver not in after.items["x"].reviewers
        elif after.items["x"].standing != "approved":
            assert not after.may_draw("x")


def test_names_are_compared_as_people_mean_them() -> None:
    for typed in ("trần  bình ", "TRẦN BÌNH", "tran binh", "Tra\u0302\u0300n Bi\u0300nh"):
        assert is_among(typed, ["Phạm Chi", "Trần Bình"])
    assert is_among("Nguyễn Hoà", ["Nguyễn Hòa"])
    assert is_among("Do Thuy", ["Đỗ Thủy"])
    for typed in ("Trần-Bình", "TrầnBình", "Trần\u200b Bình.", "Ｔrần Bình"):
        assert is_among(typed, ["Trần Bình"])
    for typed in ("Trần Bính", "Trần Binh An", "Trần", ""):
        assert not is_among(typed, ["Trần Bình"])


def test_a_name_must_be_that_of_somebody_present_where_officers_open() -> None:
    alone, both = (CouncilKeys("x", names) for names in (("Trần Bình",), ("Trần Bình", "Phạm Chi")))
    assert name_hand("", alone, AT) == Hand("Trần Bình", AT)
    assert name_hand("tran binh", both, AT) == Hand("Trần Bình", AT)
    assert name_hand("", both, AT) is None
    assert name_hand("", both, AT, together=True) == Hand("Trần Bình, Phạm Chi", AT)
    with speaking("en"), pytest.raises(NotAuthorised, match="not one of those present"):
        name_hand("Lê Thị An", both, AT)
