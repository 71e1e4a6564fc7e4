"""Claims about pictures and tables on their way: none is cut, hidden in a change, or sealed where it cannot be read."""

from __future__ import annotations

import base64
import io
import random
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from examcore.canonical import encode
from examcore.desk.editing import read_fields, write_fields
from examcore.engine.changes import compare
from examcore.errors import Refused
from examcore.formats import pictures
from examcore.formats.limits import Barred
from examcore.formats.moodle import MoodleFormat
from examcore.formats.pictures import PictureReader, RawPicture
from examcore.formats.tags import write_tags
from examcore.formats.text import TextFormat
from examcore.intake import write_items
from examcore.nouns import PLACE, Figure, Grid, Item, Picture, figures_of
from examcore.plugins import load_plugins
from examcore.seal import make_key_file, read_packet, seal_packet
from examcore.seal import packet as packets
from tests.core.pictures import draw, draw_noise, write, write_png
from tests.core.test_figures_sealed import BYTES, CHEAP, FORM, ITEM, ONE, PLAIN, TABLE, picture

HEAD = "## X-1\nphần: general\nlĩnh vực: a\nmức độ: nhận biết\nđộ khó: 60\n\n"


def read_text(text: str) -> tuple[list[str], tuple[Item, ...]]:
    found = TextFormat().read("a.txt", (HEAD + text).encode(), "", "", ())
    return [problem.code for problem in found.problems], found.items


def test_the_sign_of_a_picture_cuts_no_text_of_any_format() -> None:
    answer = '<answer fraction="{}" format="plain_text"><text>{}</text></answer>'
    data = (
        '<quiz><question type="multichoice"><name><text>q</text></name><questiontext format="plain_text"><text>'
        f"Hình {PLACE} không phải là gì?</text></questiontext><single>true</single>"
        f"{answer.format(100, 'một')}{answer.format(0, f'hai {PLACE} ba')}</question></quiz>"
    )
    found = MoodleFormat().read("a.xml", data.encode(), "general", "a", ())
    assert not found.items
    assert [one.code for one in found.problems if one.severity == "error"] == ["lost-picture"] * 2


def ask_moodle(body: str, kind: str = "html") -> tuple[int, list[str]]:
    """How many figures the stem of a Moodle question keeps that has the file a.png beside it, and what was lost."""
    file = f'<file name="a.png" path="/" encoding="base64">{base64.b64encode(write_png()).decode()}</file>'
    answers = "".join(
        f'<answer fraction="{points}" format="plain_text"><text>{points}</text></answer>' for points in (100, 0)
    )
    data = (
        f'<quiz><question type="multichoice"><name><text>q</text></name><questiontext format="{kind}">'
        f"<text><![CDATA[{body}]]></text>{file}</questiontext><single>true</single>{answers}</question></quiz>"
    )
    found = MoodleFormat().read("a.xml", data.encode(), "general", "a", ())
    told = [one.message.read("en") for one in found.problems if one.severity == "error"]
    return sum(len(figures_of(item)) for item in found.items), told


def test_a_picture_the_editor_of_moodle_has_changed_is_found() -> None:
    assert ask_moodle('Gì? <img src="@@PLUGINFILE@@/a.png?time=1700000000">') == (1, [])


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        ("Gì?", "plain_text", "an embedded file"),
        ('Gì? <img src="@@PLUGINFILE@@/a.png"> <img src="https://example.org/a.png">', "html", "not in the file"),
        ('Gì? <table><tr><td><img src="@@PLUGINFILE@@/a.png"></td></tr></table>', "html", "inside a table"),
    ],
    ids=["beside plain text", "elsewhere", "in a cell"],
)
def test_a_picture_of_moodle_that_is_not_kept_is_told_as_what_it_is(body: str, kind: str, words: str) -> None:
    count, told = ask_moodle(body, kind)
    assert count == 0
    assert len(told) == 1
    assert words in told[0]


