"""Knows what hostile and broken files must not do: stop the reader, fill the memory, give a mark."""

from __future__ import annotations

import random
import struct
import zlib
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from examcore_paper.reader import PageReading, PageRef, examine_page, list_pages, load_page, read_files
from examcore_paper.reader.batch import ALLOWANCE
from examcore_paper.reader.pages import Fault
from examcore_paper.reader.shield import Shield
from examcore_paper.reader.worker import examine_watched, pack_layout
from examcore_paper.simulate.scan import SCAN, bind_pdf, encode
from tests.paper.rooms import PLAN, save_page, tidy_page

FILLED = tidy_page(1)
TRUTH = tuple(sorted(FILLED.truth.items()))


def read_one(path: Path) -> PageReading:
    (reading,) = read_files(PLAN, [path])
    return reading


def why(reading: PageReading) -> str:
    return reading.reason.read("en") if reading.reason else ""


def png_header(width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"\0" * 1000)
    chunks = [head, data, b"IEND"]
    packed = [struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def looping_tiff() -> bytes:
    """A TIFF whose one directory says that it is also the next."""
    entries = [(256, 4, 1, 300), (257, 4, 1, 300), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 300),
               (277, 3, 1, 1), (278, 4, 1, 300), (279, 4, 1, 90000)]  # fmt: skip
    packed = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    head = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(entries)) + packed + struct.pack("<I", 8)
    return head.ljust(300, b"\0") + b"\xff" * 90000


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (9_000, 9_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_that_claims_too_many_pixels_is_refused_before_it_is_decoded(
    tmp_path: Path, width: int, height: int
) -> None:
    (tmp_path / "bomb.png").write_bytes(png_header(width, height))
    reading = read_one(tmp_path / "bomb.png")
    assert reading.state == "refused"


@pytest.mark.parametrize("encoding", ["jpeg", "png", "tiff"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.95])
def test_a_file_cut_short_is_refused_and_not_read_in_part(tmp_path: Path, encoding: str, share: float) -> None:
    data = encode(FILLED.page, encoding, 200)  # type: ignore[arg-type]
    path = tmp_path / f"cut.{encoding}"
    path.write_bytes(data[: int(len(data) * share)])
    reading = read_one(path)
    assert (reading.state, reading.marks) == ("refused", ())
    assert "damaged" in why(reading)


def test_a_pdf_cut_short_gives_no_mark_that_was_not_made(tmp_path: Path) -> None:
    data = bind_pdf([encode(FILLED.page, "jpeg", 200)], 200)
    for share in (0.1, 0.5, 0.9, 0.99):
        path = tmp_path / "cut.pdf"
        path.write_bytes(data[: int(len(data) * share)])
        for reading in read_files(PLAN, [path]):
            assert all(mark in ("?", FILLED.truth[number]) for number, mark in reading.marks)


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("text.png", "Danh sách thí sinh".encode(), "not a PNG"),
        ("empty.pdf", b"", "not a PNG"),
        ("only-head.pdf", b"%PDF-1.7\n", "damaged"),
        ("only-head.tif", b"II*\0", "damaged"),
        ("program.jpg", b"MZ" + b"\0" * 200, "not a PNG"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_listed_with_the_reason(
    tmp_path: Path, name: str, data: bytes, word: str
) -> None:
    (tmp_path / name).write_bytes(data)
    reading = read_one(tmp_path / name)
    assert (reading.state, Path(reading.file).name) == ("refused", name)
    assert word in why(reading)


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "1.png").write_bytes(b"no picture")
    save_page(FILLED, tmp_path / "2.jpg")
    (tmp_path / "10.pdf").write_bytes(b"%PDF-1.7\nrubbish")
    (tmp_path / ".hidden.jpg").write_bytes(b"")
    readings = read_files(PLAN, [tmp_path])
    assert [(Path(r.file).name, r.state) for r in readings] == [
        ("1.png", "refused"), ("2.jpg", "read"), ("10.pdf", "refused"),
    ]  # fmt: skip


def test_a_tiff_whose_pages_run_in_a_circle_comes_to_an_end(tmp_path: Path) -> None:
    (tmp_path / "circle.tif").write_bytes(looping_tiff())
    assert 1 <= len(list(list_pages([tmp_path / "circle.tif"]))) <= 2_001


def test_a_pdf_page_as_large_as_a_house_is_refused(tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument.new()
    document.new_page(14_000, 14_000).gen_content()
    document.save(tmp_path / "huge.pdf")
    reading = read_one(tmp_path / "huge.pdf")
    assert reading.state == "refused"
    assert "million pixels" in why(reading)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "CMYK", "I;16", "LA"])
def test_colours_and_depths_do_not_matter(tmp_path: Path, mode: str) -> None:
    grey = Image.fromarray(FILLED.page)
    if mode == "I;16":
        image = Image.fromarray(FILLED.page.astype(np.uint16) * 257)
    elif mode == "LA":
        # Ink on nothing: where the page is clear there is no colour at all.
        image = Image.merge("LA", (Image.new("L", grey.size, 0), Image.fromarray(255 - FILLED.page)))
    else:
        image = grey.convert("RGB").convert(mode)
    path = tmp_path / ("page.jpg" if mode == "CMYK" else "page.png")
    image.save(path)
    reading = read_one(path)
    assert (reading.state, reading.marks) == ("read", TRUTH)


