"""Claims about `bank capacity`, as an officer types it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.whole.shells import Shell


@pytest.fixture(scope="module")
def shell(bank: Path, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A folder with a bank and no key: nothing here needs a passphrase."""
    folder = tmp_path_factory.mktemp("capacity")
    shutil.copyfile(bank, folder / "b.bank")
    return Shell(folder)


def test_every_position_of_the_policy_is_told_scarcest_first(shell: Shell) -> None:
    rows = shell.json("bank", "capacity", "b.bank", "--date", "2024-11-15")["positions"]
    assert [row["forms"] for row in rows] == sorted(row["forms"] for row in rows)
    assert {"CT-MTTQ", "TP-HT", "CMNV 55"} <= {row["code"] for row in rows}
    assert all(set(row) == {"code", "forms", "limit", "missing"} for row in rows)


def test_a_form_can_be_assembled_exactly_where_there_is_one(shell: Shell) -> None:
    words = ("bank", "capacity", "b.bank", "--date", "2024-11-15", "--position", "CT-MTTQ")
    done = shell.run(*words, "--lang", "en", phrase=None)
    assert done.returncode == 0, done.stderr
    head, _, row = done.stdout.splitlines()
    assert head.split("  ")[0] == "Position"
    assert row.startswith("CT-MTTQ")
    (told,) = shell.json(*words)["positions"]
    assert told["forms"] >= 1
    assert told["missing"] > 0


def test_a_position_nobody_knows_is_refused_by_name(shell: Shell) -> None:
    done = shell.run("bank", "capacity", "b.bank", "--position", "KHÔNG-CÓ", phrase=None)
    assert done.returncode == 1
    assert "KHÔNG-CÓ" in done.stderr
    assert not done.stdout
