"""Knows the system's word for this run of the machine, the same in all its programs.

Must not know what time it is. Where the system tells no word, none is given: the clock makes one for its own program.
"""

from __future__ import annotations

import hashlib
import platform
import subprocess
import sys
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Protocol, cast

PREFETCH = r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters"
CRYPTOGRAPHY = r"SOFTWARE\Microsoft\Cryptography"
LABEL = "examcore boot v1"


class Registry(Protocol):
    """What is asked of Windows' registry; the module `winreg` is one. Both acts raise OSError."""

    HKEY_LOCAL_MACHINE: int
    KEY_READ: int
    KEY_WOW64_64KEY: int
    REG_DWORD: int
    REG_SZ: int

    def OpenKey(self, key: int, sub_key: str, reserved: int, access: int) -> AbstractContextManager[object]:  # noqa: N802 (its name there)
        """A key below `key`."""
        ...

    def QueryValueEx(self, key: object, name: str) -> tuple[object, int]:  # noqa: N802 (its name there)
        """A value and its type."""
        ...


@cache
def read_boot() -> str | None:
    """The word, 32 letters and digits, or None where this system tells none."""
    if sys.platform == "linux":
        try:
            return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip().replace("-", "")
        except OSError:
            return None
    if sys.platform == "darwin":
        asked = subprocess.run(
            ["/usr/sbin/sysctl", "-n", "kern.bootsessionuuid"], capture_output=True, text=True, check=False
        )
        word = asked.stdout.strip().replace("-", "").lower()
        return word if asked.returncode == 0 and word else None
    if sys.platform == "win32":
        import winreg

        return read_windows_boot(cast("Registry", winreg), platform.node())
    return None


def read_windows_boot(registry: Registry, name: str) -> str | None:
    """A word made of the number of starts that Windows counts (BootId) and, as two machines may have counted alike, of
    this machine's id and its `name`. None where one of them cannot be read or has another type than expected, or where
    the prefetcher, which counts, is switched off: then two runs might have one word, and time would be reckoned wrong.
    """
    starts = _read(registry, PREFETCH, "BootId", registry.REG_DWORD)
    machine = _read(registry, CRYPTOGRAPHY, "MachineGuid", registry.REG_SZ)
    if not isinstance(starts, int) or starts < 1 or not isinstance(machine, str) or not machine:
        return None
    if _read(registry, PREFETCH, "EnablePrefetcher", registry.REG_DWORD) == 0:
        return None
    return hashlib.sha256("\n".join((LABEL, machine, name, str(starts))).encode()).hexdigest()[:32]


def _read(registry: Registry, path: str, name: str, kind: int) -> object | None:
    """The value `name` where it is there and of that type."""
    try:
        with registry.OpenKey(
            registry.HKEY_LOCAL_MACHINE, path, 0, registry.KEY_READ | registry.KEY_WOW64_64KEY
        ) as key:
            value, found = registry.QueryValueEx(key, name)
    except OSError:
        return None
    return value if found == kind else None