def test_options_behind_a_table_are_not_taken_for_its_rows() -> None:
    codes, items = read_text("Bảng ⟦bảng 1⟧ gì?\n*A. một\nB. hai\n\n== bảng 1\n| a | b |\nC. ba\n")
    assert codes == ["bad-figure"]
    assert not items


def test_a_token_whose_picture_was_left_behind_is_no_text_for_candidates() -> None:
    codes, items = read_text("Bảng ⟦bảng 1⟧ gì?\n*A. một\nB. hai\n")
    assert codes == ["lost-picture"]
    assert not items


def test_a_text_that_speaks_of_tokens_is_written_so_that_it_comes_back() -> None:
    item = replace(PLAIN, stem="Viết ⟦hình 1⟧, ⟦⟦bảng 2⟧ và ⟦ thế nào?")
    (back,) = TextFormat().read("a.txt", TextFormat().write([item]), "", "", ()).items
    assert back.stem == item.stem


def test_words_of_a_table_that_begin_like_its_heading_come_back() -> None:
    plain = replace(PLAIN, stem=f"Gì?\n{PLACE}", figures=(replace(TABLE, alt="có tiêu đề", grid=Grid((("a", "b"),))),))
    (back,) = TextFormat().read("a.txt", TextFormat().write([plain]), "", "", ()).items
    assert back.figures == plain.figures


table = TABLE.grid
assert isinstance(table, Grid)
CHANGED = {
    "words of a picture": replace(ITEM, figures=(TABLE, picture(BYTES[0], "một đĩa cứng"))),
    "head of a table": replace(
        ITEM, figures=(replace(TABLE, grid=replace(table, headed=False)), *figures_of(ITEM)[1:])
    ),
    "words of an option": replace(
        ITEM, options=(replace(ITEM.options[0], figures=(picture(BYTES[0], "ổ đĩa"),)), ITEM.options[1])
    ),
}


@pytest.mark.parametrize("name", CHANGED)
def test_no_change_beside_a_picture_is_hidden_between_versions(name: str) -> None:
    (change,) = compare(ITEM, CHANGED[name], lambda tags: write_tags(tags, {}))
    assert change.before != change.after


def test_a_width_is_a_change_too_and_the_same_item_has_none() -> None:
    old = figures_of(ITEM)[1]
    assert isinstance(old.picture, Picture)
    wide = replace(ITEM, figures=(TABLE, replace(old, picture=replace(old.picture, width_mm=90))))
    (change,) = compare(ITEM, wide, lambda tags: write_tags(tags, {}))
    assert "90 mm" in change.after
    assert compare(ITEM, ITEM, lambda tags: write_tags(tags, {})) == ()


def test_a_table_typed_within_a_line_can_still_be_exported() -> None:
    plugins = load_plugins()
    item = replace(PLAIN, stem=f"Bảng\n{PLACE}\ncho thấy gì?", figures=(TABLE,))
    fields = replace(write_fields(item), stem="Bảng ⟦bảng 1⟧ cho thấy gì?")
    written = read_fields(plugins, fields, item, "")
    assert written.item is not None
    assert written.item.stem == item.stem
    assert write_items(plugins, [written.item], "text", "a.txt").data


def test_a_form_whose_pictures_make_its_packet_unreadable_is_not_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = make_key_file("mật khẩu dài", CHEAP)[1]
    size = len(encode(seal_packet(FORM, (ONE,), keys)))
    monkeypatch.setattr(packets, "LARGEST_PACKET", size + 2 * packets._BESIDE)
    assert read_packet(encode(seal_packet(FORM, (ONE,), keys)), "túi").head.facts.form == FORM.id
    monkeypatch.setattr(packets, "LARGEST_PACKET", size - 1)
    with pytest.raises(Refused, match=FORM.id):
        seal_packet(FORM, (ONE,), keys)


