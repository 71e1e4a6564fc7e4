"""Claims about the command line as an officer, a candidate and a newcomer meet it, from bank to report."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.whole.shells import Shell

CANDIDATES = """number,name,unit,position,room,delivery,pin
001,Nguyễn Văn An,Xã Mẫu 1,TP-HT,P1,terminal,246810
002,Trần Thị Bình,Xã Mẫu 2,CT-MTTQ,P1,terminal,135791
003,Lê Thị Chi,Xã Mẫu 3,TP-HT,P2,paper,
"""


@pytest.fixture(scope="module")
def published(bank: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a published sitting of two positions in two rooms, made as in docs/officer."""
    shell = Shell(tmp_path_factory.mktemp("sitting"))
    for code in ("TP-HT", "CT-MTTQ"):
        done = shell.run(
            "form", "assemble", str(bank), "--position", code, "--date", "2024-11-15", "--out", f"de-{code}"
        )
        assert done.returncode == 0, done.stderr
    (shell.folder / "thi-sinh.csv").write_text(CANDIDATES, encoding="utf-8")
    new = ["sitting", "new", "ca-1", "--policy", "cantho", "--form", "de-TP-HT", "--form", "de-CT-MTTQ"]
    done = shell.run(*new, "--candidates", "thi-sinh.csv", "--date", "2024-11-15")
    assert done.returncode == 0, done.stderr
    done = shell.run("sitting", "publish", "ca-1", "--out", "phong")
    assert done.returncode == 0, done.stderr
    return shell.folder


@pytest.fixture
def sitting(published: Path, tmp_path: Path) -> Shell:
    """The same in a folder of its own."""
    return Shell(shutil.copytree(published, tmp_path / "own"))


def test_the_way_from_forms_to_report(sitting: Shell) -> None:
    typed = "246810\n" + "\n".join(["1"] * 300)
    sat = sitting.run("sit", "phong/P1", "--plain", text="001\n" + typed, phrase=None)
    assert "Traceback" not in sat.stderr
    brought = sitting.json("sitting", "collect", "ca-1", "phong/P1")
    assert [one["candidate"] for one in brought["collected"]] == ["001"]
    assert brought["missing"] == ["002", "003"]
    results = sitting.json("sitting", "score", "ca-1")["results"]
    assert [(r["candidate"], r["position"]) for r in results] == [("001", "TP-HT")]
    reported = sitting.json("sitting", "report", "ca-1")
    for name in ("results.csv", "results.xlsx", "results.pdf"):
        assert (sitting.folder / reported["artefacts"][name]).is_file()
    acts = [json.loads(line)["act"] for line in (sitting.folder / "ca-1" / "log.jsonl").read_text().splitlines()]
    received = ["responses.received", "sitting.collect"]
    assert acts == [
        "sitting.new",
        "packet.open",
        "sitting.publish",
        *received,
        "packet.open",
        "sitting.score",
        "sitting.report",
    ]


def test_a_published_sitting_tells_no_pin_to_a_room(sitting: Shell) -> None:
    for room in ("P1", "P2"):
        for path in (p for p in (sitting.folder / "phong" / room).rglob("*") if p.is_file()):
            assert b"246810" not in path.read_bytes()
    assert b"246810" in next((sitting.folder / "phong" / "slips").glob("*P1*.csv")).read_bytes()


def test_a_wrong_passphrase_is_told_in_vietnamese_with_a_hint_and_exit_code_1(shell: Shell, bank: Path) -> None:
    done = shell.run("bank", "export", str(bank), "--json", phrase="sai hẳn rồi")
    assert done.returncode == 1
    assert "mật khẩu không mở được" in done.stderr
    assert "gợi ý:" in done.stderr
    assert done.stdout == ""


def test_nothing_is_asked_without_a_terminal(shell: Shell, bank: Path) -> None:
    done = shell.run("bank", "lint", str(bank), phrase=None)
    assert done.returncode == 2
    assert "EXAMCORE_PASSPHRASE" in done.stderr


def test_english_is_one_option_away(shell: Shell, bank: Path) -> None:
    done = shell.run("--lang", "en", "bank", "export", str(bank), phrase="quite wrong")
    assert "the passphrase does not open" in done.stderr
    done = shell.run("bank", "export", "--lang", "en", str(bank), phrase="quite wrong")
    assert "the passphrase does not open" in done.stderr


