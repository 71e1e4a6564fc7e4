"""Claims about the pictures of forms printed by themselves, for rooms whose screens show them badly."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PIL import Image

from examcore.drawing.packets import write_packets
from examcore.engine.booklets import make_booklets
from examcore.errors import Refused
from examcore.nouns import PLACE, Booklet, Figure, Form, Item, Picture, number_pictures
from examcore.plugins import load_plugins
from examcore.seal import Cost
from examcore.sitting import make_sitting
from examcore.testing.make import assemble
from examcore_paper.booklets import typeset_booklet
from examcore_paper.picture_set import gather_sets, typeset_sets
from examcore_paper.typeset import Typesetter
from tests.paper import prints
from tests.paper.pictures import TABLE, chart, figure, icon, illustrated, photo, question, save
from tests.paper.prints import ask, find_rects, page_texts, render, squeeze
from tests.paper.test_illustrated import images
from tests.paper.test_scan_file import run

DAY = date(2024, 11, 15)
PHRASE = "a long enough phrase"
SITTING = prints.make_sitting((1, 1))
TYPESETTER = Typesetter()
SHADES = tuple(range(20, 240, 40))
FIGURES = tuple(figure(save(Image.new("L", (300, 200), shade)), f"màu mức {shade}", 40) for shade in SHADES)


@pytest.fixture(scope="module", autouse=True)
def end_typesetter() -> Iterator[None]:
    yield
    TYPESETTER.close()


def show(*booklets: Booklet) -> bytes:
    return typeset_sets(SITTING, gather_sets(booklets), TYPESETTER)


def shaded(code: str = "101", turn: int = 0, form: str = "F1") -> Booklet:
    """A booklet whose pictures are of one shade each: on a page they are told apart by what is seen there."""
    asked = [question(f"Q{n}", f"Câu hỏi mật số {n}\n{PLACE}", one) for n, one in enumerate(FIGURES)]
    return replace(ask(SITTING, *asked[turn:], *asked[:turn]), code=code, form=form)


def test_each_picture_stands_under_the_number_it_has_on_screen() -> None:
    booklet = shaded()
    pdf = show(booklet)
    numbers = number_pictures(booklet)
    seen = 0
    for page in range(len(page_texts(pdf))):
        pixels = render(pdf, page, 50)
        for one, shade in zip(FIGURES, SHADES, strict=True):
            digest = getattr(one.picture, "digest", "")
            for left, _, _, bottom in find_rects(pdf, page, f"Hình {numbers[digest]}"):
                mm = 50 / 25.4
                spot = pixels[int((bottom + 12) * mm), int((left + 10) * mm)]
                assert abs(int(spot) - shade) < 4
                seen += 1
    assert seen == len(FIGURES)


def test_all_booklets_of_a_form_have_one_set_which_tells_nothing_of_their_order() -> None:
    alone = show(shaded())
    assert show(shaded("102", 3), shaded("101", 5), shaded("103", 1)) == alone


def test_a_set_holds_no_word_of_a_question_nor_what_a_picture_is_said_to_show() -> None:
    pdf = show(ask(SITTING, *illustrated()))
    text = "".join(page_texts(pdf))
    for one in illustrated():
        for told in (one.stem, *(option.text for option in one.options)):
            pieces = (squeeze(piece) for line in told.split("\n") for piece in line.split(PLACE))
            assert not any(piece in text for piece in pieces if piece)
    assert "biểuđồcột" not in text
    assert "101" not in text


def test_each_form_begins_a_page_that_names_it_and_counts_its_own() -> None:
    pages = page_texts(show(shaded(form="F2"), ask(SITTING, *illustrated())))
    firsts = [page for page in pages if "TẬPHÌNH" in page]
    assert [("ĐỀGỐCF1" in page, "ĐỀGỐCF2" in page) for page in firsts] == [(True, False), (False, True)]
    for form in ("F1", "F2"):
        own = [page for page in pages if f"đềgốc{form}Trang" in page]
        assert [f"Trang{n}/{len(own)}" in page for n, page in enumerate(own, start=1)] == [True] * len(own)


def test_pictures_stay_within_the_page_and_small_signs_are_made_larger() -> None:
    many = [question(f"Q{n}", PLACE, one) for n, one in enumerate((figure(icon(24)), figure(chart()), figure(photo())))]
    found = images(show(ask(SITTING, *many)))
    assert len(found) == 3
    for _, (left, top, right, bottom) in found:
        assert left >= 20
        assert right <= 193.1
        assert 15.9 < bottom - top < 105
        assert bottom < 280


def test_forms_without_pictures_have_nothing_to_print() -> None:
    table = question("Q", f"Bảng\n{PLACE}", Figure("", grid=TABLE))
    assert gather_sets([ask(SITTING, table)]) == ()
    with pytest.raises(Refused):
        typeset_sets(SITTING, ())


def test_a_bad_picture_is_named_by_its_number() -> None:
    good = figure(chart()).picture
    assert isinstance(good, Picture)
    cut = Figure("", replace(good, data=good.data[:300], digest=hashlib.sha256(good.data[:300]).hexdigest()))
    with pytest.raises(Refused) as refused:
        show(ask(SITTING, question("Q", PLACE, cut)))
    assert "form F1, picture 1" in refused.value.read("en")


def draw_on(item: Item, one: Figure) -> Item:
    return replace(item, stem=f"{item.stem}\n{PLACE}", figures=(one,))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sitting, one room on paper and one at terminals, whose form holds pictures; sealed as any other."""
    path = tmp_path_factory.mktemp("pictures")
    plugins = load_plugins()
    policy = plugins.policy("cantho")
    position = policy.positions()[0]
    form = assemble(policy.blueprint(policy.profile(DAY), position), DAY)
    form = illustrate(form)
    write_packets(path / "forms", [(form, make_booklets(form, 2))], PHRASE, Cost(memory_kib=8, passes=1, lanes=1))
    lines = [f"00{n},Thí sinh {n},{position.code},{room}" for n, room in ((1, "P1,paper"), (2, "P2,terminal"))]
    (path / "candidates.csv").write_text("\n".join(["number,name,position,room,delivery", *lines]), "utf-8")
    now = datetime(2024, 11, 14, tzinfo=UTC)
    make_sitting(
        path / "sitting", plugins, "cantho", [path / "forms"], path / "candidates.csv", DAY, "Ca thử", now, "S1"
    )
    (path / "phrase").write_text(PHRASE + "\n", "utf-8")
    return path


