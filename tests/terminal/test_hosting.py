"""Claims about apps that are shown elsewhere: the driver, many in one process, workers, the hall."""

from __future__ import annotations

import asyncio
import inspect
import os
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.driver import Driver

from examcore.errors import AlreadyThere, NotAdmitted, Refused, WrongPin
from examcore.language import Message
from examcore.session import OpenRoom, SystemClock, SystemDisk, sign_in
from examcore_tui.hosting import crew
from examcore_tui.hosting.allowance import Allowance
from examcore_tui.hosting.driver import HostedDriver, find_failure, run_hosted
from examcore_tui.hosting.frames import Ending, Entry, Frame, Kind, Window, read_frame, write_frame, write_text
from examcore_tui.hosting.hall import Hall, Limits
from examcore_tui.hosting.seat import Seat
from examcore_tui.hosting.terminal import Terminal, fit_size
from examcore_tui.hosting.tries import Tries
from examcore_tui.viewer.sight import Sight
from tests.terminal.far import Screen, until
from tests.terminal.rooms import PIN, arrange


@dataclass
class Person(Screen):
    """A link to a hall that keeps what it was told."""

    is_here: bool = True
    endings: list[Ending] = field(default_factory=list)
    sights: list[tuple[Sight | None, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def show_sight(self, sight: Sight | None, data: bytes) -> None:
        self.sights.append((sight, data))

    def end(self, ending: Ending) -> None:
        self.endings.append(ending)

    async def is_alive(self) -> bool:
        return self.is_here

    async def sees(self, words: str) -> None:
        await until(lambda: words in self.text, lambda: f"{words!r} is not on the screen:\n{self.text}")


@pytest.fixture
def room(tmp_path: Path) -> OpenRoom:
    return arrange(3, 4, minutes=30, candidates=4).publish(tmp_path / "P01")


def in_hall(
    room: OpenRoom, story: Callable[[Hall, list[Message]], Awaitable[None]], limits: Limits | None = None
) -> None:
    """Tell a story in a hall of one worker."""

    async def run() -> None:
        told: list[Message] = []
        hall = Hall((room.folder,), told.append, limits=limits or Limits(at_start=1))
        await hall.start()
        try:
            await story(hall, told)
        finally:
            await hall.stop()

    asyncio.run(run())


# The library's side of what we use without its promise.


def test_the_screen_library_still_has_the_driver_we_stand_on() -> None:
    assert Driver.__abstractmethods__ == {"write", "start_application_mode", "disable_input", "stop_application_mode"}
    assert list(inspect.signature(Driver.__init__).parameters) == ["self", "app", "debug", "mouse", "size"]
    assert list(inspect.signature(XTermParser.feed).parameters) == ["self", "data"]
    assert list(inspect.signature(XTermParser.tick).parameters) == ["self"]
    assert {"mouse", "size", "headless"} <= inspect.signature(App.run_async).parameters.keys()
    assert [type(event).__name__ for event in XTermParser().feed("1\x1b[A")] == ["Key", "Key"]
    app: App[None] = App()
    assert app.driver_class is not None
    assert find_failure(app) is None


class Echo(App[None]):
    """Shows which keys it heard and how large it is."""

    heard = ""

    def on_key(self, event: object) -> None:
        self.heard += f"{event.key} "  # type: ignore[attr-defined]  # a key event
        if event.key == "z":  # type: ignore[attr-defined]
            raise ValueError("secret 246810")


async def with_echo(story: Callable[[Echo, Terminal, Screen], Awaitable[None]]) -> Echo:
    screen, app = Screen(), Echo()
    terminal = Terminal(screen.show, 80, 24)
    task = asyncio.create_task(run_hosted(app, terminal))
    await until(lambda: app.is_running and "\x1b[?1049h" in screen.seen)
    await story(app, terminal, screen)
    app.exit()
    await task
    return app


def test_an_app_hears_keys_and_sizes_from_its_host_and_gives_the_terminal_back() -> None:
    async def story(app: Echo, terminal: Terminal, screen: Screen) -> None:
        terminal.feed("1\x1b[Aế\x1b[21~")
        await until(lambda: "f10" in app.heard)
        assert app.heard.split()[:2] == ["1", "up"]
        terminal.resize(100, 30)
        await until(lambda: tuple(app.size) == (100, 30))
        terminal.resize(10**9, -1)
        await until(lambda: tuple(app.size) == fit_size(10**9, -1))
        assert fit_size(10**9, -1) < (1000, 1000)

    async def run() -> None:
        screens: list[Screen] = []

        async def keep(app: Echo, terminal: Terminal, screen: Screen) -> None:
            screens.append(screen)
            await story(app, terminal, screen)

        await with_echo(keep)
        assert screens[0].seen.rstrip().endswith("\x1b[?1049l")
        assert "\x1b[?1000h" not in screens[0].seen

    asyncio.run(run())


def test_half_an_arrow_key_is_not_taken_for_the_letter_of_an_answer() -> None:
    async def story(app: Echo, terminal: Terminal, screen: Screen) -> None:
        terminal.feed("\x1b")
        await asyncio.sleep(0.15)  # longer than the library would wait
        terminal.feed("[A")
        await until(lambda: "up" in app.heard)
        assert app.heard.split() == ["up"]

    asyncio.run(_drop(with_echo(story)))


async def _drop(work: Awaitable[object]) -> None:
    await work


@pytest.mark.parametrize(
    "hostile", ["\x1b[99999999999999;1u", "\x1b[200~" + "x" * 100_000, "\x1b[" + "9" * 5000, "\ud800", "\x1b[<1;1;1"]
)
def test_hostile_input_leaves_the_keyboard_working(hostile: str) -> None:
    async def story(app: Echo, terminal: Terminal, screen: Screen) -> None:
        terminal.feed(hostile)
        await asyncio.sleep(0.7)
        before = len(app.heard)
        terminal.feed("q")
        await until(lambda: app.heard[before:].endswith("q "), lambda: app.heard[-50:])

    asyncio.run(_drop(with_echo(story)))


def test_more_keys_than_a_person_types_are_dropped() -> None:
    async def story(app: Echo, terminal: Terminal, screen: Screen) -> None:
        terminal.feed("q" * 3000)
        await until(lambda: len(app.heard.split()) >= 100)
        await asyncio.sleep(0.1)
        assert len(app.heard.split()) < 200

    asyncio.run(_drop(with_echo(story)))


def test_what_an_app_failed_of_is_kept_from_the_screen() -> None:
    async def run() -> None:
        screen, app = Screen(), Echo()
        terminal = Terminal(screen.show, 80, 24)
        task = asyncio.create_task(run_hosted(app, terminal))
        await until(lambda: app.is_running)
        terminal.feed("z")
        await task
        assert isinstance(find_failure(app), ValueError)
        assert "246810" not in screen.seen

    asyncio.run(run())


def test_an_allowance_fills_again_and_no_further_than_it_was() -> None:
    one = Allowance(5, 0.5)
    assert [one.take(0) for _ in range(6)] == [True] * 5 + [False]
    assert one.take(2)
    assert not one.take(2)
    assert not one.take(20, 6)
    assert one.take(20, 5)


def test_wrong_tries_are_few_in_a_minute_and_ever_slower() -> None:
    tries = Tries()
    for second in range(5):
        assert tries.wait("0001", second) == 0
        tries.count("0001", second)
    assert tries.wait("0001", 5) == 55
    assert tries.wait("0002", 5) == tries.delay("0002", 5) == 0
    assert [Tries().delay("0001", 0), tries.delay("0001", 5)] == [0, 8]
    tries.forgive("0001", 4)
    assert tries.wait("0001", 5) == 0
    assert tries.delay("0001", 70) == 0


def test_frames_survive_the_wire_and_a_cut_one_is_the_end() -> None:
    async def run() -> None:
        reader = asyncio.StreamReader()
        whole = write_text(Kind.DRAWN, 7, "ế\ud800") + write_frame(Kind.STOP)
        reader.feed_data(whole + whole[:5])
        reader.feed_eof()
        assert await read_frame(reader) == Frame(Kind.DRAWN, 7, "ế?".encode())
        assert await read_frame(reader) == Frame(Kind.STOP, 0, b"")
        assert await read_frame(reader) is None

    asyncio.run(run())


def test_an_entry_shows_no_pin() -> None:
    assert PIN not in repr(Entry("0001", PIN))


# One process, many candidates.


def test_two_candidates_of_one_process_read_in_their_own_language(room: OpenRoom) -> None:
    async def run() -> None:
        screens = {"vi": Screen(), "en": Screen()}
        seats = []
        tasks = []
        for number, (language, screen) in zip(("0001", "0002"), screens.items(), strict=True):
            seat = Seat(room, Entry(number, PIN, language), screen.show)
            assert await asyncio.create_task(seat.open())
            tasks.append(asyncio.create_task(seat.run(Window(80, 24))))
            seats.append(seat)
        await until(lambda: "HƯỚNG DẪN" in screens["vi"].text and "INSTRUCTIONS" in screens["en"].text)
        for seat in seats:
            await seat.close()
        assert [(await task).why for task in tasks] == ["closed", "closed"]

    asyncio.run(run())


# Workers and the hall.


def test_a_candidate_comes_back_to_the_same_question_and_answers(room: OpenRoom) -> None:
    async def story(hall: Hall, told: list[Message]) -> None:
        first, again, other = Person(), Person(), Person()
        place = await hall.open(Entry("0001", PIN), first)
        place.run(80, 24)
        await first.sees("HƯỚNG DẪN")
        place.feed("\r\x1b[15~")
        await first.sees("Nội dung câu hỏi số 1?")
        place.feed("2")
        await first.sees("(●) B.")
        place.feed("n")
        await first.sees("Nội dung câu hỏi số 2?")
        # A second window while the first one lives.
        with pytest.raises(NotAdmitted):
            await hall.open(Entry("0001", PIN), other)
        # A wrong PIN puts nobody out, dead link or not.
        first.is_here = False
        with pytest.raises(WrongPin):
            await hall.open(Entry("0001", "000000"), other)
        assert first.endings == []
        # The network has dropped: back at once.
        begun = time.monotonic()
        place = await hall.open(Entry("0001", PIN), again)
        place.run(80, 24)
        await again.sees("Nội dung câu hỏi số 2?")
        assert time.monotonic() - begun < 2
        assert [ending.why for ending in first.endings] == ["closed"]
        place.feed("p")
        await again.sees("(●) B.")
        # The same app in another window is drawn anew.
        window = place.link = Person()
        place.run(80, 24)
        await window.sees("(●) B.")
        place.resize(40, 10)
        await window.sees("nhỏ")
        assert hall.candidates == 1

    in_hall(room, story)


def test_what_the_front_refuses_names_neither_number_nor_pin_as_the_wrong_one(room: OpenRoom) -> None:
    async def story(hall: Hall, told: list[Message]) -> None:
        said = set()
        for number, pin in (("0001", "1"), ("9999", PIN), ("0001\x00", PIN), ("ế" * 5000, PIN), ("0001", "\ud800")):
            with pytest.raises(WrongPin) as caught:
                await hall.open(Entry(number, pin), Person())
            said.add(caught.value.read("vi"))
        assert len(said) == 1
        with pytest.raises(WrongPin) as caught:
            await hall.open(Entry("0001", "1", "en"), Person())
        assert "PIN is not right" in caught.value.read("en")
        assert (hall.knows("0001"), hall.knows("9999")) == (True, False)
        await hall.open(Entry("0001", PIN), Person())
        await hall.open(Entry("0002", PIN), Person())
        with pytest.raises(Refused, match="2"):
            await hall.open(Entry("0003", PIN), Person())

    in_hall(room, story, Limits(candidates=2, at_start=1))


def test_a_worker_killed_loses_no_answer_and_another_takes_its_place(room: OpenRoom) -> None:
    async def story(hall: Hall, told: list[Message]) -> None:
        person, again = Person(), Person()
        place = await hall.open(Entry("0001", PIN), person)
        place.run(80, 24)
        await person.sees("HƯỚNG DẪN")
        place.feed("\r\x1b[15~")
        await person.sees("Nội dung câu hỏi số 1?")
        for number in (1, 2, 3):
            place.feed("3")
            await person.sees(f"câu {number}/7 · ■ {number}/7")
            place.feed("n")
            await person.sees(f"câu {number + 1}/7")
        os.kill(hall.workers[0], signal.SIGKILL)
        await until(lambda: bool(person.endings))
        assert person.endings == [Ending("died")]
        assert any("chết" in message.read("vi") or "died" in message.read("en") for message in told)
        place = await hall.open(Entry("0001", PIN), again)
        place.run(80, 24)
        await again.sees("câu 4/7 · ■ 3/7")

    in_hall(room, story)
    kept = sign_in(room, "0001", PIN, SystemClock(), SystemDisk())
    assert dict(kept.state.answers) == {"Q001": "q1o2", "Q002": "q2o2", "Q003": "q3o2"}
    kept.release()


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="a process is stopped by a POSIX signal")
def test_a_worker_that_hangs_is_taken_for_dead(room: OpenRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "ASK_SECONDS", 0.1)
    monkeypatch.setattr(crew, "SILENT_SECONDS", 1.0)

    async def story(hall: Hall, told: list[Message]) -> None:
        person, again = Person(), Person()
        await hall.open(Entry("0001", PIN), person)
        await asyncio.sleep(1.5)  # one that answers is left alone
        assert person.endings == []
        os.kill(hall.workers[0], signal.SIGSTOP)
        await until(lambda: person.endings == [Ending("died")])
        (await hall.open(Entry("0001", PIN), again)).run(80, 24)
        await again.sees("HƯỚNG DẪN")

    in_hall(room, story)


def test_a_hall_serves_several_rooms_but_no_number_twice(tmp_path: Path) -> None:
    made = arrange(1, 1, candidates=2, rooms=("P.01", "P.02"))
    one, two = made.publish(tmp_path / "1", "P.01"), made.publish(tmp_path / "2", "P.02")

    async def run() -> None:
        hall = Hall((one.folder, two.folder), lambda told: None, limits=Limits(at_start=1))
        await hall.start()
        for number in ("0001", "0002"):
            person = Person()
            (await hall.open(Entry(number, PIN), person)).run(80, 24)
            await person.sees(number)
        await hall.stop()
        twin = arrange(1, 1).publish(tmp_path / "3")
        with pytest.raises(AlreadyThere):
            await Hall((one.folder, twin.folder), lambda told: None).start()

    asyncio.run(run())


def test_the_class_of_the_driver_is_ours() -> None:
    assert issubclass(HostedDriver, Driver)
