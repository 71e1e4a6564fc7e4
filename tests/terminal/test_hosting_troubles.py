"""Claims about servers in trouble: a console gone away, a link that fails, a slow disk, a keeper that ends."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
from pathlib import Path

import pytest
from textual.events import Resize

from examcore.conduct import Act
from examcore.errors import Conflict
from examcore.language import Message
from examcore.record import SystemDisk
from examcore.session import OpenRoom, SystemClock, sign_in
from examcore.store.rooms import INDEX
from examcore.venue import Order, Venue, carry_out, enter
from examcore_tui.app import ExamApp
from examcore_tui.hosting.allowance import INPUT_AT_ONCE, MOST_DROPPED, Typing
from examcore_tui.hosting.frames import Ending, Entry, Window
from examcore_tui.hosting.hall import Hall, Limits
from examcore_tui.hosting.narrating import narrate
from examcore_tui.hosting.seat import Seat
from examcore_tui.hosting.terminal import Terminal
from examcore_tui.pulse import Pulse
from examcore_tui.web.door import Door, Visitor
from tests.terminal.far import Screen, until
from tests.terminal.rooms import INVIGILATORS, PIN, arrange
from tests.terminal.test_hosting import Person


@pytest.fixture
def room(tmp_path: Path) -> OpenRoom:
    return arrange(3, 4, candidates=4, is_steered=True).publish(tmp_path / "P01")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no file that is always full")
def test_a_console_that_takes_nothing_keeps_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    full = Path("/dev/full").open("w", encoding="utf-8", buffering=1)  # noqa: SIM115  # it cannot be closed: it is full
    monkeypatch.setattr(sys, "stderr", full)
    narrate(Message("told to nobody"))
    ascii_only = Path("/dev/null").open("w", encoding="ascii")  # noqa: SIM115
    monkeypatch.setattr(sys, "stderr", ascii_only)
    narrate(Message("thí sinh"))
    ascii_only.close()
    narrate(Message("told to nobody"))


class Unable(Person):
    """A link whose own end fails, as one does that cannot narrate."""

    is_broken = False

    def show(self, text: str) -> None:
        if self.is_broken:
            raise OSError(28, "No space left on device")
        super().show(text)

    def end(self, ending: Ending) -> None:
        super().end(ending)
        raise OSError(28, "No space left on device")


def test_a_link_that_fails_ends_alone_and_the_keeper_begins_anew(room: OpenRoom) -> None:
    told: list[str] = []

    def tell(text: Message) -> None:
        is_first = not told
        told.append(text.read("en"))
        if is_first:
            raise RuntimeError("a failure of ours")

    async def run() -> None:
        failures: list[object] = []
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, told: failures.append(type(told.get("exception"))))
        (room.folder / INDEX).mkdir()  # the keeper has something to tell, and fails of it
        hall = Hall((room.folder,), tell, limits=Limits(at_start=1))
        await hall.start()
        leaving, drawing, other = Unable(), Unable(), Person()
        places = []
        for number, link in (("0001", leaving), ("0002", drawing), ("0003", other)):
            place = await hall.open(Entry(number, PIN), link)
            place.run(80, 24)
            places.append(place)
            await link.sees("HƯỚNG DẪN")
        workers = hall.workers
        places[0].close()
        await until(lambda: bool(leaving.endings))
        drawing.is_broken = True
        places[1].feed("\r")
        await until(lambda: bool(drawing.endings))
        places[2].feed("\r")
        await other.sees("câu")
        assert (hall.candidates, hall.workers, other.endings) == (1, workers, [])
        assert failures == [OSError] * len(failures)
        assert len(failures) >= 3
        # The keeper failed of its first word and was begun anew: it says it again.
        await until(lambda: sum(INDEX in one for one in told) == 2, lambda: told)
        assert any("kept anew" in one and "RuntimeError" in one for one in told)
        await hall.stop()

    asyncio.run(run())


class HangingDisk(SystemDisk):
    """A disk on which a line takes until the loop has turned."""

    def __init__(self) -> None:
        super().__init__()
        self.turned = threading.Event()

    def append(self, handle: int, data: bytes) -> None:
        if not self.turned.wait(5):
            raise OSError(5, "the loop stood still")
        super().append(handle, data)


def test_others_go_on_while_a_session_that_ends_waits_for_its_disk(room: OpenRoom) -> None:
    async def run() -> None:
        disk = HangingDisk()
        seat = Seat(room, Entry("0001", PIN), lambda text: None)
        await seat.open()
        assert seat._session is not None
        seat._session._journal.disk = disk
        closing = asyncio.ensure_future(seat.close())
        await asyncio.sleep(0.05)
        disk.turned.set()
        await closing
        kept = sign_in(room, "0001", PIN, SystemClock(), SystemDisk())  # it is released by now
        assert [event.event for event in kept._journal.chain.events].count("leave") == 1
        kept.release()

    asyncio.run(run())


def test_nothing_of_a_window_stays_in_memory_after_its_candidate_has_gone(room: OpenRoom) -> None:
    async def sit() -> None:
        screen = Screen()
        seat = Seat(room, Entry("0001", PIN), screen.show)
        await asyncio.create_task(seat.open())
        task = asyncio.create_task(seat.run(Window(80, 24)))
        await until(lambda: "HƯỚNG DẪN" in screen.text)
        await seat.close()
        assert (await task).why == "closed"

    async def run() -> None:
        await asyncio.create_task(sit())
        for _ in range(3):
            await asyncio.sleep(0)
        gc.collect()
        apps = [one for one in gc.get_objects() if isinstance(one, ExamApp)]
        assert [one for one in apps if one.room.folder == room.folder] == []

    gc.collect()
    asyncio.run(run())


def test_a_pulse_beats_on_after_a_failure_and_the_failure_is_told() -> None:
    async def run() -> None:
        failures: list[object] = []
        beats: list[int] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, told: failures.append(told["exception"]))

        def act() -> float:
            beats.append(1)
            if len(beats) == 1:
                raise ValueError("a failure of ours")
            return 60.0

        pulse = Pulse(act)
        pulse.start(0)
        await until(lambda: len(beats) == 2)
        pulse.stop()
        assert [type(one) for one in failures] == [ValueError]

    asyncio.run(run())


def test_a_browser_whose_candidate_moved_to_another_pc_is_told_to_sign_in_and_not_to_try_for_ever(
    room: OpenRoom,
) -> None:
    by = next(iter(INVIGILATORS))

    def reseat() -> Act:
        venue = Venue(room, SystemClock(), SystemDisk())
        venue.look()
        return carry_out(venue, Order("reseat", ("0001",), "hỏng"), by, "", enter(room, by, INVIGILATORS[by])).act

    async def run() -> None:
        hall = Hall((room.folder,), lambda told: None, limits=Limits(at_start=1))
        await hall.start()
        door = Door(hall, lambda told: None, linger_seconds=0.1)
        word = await door.sign_in(Visitor("0001", PIN, "vi", 1.0, "10.0.0.1"))
        await until(lambda: hall.candidates == 0)
        assert reseat().pin == 1
        badge = door.find(word)
        assert badge is not None
        with pytest.raises(Conflict):
            await door.come_back(badge, "10.0.0.1")
        assert door.find(word) is None
        await hall.stop()

    asyncio.run(run())


def test_of_many_sizes_at_once_the_last_is_heard_and_few_others() -> None:
    class Ear:
        def __init__(self) -> None:
            self.sizes: list[tuple[int, int]] = []

        def hear(self, message: object) -> None:
            assert isinstance(message, Resize)
            self.sizes.append((message.size.width, message.size.height))

        def begin(self) -> None:
            pass

    async def run() -> None:
        ear, terminal = Ear(), Terminal(lambda text: None, 80, 24)
        terminal.connect(ear)
        for columns in range(60, 160):
            terminal.resize(columns, 30)
        await until(lambda: ear.sizes[-1] == (159, 30))
        assert len(ear.sizes) == 2
        terminal.attach(159, 30)
        assert len(ear.sizes) == 3  # another window is drawn anew, whatever its size

    asyncio.run(run())


def test_more_than_anybody_types_is_dropped_and_who_sends_on_and_on_is_a_flood() -> None:
    typing = Typing()
    assert typing.take(0, INPUT_AT_ONCE)
    assert not typing.take(0, 1)
    assert typing.take(1, 1000)
    assert not typing.is_flood
    assert not typing.take(1, MOST_DROPPED)
    assert typing.is_flood
