"""Claims about dev.py: what it tells, passes on, and resumes. None of them needs a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dev

# An address nobody listens on: every download fails at once, as on a machine without a network.
NO_NETWORK = {
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_EXTRA_INDEX_URL": "",
    "PIP_FIND_LINKS": "",
    "PIP_RETRIES": "0",
    "PIP_NO_CACHE_DIR": "1",
}


def call(
    *arguments: str, root: Path = dev.ROOT, code: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run dev.py of `root` as a person would, after `code`."""
    start = f"import runpy, sys; sys.argv = ['dev.py', *sys.argv[1:]]; {code}\n"
    start += f"runpy.run_path({str(root / 'dev.py')!r}, run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", start, *arguments],
        cwd=root,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A checkout nobody has set up: dev.py, the locks and the pyprojects."""
    for name in [
        "dev.py",
        "requirements-dev.txt",
        "pyproject.toml",
        *(f"{c}/pyproject.toml" for c in dev.CITIES),
    ]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(dev.ROOT / name, tmp_path / name)
    return tmp_path


def test_an_old_python_is_told_so_in_both_languages_before_anything_else() -> None:
    done = call("demo", code="sys.version_info = (3, 8, 18, 'final', 0)")
    assert done.returncode == 1
    assert "Python 3.8 quá cũ" in done.stderr
    assert "Python 3.8 is too old" in done.stderr
    assert done.stdout == ""


def test_the_refusal_of_an_old_python_uses_nothing_an_old_python_lacks() -> None:
    source = (dev.ROOT / "dev.py").read_text(encoding="utf-8")
    compile(source, "dev.py", "exec", dont_inherit=True)
    head = source[: source.index("\nrefuse_old_python()")]
    assert "from __future__" not in source  # 3.6 does not know `annotations`
    for newer in (":=", "match ", "list[", "dict[", " | None", "removeprefix"):
        assert newer not in head


def test_without_a_network_it_says_what_to_do_and_leaves_nothing_marked_done(fresh: Path) -> None:
    done = call("setup", root=fresh, **NO_NETWORK)
    assert done.returncode == 1, done.stderr
    assert "không ra được mạng" in done.stderr
    assert "no network" in done.stderr
    assert not (fresh / ".venv" / dev.STAMP.name).exists()
    again = call("setup", root=fresh, **NO_NETWORK)
    assert "làm tiếp" in again.stderr
    assert "resuming" in again.stderr


def test_a_python_without_venv_is_told_what_to_install(fresh: Path, tmp_path: Path) -> None:
    (tmp_path / "shadow").mkdir()
    (tmp_path / "shadow" / "venv.py").write_text("raise ImportError('no venv here')", encoding="utf-8")
    done = call("setup", root=fresh, PYTHONPATH=str(tmp_path / "shadow"))
    assert done.returncode == 1
    assert "python3-venv" in done.stderr
    assert "Không tạo được" in done.stderr


def test_a_set_up_of_another_folder_does_not_count(fresh: Path) -> None:
    (fresh / ".venv").mkdir()
    shutil.copy(dev.STAMP, fresh / ".venv" / dev.STAMP.name)
    done = call("setup", root=fresh, **NO_NETWORK)
    assert "making .venv" in done.stderr


def test_a_finished_set_up_says_nothing() -> None:
    done = call("setup")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_help_goes_to_stderr_and_names_every_command() -> None:
    done = call("--help")
    assert (done.returncode, done.stdout) == (0, "")
    for name in dev.COMMANDS:
        assert f"dev.py {name}" in done.stderr


def test_an_unknown_command_is_a_misuse() -> None:
    assert call("fly").returncode == 2
    assert call("check", "--everything").returncode == 2
    assert call("bench", "no-such-benchmark").returncode == 2


def test_arguments_and_exit_code_pass_through_untouched(tmp_path: Path) -> None:
    file = tmp_path / "test_one.py"
    file.write_text("def test_one():\n    assert False\n", encoding="utf-8")
    arguments = ["test", str(file), "-q", "-p", "no:cacheprovider", "--color=no", f"--rootdir={tmp_path}"]
    failed = call(*arguments)
    assert failed.returncode == 1
    assert "1 failed" in failed.stdout
    assert call(*arguments, "-k", "nothing_here").returncode == 5


def test_files_are_the_same_whatever_their_line_ends(tmp_path: Path) -> None:
    unix, windows = tmp_path / "unix", tmp_path / "windows"
    unix.write_bytes(b"one\ntwo\n")
    windows.write_bytes(b"one\r\ntwo\r\n")
    assert dev.digest([unix]) == dev.digest([windows])
    assert dev.digest([unix, windows]) != dev.digest([unix])