def test_an_export_larger_than_a_file_that_is_read_says_so_and_names_no_item(monkeypatch: pytest.MonkeyPatch) -> None:
    data = random.Random(1).randbytes(600_000)
    monkeypatch.setattr("examcore.formats.text.LARGEST", 500_000)
    item = replace(PLAIN, stem=f"Gì?\n{PLACE}", figures=(picture(data),))
    with pytest.raises(Refused, match="20 MB") as refused:
        write_items(load_plugins(), [item], "text", "a.txt")
    assert refused.value.hint is not None


@pytest.fixture
def reader() -> PictureReader:
    return PictureReader()


def test_the_photo_of_a_telephone_with_a_second_picture_inside_is_no_moving_one(reader: PictureReader) -> None:
    out = io.BytesIO()
    draw().save(out, "MPO", save_all=True, append_images=[draw(160, 100, "red")])
    figure = reader.read(RawPicture(out.getvalue()))
    reader.close()
    assert isinstance(figure.picture, Picture)
    assert (figure.picture.media, figure.picture.width) == ("jpeg", 320)


def test_a_file_of_pictures_that_take_long_is_given_up_and_not_read_for_hours(
    reader: PictureReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.read(RawPicture(write_png()))
    monkeypatch.setattr(pictures, "FILE_SECONDS", 0)
    with pytest.raises(Barred) as all_together:
        reader.read(RawPicture(write_png("red")))
    assert all_together.value.code == "pictures-slow"
    reader.close()
    monkeypatch.setattr(pictures, "SECONDS", 0.0)
    said = []
    for number in range(pictures.MOST_LATE + 2):
        with pytest.raises(Barred) as barred:
            reader.read(RawPicture(write(draw_noise(900 + number, 900))))
        said.append(barred.value.code)
    reader.close()
    assert said == ["picture-unreadable"] * pictures.MOST_LATE + ["pictures-slow"] * 2


@pytest.mark.parametrize(
    ("alt", "kept"),
    [
        (r"C:\Users\An\Desktop\đáp án B.png", ""),
        ("image1.png", ""),
        ("https://example.org/a", ""),
        ("A graph with bars\n\nDescription automatically generated", ""),
        ("Nội dung tệp báo cáo.png trên màn hình", "Nội dung tệp báo cáo.png trên màn hình"),
        ("tỷ lệ 1/2", "tỷ lệ 1/2"),
    ],
)
def test_words_nobody_wrote_do_not_reach_candidates(reader: PictureReader, alt: str, kept: str) -> None:
    figure = reader.read(RawPicture(write_png(), alt))
    reader.close()
    assert figure.alt == kept


def test_nothing_hides_in_the_chunks_of_a_kept_picture(reader: PictureReader) -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    bare = write(draw())
    talkative = [
        bare[:-12] + chunk(b"IEND", b"BI MAT"),
        bare[:33] + chunk(b"PLTE", b"BI MAT" * 10) + bare[33:],
    ]
    for data in talkative:
        figure = reader.read(RawPicture(data))
        assert isinstance(figure.picture, Picture)
        assert b"BI MAT" not in figure.picture.data
    reader.close()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no other system shows it")
def test_the_process_that_opens_pictures_is_not_told_a_passphrase(
    reader: PictureReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXAMCORE_PASSPHRASE", "bi mat lam")
    reader.read(RawPicture(write_png()))
    child = reader._child.process
    assert child is not None
    told = Path(f"/proc/{child.pid}/environ").read_bytes()
    reader.close()
    assert b"bi mat lam" not in told


def test_a_question_can_say_no_more_figures_than_other_formats_read() -> None:
    table = Figure(grid=Grid((("a",),)))
    item = replace(PLAIN, stem="\n".join(["Gì?", *[PLACE] * 13]), figures=(table,) * 13)
    found = TextFormat().read("a.txt", TextFormat().write([item]), "", "", ())
    assert [one.code for one in found.problems] == ["many-pictures"]
    assert not found.items
