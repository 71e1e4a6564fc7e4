"""A story about a faulty question: found after the test, decided by the council, everyone scored again."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from tests.whole.shells import Shell

MEMBERS = (
    ("chair", "Nguyễn Văn Chủ"),
    ("standing-vice-chair", "Trần Thị Phó"),
    ("secretary", "Lê Văn Thư"),
    ("member", "Phạm Thị Năm"),
    ("member", "Hoàng Văn Sáu"),
)
CANDIDATES = """number,name,unit,position,room,delivery,pin
001,Nguyễn Văn An,Xã Mẫu 1,TP-HT,P1,terminal,246810
"""
REASON = "Văn bản căn cứ đã được sửa đổi trước ngày kiểm tra"


def run(shell: Shell, *words: str, text: str = "") -> str:
    """A command that must succeed; its data."""
    done = shell.run(*words, text=text)
    assert done.returncode == 0, done.stderr
    return done.stdout


def found_council(shell: Shell) -> None:
    """Five officers enrol and sign their council."""
    cards = []
    for number, (role, name) in enumerate(MEMBERS):
        run(shell, "council", "enrol", f"{number}.officer", "--name", name, "--office", "Ủy viên")
        cards += ["--card", f"{role}={number}.officer.card"]
    run(shell, "council", "found", "hoi-dong", "--title", "Hội đồng năm 2024", *cards, "--date", "2024-09-20")
    every = [word for number in range(5) for word in ("--officer", f"{number}.officer")]
    run(shell, "council", "sign", "hoi-dong", *every)


def present(*places: int) -> list[str]:
    """The council's door with these members."""
    return ["--council", "hoi-dong", *(word for n in places for word in ("--officer", f"{n}.officer"))]


def test_a_faulty_question_is_amended_by_the_council_and_everyone_is_scored_again(shell: Shell) -> None:
    found_council(shell)
    three = present(0, 2, 3)
    run(shell, "bank", "init", "mẫu.bank", "--policy", "cantho", "--sample", *three)
    run(shell, "form", "assemble", "mẫu.bank", "--position", "TP-HT", "--date", "2024-11-15", "--out", "de", *three)
    (shell.folder / "thi-sinh.csv").write_text(CANDIDATES, encoding="utf-8")
    new = ["sitting", "new", "ca", "--policy", "cantho", "--form", "de", "--date", "2024-11-15"]
    run(shell, *new, "--candidates", "thi-sinh.csv")
    run(shell, "sitting", "publish", "ca", "--out", "phong", *three)
    shell.run("sit", "phong/P1", "--plain", text="001\n246810\n" + "\n".join(["1"] * 300), phrase=None)
    run(shell, "sitting", "collect", "ca", "phong/P1")
    (first,) = shell.json("sitting", "score", "ca", *three)["results"]
    assert first["amendments"] == []

    code, number, wrong = find_wrong(shell.folder / "ca")
    place = f"{code}:{number}"
    minute = ["--minute", "07/BB-HĐ", "--reason", REASON, "--date", "2024-11-20"]
    alone = shell.run("sitting", "amend", "ca", "--item", place, "--cancel", *minute, *present(0, 3))
    assert alone.returncode == 1
    assert "Traceback" not in alone.stderr
    assert not (shell.folder / "ca" / "amendments").exists()

    (decision,) = shell.json("sitting", "amend", "ca", "--item", place, "--cancel", *minute, *three)["decisions"]
    assert (decision["item"], decision["what"]) == (wrong, "cancel")
    assert f"{code}: {number}" in decision["places"]
    assert decision["signers"] == [MEMBERS[n][1] for n in (0, 2, 3)]

    (second,) = shell.json("sitting", "score", "ca", *three)["results"]
    assert second["total"] == first["total"] + 1
    assert second["amendments"] == [decision["digest"]]
    changes = shell.json("sitting", "changes", "ca")
    (change,) = changes["changes"]
    assert (change["before"]["total"], change["after"]["total"]) == (first["total"], second["total"])
    assert f"{first['total']} → {second['total']}" in run(shell, "sitting", "changes", "ca")
    artefacts = shell.json("sitting", "report", "ca")["artefacts"]
    for name in ("changes.csv", "changes.xlsx", "changes.pdf"):
        assert (shell.folder / artefacts[name]).stat().st_size > 100
    rows = list(csv.reader((shell.folder / artefacts["changes.csv"]).open(encoding="utf-8-sig")))
    assert any("001" in row and str(second["total"]) in row for row in rows)

    path = shell.folder / "ca" / "amendments" / "1.json"
    path.write_bytes(path.read_bytes().replace(b"07/BB", b"08/BB"))
    refused = shell.run("sitting", "score", "ca", *three)
    assert refused.returncode == 1
    assert "1.json" in refused.stderr
    assert "Traceback" not in refused.stderr


def find_wrong(folder: Path) -> tuple[str, int, str]:
    """Booklet, number and item of a question the candidate got wrong."""
    (result,) = json.loads((folder / "results.json").read_bytes())
    wrong = next(one["question"] for one in result["verdicts"] if not one["is_right"])
    layouts = json.loads((folder / "layouts.json").read_bytes())
    layout = next(one for one in layouts if one["code"] == result["booklet"])
    return layout["code"], [one["question"] for one in layout["questions"]].index(wrong) + 1, wrong