def test_a_pdf_page_with_more_than_its_picture_is_drawn_and_read(tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument(bind_pdf([encode(FILLED.page, "jpeg", 200)], 200))
    page = document[0]
    stamp = pypdfium2.PdfImage.new(document)
    bitmap = pypdfium2.PdfBitmap.from_pil(Image.new("L", (40, 40), 90))
    stamp.set_bitmap(bitmap)
    stamp.set_matrix(pypdfium2.PdfMatrix().scale(10, 10).translate(290, 18))
    page.insert_obj(stamp)
    page.gen_content()
    document.save(tmp_path / "stamped.pdf")
    reading = read_one(tmp_path / "stamped.pdf")
    assert (reading.state, reading.marks) == ("read", TRUTH)


def write_stacks(folder: Path, kind: str) -> None:
    """Two files of the same three sheets."""
    pages = [tidy_page(serial, SCAN).page for serial in (1, 2, 3)]
    for name in ("one", "other"):
        if kind == "pdf":
            (folder / f"{name}.pdf").write_bytes(bind_pdf([encode(page, "jpeg", 200) for page in pages], 200))
        else:
            first, *rest = (Image.fromarray(page) for page in pages)
            first.save(folder / f"{name}.tif", save_all=True, append_images=rest, compression=kind)


@pytest.mark.parametrize("kind", ["pdf", "jpeg", "tiff_lzw"])
def test_a_file_that_stays_open_gives_what_one_opened_for_each_page_gives(tmp_path: Path, kind: str) -> None:
    write_stacks(tmp_path, kind)
    refs = [ref for ref in list_pages([tmp_path]) if isinstance(ref, PageRef)]
    mixed = (refs[2], refs[0], refs[5], refs[1], replace(refs[3], page=99), refs[4], refs[3])
    task = partial(examine_watched, pack_layout(PLAN.layout), ALLOWANCE)
    with Shield(1) as shield:
        (found,) = shield.run(task, [mixed], lambda chunk: ())
    assert found == tuple(examine_page(PLAN.layout, ref) for ref in mixed)
    assert [bool(facts.fault) for facts in found] == [False, False, False, False, True, False, False]


def test_a_drawn_page_is_as_grey_as_pdfium_draws_it(tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument(bind_pdf([encode(FILLED.page, "jpeg", 200)], 200))
    page = document[0]
    for place, colour in ((290, "#5a5a5a"), (200, "#c03020")):
        stamp = pypdfium2.PdfImage.new(document)
        stamp.set_bitmap(pypdfium2.PdfBitmap.from_pil(Image.new("RGB", (40, 40), colour)))
        stamp.set_matrix(pypdfium2.PdfMatrix().scale(10, 10).translate(place, 18))
        page.insert_obj(stamp)
    page.gen_content()
    document.save(tmp_path / "drawn.pdf")
    due = page.render(scale=200 / 72, grayscale=True).to_numpy().squeeze().astype(int)
    (ref,) = list_pages([tmp_path / "drawn.pdf"])
    assert isinstance(ref, PageRef)
    off = abs(np.asarray(load_page(ref)).astype(int) - due)
    assert (off.max() <= 2, (off > 0).mean() < 0.001) == (True, True)


def test_a_mirrored_picture_in_a_pdf_is_seen_as_a_viewer_shows_it(tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument.new()
    page = document.new_page(595, 842)
    image = pypdfium2.PdfImage.new(document)
    image.set_bitmap(pypdfium2.PdfBitmap.from_pil(Image.fromarray(FILLED.page[:, ::-1].copy())))
    image.set_matrix(pypdfium2.PdfMatrix(-595, 0, 0, 842, 595, 0))
    page.insert_obj(image)
    page.gen_content()
    document.save(tmp_path / "mirrored.pdf")
    assert read_one(tmp_path / "mirrored.pdf").marks == TRUTH


@pytest.mark.parametrize("encoding", ["jpeg", "png", "tiff", "tiff-g4", "pdf"])
def test_damaged_bytes_never_stop_the_reader(tmp_path: Path, encoding: str) -> None:
    small = tidy_page(1, SCAN.__class__("small", dpi=100, quality=40))
    jpeg = encode(small.page, "jpeg", 100, 40)
    whole = bind_pdf([jpeg], 100) if encoding == "pdf" else encode(small.page, encoding, 100, 40)  # type: ignore[arg-type]
    chance = random.Random(20241115)
    path = tmp_path / "damaged"
    for _ in range(40):
        data = bytearray(whole)
        for _ in range(chance.choice([1, 3, 10, 50])):
            spread = chance.choice([300, len(data)])
            data[chance.randrange(min(spread, len(data)))] = chance.randrange(256)
        path.write_bytes(data)
        for entry in list_pages([path]):
            page = entry if isinstance(entry, Fault) else load_page(entry)
            if isinstance(page, Fault):
                assert page.reason.read("en")
            else:
                assert page.dtype == np.uint8