def test_an_item_file_with_a_mistake_names_file_and_line_and_imports_nothing(shell: Shell, bank: Path) -> None:
    text = bank.parents[0].joinpath("x.txt")
    good = "## MOI-001\nmức độ: nhận biết\nđộ khó: 60\n\nCâu hỏi?\n*A. Đúng\nB. Sai\nC. Khác\nD. Nữa\n"
    text.write_text(good + good.replace("MOI-001", "MOI-002").replace("*A", "A"), encoding="utf-8")
    words = ["bank", "add", str(bank), str(text), "--part", "general", "--area", "hien-phap"]
    done = shell.run(*words, "--json")
    assert done.returncode == 1
    document = json.loads(done.stdout)
    assert (document["found"], document["added"]) == (2, 0)
    (problem,) = document["problems"]
    assert (problem["code"], problem["question"], problem["file"]) == ("no-key", "MOI-002", str(text))
    assert "10" in problem["place"]
    assert "MOI-001" not in shell.run("bank", "export", str(bank), "--json").stdout


def test_an_item_of_a_part_the_policy_does_not_have_is_refused(shell: Shell, bank: Path) -> None:
    text = "## X-1\nphần: chugn\nlĩnh vực: hien-phap\nmức độ: nhận biết\nđộ khó: 50\n\nCâu hỏi?\n*A. Có\nB. Không\n"
    (shell.folder / "phan.txt").write_text(text, encoding="utf-8")
    done = shell.run("bank", "add", str(bank), "phan.txt", "--json")
    assert done.returncode == 1
    assert [p["code"] for p in json.loads(done.stdout)["problems"]] == ["unknown-part"]
    assert "không có phần nào tên chugn" in done.stderr


def test_a_flipped_byte_in_a_bank_is_found_on_opening(shell: Shell, bank: Path) -> None:
    data = bytearray(bank.read_bytes())
    for place in range(len(data) // 2, len(data) // 2 + 4096, 256):
        data[place] ^= 1
    (shell.folder / "bị sửa.bank").write_bytes(data)
    (shell.folder / "bị sửa.bank.key").write_bytes(bank.with_name(bank.name + ".key").read_bytes())
    done = shell.run("bank", "lint", "bị sửa.bank")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "bản sao" in done.stderr


def test_a_bank_that_is_too_thin_says_which_quota_lacks_how_many(shell: Shell, bank: Path) -> None:
    done = shell.run("form", "assemble", str(bank), "--position", "CT-HDND", "--out", "de", "--json")
    assert done.returncode == 1
    document = json.loads(done.stdout)
    assert {s["missing"] for s in document["shortages"]} >= {30}
    assert document["options"]
    assert not (shell.folder / "de").exists()


def test_faulty_candidates_are_all_told_and_no_sitting_is_made(shell: Shell, bank: Path) -> None:
    shell.run("form", "assemble", str(bank), "--position", "TP-HT", "--date", "2024-11-15", "--out", "de")
    rows = "number,name,position,room,delivery\n1,A,TP-HT,P1,terminal\n01,B,TP-HT,P1,paper\nx,C,KHONG,P1,fax\n"
    (shell.folder / "c.csv").write_text(rows, encoding="utf-8")
    done = shell.run("sitting", "new", "ca", "--policy", "cantho", "--form", "de", "--candidates", "c.csv")
    assert done.returncode == 1
    for told in ("dòng 3", "dòng 4", "P1", "fax", "KHONG"):
        assert told in done.stderr
    assert not (shell.folder / "ca").exists()


def test_what_cannot_be_written_or_read_is_told_in_the_readers_words_and_leaves_nothing_half_done(
    sitting: Shell,
) -> None:
    done = sitting.run("sitting", "publish", "ca-1", "--out", "thi-sinh.csv/phong")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "một phần của đường dẫn không phải thư mục" in done.stderr
    (sitting.folder / "de-TP-HT" / "packet.key").unlink()
    new = ["sitting", "new", "ca-2", "--policy", "cantho", "--form", "de-TP-HT", "--form", "de-CT-MTTQ"]
    done = sitting.run(*new, "--candidates", "thi-sinh.csv", "--date", "2024-11-15")
    assert done.returncode == 1
    assert "packet.key: không có tệp hay thư mục này" in done.stderr
    assert "gợi ý" in done.stderr
    assert not (sitting.folder / "ca-2").exists()


def test_sitting_facts_altered_by_one_byte_are_refused(sitting: Shell) -> None:
    facts = sitting.folder / "ca-1" / "sitting.json"
    data = facts.read_bytes()
    altered = data.replace(b'"lowest":50', b'"lowest":40')
    assert altered != data
    facts.write_bytes(altered)
    done = sitting.run("sitting", "score", "ca-1")
    assert done.returncode == 1
    assert "đã bị sửa" in done.stderr


def test_scoring_before_anything_was_collected_says_what_to_do(sitting: Shell) -> None:
    done = sitting.run("sitting", "score", "ca-1")
    assert done.returncode == 1
    assert "sitting collect" in done.stderr
    assert not (sitting.folder / "phong" / "slips" / "slips-P2.csv").exists()
    assert (sitting.folder / "phong" / "slips" / "slips-P1.csv").exists()
