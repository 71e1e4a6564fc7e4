"""Claims about kill -9 at any moment: what was acknowledged is there, and the candidate goes on."""

from __future__ import annotations

import errno
import os
import random
import select
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from examcore.errors import NotSaved
from examcore.session import OpenRoom, SystemClock, SystemDisk, sign_in
from examcore.session.events import read_chain
from tests.terminal.rooms import PIN, arrange

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 is a POSIX thing; it needs fork")


class BadDisk(SystemDisk):
    """A disk that is full, or cannot be written, now and then; what it was given is then half there."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw

    def append(self, handle: int, data: bytes) -> None:
        if self.draw.random() < 0.05:
            os.write(handle, data[: self.draw.randrange(len(data))])
            number = self.draw.choice([errno.ENOSPC, errno.EROFS, errno.EIO])
            raise OSError(number, os.strerror(number))
        super().append(handle, data)


def tear(room: OpenRoom, number: str, draw: random.Random) -> None:
    """Leave behind what a power cut may: the beginning of a line, or zero bytes, at the journal's end."""
    path = room.journal(number)
    if path.exists() and draw.random() < 0.3:
        torn = draw.choice([b'{"body":{"at":"2024', b"\0" * 17, b'{"body"'])
        with path.open("ab") as file:
            file.write(torn)


def answer_until_killed(room: OpenRoom, number: str, seed: int, told: int) -> None:
    """In a child: change answers without end and tell each acknowledged one through a pipe."""
    draw = random.Random(seed)
    session = sign_in(room, number, PIN, SystemClock(), SystemDisk())
    session.start()
    session._journal.disk = BadDisk(draw)
    while True:
        at = draw.randrange(1, 11)
        now = session.state.answers.get(f"Q{at:03}")
        option = draw.choice([o for o in range(4) if f"q{at}o{o}" != now])
        try:
            session.answer(at, f"q{at}o{option}")
        except NotSaved:
            continue
        os.write(told, bytes([at, option]))
        if draw.random() < 0.3:
            with suppress(NotSaved):
                session.move(at)


def kill_once(room: OpenRoom, number: str, seed: int) -> list[tuple[int, str]]:
    """Let a child answer, kill it at a random moment, and give what it had been told is saved, in order."""
    draw = random.Random(seed)
    hear, told = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            answer_until_killed(room, number, seed, told)
        finally:
            os._exit(1)
    os.close(told)
    wanted, heard = draw.randrange(0, 60), b""
    while len(heard) < 2 * wanted:
        heard += os.read(hear, 2 * wanted - len(heard))
    select.select([], [], [], draw.random() * 0.004)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while chunk := os.read(hear, 4096):
        heard += chunk
    os.close(hear)
    return [(at, f"q{at}o{option}") for at, option in zip(heard[::2], heard[1::2], strict=True)]


def read_answers(room: OpenRoom, number: str) -> list[tuple[int, str]]:
    """All answers that stand in a candidate's journal, in order."""
    path = room.journal(number)
    chain = read_chain(path.read_bytes() if path.exists() else b"", path.name)
    return [(event.place, event.option) for event in chain.events if event.event == "answer"]


def survive(folder: Path, kills: int, seed: int) -> int:
    """Kill that often, each candidate several times over; give how many answers were acknowledged in all."""
    candidates = max(1, kills // 10)
    room = arrange(4, 6, minutes=600, candidates=candidates).publish(folder)
    total = 0
    for turn in range(kills):
        number = f"{turn % candidates + 1:04}"
        before = read_answers(room, number)
        acknowledged = kill_once(room, number, seed + turn)
        tear(room, number, random.Random(seed + turn))
        total += len(acknowledged)
        after = read_answers(room, number)
        assert after[: len(before) + len(acknowledged)] == [*before, *acknowledged]
        assert len(after) - len(before) - len(acknowledged) <= 1, "only the answer on its way may be there untold"
        again = sign_in(room, number, PIN, SystemClock(), SystemDisk())
        assert dict(again.state.answers) == {f"Q{at:03}": option for at, option in after}
        again.release()
    return total


def test_twenty_kills_lose_no_acknowledged_answer(tmp_path: Path) -> None:
    assert survive(tmp_path / "room", 20, seed=1) > 100


@pytest.mark.slow
def test_a_thousand_kills_lose_no_acknowledged_answer(tmp_path: Path) -> None:
    assert survive(tmp_path / "room", 1000, seed=10_000) > 10_000
