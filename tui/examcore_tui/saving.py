"""Knows how an act of a session is done beside the screen, so that a slow disk never holds up a window.

Must not know what an act means. One act at a time; what is slow is told while it is waited for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from examcore.language import Message, messages

msg = messages("examcore_tui")
T = TypeVar("T")
Tell = Callable[[Message, bool], None]

SLOW_SECONDS = 1.0
"""After so long a candidate is told that the answer is still being saved."""
STUCK_SECONDS = 5.0
"""After so long they are told to call the invigilator."""
_WRITERS = ThreadPoolExecutor(max_workers=32, thread_name_prefix="examcore-save")


class Saver:
    """Does the acts of one session, each in a thread, one after another in the order they were asked for."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    @property
    def is_busy(self) -> bool:
        """Whether an act is being done."""
        return self._turn.locked()

    async def save(self, act: Callable[[], T], tell: Tell) -> T:
        """What `act` gives; raises what it raises. `tell` hears when it takes long, and whether that is an alarm."""
        async with self._turn:
            future = asyncio.get_running_loop().run_in_executor(_WRITERS, copy_context().run, act)
            for seconds, text, is_alarm in (
                (SLOW_SECONDS, msg("SAVING … please wait; keys are remembered"), False),
                (
                    STUCK_SECONDS - SLOW_SECONDS,
                    msg("NOT SAVED YET - call the invigilator; leave this window open"),
                    True,
                ),
            ):
                done, _ = await asyncio.wait({future}, timeout=seconds)
                if done:
                    break
                tell(text, is_alarm)
            return await future
