"""Knows the command an act of the desk stands for, as an officer would type it.

Must not know what it does. No secret is ever a word of it.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path

from examcore.desk.place import show_path


def command_line(*words: str | Path | Iterable[str | Path]) -> str:
    """`examcore` and these words, paths as typed where one stands, quoted where a shell needs it.

    An iterable gives several words; an empty string gives none.
    """
    said = ["examcore"]
    for word in words:
        if isinstance(word, Path):
            said.append(show_path(word))
        elif isinstance(word, str):
            said += [word] if word else []
        else:
            said += [show_path(one) if isinstance(one, Path) else one for one in word]
    return shlex.join(said)
