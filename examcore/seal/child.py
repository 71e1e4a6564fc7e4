"""Knows how to carry out one step in a short-lived process that leaves nothing behind: no core dump, no key in memory.

Must not know what the step does: it is any importable function from bytes to bytes.

Python cannot wipe bytes. What unlocks and opens therefore runs in a process that ends with the step. Everything it is
told goes through a pipe, so that no secret stands in a list of processes or in the environment.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from examcore import errors
from examcore.canonical import decode, encode
from examcore.errors import ExamcoreError, Refused
from examcore.language import Decimals, Label, Message, Value, messages
from examcore.seal.armour import read_bytes, write_bytes

msg = messages("examcore")

Step = Callable[[bytes], bytes]
LARGEST = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Order:
    module: str
    name: str
    told: str


@dataclass(frozen=True, slots=True)
class _Text:
    """A message on its way; values are text, numbers, or messages as `_Text`."""

    template: str
    values: tuple[tuple[str, str | int | _Text], ...]
    package: str


@dataclass(frozen=True, slots=True)
class _Answer:
    """Either what the step gave (base64), or the name of a refusal with its texts."""

    given: str
    refusal: str = ""
    text: _Text | None = None
    hint: _Text | None = None


def run_apart(step: Step, told: bytes) -> bytes:
    """What `step` gives for `told`, carried out in a process of its own; its refusals are raised here.

    `step` is a function at the top of a module of examcore or a plugin. Raises Refused when the process dies.
    """
    order = encode(_Order(step.__module__, step.__qualname__, write_bytes(told)))
    # -P: a file in the current folder must not pass for a module of Python's.
    command = [sys.executable, "-P", "-c", "from examcore.seal.child import serve; serve()"]
    done = subprocess.run(command, input=order, capture_output=True, check=False)
    if done.returncode != 0:
        raise Refused(
            msg("the process that opens keys stopped without an answer ({code})", code=done.returncode),
            msg("is there enough memory? each officer's passphrase needs 256 MiB for a moment"),
        )
    answer = decode(done.stdout, _Answer, "?")
    if answer.text is not None:
        raise _refusal(answer.refusal, answer.text, answer.hint)
    return read_bytes(answer.given)


def forbid_core_dumps() -> None:
    """Let this process write no core dump, where the system has such a limit."""
    try:
        import resource
    except ImportError:  # Windows writes none unless an administrator asked for them
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve() -> None:
    """Be the child: read an order, carry it out, answer."""
    forbid_core_dumps()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a step prints must not pass for the answer
    order = decode(sys.stdin.buffer.read(LARGEST), _Order, "?")
    step: Step = getattr(importlib.import_module(order.module), order.name)
    try:
        answer = _Answer(write_bytes(step(read_bytes(order.told))))
    except ExamcoreError as refused:
        hint = None if refused.hint is None else _pack(refused.hint)
        answer = _Answer("", type(refused).__name__, _pack(refused.text), hint)
    with answers:
        answers.write(encode(answer))


def _refusal(name: str, text: _Text, hint: _Text | None) -> ExamcoreError:
    kind: type[ExamcoreError] = getattr(errors, name, Refused)
    return kind(_unpack(text), None if hint is None else _unpack(hint))


def _pack(text: Message) -> _Text:
    values = tuple((name, _pack_value(value)) for name, value in text.values)
    return _Text(text.template, values, text.package)


def _pack_value(value: Value) -> str | int | _Text:
    if isinstance(value, Message):
        return _pack(value)
    return value.read() if isinstance(value, Label | Decimals) else value


def _unpack(text: _Text) -> Message:
    values = tuple((name, _unpack(v) if isinstance(v, _Text) else v) for name, v in text.values)
    return Message(text.template, values, text.package)
