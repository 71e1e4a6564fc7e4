"""Knows where a log and its signed checkpoints lie in a folder.

Must not know what else is in the folder.

    log.jsonl                 every act, a line each
    checkpoints/N.checkpoint  the head at N events, as signed
"""

from __future__ import annotations

from pathlib import Path

from examcore.errors import BadInput, NotFound
from examcore.files import read_limited, write_whole
from examcore.language import messages
from examcore.log.book import Log, read_log
from examcore.log.checkpoint import LARGEST_CHECKPOINT, Checkpoint, check_log, read_checkpoint

msg = messages("examcore")

LOG_NAME = "log.jsonl"
FOLDER_NAME = "checkpoints"


def find_log(path: Path) -> Log:
    """The log at `path`, a file or a folder with one. Raises NotFound or BadInput."""
    return read_log(path / LOG_NAME if path.is_dir() else path)


def load_checkpoint(path: Path) -> Checkpoint:
    """The checkpoint in a file. Raises NotFound or BadInput naming it."""
    return read_checkpoint(load_text(path, LARGEST_CHECKPOINT), str(path))


def load_text(path: Path, largest: int) -> str:
    """A text file as it is. Raises NotFound or BadInput naming it."""
    try:
        return read_limited(path, largest).decode("utf-8")
    except UnicodeDecodeError as problem:
        raise BadInput(msg("{path} is not text in UTF-8", path=str(path))) from problem


def keep_checkpoint(folder: Path, checkpoint: Checkpoint) -> Path:
    """Write a signed checkpoint of the log in `folder`; its path. Raises BrokenSeal where it is not of that log."""
    check_log(find_log(folder), checkpoint)
    path = folder / FOLDER_NAME / f"{checkpoint.size}.checkpoint"
    write_whole(path, checkpoint.text.encode())
    return path


def kept_checkpoints(folder: Path) -> list[Path]:
    """The checkpoints of a folder, the oldest first."""
    found = [path for path in (folder / FOLDER_NAME).glob("*.checkpoint") if path.stem.isdecimal()]
    return sorted(found, key=_by_size)


def newest_checkpoint(folder: Path) -> Checkpoint:
    """The newest checkpoint of a folder. Raises NotFound where none was signed yet."""
    paths = kept_checkpoints(folder)
    if not paths:
        raise NotFound(
            msg("{path} has no signed checkpoint yet", path=str(folder)),
            msg("the members present sign one at the end of each ceremony"),
        )
    return load_checkpoint(paths[-1])


def _by_size(path: Path) -> int:
    return int(path.stem)
