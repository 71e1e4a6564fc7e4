"""Claims about a Word file with pictures and a table, from the officer's hand to both deliveries."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops

from examcore.nouns import Picture, figures_of
from examcore.session import SystemClock, SystemDisk, read_room, sign_in
from tests.core.pictures import write_png
from tests.core.word_files import inline, par, run, table, word
from tests.whole.shells import Shell

NAVY, RED = write_png(), write_png("red")
ALT = "biểu đồ ba cột"


def write_bank() -> bytes:
    """A Word file as an officer sends it: a chart, two pictures as options, a table."""
    rest = ("Hai mươi", "Ba mươi", "Bốn mươi")
    counted = table(["Năm", "Hồ sơ"], ["2023", "1.250"], ["2024", "980"], head=True)
    return word(
        par("Văn bản: Luật Thử 2020"),
        par("Câu 1. Biểu đồ cho thấy gì?"), par(inline("rIdA", ALT)), par(run("A. Mười", "u")),
        *[par(f"{letter}. {text}") for letter, text in zip("BCD", rest, strict=True)], par("Căn cứ: Điều 1"),
        par("Câu 2. Biểu đồ nào màu đỏ?"), par(run("A. "), inline("rIdA", "một")),
        par(run("B. ", "u"), inline("rIdB", "hai")), par("C. Không biểu đồ nào"), par("Căn cứ: Điều 2"),
        par("Câu 3. Theo bảng, năm nào nhiều hồ sơ hơn?"), counted, par(run("A. Năm 2023", "u")), par("B. Năm 2024"),
        par("C. Hai năm như nhau"), par("Căn cứ: Điều 3"),
        media={"rIdA": NAVY, "rIdB": RED},
    )  # fmt: skip


@pytest.fixture(scope="module")
def told(bank: Path, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A folder with a sitting of one terminal and one paper room, whose form holds the three questions."""
    shell = Shell(tmp_path_factory.mktemp("illustrated"))
    for suffix in ("", ".key"):
        shutil.copyfile(f"{bank}{suffix}", shell.folder / f"b.bank{suffix}")
    (shell.folder / "hình.docx").write_bytes(write_bank())
    shell.json("bank", "add", "b.bank", "hình.docx", "--part", "general", "--area", "hien-phap")
    items = shell.json("bank", "export", "b.bank")["items"]
    ours = [item["id"] for item in items if item["stem"].startswith(("Biểu đồ", "Theo bảng, năm"))]
    assert len(ours) == 3
    assert shell.run("blueprint", "write", "b.bank", "--position", "CMNV 55", "--out", "m.txt").returncode == 0
    text = (shell.folder / "m.txt").read_text(encoding="utf-8")
    (shell.folder / "m.txt").write_text(
        text.replace("## general", f"câu bắt buộc: {', '.join(ours)}\n\n## general", 1), encoding="utf-8"
    )
    shell.json("form", "assemble", "b.bank", "--position", "CMNV 55", "--blueprint", "m.txt", "--booklets", "2",
               "--seed", "7", "--out", "đề")  # fmt: skip
    (shell.folder / "ts.csv").write_text(
        "number,name,position,room,delivery,pin\n001,An,CMNV 55,P1,terminal,111111\n002,Bình,CMNV 55,P2,paper,\n",
        encoding="utf-8",
    )
    for words in (
        ("sitting", "new", "ca", "--policy", "cantho", "--form", "đề", "--candidates", "ts.csv"),
        ("sitting", "publish", "ca", "--out", "ra"),
        ("sitting", "pictures", "ca", "--out", "hình.pdf"),
    ):
        done = shell.run(*words)
        assert done.returncode == 0, done.stderr
        assert ("sitting pictures ca" in done.stderr) == (words[1] == "publish")
    return shell


def test_a_candidate_at_the_terminal_opens_the_very_picture_the_officer_put_in(told: Shell) -> None:
    room = read_room(told.folder / "ra" / "P1")
    session = sign_in(room, "001", "111111", SystemClock(), SystemDisk())
    try:
        asked = next(one for one in session.questions if one.stem.startswith("Biểu đồ cho thấy"))
        (figure,) = figures_of(asked)
        assert isinstance(figure.picture, Picture)
        assert (figure.alt, figure.picture.data) == (ALT, b"")
        shown = Image.open(io.BytesIO(session.album.read(figure.picture))).convert("RGB")
    finally:
        session.release()
    assert ImageChops.difference(shown, Image.open(io.BytesIO(NAVY)).convert("RGB")).getbbox() is None
    assert all(data not in (told.folder / "ra" / "P1" / "pictures.sealed").read_bytes() for data in (NAVY, RED))


def test_the_booklet_and_the_set_of_pictures_show_them(told: Shell) -> None:
    (booklet,) = (told.folder / "ra" / "P2" / "booklets").glob("*.pdf")
    assert count_pictures(booklet) == 3
    assert count_pictures(told.folder / "hình.pdf") == 2
    assert "Theo bảng, năm nào nhiều hồ sơ hơn?" in read_text(booklet)
    assert "1.250" in read_text(booklet)
    assert "Biểu đồ cho thấy" not in read_text(told.folder / "hình.pdf")
    assert ALT not in read_text(booklet)


def test_the_packet_is_whole(told: Shell) -> None:
    assert told.run("packet", "verify", "ca").returncode == 0


def test_what_leaves_a_bank_with_pictures_comes_into_another_the_same(shell: Shell) -> None:
    (shell.folder / "hình.docx").write_bytes(write_bank())
    for bank in ("a.bank", "b.bank"):
        assert shell.run("bank", "init", bank, "--policy", "cantho").returncode == 0
    assert shell.json("bank", "add", "a.bank", "hình.docx", "--part", "general", "--area", "hien-phap")["added"] == 3
    for source, name, form in (("a.bank", "a.zip", "qti"), ("a.bank", "a.txt", "text")):
        assert shell.run("bank", "export", source, name, "--format", form).returncode == 0
    assert shell.json("bank", "add", "b.bank", "a.zip", "--format", "qti")["added"] == 3
    assert shell.run("bank", "export", "b.bank", "b.txt", "--format", "text").returncode == 0
    assert (shell.folder / "b.txt").read_bytes() == (shell.folder / "a.txt").read_bytes()
    refused = shell.run("bank", "export", "b.bank", "x.gift", "--format", "gift")
    assert refused.returncode == 1
    assert not (shell.folder / "x.gift").exists()


def count_pictures(path: Path) -> int:
    with pypdfium2.PdfDocument(path) as document:
        return sum(
            1 for page in document for _ in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=4)
        )


def read_text(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
