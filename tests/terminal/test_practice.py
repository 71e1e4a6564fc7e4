"""Claims about practice on a screen and line by line, as stories told by key presses."""

from __future__ import annotations

import io
import json
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from examcore.language import speaking
from examcore.plugins import Plugins, load_plugins
from examcore.practice import OpenItems, TimedMock, Wish, begin, change_progress, note_answer, open_progress, read_open
from examcore.shell.main import build
from examcore.shell.options import Shell
from examcore_tui.page import TextBox
from examcore_tui.practice.app import PracticeApp
from examcore_tui.practice.choosing import ChoosingPage
from examcore_tui.practice.drilling import DrillPage
from examcore_tui.practice.mocking import MockPage
from examcore_tui.practice.plain import PlainPractice, read_option
from examcore_tui.practice.results import ResultPage, ReviewPage
from examcore_tui.practice.setting import Setting
from examcore_tui.viewer.screen import PictureScreen
from tests.terminal.desks import Reader, find_cut, find_english, watch
from tests.terminal.illustrated import illustrated, illustrated_item
from tests.terminal.rooms import HandClock

TODAY = date(2026, 11, 30)
Story = Callable[[Reader], Awaitable[None]]


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return load_plugins()


@pytest.fixture(scope="module")
def found(plugins: Plugins) -> OpenItems:
    return read_open(plugins, [], TODAY)


@pytest.fixture
def setting(plugins: Plugins, found: OpenItems, tmp_path: Path) -> Setting:
    return Setting(plugins, "cantho", found, tmp_path / "practice.json", TODAY, HandClock(), lambda: "hạt giống")


def page_of(reader: Reader) -> DrillPage:
    page = reader.app.screen
    assert isinstance(page, DrillPage)
    return page


def key_of(page: DrillPage) -> int:
    question = page.drill.questions[page.index]
    return [option.id for option in question.options].index(page.drill.items[page.index].key)


@pytest.mark.parametrize("size", [pytest.param((80, 24), marks=pytest.mark.slow), (60, 20)])
def test_an_answer_is_judged_at_once_with_its_legal_basis(setting: Setting, size: tuple[int, int]) -> None:
    async def story(reader: Reader) -> None:
        assert "không phải câu hỏi của đề" in reader.rows()[0]
        await reader.press("f5")
        page = page_of(reader)
        wrong = (key_of(page) + 1) % 4
        right = "ABCD"[key_of(page)]
        await reader.press(str(wrong + 1))
        assert f"✗ SAI: {'ABCD'[wrong]}. Đáp án đúng là {right}" in reader.text()
        assert "Căn cứ: " in reader.text()
        await reader.press(right.lower())
        assert "câu này đã trả lời" in reader.text()
        await reader.press("enter")
        assert "câu 2/20 · đúng 0/1" in reader.text()
        await reader.press(str(key_of(page) + 1), "f3")
        assert isinstance(reader.app.screen, TextBox)
        assert "VĂN BẢN CĂN CỨ" in reader.text()
        await reader.press("escape")
        assert "✓ ĐÚNG" in reader.text()
        await reader.press("f10")
        assert isinstance(reader.app.screen, ChoosingPage)
        assert "đã làm 1" in reader.text()
        await reader.press("f10")
        assert not reader.app.is_running

    watch(PracticeApp(setting, Wish()), story, size)
    kept = open_progress(setting.place).progress
    assert sorted(one.right for one in kept.items) == [0, 1]


def test_areas_number_order_and_position_are_chosen_by_arrows(setting: Setting) -> None:
    async def story(reader: Reader) -> None:
        app = reader.app
        assert isinstance(app, PracticeApp)
        await reader.press("down", "down", "right", "right", "right", "down", "left", "down", "right")
        for word in ("TP-HT · Công chức", "10", "lĩnh vực yếu nhất trước"):
            assert word in reader.text()
        await reader.press("down", "space", "down", "space", "space", "f5")
        page = page_of(reader)
        assert app.wish.position == "TP-HT"
        assert len(page.drill.items) == 10
        assert {item.tags.area for item in page.drill.items} == {"can-bo-cong-chuc"}

    watch(PracticeApp(setting, Wish()), story)


