"""Claims about the officers' desk, as stories told by key presses."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from examcore.desk import Desk
from examcore.formats.blueprint import write_blueprint
from examcore.hooks import Screen
from examcore.plugins import Plugins, load_plugins
from examcore.session import LETTERS, SystemDisk, find_rooms, read_room, sign_in
from examcore.sitting import load, score
from examcore_tui.desk.app import DeskApp
from examcore_tui.desk.asking import AskBox
from examcore_tui.desk.frame import DeskPage, ListPage
from examcore_tui.desk.home import HomePage
from examcore_tui.page import TextBox
from tests.core import blueprints
from tests.core.amended import NOW, PHRASE, draw, seal_alone, sit
from tests.plugins.test_screen_kit import make_stranger
from tests.terminal.desk_stories import at_desk, clock, fill, open_task, settle
from tests.terminal.desks import Reader, find_cut, find_english, watch
from tests.terminal.rooms import HandClock

BANK_PHRASE = "mật khẩu dài và lạ"


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return load_plugins()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    work = tmp_path / "kỳ thi"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


def test_the_home_page_lists_the_tasks_and_what_lies_in_the_folder(folder: Path, plugins: Plugins) -> None:
    blueprints.fill_bank(folder / "ct.bank")

    async def story(reader: Reader) -> None:
        rows = [row.strip(" ►") for row in reader.rows()]
        titles = [
            "Ngân hàng câu hỏi",
            "Ma trận đề",
            "Đề gốc",
            "Hội đồng và nghi thức",
            "Ca kiểm tra, sát hạch",
            "Phòng làm bài trên máy",
            "Kết quả",
            "Nhật ký",
        ]
        places = [next(at for at, row in enumerate(rows) if row.startswith(f"{title} ")) for title in titles]
        assert places == sorted(places)
        assert "1 ngân hàng ct.bank" in reader.text()
        assert "examcore bank stats BANK" in reader.text()
        await reader.press("f2")
        await fill(reader, str(folder / "nowhere"))
        assert "không có thư mục" in reader.text()
        (folder / "khac").mkdir()
        await fill(reader, str(folder / "khac"))
        assert "chưa có gì" in reader.text()
        await reader.press("f10")
        assert not reader.app.is_running

    at_desk(folder, plugins, story)


def test_what_lies_below_the_last_task_comes_into_view(folder: Path, plugins: Plugins) -> None:
    blueprints.fill_bank(folder / "ct.bank")

    async def story(reader: Reader) -> None:
        assert "ct.bank" not in reader.text()
        await reader.press("end", "end")
        assert "1 ngân hàng ct.bank" in reader.text()
        await reader.press("home", "home")
        assert "CHUẨN BỊ" in reader.text()

    at_desk(folder, plugins, story, (60, 20))


def test_a_bank_is_looked_into_without_a_passphrase_and_linted_with_one(folder: Path, plugins: Plugins) -> None:
    blueprints.fill_bank(folder / "ct.bank")
    (folder / "broken.bank").write_bytes(b"SQLite format 3\x00 and nothing more")

    async def story(reader: Reader) -> None:
        await open_task(reader, "Ngân hàng câu hỏi")
        assert "không đọc được" in reader.text()
        await reader.press("enter")
        assert "CHÚ Ý" in reader.text()
        await reader.press("down", "enter")
        await settle(reader)
        assert "501 câu" in reader.text()
        assert "Theo phần và lĩnh vực kiến thức" in reader.text()
        await reader.press("f3")
        box = reader.app.screen
        assert isinstance(box, AskBox)
        await reader.type("sai")
        assert "sai" not in reader.text()
        assert "•••" in reader.text()
        await reader.press("enter")
        assert box.inputs[0].value == ""
        await settle(reader)
        assert "CHÚ Ý" in reader.text()
        await reader.press("f3")
        await fill(reader, BANK_PHRASE)
        page = reader.app.screen
        assert isinstance(page, ListPage)
        assert "điểm cần xem" in reader.text()
        assert "examcore bank lint ct.bank" in reader.text()
        assert BANK_PHRASE not in reader.text()
        await reader.press("f4")
        await settle(reader)
        assert "Số đề tối đa" in reader.text()
        await reader.press("f7")
        await fill(reader, "30/02/2026")
        assert "hãy ghi như 15/11/2024" in reader.text()
        await fill(reader, "30/11/2026")
        assert "✗ 48 câu dựa vào văn bản hết hiệu lực" in reader.text()

    at_desk(folder, plugins, story)


def test_a_sitting_is_held_from_its_making_to_its_results_without_a_command(folder: Path, plugins: Plugins) -> None:
    seal_alone(draw(plugins), folder / "de")
    people = "".join(f"{n},Người {n},TP-HT,P1,terminal\n" for n in ("001", "002"))
    (folder / "thi-sinh.csv").write_text(f"number,name,position,room,delivery\n{people}", encoding="utf-8")

    async def story(reader: Reader) -> None:
        await open_task(reader, "Ca kiểm tra, sát hạch")
        assert "F2 lập ca" in reader.text()
        await reader.press("f2", "enter")
        await fill(reader, "ca-1", "", "15/11/2024", "Ca sáng", "")
        assert "2 thí sinh, 1 phòng" in reader.text()
        await reader.press("enter")
        await settle(reader)
        assert "examcore sitting publish ca-1 --out PUBLISHED" in reader.text()
        await reader.press("enter")
        await fill(reader, "phong", "")
        assert isinstance(reader.app.screen, AskBox)
        await fill(reader, PHRASE)
        assert "1. Giao đề: mỗi phòng một thư mục · ✓ xong" in reader.text()
        assert "đã ghi 1 phòng" in reader.text()
        sit_one(folder)
        await reader.press("down", "enter")
        await fill(reader, "")
        assert "thu mới 1 thí sinh" in reader.text()
        assert "Chưa thu: 002" in reader.text()
        await reader.press("down", "enter")
        await fill(reader, PHRASE)
        assert "đã chấm 1 thí sinh" in reader.text()
        await reader.press("down", "enter")
        await fill(reader, "bao-cao")
        assert (folder / "bao-cao" / "results.csv").is_file()
        await reader.press("down", "enter")
        await settle(reader)
        assert "Tổng điểm: 1 thí sinh" in reader.text()
        assert "█" in reader.text()
        await reader.press("f4")
        assert "001 Người 001" in reader.text()
        assert PHRASE not in reader.text()

    at_desk(folder, plugins, story)
    assert (folder / "ca-1" / "results.json").is_file()


def sit_one(folder: Path) -> None:
    """Candidate 001 sits and hands in."""
    (room,) = find_rooms(folder / "phong")
    live = sign_in(read_room(room), "001", load(folder / "ca-1").secrets.pin_of("001"), HandClock(), SystemDisk())
    live.start()
    for number, question in enumerate(live.questions[:30], 1):
        live.answer(number, question.options[number % len(LETTERS[:4])].id)
    live.submit("candidate")
    live.release()


def test_an_act_that_is_refused_is_told_with_what_to_do_and_leaves_all_as_it_was(
    folder: Path, plugins: Plugins
) -> None:
    form = draw(plugins)
    sit(folder / "s", plugins, seal_alone(form, folder / "de"), form, PHRASE)

    async def story(reader: Reader) -> None:
        await open_task(reader, "Ca kiểm tra, sát hạch")
        await reader.press("enter")
        await settle(reader)
        await reader.press("down", "down", "enter")
        await fill(reader, "sai mật khẩu")
        assert "CHÚ Ý" in reader.text()
        assert "sai mật khẩu" not in reader.text().replace("CHÚ Ý: sai mật khẩu", "")
        await reader.press("f9")
        assert isinstance(reader.app.screen, TextBox)
        await reader.press("escape", "f8")
        assert "đã chép lệnh" in reader.text()
        for _ in range(2):
            await reader.press("f10")
            await settle(reader)
        await open_task(reader, "Kết quả")
        assert "chưa có ca nào được chấm" in reader.text()

    at_desk(folder, plugins, story)
    assert not (folder / "s" / "ca" / "results.json").exists()


def test_a_log_is_shown_and_verified_and_an_altered_one_is_refused(folder: Path, plugins: Plugins) -> None:
    form = draw(plugins)
    made = sit(folder / "s", plugins, seal_alone(form, folder / "de"), form, PHRASE)

    async def story(reader: Reader) -> None:
        await open_task(reader, "Nhật ký")
        await reader.press("enter")
        await settle(reader)
        assert "sitting.new" in reader.text()
        await reader.press("f3")
        await settle(reader)
        assert "mọi dòng nguyên vẹn" in reader.text()
        made.log_path.write_bytes(made.log_path.read_bytes().replace(b"sitting.new", b"sitting new", 1))
        await reader.press("f3")
        await settle(reader)
        assert "CHÚ Ý" in reader.text()

    at_desk(folder, plugins, story)


@pytest.mark.slow
def test_forms_are_drawn_and_sealed_from_the_desk(folder: Path, plugins: Plugins) -> None:
    blueprints.fill_bank(folder / "ct.bank")

    async def story(reader: Reader) -> None:
        await open_task(reader, "Đề gốc")
        await reader.press("f2")
        await fill(reader, "TP-HT", "1; 2", "15/11/2024", "de-moi")
        await fill(reader, BANK_PHRASE)
        assert "ĐÃ RÚT VÀ NIÊM PHONG" in reader.text()
        await reader.press("escape")
        assert "40 + 60" in reader.text()
        assert "--position TP-HT --forms 1 --booklets 2 --date 2024-11-15 --out de-moi" in reader.text()

    at_desk(folder, plugins, story)
    assert len(list((folder / "de-moi").glob("*.packet"))) == 1


@pytest.mark.slow
def test_what_a_bank_lacks_for_forms_is_told_whole(folder: Path, plugins: Plugins) -> None:
    blueprints.fill_bank(folder / "ct.bank")

    async def story(reader: Reader) -> None:
        await open_task(reader, "Đề gốc")
        await reader.press("f2")
        await fill(reader, "TP-HT", "eins", "15/11/2024", "de-moi")
        assert "hãy ghi như sau: 1; 4" in reader.text()
        await fill(reader, "VP-TK", "1; 2", "", "")
        await fill(reader, BANK_PHRASE)
        assert isinstance(reader.app.screen, TextBox)
        assert "ngân hàng không đủ" in reader.text()

    at_desk(folder, plugins, story)
    assert not (folder / "de-moi").exists()


def test_the_blueprint_editor_opens_and_the_desk_comes_back_to_the_page(folder: Path, plugins: Plugins) -> None:
    blueprints.fill_bank(folder / "ct.bank")
    (folder / "tp-ht.txt").write_bytes(write_blueprint(blueprints.DEFAULT))

    async def story(reader: Reader) -> None:
        await open_task(reader, "Ma trận đề")
        assert "TP-HT · Công chức Tư pháp" in reader.text()
        assert "examcore blueprint edit ct.bank tp-ht.txt" in reader.text()
        await reader.press("enter")

    app = at_desk(folder, plugins, story)
    assert app.next is not None
    assert app.reopened == ("blueprints",)

    async def again(reader: Reader) -> None:
        await settle(reader)
        assert "MA TRẬN ĐỀ VÀ CÂU DÙNG ĐƯỢC" in reader.text()

    watch(DeskApp(Desk(folder, plugins, clock), app.reopened), again)


def test_a_strangers_screen_opens_or_is_named_where_it_cannot(folder: Path) -> None:
    async def story(reader: Reader) -> None:
        await open_task(reader, "Việc lạ")
        assert "màn hình stranger không cho gì để hiển thị" in reader.text()

    at_desk(folder, load_plugins([make_stranger()]), story)


def test_the_screen_lives_while_work_is_done_and_the_page_is_not_left(folder: Path, plugins: Plugins) -> None:
    blueprints.fill_bank(folder / "ct.bank")

    async def story(reader: Reader) -> None:
        await open_task(reader, "Ngân hàng câu hỏi")
        page = reader.app.screen
        assert isinstance(page, DeskPage)
        page.is_busy = True
        await reader.press("f10", "f8")
        assert "BÀN LÀM VIỆC" not in reader.text()
        page.is_busy = False
        await reader.press("f10")
        assert isinstance(reader.app.screen, HomePage)

    at_desk(folder, plugins, story)


@pytest.mark.parametrize(
    ("size", "colours"), [pytest.param((80, 24), "contrast", marks=pytest.mark.slow), ((60, 20), "calm")]
)
def test_no_text_is_cut_dim_or_english_on_any_page(
    folder: Path, plugins: Plugins, size: tuple[int, int], colours: str
) -> None:
    blueprints.fill_bank(folder / "ct.bank")
    form = draw(plugins)
    made = sit(folder / "s", plugins, seal_alone(form, folder / "de"), form, PHRASE)
    seen: list[str] = []
    dim: list[str] = []

    async def look(reader: Reader) -> None:
        await settle(reader)
        assert all(len(row) <= size[0] for row in reader.rows())
        assert "F10" in reader.rows()[-1] or not isinstance(reader.app.screen, DeskPage)
        seen.extend(reader.rows())
        dim.extend(reader.dim())

    async def story(reader: Reader) -> None:
        if colours == "contrast":
            await reader.press("f6")
        score(made, plugins, PHRASE, NOW)
        await look(reader)
        for title, visits in {
            "Ngân hàng câu hỏi": [["f1"], ["escape", "enter"], ["end"], ["f4"], ["f3"], ["escape", "f10"]],
            "Ma trận đề": [["end"]],
            "Đề gốc": [["f2"], ["escape"]],
            "Ca kiểm tra, sát hạch": [["enter"], ["enter"], ["escape", "f10"], ["f2"], ["escape"]],
            "Kết quả": [["enter"], ["end"], ["f4"], ["f10"]],
            "Nhật ký": [["enter"], ["f10"]],
        }.items():
            await open_task(reader, title)
            await look(reader)
            for keys in visits:
                await reader.press(*keys)
                await look(reader)
            await reader.press("f10")

    at_desk(folder, plugins, story, size)
    assert find_cut(seen) == []
    assert dim == []
    raw = ("Lệnh (F8", "examcore ", "--", "sitting.", "packet.", "responses.", "=", "PUBLISHED", "pytest-")
    said = [row for row in seen if not any(word in row for word in raw)]
    assert [row for row in said if find_english([row]) - {"sitting", "bank"}] == []


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo terminal is POSIX's")
def test_examcore_alone_in_a_terminal_opens_the_desk_and_elsewhere_shows_the_help(folder: Path) -> None:
    import pty

    command = [sys.executable, "-m", "examcore"]
    told = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False)
    assert "desk" in told.stdout + told.stderr
    process, handle = pty.fork()
    if process == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="24", PYTHONUTF8="1", EXAMCORE_LANG="vi")
        os.execv(sys.executable, command)
    seen, until = b"", time.monotonic() + 60
    while "BÀN LÀM VIỆC".encode() not in seen and time.monotonic() < until:
        if select.select([handle], [], [], 0.2)[0]:
            seen += os.read(handle, 65536)
    assert "BÀN LÀM VIỆC".encode() in seen
    os.write(handle, b"\x1b[21~")  # F10
    while time.monotonic() < until:
        if select.select([handle], [], [], 0.2)[0]:
            try:
                if not os.read(handle, 65536):
                    break
            except OSError:
                break
    _, status = os.waitpid(process, 0)
    assert os.waitstatus_to_exitcode(status) == 0


def test_screens_are_made_only_when_opened(plugins: Plugins) -> None:
    assert all(isinstance(one, Screen) for one in plugins.screens.values())
