"""Claims about what Hà Nội's plugin ships, and the commands `catalog import` and `catalog list`."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import examcore_hanoi
from examcore.language import speaking
from examcore.plugins import load_plugins
from examcore.shell.main import build
from examcore.shell.options import Shell
from examcore_hanoi.catalogue import DATA, HanoiCatalogue
from tests.plugins.decision_texts import HERE, find_whole

SMALL = str(HERE / "long-son.txt")


@pytest.fixture(scope="module")
def shell() -> Shell:
    return Shell(load_plugins())


def run(shell: Shell, *words: str) -> Result:
    """What the command line answers, in English."""
    with speaking("en"):
        return CliRunner().invoke(build(shell.plugins), words, obj=shell)


def refusal(shell: Shell, *words: str) -> str:
    done = run(shell, *words)
    assert done.stdout == ""
    assert done.exception is not None
    with speaking("en"):
        return str(done.exception)


def test_the_plugin_brings_one_catalogue_through_the_open_door(shell: Shell) -> None:
    assert shell.plugins.catalogs["hanoi"].title.read("en").startswith("Positions of Decision 3263/QĐ-UBND")


def test_85_positions_are_shipped_12_and_59_and_14() -> None:
    positions = HanoiCatalogue().positions()
    assert Counter(p.code.split()[0] for p in positions) == {"LĐQL": 12, "CMNV": 59, "HTPV": 14}
    assert len({p.code for p in positions}) == 85
    assert len({p.unit for p in positions}) == 17
    assert sum(len(p.tasks) for p in positions) == 663
    for p in positions:
        assert p.title, p.code
        assert p.unit, p.code
        assert p.group, p.code
        assert p.line, p.code
        assert p.scope in ("", "quận", "huyện, thị xã", "huyện có rừng"), p.code


def test_the_shipped_file_is_small_and_corrected() -> None:
    assert (Path(examcore_hanoi.__file__).parent / DATA).stat().st_size < 300_000
    titles = {p.code: p.title for p in HanoiCatalogue().positions()}
    assert titles["HTPV 09"] == "LƯU TRỮ"
    assert titles["HTPV 10"] == "THỦ QUỸ"
    assert titles["CMNV 07"] == "QUẢN LÝ VĂN THƯ – LƯU TRỮ"


def test_the_post_with_a_sample_bank_names_its_area() -> None:
    areas = {p.code: p.area for p in HanoiCatalogue().positions() if p.area}
    assert areas == {"CMNV 55": "khieu-nai-to-cao"}


def test_import_gives_what_scripts_rely_on(shell: Shell) -> None:
    document = json.loads(run(shell, "catalog", "import", SMALL, "--json").stdout)
    assert set(document) == {"positions", "unplaced"}
    assert len(document["positions"]) == 8
    first = document["positions"][0]
    assert {"code", "title", "unit", "scope", "tasks", "repairs", "line"} <= set(first)
    assert first["tasks"][0] == {"task": "1 Chủ trì họp giao ban", "criterion": "Mỗi tuần một lần"}
    assert document["unplaced"][0] == {"line": 37, "text": "Ghi chú của người đánh máy: xem lại trang sau"}
    brief = json.loads(run(shell, "catalog", "import", SMALL, "--json", "--brief").stdout)
    assert all("facts" in p for p in document["positions"])
    assert not any("facts" in p for p in brief["positions"])


def test_the_shipped_file_is_the_output_of_the_documented_command(shell: Shell) -> None:
    done = run(shell, "catalog", "import", str(find_whole()), "--json", "--brief")
    shipped = (Path(examcore_hanoi.__file__).parent / DATA).read_text(encoding="utf-8")
    assert json.loads(done.stdout) == json.loads(shipped)


def test_import_shows_counts_every_repair_and_every_line_not_placed(shell: Shell) -> None:
    done = run(shell, "catalog", "import", SMALL)
    assert done.exit_code == 0
    words = [line.split() for line in done.stdout.splitlines()]
    assert ["Lãnh", "đạo", "2", "3", "2", "12"] in words
    assert ["Chuyên", "môn", "6", "5", "5", "8"] in words
    assert ["All", "8", "8", "7", "20"] in words
    assert "  CM 03  dòng 69: mã in CM 04 trùng với vị trí ở dòng 73" in done.stdout
    assert "  84: TM. ỦY BAN NHÂN DÂN" in done.stdout
    assert "8 positions read" in done.stderr


def test_a_file_nobody_recognises_is_refused_with_what_to_do(shell: Shell) -> None:
    told = refusal(shell, "catalog", "import", str(HERE / "thong-bao.txt"))
    assert "no installed catalogue recognises" in told
    assert "hint:" in told


def test_a_decision_without_positions_is_refused(shell: Shell) -> None:
    assert "no position was found" in refusal(shell, "catalog", "import", str(HERE / "khong-phu-luc.txt"))


def test_a_file_that_is_not_utf_8_names_the_line(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "tcvn.txt"
    file.write_bytes("Tên VTVL: KẾ TOÁN\nĐơn vị\n".encode() + b"\xb5\xe8ng\n")
    assert "tcvn.txt, line 3: the text is not UTF-8" in refusal(shell, "catalog", "import", str(file))


def test_a_missing_or_too_large_file_is_refused(shell: Shell, tmp_path: Path) -> None:
    assert "no-such.txt" in refusal(shell, "catalog", "import", str(tmp_path / "no-such.txt"))
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(20 * 1024 * 1024 + 1)
    assert "is larger than" in refusal(shell, "catalog", "import", str(large))


def test_a_byte_order_mark_changes_nothing(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "bom.txt"
    file.write_bytes(b"\xef\xbb\xbf" + Path(SMALL).read_bytes())
    marked = run(shell, "catalog", "import", str(file), "--json").stdout
    assert marked == run(shell, "catalog", "import", SMALL, "--json").stdout


def test_list_names_the_positions_of_catalogues_and_policies(shell: Shell) -> None:
    listed = json.loads(run(shell, "catalog", "list", "--json").stdout)["positions"]
    own = [row for row in listed if row["source"] == "hanoi"]
    assert len(own) == 85
    policies = {name: len(policy.positions()) for name, policy in shell.plugins.policies.items()}
    assert Counter(row["source"] for row in listed if row["source"] != "hanoi") == policies
    assert "CMNV 55" in run(shell, "catalog", "list").stdout
