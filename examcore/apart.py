"""Knows how work is handed to a child process that is bounded: one request, one answer, a time, no secret of ours.

Must not know what is asked.

A request is a line of JSON and the bytes that belong to it; an answer a line of JSON and as many bytes as it says at
`size`. The child gets nothing of our environment that is named EXAMCORE_…: a passphrase may stand there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress


class Apart:
    """A module run as a process, started with the first request and again after it ended; one thread at a time.

    `is_late` tells whether the last request ran out of its seconds, `code` how the process that did not answer ended.
    """

    def __init__(self, module: str, words: Sequence[str] = ()) -> None:
        self.is_late = False
        self.code: int | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self._command = [sys.executable, "-P", "-m", module, *words]

    def ask(self, head: Mapping[str, object], body: bytes, seconds: float) -> tuple[dict[str, object], bytes]:
        """What the child answers within `seconds`: its line and its bytes.

        ({}, b"") where it died, was late or broke off; it is then ended.
        """
        child = self._start()
        assert child.stdin is not None
        assert child.stdout is not None
        self.is_late = False
        watch = threading.Timer(seconds, self._end_late, (child,))
        watch.start()
        said: dict[str, object] = {}
        data = b""
        try:
            child.stdin.write(json.dumps(head).encode() + b"\n" + body)
            child.stdin.flush()
            said = json.loads(child.stdout.readline() or b"{}")
            size = said.get("size", 0)
            data = child.stdout.read(size) if isinstance(size, int) else b""
        except (OSError, ValueError):  # it ended, perhaps within a word
            said = {}
        finally:
            watch.cancel()
        if said and ("problem" in said or len(data) == said.get("size")):
            return said, data
        with suppress(subprocess.TimeoutExpired):
            child.wait(1)  # one that ends by itself tells by its code why
        child.kill()
        self.close()
        self.code = child.returncode
        return {}, b""

    @property
    def is_running(self) -> bool:
        """Whether a process waits for requests."""
        return self.process is not None and self.process.poll() is None

    def close(self) -> None:
        """End the process; a second call does nothing."""
        child, self.process = self.process, None
        if child is not None:
            for end in (child.stdin, child.stdout):
                with suppress(OSError):  # a killed child did not take the rest of its request
                    if end is not None:
                        end.close()
            child.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        if self.process is None or not self.is_running:
            self.close()
            self.process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={name: held for name, held in os.environ.items() if not name.startswith("EXAMCORE_")},
            )
        return self.process

    def _end_late(self, child: subprocess.Popen[bytes]) -> None:
        self.is_late = True
        child.kill()


def limit_process(most_bytes: int) -> None:
    """Bound the address space of this process and forbid core dumps, where the system can (not on Windows).

    A lower bound that somebody has set stays.
    """
    try:
        import resource
    except ImportError:
        return
    bound = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = most_bytes if bound == resource.RLIM_INFINITY else min(bound, most_bytes)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
