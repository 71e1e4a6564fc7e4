"""Knows where progress lies on this machine, and how a damaged file is set aside and not lost.

Must not know what it is used for.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from examcore.canonical import decode, encode
from examcore.errors import BadInput, NotSaved
from examcore.files import explain, read_limited, write_whole
from examcore.language import messages
from examcore.practice.progress import FORMAT, Progress
from examcore.record.lock import FileLock, take_lock

msg = messages("examcore")

NAME = "practice.json"
LARGEST = 64 * 1024 * 1024
FAMILY = b'"format":"examcore-practice/'
PATIENCE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Opened:
    """The progress in a file, and where a damaged file was set aside (None where it was sound or not there)."""

    progress: Progress
    set_aside: Path | None = None


def find_place(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """The usual file of this user: in the data folder that the system gives programs."""
    home = Path(environment.get("USERPROFILE" if platform == "win32" else "HOME") or Path.home())
    if platform == "win32":
        folder = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif platform == "darwin":
        folder = home / "Library" / "Application Support"
    else:
        folder = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    return folder / "examcore" / NAME


def open_progress(path: Path) -> Opened:
    """The progress kept at `path`, empty where there is no file yet; a damaged file is renamed and named.

    Raises NotFound for a file that may not be read, BadInput for one of a later version: neither is touched.
    """
    if not path.exists():
        return Opened(Progress())
    if path.is_file() and path.stat().st_size > LARGEST:
        return Opened(Progress(), _set_aside(path))
    data = read_limited(path, LARGEST)
    if FAMILY in data and f'"format":"{FORMAT}"'.encode() not in data:
        raise BadInput(
            msg("{path} was written by another version of this program", path=str(path)),
            msg("use that version, or name another file with --progress"),
        )
    try:
        progress = decode(data, Progress, str(path))
    except BadInput:
        return Opened(Progress(), _set_aside(path))
    return Opened(progress)


def change_progress(path: Path, change: Callable[[Progress], Progress]) -> Progress:
    """Apply `change` to what the file holds now and write it, for its owner only; the progress written.

    Two windows that practise at once lose nothing of each other. Raises NotSaved.
    """
    lock = _wait_for_lock(path)
    try:
        progress = change(open_progress(path).progress)
        write_whole(path, encode(progress), private=True)
    finally:
        lock.release()
    return progress


def _wait_for_lock(path: Path) -> FileLock:
    beside = path.with_name(path.name + ".lock")
    until = time.monotonic() + PATIENCE_SECONDS
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        while (lock := take_lock(beside)) is None:
            if time.monotonic() > until:
                raise NotSaved(
                    msg("another window is writing to {path}", path=str(path)),
                    msg("close it, or name another file with --progress"),
                )
            time.sleep(0.02)
    except OSError as problem:
        raise NotSaved(
            msg("{path} could not be written: {problem}", path=str(path), problem=explain(problem)),
            msg("practice goes on without it; name another file with --progress"),
        ) from problem
    return lock


def _set_aside(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    try:
        path.replace(aside)
    except OSError as problem:
        raise NotSaved(
            msg("the damaged file {path} could not be set aside: {problem}", path=str(path), problem=explain(problem)),
            msg("name another file with --progress"),
        ) from problem
    return aside