def illustrate(form: Form) -> Form:
    first, *others = form.parts
    drawn = [draw_on(item, one) for item, one in zip(first.items, FIGURES, strict=False)]
    return replace(form, parts=(replace(first, items=(*drawn, *first.items[len(drawn) :])), *others))


def test_one_command_prints_the_pictures_for_the_rooms_with_screens(folder: Path, tmp_path: Path) -> None:
    words = ("sitting", "pictures", str(folder / "sitting"), "--out", str(tmp_path / "set.pdf"), "--json")
    phrase = ("--passphrase-file", str(folder / "phrase"))
    code, text, told = run(*words, *phrase)
    assert code == 0, told
    (form,) = json.loads(text)["forms"]
    assert (form["pictures"], form["candidates"]) == (len(FIGURES), 1)
    assert len(images((tmp_path / "set.pdf").read_bytes())) == len(FIGURES)
    code, text, told = run(*words, "--room", "P1", *phrase)
    assert (code, json.loads(text)["forms"]) == (0, [form])
    code, _, told = run(*words, "--room", "P9", *phrase)
    assert (code, "P9" in told) == (1, True)


def test_publishing_a_sitting_prints_the_pictures_of_its_paper_rooms(folder: Path, tmp_path: Path) -> None:
    code, text, told = run(
        "sitting", "publish", str(folder / "sitting"), "--out", str(tmp_path / "rooms"), "--json",
        "--passphrase-file", str(folder / "phrase"),
    )  # fmt: skip
    assert code == 0, told
    paths = [Path(one) for room in json.loads(text)["rooms"] for one in room["paths"]]
    (booklet,) = [one for one in paths if one.parent.name == "booklets"]
    assert len(images(booklet.read_bytes())) == len(FIGURES)
    assert not any(PLACE in page for page in page_texts(booklet.read_bytes()))


def test_the_same_picture_in_two_questions_is_one_of_the_set_and_stands_at_both() -> None:
    one = FIGURES[0]
    booklet = ask(SITTING, question("Q", f"Một\n{PLACE}", one), question("R", f"Hai\n{PLACE}", one))
    assert [len(found.pictures) for found in gather_sets([booklet])] == [1]
    (_, first), (_, second) = images(typeset_booklet(SITTING, booklet, TYPESETTER))
    assert first[3] < second[1]
