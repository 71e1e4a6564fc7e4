"""Claims about the desk's page of documents to study."""

from __future__ import annotations

from pathlib import Path

import pytest

from examcore.plugins import load_plugins
from tests.core import blueprints
from tests.terminal.desk_stories import at_desk, fill, open_task, settle
from tests.terminal.desks import Reader


def test_the_documents_to_study_are_shown_and_written_without_a_passphrase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    blueprints.fill_bank(tmp_path / "ct.bank")

    async def story(reader: Reader) -> None:
        await open_task(reader, "Ngân hàng câu hỏi")
        await reader.press("f4")
        await settle(reader)
        assert "examcore bank study ct.bank" in reader.text()
        assert "dùng chung cho mọi vị trí việc làm" in reader.text()
        assert "Hiến pháp nước Cộng hòa" in reader.text()
        await reader.press("f2")
        await fill(reader, str(tmp_path / "danh-muc.txt"))
        await settle(reader)
        assert "đã ghi vào danh-muc.txt" in reader.text()

    at_desk(tmp_path, load_plugins(), story)
    assert "Hiến pháp nước Cộng hòa" in (tmp_path / "danh-muc.txt").read_text(encoding="utf-8")
