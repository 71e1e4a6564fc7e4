"""Knows how to wait for a typed line with a limit, on every system.

Must not know what lines mean. It reads below Python's own buffer: a thread that waits inside that buffer would
bring the program down when it ends.
"""

from __future__ import annotations

import queue
import threading
import unicodedata
from typing import Protocol, TextIO, cast


class _Raw(Protocol):
    def read(self, size: int, /) -> bytes | None: ...


class Lines:
    """Lines of `source`, read one at a time and only when asked for, so that nobody else's input is taken."""

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self._raw = cast("_Raw | None", getattr(getattr(source, "buffer", None), "raw", None))
        self._rest = b""
        self._is_asked = False
        self._asked: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._came: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def is_terminal(self) -> bool:
        """Whether a person types these lines."""
        return self._source.isatty()

    def wait(self, seconds: float | None = None) -> str | None:
        """The next line without its end, NFC; None at the end of all lines; TimeoutError when none came in time."""
        if not self._is_asked:
            self._asked.put(None)
            self._is_asked = True
        try:
            line = self._came.get(timeout=seconds)
        except queue.Empty as late:
            raise TimeoutError from late
        self._is_asked = False
        return line if line is None else unicodedata.normalize("NFC", line)

    def _serve(self) -> None:
        while True:
            self._asked.get()
            self._came.put(self._read_line())

    def _read_line(self) -> str | None:
        if self._raw is None:
            line = self._source.readline()
            return line.rstrip("\r\n") if line else None
        while b"\n" not in self._rest:
            more = self._raw.read(4096)
            if not more:
                last, self._rest = self._rest, b""
                return last.decode("utf-8", "replace") if last else None
            self._rest += more
        whole, self._rest = self._rest.split(b"\n", 1)
        return whole.rstrip(b"\r").decode("utf-8", "replace")
