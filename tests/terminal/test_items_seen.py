"""Claims about what the pages on items show: the version that is judged, what was refused, no more rows than fit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from examcore.desk import Remark
from examcore.errors import Conflict
from examcore.intake import read_files
from examcore.language import messages
from examcore.nouns import Hand, Item, ReviewRule
from examcore.plugins import Plugins, load_plugins
from examcore.seal import Cost, KeySource
from examcore.store import Bank, judge, make_bank, revise, settle
from examcore.store.state import State
from examcore.testing import fill_bank
from examcore_tui.items.holding import OpenBank
from examcore_tui.items.preview import list_rows
from examcore_tui.items.remarks import choose_remarks
from examcore_tui.wrap import wrap_text
from tests.core.amended import NOW
from tests.core.word_files import par, word
from tests.terminal.desk_stories import clock

AN = Hand("Lê Thị An", NOW)
msg = messages("examcore")


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return load_plugins()


@pytest.fixture
def bank(tmp_path: Path, plugins: Plugins) -> tuple[Bank, KeySource]:
    policy = plugins.policy("cantho")
    items = fill_bank(policy.blueprint(policy.profile(date(2024, 11, 15)), policy.positions()[0]))
    made, keys = make_bank(tmp_path / "thử.bank", "cantho", "một mật khẩu thử", date(2024, 1, 1), Cost(64, 1, 1))
    made.add(items[:2], keys)
    settle(made, ReviewRule(), keys, AN)
    return made, keys


class Interrupted(Bank):
    """A bank that somebody else writes to as soon as its items have been opened."""

    def items(self, keys: KeySource, read: State | None = None) -> tuple[Item, ...]:
        """The items, and a new version of the first of them behind the reader's back."""
        found = super().items(keys, read)
        revise(Bank(self.path), [replace(found[0], stem=f"{found[0].stem} Khác?")], keys, AN)
        return found


def test_nobody_judges_a_version_they_have_not_read(bank: tuple[Bank, KeySource]) -> None:
    made, keys = bank
    held = OpenBank(Interrupted(made.path), keys, clock)
    name = made.items(keys)[0].id
    for seen in (held.read()[0], held.find(name)):
        assert dict(made.versions(seen.item.id, keys))[seen.version] == seen.item
        with pytest.raises(Conflict):
            judge(made, [seen.item.id], "comment", keys, AN, "đã đọc", {seen.item.id: seen.version})


def test_a_refused_question_is_not_shown_as_another_one_of_its_number(plugins: Plugins) -> None:
    bad, good = par("Câu 1. Ai ký?"), par("Câu 1. Ai ban hành?")
    blocks = [par(f"{letter}. {letter}x") for letter in "ABC"]
    data = word(bad, *blocks, par("CHƯƠNG II"), good, *blocks, par("Đáp án: B"))
    rows = list_rows(read_files(plugins, [("a.docx", data)], None, "general", "x", ()))
    assert [(row.item is not None, row.is_refused) for row in rows if row.number] == [(False, True), (True, False)]


@pytest.mark.parametrize("width", [40, 58, 78, 140])
@pytest.mark.parametrize("rows", [2, 3])
def test_remarks_fill_no_more_rows_than_there_are_and_tell_how_many_are_left(width: int, rows: int) -> None:
    remarks = [Remark("x", msg("{count} items", count=10**number), False) for number in range(1, 30, 4)]
    told = choose_remarks(remarks, width, rows)
    assert sum(len(wrap_text(line, width)) for line in told) <= rows
    assert f"còn {len(remarks) - len(told) + 1} nhận xét nữa" in told[-1]
