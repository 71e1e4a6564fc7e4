"""Claims about the terminal delivery and its command: publish, sit, collect; a room of 10 + 20 runs unchanged."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyte
import pytest
from click.testing import CliRunner

from examcore.errors import MissingExtra, Misused, NotFound, Problem
from examcore.nouns import Responses
from examcore.plugins import load_plugins
from examcore.session import OpenRoom, SystemDisk, pick_room, read_room, sign_in
from examcore_tui.command import sit
from examcore_tui.delivery import TerminalDelivery
from tests.terminal.rooms import PIN, HandClock, arrange


def test_the_installed_plugin_brings_the_delivery_and_the_command() -> None:
    plugins = load_plugins()
    assert plugins.delivery("terminal").id == "terminal"
    assert "sit" in [command.name for command in plugins.commands()]


def test_played_candidates_of_two_rooms_come_back_with_exactly_their_answers(tmp_path: Path) -> None:
    arranged = arrange(10, 20, minutes=45, candidates=3, rooms=("P.01", "P.02"))
    draw = random.Random(7)
    answers = {
        number: {q.id: draw.choice(q.options).id for q in booklet.questions if draw.random() < 0.8}
        for number, booklet in arranged.booklets.items()
    }
    delivery = TerminalDelivery()
    told: list[tuple[int, int]] = []
    source = delivery.rehearse(
        arranged.sitting, arranged.booklets, arranged.secrets, answers, tmp_path / "out", 2,
        lambda done, of: told.append((done, of)),
    )  # fmt: skip
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert delivery.recognises(source)
    found = list(delivery.collect(arranged.sitting, arranged.layouts, arranged.secrets, source))
    given = {r.candidate: r for r in found if isinstance(r, Responses)}
    assert len(found) == len(given) == 3
    for number, mine in answers.items():
        assert {r.question: r.options for r in given[number].given if r.options} == {q: (o,) for q, o in mine.items()}
        assert len(given[number].given) == 30
        assert not any(r.in_review for r in given[number].given)


def test_a_folder_of_something_else_is_not_recognised(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"%PDF")
    (tmp_path / "other.jsonl").write_bytes(b"{}\n")
    assert not TerminalDelivery().recognises(tmp_path)
    assert not TerminalDelivery().recognises(tmp_path / "scan.pdf")


@pytest.fixture
def room(tmp_path: Path) -> OpenRoom:
    return arrange(3, 4, candidates=2).publish(tmp_path / "out" / "P01")


def test_the_command_takes_a_room_or_the_folder_that_holds_one(room: OpenRoom) -> None:
    assert pick_room(room.folder) == room.folder
    assert pick_room(room.folder.parent) == room.folder


def test_the_command_names_the_rooms_where_there_are_several(room: OpenRoom) -> None:
    arrange().publish(room.folder.parent / "P02")
    with pytest.raises(Misused) as refused:
        pick_room(room.folder.parent)
    assert "P01" in str(refused.value)
    assert "P02" in str(refused.value)


def test_the_command_says_where_there_is_no_room(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        pick_room(tmp_path)


def test_without_a_terminal_nothing_is_asked(room: OpenRoom) -> None:
    done = CliRunner().invoke(sit, [str(room.folder)], input="0001\n")
    assert isinstance(done.exception, Misused)
    assert "--plain" in str(done.exception)
    assert list((room.folder / "journals").iterdir()) == []


def test_the_plain_mode_reads_lines_from_a_pipe_in_either_language(room: OpenRoom) -> None:
    typed = f"0001\n{PIN}\n\n2\ns\nNOP\n"
    done = CliRunner().invoke(sit, [str(room.folder), "--plain", "--lang", "en"], input=typed)
    assert done.exception is None
    assert "You submitted the test." in done.output


def test_a_missing_screen_library_is_named_by_its_extra(room: OpenRoom) -> None:
    code = (
        "import sys; sys.modules['textual'] = None\n"
        "from importlib import machinery\n"
        "import importlib.util as util; find = util.find_spec\n"
        "util.find_spec = lambda name, *a: None if name == 'textual' else find(name, *a)\n"
        "from examcore.errors import MissingExtra\n"
        "from examcore_tui.extra import require_screen\n"
        "try: require_screen()\n"
        "except MissingExtra as e: print(e.read('en'))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "examcore[terminal]" in done.stdout
    assert MissingExtra.exit_code == 1


# --- the program itself in a terminal -----------------------------------------------------------


@dataclass
class Terminal:
    """A terminal of 80 by 24 with the program in it."""

    handle: int
    process: int
    screen: pyte.Screen
    stream: pyte.ByteStream

    def wait_for(self, *words: str) -> str:
        """The screen as soon as it shows all `words`, which a terminal may get piece by piece; fails after a minute."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            text = "\n".join(self.screen.display)
            if all(each in text for each in words):
                return text
            if select.select([self.handle], [], [], 0.1)[0]:
                self.stream.feed(os.read(self.handle, 65536))
        raise AssertionError(f"{words!r} never came:\n" + "\n".join(self.screen.display))

    def type(self, text: str) -> None:
        """Type into the terminal."""
        os.write(self.handle, text.encode())

    def kill(self) -> None:
        """kill -9."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.handle)


@contextmanager
def in_terminal(room: OpenRoom) -> Iterator[Terminal]:
    """Run `sit` in a pseudo-terminal."""
    pty = pytest.importorskip("pty")
    command = [sys.executable, "-c", "from examcore_tui.command import sit; sit(prog_name='sit')", str(room.folder)]
    process, handle = pty.fork()
    if process == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="24", PYTHONUTF8="1")
        os.execv(sys.executable, command)
    screen = pyte.Screen(80, 24)
    yield Terminal(handle, process, screen, pyte.ByteStream(screen))


def test_after_kill_9_the_same_candidate_goes_on_where_they_were(room: OpenRoom) -> None:
    with in_terminal(room) as first:
        first.wait_for("ĐĂNG NHẬP")
        first.type("0001\r")
        first.type(f"{PIN}\r")
        first.wait_for("HƯỚNG DẪN")
        first.type("\r")
        first.wait_for("LÀM THỬ")
        first.type("\x1b[15~")  # F5
        first.wait_for("câu 1/7")
        first.type("2")
        first.wait_for("(●) B.")
        first.type("n")
        first.wait_for("câu 2/7")
        first.type("4f")
        first.wait_for("⚑ đã đánh dấu")
        first.type("\x03\x11\x1a")  # ctrl+c, ctrl+q, ctrl+z
        first.type("n")
        first.wait_for("câu 3/7")
        first.kill()
    with in_terminal(room) as second:
        second.wait_for("ĐĂNG NHẬP")
        second.type("0001\r")
        second.type(f"{PIN}\r")
        second.wait_for("câu 3/7", "■ 2/7")
        second.type("p")
        second.wait_for("câu 2/7", "(●) D.", "⚑ đã đánh dấu")
        second.kill()
    session = sign_in(read_room(room.folder), "0001", PIN, HandClock(), SystemDisk())
    assert dict(session.state.answers) == {"Q001": "q1o1", "Q002": "q2o3"}


def test_a_broken_journal_of_one_candidate_leaves_the_others_collectable(room: OpenRoom) -> None:
    arranged = arrange(3, 4, candidates=2)
    for number in ("0001", "0002"):
        done = CliRunner().invoke(sit, [str(room.folder), "--plain"], input=f"{number}\n{PIN}\n\n1\ns\nNOP\n")
        assert done.exception is None
    path = room.journal("0001")
    path.write_bytes(path.read_bytes().replace(b'"letter":"A"', b'"letter":"B"'))
    found = list(TerminalDelivery().collect(arranged.sitting, arranged.layouts, arranged.secrets, room.folder))
    assert [f.candidate for f in found if isinstance(f, Responses)] == ["0002"]
    assert [f.code for f in found if isinstance(f, Problem)] == ["broken journal"]
