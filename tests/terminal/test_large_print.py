"""Stories of somebody who reads with difficulty: lines set wide apart, on any window."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tests.terminal.rooms import arrange, make_question
from tests.terminal.stage import Actor, play


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
def test_lines_set_wide_apart_keep_every_word_and_all_options_in_reach(tmp_path: Path, size: tuple[int, int]) -> None:
    room = arrange(1, 1, questions=[make_question(1, "Một câu hỏi dài " * 20), make_question(2)]).publish(
        tmp_path / "r"
    )

    async def story(a: Actor) -> None:
        await a.start()
        await a.press("f7")
        rows = a.rows()[3:-2]
        written = [at for at, row in enumerate(rows) if row.strip() and "PgDn" not in row]
        assert all(later - earlier > 1 for earlier, later in pairwise(written))
        seen = ""
        for _ in range(4):
            await a.press("down")
            seen += a.text()
        assert all(f"{letter}. Phương án" in seen for letter in "ABCD")
        await a.press("f7")
        assert a.rows()[3:5] != ["", ""]

    play(room, story, size)
