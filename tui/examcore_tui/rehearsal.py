"""Knows how to play candidates: the real app, every answer by key press, many at a time in worker processes.

Must not reach round the screen: what a played candidate does goes through the app's own keys.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import re
import signal
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from textual import events
from textual.widgets import Input

from examcore.errors import Refused
from examcore.hooks import Progress
from examcore.language import messages
from examcore.nouns import Booklet, Sitting, SittingSecrets
from examcore.session import Session, SystemClock, SystemDisk, publish_room, read_room
from examcore_tui.app import ExamApp
from examcore_tui.screens.endings import ReceiptScreen
from examcore_tui.screens.frame import ExamScreen
from examcore_tui.screens.instructions import InstructionsScreen
from examcore_tui.screens.practice import PracticeScreen
from examcore_tui.screens.question import QuestionScreen
from examcore_tui.screens.review import ReviewScreen
from examcore_tui.screens.sign_in import SignInScreen

msg = messages("examcore_tui")
PATIENCE_SECONDS = 60.0
AnyScreen = TypeVar("AnyScreen", bound=ExamScreen)


@dataclass(frozen=True, slots=True)
class Play:
    """One candidate to be played: where, who, with which PIN, and the option id for each question id."""

    folder: Path
    number: str
    pin: str
    answers: tuple[tuple[str, str], ...]


def rehearse_rooms(
    sitting: Sitting,
    booklets: Mapping[str, Booklet],
    secrets: SittingSecrets,
    answers: Mapping[str, Mapping[str, str]],
    into: Path,
    workers: int,
    progress: Progress | None,
) -> None:
    """Publish every room of these candidates into a folder of its own below `into` and play them all."""
    rooms: dict[str, dict[str, Booklet]] = {}
    for number, booklet in booklets.items():
        rooms.setdefault(_room_of(sitting, number), {})[number] = booklet
    plays: list[Play] = []
    for at, (room, mine) in enumerate(sorted(rooms.items()), start=1):
        folder = into / f"{at:02}-{re.sub(r'[^0-9A-Za-z]+', '-', room).strip('-') or 'room'}"
        publish_room(sitting, room, mine, secrets, folder)
        plays += [
            Play(folder, number, secrets.pin_of(number), tuple(answers.get(number, {}).items()))
            for number in sorted(mine)
        ]
    _play_all(plays, workers, progress)


def _room_of(sitting: Sitting, number: str) -> str:
    candidate = sitting.candidate(number)
    if candidate is None:
        raise Refused(msg("candidate {number} is not in this sitting", number=number))
    return candidate.room


def _play_all(plays: list[Play], workers: int, progress: Progress | None) -> None:
    context = multiprocessing.get_context("spawn")
    count = max(1, min(workers, len(plays)))
    done = 0
    with ProcessPoolExecutor(count, mp_context=context, initializer=leave_interrupts) as pool:
        waiting = [pool.submit(play_candidate, play) for play in plays]
        try:
            for finished in as_completed(waiting):
                finished.result()
                done += 1
                if progress is not None:
                    progress(done, len(plays))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # nobody else begins
            raise


def leave_interrupts() -> None:
    """Let Ctrl+C stop the process that waits for this one: this one ends what it does and is then told to go."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def play_candidate(play: Play) -> None:
    """Let one candidate sit from sign-in to receipt in the real app. Raises Refused where they got stuck."""
    gc.freeze()  # what is loaded stays loaded: no use looking through it again and again
    asyncio.run(_play(play))


async def _play(play: Play) -> None:
    app = ExamApp(read_room(play.folder), SystemClock(), SystemDisk())
    async with app.run_test(size=(80, 24)):
        player = Player(app, play.number)
        signing = await player.reach(SignInScreen)
        await player.fill(signing.number, play.number)
        await player.press("enter", lambda: app.focused is signing.pin)
        await player.fill(signing.pin, play.pin)
        await player.press("enter", lambda: app.session is not None)
        await player.reach(InstructionsScreen)
        await player.press("enter", lambda: isinstance(app.screen, PracticeScreen))
        practice = await player.reach(PracticeScreen)
        await player.press("2", lambda: practice.sheet.cursor == 1)
        await player.press("f5", lambda: app.live.state.is_started)
        await player.reach(QuestionScreen)
        await _answer_all(player, dict(play.answers))
        await player.press("f10", lambda: isinstance(app.screen, ReviewScreen))
        review = await player.reach(ReviewScreen)
        await player.fill(review.field, "NOP")
        await player.press("enter", lambda: app.live.state.submitted != "")
        await player.reach(ReceiptScreen)
        await player.press("f10", lambda: not app.is_running)


async def _answer_all(player: Player, answers: Mapping[str, str]) -> None:
    live = player.app.live
    for index, question in enumerate(live.questions):
        if index:
            await player.press("right", partial(_stands_at, live, index))
        option = answers.get(question.id)
        if option is None:
            continue
        key = next(str(at) for at, shown in enumerate(question.options, start=1) if shown.id == option)
        await player.press(key, partial(_has_answer, live, question.id, option))


def _stands_at(live: Session, index: int) -> bool:
    return live.state.index == index


def _has_answer(live: Session, question: str, option: str) -> bool:
    return live.state.answers.get(question) == option


class Player:
    """Presses keys, each as soon as the app has done what the one before asked for.

    It does not wait for the screen to be painted in between, as a quick typist would not.
    """

    def __init__(self, app: ExamApp, number: str) -> None:
        self.app = app
        self._number = number

    async def press(self, key: str, is_done: Callable[[], bool]) -> None:
        """Send one key to the app, as its driver would, and wait for what it is to bring about."""
        self.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await self._wait(is_done)

    async def fill(self, field: Input, text: str) -> None:
        """Type into a field that has the focus."""
        await self._wait(lambda: self.app.focused is field)
        for end in range(1, len(text) + 1):
            await self.press(text[end - 1], partial(_holds, field, text[:end]))

    async def reach(self, kind: type[AnyScreen]) -> AnyScreen:
        """Wait for a screen to be there, and give it."""
        await self._wait(lambda: isinstance(self.app.screen, kind) and self.app.screen.is_mounted)
        screen = self.app.screen
        assert isinstance(screen, kind)
        return screen

    async def _wait(self, is_done: Callable[[], bool]) -> None:
        """Let the app work until `is_done`; Refused, naming the candidate, where it does not come about."""
        patience = time.monotonic() + PATIENCE_SECONDS
        while not is_done():
            if not self.app.is_running or time.monotonic() > patience:
                raise Refused(msg("candidate {number} got stuck in the rehearsal", number=self._number))
            await asyncio.sleep(0)


def _holds(field: Input, text: str) -> bool:
    return field.value == text
