"""Claims about the commands of a council, as an officer types them."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from examcore.errors import ExamcoreError, Misused, NotAuthorised
from examcore.language import speaking
from examcore.plugins import load_plugins
from examcore.seal import read_council, read_paper
from examcore.session import SystemClock, SystemDisk, read_room, sign_in
from examcore.shell.main import build
from examcore.shell.options import Shell
from tests.core.officers import PHRASE, swear

PLUGINS = load_plugins()
ROOT: click.Group = build(PLUGINS)
ITEMS = """---
phần: chung
lĩnh vực: hien-phap
văn bản: HP | Hiến pháp | từ 01/01/2014
---

## THỬ-001
mức độ: nhận biết
độ khó: 78
căn cứ: HP | Điều 2

Cơ quan nào là cơ quan quyền lực nhà nước ở địa phương?
A. Ủy ban nhân dân
*B. Hội đồng nhân dân
C. Tòa án nhân dân
D. Viện kiểm sát nhân dân
"""


def run(*words: str | Path, phrase: str | None = PHRASE) -> Result:
    """The command with everybody's passphrase in the environment; refusals are raised."""
    result = CliRunner().invoke(
        ROOT, [str(word) for word in words], obj=Shell(PLUGINS), env={"EXAMCORE_PASSPHRASE": phrase}
    )
    if isinstance(result.exception, ExamcoreError):
        raise result.exception
    return result


def here(folder: Path, *places: int) -> list[str | Path]:
    """The words that say who is present."""
    return ["--council", folder, *(word for n in places for word in ("--officer", folder / f"{n}.key"))]


@pytest.fixture
def council(tmp_path: Path) -> Path:
    return swear(5, {"questions": "threshold:2"}).write(tmp_path / "hd")


@pytest.fixture
def bank(tmp_path: Path, council: Path) -> Path:
    run("bank", "init", tmp_path / "b.bank", "--policy", "cantho", "--sample", *here(council, 0, 2, 3))
    return tmp_path / "b.bank"


def test_an_officer_enrols_with_a_key_file_and_a_card_of_one_fingerprint(tmp_path: Path) -> None:
    made = json.loads(run("council", "enrol", tmp_path / "a.key", "--name", "Lê Thị A", "--office", "Trưởng phòng",
                          "--json").stdout)  # fmt: skip
    shown = [json.loads(run("council", "card", tmp_path / name, "--json").stdout) for name in ("a.key", "a.key.card")]
    assert {one["fingerprint"] for one in (made, *shown)} == {made["fingerprint"]}
    assert (tmp_path / "a.key").stat().st_mode & 0o077 == 0
    with pytest.raises(ExamcoreError):
        run("council", "enrol", tmp_path / "a.key", "--name", "Lê Thị A", "--office", "Trưởng phòng")


def test_the_emergency_share_is_shown_once_and_kept_nowhere(tmp_path: Path) -> None:
    made = json.loads(run("council", "enrol", tmp_path / "p", "--paper", "--name", "Phong bì", "--office", "Két sắt",
                          "--json", phrase=None).stdout)  # fmt: skip
    assert read_paper(made["paper"]).public
    assert [file.name for file in tmp_path.iterdir()] == ["p.card"]
    assert made["paper"].split()[0] not in (tmp_path / "p.card").read_text(encoding="utf-8")


def test_a_council_is_founded_from_cards_and_counts_when_all_have_signed(tmp_path: Path) -> None:
    source = swear(5).write(tmp_path / "source")
    roles = ("chair", "standing-vice-chair", "secretary", "member", "member")
    cards = [word for n, role in enumerate(roles) for word in ("--card", f"{role}={source / f'{n}.key'}")]
    new = tmp_path / "new"
    shown = json.loads(run("council", "found", new, "--title", "Hội đồng", *cards, "--rule", "key=majority",
                           "--team", "drafting=A,B", "--json").stdout)  # fmt: skip
    assert shown["rules"]["key"]["rule"] == "majority"
    assert shown["rules"]["bank"]["sets"][0] == [1, 2, 3]
    assert shown["teams"] == [{"head": "A", "members": ["A", "B"], "team": "drafting"}]
    run("council", "sign", new, *here(source, 0, 1, 2, 3)[2:])
    with pytest.raises(NotAuthorised, match="Cán bộ 4"):
        run("council", "deal", new, "--purpose", "bank", "--out", tmp_path / "s", *here(source, 0)[2:])
    run("council", "sign", new, *here(source, 4)[2:])
    members = json.loads(run("council", "show", new, "--json").stdout)["members"]
    assert all(member["signed"] for member in members)
    dealt = json.loads(run("council", "deal", new, "--purpose", "bank", "--out", tmp_path / "s", "--json",
                           *here(source, 0)[2:]).stdout)  # fmt: skip
    assert dealt["sets"] == 5
    assert dealt["bytes"] == (tmp_path / "s").stat().st_size


@pytest.mark.parametrize("words", [["--card", "chairman=x"], ["--card", "chair"], ["--rule", "bank:majority"],
                                   ["--team", "cooks=A"]])  # fmt: skip
def test_a_word_that_is_not_understood_is_named_with_those_that_are(tmp_path: Path, words: list[str]) -> None:
    card = tmp_path / "0.key"
    swear(5).write(tmp_path / "source")
    (tmp_path / "source" / "0.key").rename(card)
    with speaking("en"), pytest.raises(Misused, match="is not understood"):
        run("council", "found", tmp_path / "new", "--title", "H", "--card", f"chair={card}", *words)


