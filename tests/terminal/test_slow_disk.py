"""Stories of a disk that takes its time: nothing is shown before it is saved, and nothing typed is lost."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from examcore.record import SystemDisk
from examcore.session import OpenRoom, sign_in
from examcore_tui import saving
from tests.terminal.rooms import PIN, HandClock, arrange
from tests.terminal.stage import Actor, play


@pytest.fixture
def room(tmp_path: Path) -> OpenRoom:
    return arrange(3, 4, minutes=30).publish(tmp_path / "P01")


class StuckDisk(SystemDisk):
    """A disk that takes nothing until it is let go, as a memory stick does now and then."""

    def __init__(self) -> None:
        self.is_stuck = False
        self.go = threading.Event()

    def append(self, handle: int, data: bytes) -> None:
        if self.is_stuck:
            self.go.wait(30)
        super().append(handle, data)


def test_a_slow_disk_is_told_and_the_next_keys_are_remembered(room: OpenRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "SLOW_SECONDS", 0.02)
    monkeypatch.setattr(saving, "STUCK_SECONDS", 1.0)
    disk = StuckDisk()

    async def wait_for(a: Actor, words: str) -> None:
        for _ in range(4000):
            await asyncio.sleep(0.005)
            if words in a.text():
                return
        raise AssertionError(words)

    async def story(a: Actor) -> None:
        await a.start()
        disk.is_stuck = True
        a.hurry("2", "right", "3")
        await wait_for(a, "ĐANG LƯU")
        await wait_for(a, "hãy gọi giám thị")
        assert "(●)" not in a.text()  # nothing is shown as chosen before it is saved
        disk.is_stuck = False
        disk.go.set()
        await wait_for(a, "câu 2/")
        await wait_for(a, "(●) C.")
        assert a.app.live.state.answers == {"Q001": "q1o1", "Q002": "q2o2"}

    play(room, story, disk=disk)


def test_leaving_waits_for_the_answer_on_its_way(room: OpenRoom) -> None:
    disk = StuckDisk()
    session = sign_in(room, "0001", PIN, HandClock(), disk)
    session.start()
    disk.is_stuck = True
    option = session.questions[0].options[3].id
    answering = threading.Thread(target=session.answer, args=(1, option))
    leaving = threading.Thread(target=session.release)
    answering.start()
    leaving.start()
    leaving.join(0.05)
    assert leaving.is_alive()
    disk.go.set()
    answering.join()
    leaving.join()
    again = sign_in(room, "0001", PIN, HandClock(), SystemDisk())
    assert again.state.answers in ({"Q001": option}, {})  # saved whole, or left before it began: never a piece
    again.release()