@pytest.mark.parametrize("size", [pytest.param((80, 24), marks=pytest.mark.slow), (60, 20)])
def test_a_mock_test_ends_in_points_band_and_a_review_with_bases(setting: Setting, size: tuple[int, int]) -> None:
    async def story(reader: Reader) -> None:
        page = reader.app.screen
        assert isinstance(page, MockPage)
        assert "câu 1/100" in reader.text()
        assert "còn lại 2:00:00" in reader.rows()[0]
        await reader.press("1", "right", "f2", "b", "f4", "right", "enter")
        assert page.sat.index == 2
        assert (len(page.sat.answers), page.sat.flagged) == (2, (2,))
        await reader.press("x", "u", "f10")
        assert "đã trả lời: 2/100" in reader.text()
        await reader.press("escape", "f10", "enter")
        result = reader.app.screen
        assert isinstance(result, ResultPage)
        assert "Phần kiến thức chung: " in reader.text()
        assert "Mức: Không đạt" in reader.text()
        first = result.result.missed[0][0]
        await reader.press("enter")
        assert isinstance(reader.app.screen, ReviewPage)
        assert f"XEM LẠI: câu {first}" in reader.text()
        assert "Căn cứ" in reader.text()
        await reader.press("right", "f10", "f10")
        assert isinstance(reader.app.screen, ChoosingPage)

    watch(PracticeApp(setting, Wish(position="TP-HT"), mock_at_once=True), story, size)
    kept = open_progress(setting.place).progress
    assert [(one.position, one.of, one.title) for one in kept.mocks] == [("TP-HT", 100, "Không đạt")]
    assert len(kept.items) == 100


def test_a_mock_test_hands_itself_in_when_the_time_is_over(setting: Setting) -> None:
    clock = setting.clock
    assert isinstance(clock, HandClock)

    async def story(reader: Reader) -> None:
        page = reader.app.screen
        assert isinstance(page, MockPage)
        await reader.press("f4")
        clock.run(7200)
        page.look_at_clock()
        await reader.press()
        assert isinstance(reader.app.screen, ResultPage)

    watch(PracticeApp(setting, Wish(position="TP-HT"), mock_at_once=True), story)


def test_leaving_a_mock_test_is_free_and_keeps_nothing(setting: Setting) -> None:
    async def story(reader: Reader) -> None:
        await reader.press("1", "f10", "f10")
        assert isinstance(reader.app.screen, ChoosingPage)

    watch(PracticeApp(setting, Wish(position="TP-HT"), mock_at_once=True), story)
    assert not setting.place.exists()


def test_a_mock_test_asks_for_a_position_and_tells_what_open_items_lack(setting: Setting) -> None:
    async def story(reader: Reader) -> None:
        await reader.press("f7")
        assert "hãy chọn vị trí việc làm trước" in reader.text()
        page = reader.app.screen
        assert isinstance(page, ChoosingPage)
        page._wish = Wish(position="VP-TK")
        await reader.press("f7")
        assert isinstance(reader.app.screen, TextBox)
        assert "ngân hàng không đủ" in reader.text()

    watch(PracticeApp(setting, Wish()), story)


def test_practice_goes_on_where_progress_cannot_be_written(setting: Setting) -> None:
    setting.place.with_name("practice.json.lock").mkdir()

    async def story(reader: Reader) -> None:
        await reader.press("f5", "1")
        assert "CHÚ Ý" in reader.text()
        await reader.press("right", "1", "f10")
        assert "đã làm" in reader.text()

    watch(PracticeApp(setting, Wish()), story)


def test_a_damaged_progress_file_is_told_on_the_first_page(plugins: Plugins, found: OpenItems, tmp_path: Path) -> None:
    place = tmp_path / "practice.json"
    place.write_bytes(b"{")
    setting = Setting(plugins, "cantho", found, place, TODAY, HandClock())

    async def story(reader: Reader) -> None:
        assert "tệp tiến độ bị hỏng" in reader.text()
        assert "practice.json.damaged-1" in reader.text().replace(" ", "")

    watch(PracticeApp(setting, Wish()), story)


@pytest.mark.parametrize(
    ("size", "colours"), [pytest.param((80, 24), "contrast", marks=pytest.mark.slow), ((60, 20), "calm")]
)
def test_no_text_is_cut_dim_or_english(setting: Setting, size: tuple[int, int], colours: str) -> None:
    seen: list[str] = []
    dim: list[str] = []

    async def story(reader: Reader) -> None:
        if colours == "contrast":
            await reader.press("f6")
        for keys in ([], ["f1"], ["escape", "f5"], ["1"], ["f3"], ["escape", "f10", "f7"], ["f4"], ["escape", "f10"],
                     ["enter"], ["pagedown", "pagedown"], ["enter"]):  # fmt: skip
            await reader.press(*keys)
            assert all(len(row) <= size[0] for row in reader.rows())
            seen.extend(reader.rows())
            dim.extend(reader.dim())

    watch(PracticeApp(setting, Wish(position="TP-HT")), story, size)
    assert find_cut(seen) == []
    assert dim == []
    assert find_english(seen) == set()