def test_show_reads_as_sentences_for_the_minutes(council: Path) -> None:
    shown = run("council", "show", council, "--lang", "en").stdout
    assert "open the item bank: the chair or the standing vice-chair, with the secretary and one other member" in shown
    assert "open the questions of a packet: any 2 of the 5 members" in shown
    assert "Cán bộ 0, Cán bộ 1, Cán bộ 2" in shown


def test_a_bank_is_filled_checked_and_drawn_from_by_those_present(bank: Path, council: Path, tmp_path: Path) -> None:
    (tmp_path / "c.txt").write_text(ITEMS, encoding="utf-8")
    added = json.loads(run("bank", "add", bank, tmp_path / "c.txt", "--json",
                           *here(council, 1, 2, 4)).stdout)  # fmt: skip
    assert added["added"] == 1
    for word in ("lint", "export"):
        command = ("bank", word, bank, "--json")
        assert run(*command, *here(council, 0, 1, 2)).exit_code == 0
        with pytest.raises(NotAuthorised):
            run(*command, *here(council, 0, 1))


def test_a_sitting_is_published_by_one_set_and_scored_by_another(bank: Path, council: Path, tmp_path: Path) -> None:
    code = json.loads(run("bank", "stats", bank, "--json").stdout)["positions"][0]["code"]
    forms = tmp_path / "forms"
    run("form", "assemble", bank, "--position", code, "--out", forms, "--not-before", "2020-01-01T07:00", "--sitting",
        "Ca 1", *here(council, 0, 2, 3))  # fmt: skip
    assert {file.suffix for file in forms.iterdir()} == {".packet", ".sealed", ".shares"}
    (tmp_path / "c.csv").write_text(
        f"number,name,position,room,delivery,pin\n1,A,{code},P1,terminal,246810\n", encoding="utf-8"
    )
    run("sitting", "new", tmp_path / "s", "--policy", "cantho", "--form", forms, "--candidates", tmp_path / "c.csv")
    for present in ((3,), ()):
        with pytest.raises((NotAuthorised, Misused)):
            run("sitting", "publish", tmp_path / "s", "--out", tmp_path / "rooms", *here(council, *present))
    run("sitting", "publish", tmp_path / "s", "--out", tmp_path / "rooms", *here(council, 3, 4))
    session = sign_in(read_room(tmp_path / "rooms" / "P1"), "1", "246810", SystemClock(), SystemDisk())
    session.start()
    session.answer(1, session.questions[0].options[0].id)
    session.submit()
    session.release()
    run("sitting", "collect", tmp_path / "s", tmp_path / "rooms" / "P1")
    with pytest.raises(NotAuthorised):
        run("sitting", "score", tmp_path / "s", *here(council, 3, 4))
    assert run("sitting", "score", tmp_path / "s", *here(council, 1, 2, 4)).exit_code == 0
    log = (tmp_path / "s" / "log.jsonl").read_text(encoding="utf-8")
    assert "Cán bộ 3, Cán bộ 4" in log


def test_rotation_goes_to_the_next_epoch_only_and_handover_to_another_body(
    bank: Path, council: Path, tmp_path: Path
) -> None:
    first = read_council((council / "council.json").read_bytes(), "hd")
    second = swear(5, first=1, after=first).write(tmp_path / "second")
    keepers = swear(2, kind="custodians", first=10).write(tmp_path / "keepers")
    old = [*here(council, 0, 2, 3)[2:], "--bank", bank]

    def to(folder: Path, *places: int) -> list[str | Path]:
        return ["--to", folder, *(word for n in places for word in ("--new-officer", folder / f"{n}.key"))]

    with pytest.raises(Misused):
        run("council", "rotate", council, *old, *to(keepers, 0, 1))
    with pytest.raises(Misused):
        run("council", "handover", council, *old, *to(second, 0, 1, 2))
    with pytest.raises(Misused):
        run("council", "handover", council, *old, "--packets", tmp_path, *to(keepers, 0, 1))
    moved = json.loads(run("council", "rotate", council, *old, *to(second, 0, 1, 2), "--json").stdout)
    assert moved["banks"][0]["items"] > 100
    handed = run("council", "handover", second, *here(second, 0, 1, 2)[2:], "--bank", bank, *to(keepers, 0, 1))
    assert handed.exit_code == 0
    assert run("bank", "lint", bank, "--json", *here(keepers, 0, 1)).exit_code == 0


def test_passphrase_files_go_with_officers_in_order(bank: Path, council: Path, tmp_path: Path) -> None:
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    right.write_text(PHRASE + "\n", encoding="utf-8")
    wrong.write_text("sai mật khẩu\n", encoding="utf-8")
    words = ["bank", "lint", bank, "--json", *here(council, 0, 1, 2)]
    files = [word for file in (right, right, right) for word in ("--passphrase-file", file)]
    assert run(*words, *files, phrase=None).exit_code == 0
    with pytest.raises(ExamcoreError, match=r"1\.key"):
        run(*words, "--passphrase-file", right, "--passphrase-file", wrong, "--passphrase-file", right, phrase=None)
    with pytest.raises(Misused):
        run(*words, "--passphrase-file", right, phrase=None)
    with pytest.raises(Misused):
        run(*words, phrase=None)


def test_an_emergency_share_is_read_from_a_file_and_needs_a_reason(bank: Path, council: Path) -> None:
    words = ["bank", "lint", bank, "--json", *here(council, 0, 3), "--paper", council / "paper.txt"]
    with pytest.raises(NotAuthorised):
        run(*words)
    assert run(*words, "--reason", "thư ký quên mật khẩu").exit_code == 0
