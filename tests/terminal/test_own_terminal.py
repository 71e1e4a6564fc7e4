"""Claims about pictures in a terminal of this machine that shows them by a protocol of its own."""

from __future__ import annotations

import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import ioctl
from pathlib import Path

import pytest

from examcore_tui.viewer.protocols import ask_terminal, may_show_pictures
from tests.terminal.illustrated import illustrated
from tests.terminal.rooms import PIN, arrange, make_question

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no terminals of this kind")
ASKED, SIXEL = b"\x1b[c", b"\x1bP"
COMMAND = "import sys; from examcore.shell.main import main; sys.argv[0] = 'examcore'; main()"


class Own:
    """A terminal of 80 by 24 cells of 10 by 20 pixels, which says that it knows Sixel."""

    def __init__(self, room: Path, says: bytes) -> None:
        self._says = says
        self.heard = b""
        self._master, slave = pty.openpty()
        ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 800, 480))
        environment = {**os.environ, "TERM": "xterm-256color", "XTERM_VERSION": "XTerm(390)", "LANG": "C.UTF-8"}
        for name in ("SSH_CONNECTION", "SSH_TTY", "TMUX", "NO_COLOR"):
            environment.pop(name, None)
        self._process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "sit", str(room)], stdin=slave, stdout=slave, stderr=slave, env=environment
        )
        os.close(slave)

    def until(self, found: str | bytes, seconds: float = 30.0) -> None:
        """Hear until the program has written this since it was asked last."""
        wanted = found.encode() if isinstance(found, str) else found
        deadline = time.monotonic() + seconds
        while wanted not in re.sub(rb"\x1b\[[0-9;]*[Hm]", b"", self.heard) and wanted not in self.heard:
            assert time.monotonic() < deadline, (wanted, self.heard[-2000:])
            if select.select([self._master], [], [], 0.2)[0]:
                self.heard += os.read(self._master, 65536)
            if ASKED in self.heard:
                self.heard = self.heard.replace(ASKED, b"")
                os.write(self._master, self._says)

    def type(self, keys: str) -> None:
        """Press keys; what was heard before counts no more."""
        self.heard = b""
        os.write(self._master, keys.encode())

    def end(self) -> None:
        """Close the window."""
        self._process.kill()
        self._process.wait()
        os.close(self._master)


@contextmanager
def own_terminal(folder: Path, says: bytes) -> Iterator[Own]:
    questions = [illustrated(1), make_question(2), make_question(3)]
    terminal = Own(arrange(2, 1, questions=questions).publish(folder / "P01").folder, says)
    try:
        yield terminal
    finally:
        terminal.end()


def open_first_picture(terminal: Own) -> None:
    terminal.until("báo danh")
    terminal.type("0001\r")
    terminal.until("PIN")
    terminal.type(f"{PIN}\r")
    terminal.until("HƯỚNG DẪN")
    terminal.type("\r")
    terminal.until("F5")
    terminal.type("\x1b[15~")
    terminal.until("Hình 1")
    assert SIXEL not in terminal.heard
    terminal.type("h")


@pytest.mark.slow
def test_a_terminal_that_knows_sixel_is_sent_the_picture_itself(tmp_path: Path) -> None:
    with own_terminal(tmp_path, b"\x1b[?62;4c") as terminal:
        open_first_picture(terminal)
        terminal.until(SIXEL)
        terminal.type("+")
        terminal.until(SIXEL)
        terminal.type("q")
        terminal.until("1-4")


@pytest.mark.slow
def test_a_terminal_that_knows_none_is_sent_blocks(tmp_path: Path) -> None:
    with own_terminal(tmp_path, b"\x1b[?62c") as terminal:
        open_first_picture(terminal)
        terminal.until("▄")
        assert SIXEL not in terminal.heard


def test_only_a_terminal_of_this_machine_that_is_known_to_answer_is_asked() -> None:
    assert may_show_pictures({"TERM": "xterm-kitty"})
    assert may_show_pictures({"TERM": "xterm-256color", "WT_SESSION": "1"})
    assert not may_show_pictures({"TERM": "xterm-256color"})
    assert not may_show_pictures({"TERM": "xterm-kitty", "SSH_CONNECTION": "10.0.0.1 2 10.0.0.2 22"})
    assert ask_terminal({}) is None
