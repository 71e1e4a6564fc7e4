"""Claims about the word for a run of the machine: one in all its programs, another after a start, on Windows too."""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from examcore.record import SystemClock, read_boot
from examcore.record.boot import CRYPTOGRAPHY, PREFETCH, read_windows_boot

DWORD, SZ, QWORD = 4, 1, 11
Values = Mapping[tuple[str, str], tuple[object, int]]
STARTS, MACHINE, PREFETCHER = (PREFETCH, "BootId"), (CRYPTOGRAPHY, "MachineGuid"), (PREFETCH, "EnablePrefetcher")
SOUND: Values = {STARTS: (57, DWORD), MACHINE: ("6f1c1b3e-2b0a-4c41-8f0e-0a4be2f7c001", SZ), PREFETCHER: (3, DWORD)}


class Shelf:
    """A registry of these values that speaks as `winreg` does."""

    HKEY_LOCAL_MACHINE, KEY_READ, KEY_WOW64_64KEY, REG_DWORD, REG_SZ = 2**31 + 2, 0x20019, 0x100, DWORD, SZ

    def __init__(self, values: Values, closed: str = "") -> None:
        self.values, self.closed = values, closed

    @contextmanager
    def OpenKey(self, key: int, sub_key: str, reserved: int, access: int) -> Iterator[object]:
        assert (key, reserved) == (self.HKEY_LOCAL_MACHINE, 0)
        if sub_key == self.closed:
            raise PermissionError(13, "Access is denied")
        if not any(path == sub_key for path, _ in self.values):
            raise FileNotFoundError(2, "The system cannot find the file specified")
        yield sub_key

    def QueryValueEx(self, key: object, name: str) -> tuple[object, int]:
        found = self.values.get((str(key), name))
        if found is None:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        return found


def word(changes: Values | None = None, without: tuple[str, str] | None = None, name: str = "MAY-01") -> str | None:
    values = {place: value for place, value in {**SOUND, **(changes or {})}.items() if place != without}
    return read_windows_boot(Shelf(values), name)


def test_a_windows_machine_has_one_word_until_it_is_started_again() -> None:
    found = word()
    assert found is not None
    assert len(found) == 32
    assert found == word() == word(without=PREFETCHER)
    assert found != word({STARTS: (58, DWORD)})


def test_two_windows_machines_that_count_alike_have_two_words() -> None:
    assert len({word(), word(name="MAY-02"), word({MACHINE: ("another", SZ)})}) == 3


@pytest.mark.parametrize(
    "changes",
    [
        {STARTS: ("57", SZ)}, {STARTS: (57, QWORD)}, {STARTS: (0, DWORD)}, {STARTS: (b"\x39\0\0\0", 3)},
        {MACHINE: (57, DWORD)}, {MACHINE: ("", SZ)}, {PREFETCHER: (0, DWORD)},
    ],
)  # fmt: skip
def test_a_value_of_another_type_or_a_count_that_is_switched_off_gives_no_word(changes: Values) -> None:
    assert word(changes) is None


@pytest.mark.parametrize("missing", [STARTS, MACHINE])
def test_a_value_that_is_missing_gives_no_word(missing: tuple[str, str]) -> None:
    assert word(without=missing) is None


@pytest.mark.parametrize("closed", [PREFETCH, CRYPTOGRAPHY])
def test_a_key_this_account_may_not_read_gives_no_word(closed: str) -> None:
    assert read_windows_boot(Shelf(SOUND, closed), "MAY-01") is None


AS_WINDOWS = """
import sys
from examcore.record import SystemClock
from tests.core.test_boot import SOUND, Shelf
sys.modules["winreg"] = Shelf(SOUND if sys.argv[1] == "sound" else {})
sys.platform = "win32"
print(SystemClock().boot(), SystemClock().boot())
"""


def ask_child(code: str, *words: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_two_programs_on_windows_say_one_word_and_without_it_each_its_own() -> None:
    sound = [*ask_child(AS_WINDOWS, "sound"), *ask_child(AS_WINDOWS, "sound")]
    assert sound == [read_windows_boot(Shelf(SOUND), platform.node())] * 4
    bare = [*ask_child(AS_WINDOWS, "bare"), *ask_child(AS_WINDOWS, "bare")]
    assert bare[0] == bare[1] != bare[2] == bare[3]


def test_a_program_and_its_child_say_one_word_here() -> None:
    if read_boot() is None:
        pytest.skip("this system tells no word")
    assert ask_child("from examcore.record import SystemClock; print(SystemClock().boot())") == [SystemClock().boot()]