def test_practice_at_once_goes_line_by_line(setting: Setting) -> None:
    out = io.StringIO()
    PlainPractice(setting, io.StringIO("2\n2\n\n?\nxyz\np\nn\n1\nq\n"), out).drill(Wish(count=3))
    told = out.getvalue()
    assert "LUYỆN TẬP" in told
    assert "câu 3/3" not in told
    for words in ("câu 2/3", "Căn cứ", "câu này đã trả lời", "chưa rõ lệnh", "đã trả lời 2 câu"):
        assert words in told
    assert len(open_progress(setting.place).progress.items) == 2


def test_a_mock_test_goes_line_by_line(setting: Setting) -> None:
    out = io.StringIO()
    lines = "1\nn\nf\ng 100\nb\nx\nu\nt\ng 101\n?\ns\n"
    PlainPractice(setting, io.StringIO(lines), out).mock("TP-HT")
    told = out.getvalue()
    for words in ("câu 100/100", "còn lại", "không có câu 101", "KẾT QUẢ KIỂM TRA THỬ", "Mức: Không đạt", "Căn cứ"):
        assert words in told
    left = io.StringIO()
    PlainPractice(setting, io.StringIO("1\n"), left).mock("TP-HT")
    assert "đã thoát, không chấm" in left.getvalue()
    assert len(open_progress(setting.place).progress.mocks) == 1


@pytest.mark.parametrize(
    ("word", "option"), [("1", 0), ("4", 3), ("A", 0), ("d", 3), ("0", None), ("f", None), ("12", None), ("²", None)]
)
def test_a_line_chooses_only_by_digit_or_letter(word: str, option: int | None) -> None:
    assert read_option(word) == option


def test_progress_is_one_json_document_for_scripts(plugins: Plugins, tmp_path: Path) -> None:
    place = tmp_path / "practice.json"
    change_progress(place, lambda kept: note_answer(kept, "CC-001", "general", "can-bo-cong-chuc", True, TODAY))
    command, runner = build(plugins), CliRunner()
    words = ["practice", "--progress", str(place), "--show-progress"]
    done = runner.invoke(command, [*words, "--json"], obj=Shell(plugins))
    assert done.exit_code == 0
    document = json.loads(done.stdout)
    (area,) = document["areas"]
    assert (area["area"], area["given"], area["right"], area["share"]) == ("can-bo-cong-chuc", 1, 1, 1000)
    with speaking("en"):
        shown = runner.invoke(command, words, obj=Shell(plugins))
    assert "100%" in shown.stdout
    for wrong in (["practice", "--json"], ["practice", "--plain", "--mock"]):
        assert runner.invoke(command, [*wrong, "--progress", str(place)], obj=Shell(plugins)).exit_code != 0


def test_pictures_are_looked_at_in_practice_and_the_mock_tests_clock_runs_over_them(setting: Setting) -> None:
    async def story(reader: Reader) -> None:
        page = DrillPage(begin([illustrated_item()], "x"))
        await reader.app.push_screen(page)
        await reader.press()
        assert "phím H để xem" in reader.text()
        await reader.press("h")
        assert isinstance(reader.app.screen, PictureScreen)
        assert "biểu đồ bốn cột" in reader.text()
        await reader.press("escape")
        assert "Bảng sau và biểu đồ" in reader.text()
        sat = TimedMock(setting.draw("TP-HT"), setting.clock)
        sat.questions = (illustrated(), *sat.questions[1:])
        mock = MockPage(sat)
        await reader.app.push_screen(mock)
        await reader.press("right", "h")
        assert "câu này không có hình" in reader.text()
        await reader.press("left", "h")
        assert "còn lại 2:00:00" in reader.rows()[0]
        assert isinstance(setting.clock, HandClock)
        setting.clock.run(121 * 60)
        mock.look_at_clock()
        await reader.press()
        assert isinstance(reader.app.screen, ResultPage)

    watch(PracticeApp(setting, Wish()), story)
