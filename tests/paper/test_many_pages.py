"""Knows what is promised of files of many pages: each page is itself, none is lost without a word.

Must not know how a file is opened.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.Image import Transpose as Move
from PIL.TiffImagePlugin import AppendingTiffWriter

from examcore_paper.reader import PageReading, Readers, list_pages, load_page, read_files
from examcore_paper.reader.locate import Grey
from examcore_paper.reader.pages import Fault
from tests.paper.rooms import PLAN, tidy_page

SHIELDED = Readers(workers=1, is_shielded=True)


def why(reading: PageReading) -> str:
    return reading.reason.read("en") if reading.reason else ""


def bind_tiff(*serials: int, **how: object) -> bytes:
    """A TIFF of these sheets."""
    first, *rest = (Image.fromarray(tidy_page(serial).page) for serial in serials)
    out = io.BytesIO()
    first.save(out, "TIFF", save_all=True, append_images=rest, **how)
    return out.getvalue()


def directories(data: bytes) -> list[tuple[int, int]]:
    """Where each directory of a little-endian TIFF begins, and how many entries it has."""
    found = []
    place = 4
    while (begin := struct.unpack_from("<I", data, place)[0]) != 0:
        (count,) = struct.unpack_from("<H", data, begin)
        found.append((begin, count))
        place = begin + 2 + 12 * count
    return found


def bind_strips(*pages: Grey, rows: int) -> bytes:
    """A TIFF without compression of pages as wide as the first; all say they are as high as it, whatever they hold."""
    height, width = pages[0].shape
    out = bytearray(b"II*\0\0\0\0\0")
    link = 4
    for page in pages:
        strips = [page[top : top + rows].tobytes() for top in range(0, len(page), rows)]
        begins = [len(out) + sum(map(len, strips[:place])) for place in range(len(strips))]
        out += b"".join(strips)
        lists = [len(out), len(out) + 4 * len(strips)]
        out += struct.pack(f"<{2 * len(strips)}I", *begins, *map(len, strips))
        entries = ((256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
                   (273, 4, len(strips), lists[0]), (277, 3, 1, 1), (278, 4, 1, rows),
                   (279, 4, len(strips), lists[1]))  # fmt: skip
        struct.pack_into("<I", out, link, len(out))
        out += struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
        link = len(out)
        out += bytes(4)
    return bytes(out)


def test_a_page_with_pixels_for_its_upper_part_only_is_not_filled_up_with_the_page_before(tmp_path: Path) -> None:
    first, second = (tidy_page(serial).page for serial in (1, 2))
    path = tmp_path / "two.tif"
    path.write_bytes(bind_strips(first, second[:860], rows=20))  # down to below the grids, above the first item
    whole, part = read_files(PLAN, [path], SHIELDED)
    assert (whole.state, whole.candidate) == ("read", "260001")
    assert (part.state, part.marks) == ("refused", ())
    assert "cut short" in why(part)
    assert read_files(PLAN, [path]) == (whole, part)


@pytest.mark.parametrize("compression", [None, "tiff_lzw", "jpeg"])
def test_a_tiff_that_breaks_off_gives_the_pages_before_and_names_the_one_where_it_breaks(
    tmp_path: Path, compression: str | None
) -> None:
    data = bind_tiff(1, 2, 3, compression=compression)
    path = tmp_path / "cut.tif"
    places = [begin + 2 + 12 * count for begin, count in directories(data)]
    # Within the last page, at the last word of its directory, and where the second names its next.
    for end in (len(data) - 20_000, places[2] + 2, places[1] + 2):
        path.write_bytes(data[:end])
        loaded = [entry if isinstance(entry, Fault) else load_page(entry) for entry in list_pages([path])]
        assert isinstance(loaded[-1], Fault), end
        assert "cut short" in loaded[-1].reason.read("en")
    path.write_bytes(data[: len(data) - 20_000])
    assert [reading.candidate for reading in read_files(PLAN, [path])] == ["260001", "260002", ""]


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("compression", [None, "tiff_lzw"])
def test_a_page_that_lies_turned_in_its_tiff_is_turned_back(tmp_path: Path, turn: int, compression: str | None) -> None:
    page = Image.fromarray(tidy_page(1).page)
    moves = [None, Move.FLIP_LEFT_RIGHT, Move.ROTATE_180, Move.FLIP_TOP_BOTTOM, Move.TRANSPOSE, Move.ROTATE_90,
             Move.TRANSVERSE, Move.ROTATE_270]  # fmt: skip
    move = moves[turn - 1]
    lying = page if move is None else page.transpose(move)
    lying.save(tmp_path / "a.tif", compression=compression, tiffinfo={274: turn})
    (ref,) = list_pages([tmp_path / "a.tif"])
    assert not isinstance(ref, Fault)
    assert np.array_equal(np.asarray(load_page(ref)), np.asarray(page))


def test_a_smaller_copy_of_a_page_in_its_file_is_named_as_one_and_the_page_is_read(tmp_path: Path) -> None:
    path = tmp_path / "copies.tif"
    with AppendingTiffWriter(str(path), True) as out:
        for serial in (1, 2):
            page = Image.fromarray(tidy_page(serial).page)
            for picture, kind in ((page, 2), (page.reduce(2), 1)):
                picture.save(out, "TIFF", tiffinfo={254: kind})
                out.newFrame()
    readings = read_files(PLAN, [path], SHIELDED)
    assert [(one.state, one.candidate) for one in readings] == [
        ("read", "260001"), ("refused", ""), ("read", "260002"), ("refused", ""),
    ]  # fmt: skip
    assert "smaller copy" in why(readings[1])


def test_pages_that_call_themselves_copies_and_are_none_are_read(tmp_path: Path) -> None:
    path = tmp_path / "pages.tif"
    with AppendingTiffWriter(str(path), True) as out:
        for serial in (1, 2):
            Image.fromarray(tidy_page(serial).page).save(out, "TIFF", tiffinfo={254: 1})
            out.newFrame()
    assert [one.candidate for one in read_files(PLAN, [path])] == ["260001", "260002"]
