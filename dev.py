"""Knows how to set this checkout up and run it: stdlib only, on Linux, Windows and macOS.

Must not import the product or anything installed, and must start on an old Python far enough to say so.

    python3 dev.py demo [ARGS]     set up if needed, then `examcore demo ARGS`
    python3 dev.py run ARGS        set up if needed, then `examcore ARGS`
    python3 dev.py test [ARGS]     set up if needed, then pytest ARGS (without ARGS: all on two workers)
    python3 dev.py check [--all]   every check a change must pass; --all adds the slow proofs
    python3 dev.py fix             format, mend what can be mended, compile catalogues, refresh docs
    python3 dev.py bench [NAME]    run bench/NAME.py; without a name list them and run them all
    python3 dev.py lock [ARGS]     write the hashed locks anew (--upgrade: to the newest versions)
    python3 dev.py setup           only set up

It narrates on stderr; stdout, the arguments and the exit code belong to the command that is run.
"""

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

OLDEST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11", "python3.14")
# Two workers, files in the order of tests/conftest.py; a file's tests together, since they share what it makes. Marked
# groups would do too, but pytest 9.2 takes no new names from pytest-xdist 3.8: every worker made everything then.
WHOLE_SUITE = ("-n", "2", "-q", "--dist", "loadfile", "--no-loadscope-reorder")
VERSION = "{}.{}".format(*sys.version_info[:2])


class SetupStopped(SystemExit):
    """Ends the program with code 1 after telling, in Vietnamese and in English, what to do."""

    def __init__(self, vietnamese: str, english: str) -> None:
        say("\n" + vietnamese)
        say("\n" + english)
        super().__init__(1)


def say(text: str) -> None:
    """Narrate one line on stderr, whatever the console can show."""
    print(text, file=sys.stderr, flush=True)


def refuse_old_python() -> None:
    """Stop with advice where this Python is older than the product needs."""
    if sys.version_info >= OLDEST:
        return
    newer = next((name for name in NEWER if shutil.which(name)), "python3.13")
    raise SetupStopped(
        f"Python {VERSION} quá cũ: cần Python 3.11 trở lên. Cài từ python.org nếu máy chưa có, rồi gõ: "
        f"{newer} dev.py …",
        f"Python {VERSION} is too old: 3.11 or newer is needed. Get one from python.org if this machine has "
        f"none, then type: {newer} dev.py …",
    )


for stream in (sys.stdout, sys.stderr):
    if hasattr(stream, "reconfigure"):  # a console of another code page shows what it can
        stream.reconfigure(encoding="utf-8", errors="replace")
refuse_old_python()  # before anything below that an old Python cannot even read

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "examcore-setup.json"
LOCK = ROOT / "requirements-dev.txt"
CITIES = ["plugins/cantho", "plugins/hanoi"]
PYPROJECTS = [ROOT / "pyproject.toml", *(ROOT / city / "pyproject.toml" for city in CITIES)]
CODE = ["examcore", "tui/examcore_tui", "paper/examcore_paper", "banks/examcore_banks", *CITIES]
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
# Settings of pip and Python that would send packages somewhere other than .venv.
MISLEADING = {"PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_NO_DEPS", "PYTHONHOME", "PYTHONPATH"}
NO_NETWORK = (
    *("NewConnectionError", "NameResolutionError", "Temporary failure in name resolution", "ProxyError"),
    *("ConnectTimeout", "ReadTimeout", "SSLError", "ConnectionResetError"),
)
# What pip says -> what to do, in Vietnamese and in English; the first that is found in its output counts.
ADVICE = (
    (
        NO_NETWORK,
        (
            "Không tải được các gói: máy không ra được mạng hoặc proxy chặn. Hãy kiểm tra mạng rồi chạy lại\n"
            "đúng lệnh vừa rồi; phần đã tải không phải tải lại. Nếu có proxy: đặt biến HTTPS_PROXY."
        ),
        (
            "Cannot fetch the packages: no network, or a proxy is in the way. Check the network and run the\n"
            "same command again; what was fetched is not fetched twice. Behind a proxy: set HTTPS_PROXY."
        ),
    ),
    (
        ("DO NOT MATCH THE HASHES",),
        "Một gói tải về không khớp mã băm trong requirements-dev.txt: đừng dùng gói đó, hãy thử mạng khác.",
        "A package does not match its hash in requirements-dev.txt: do not use it; try another network.",
    ),
    (
        ("No matching distribution found",),
        f"Có gói chưa có bản dựng sẵn cho Python {VERSION} trên máy này: hãy dùng Python 3.11, 3.12, 3.13.",
        f"A package has no ready build for Python {VERSION} on this machine: use Python 3.11, 3.12 or 3.13.",
    ),
    (
        ("",),
        "pip dừng lại với lỗi ở trên. Sửa nguyên nhân rồi chạy lại lệnh vừa rồi, hoặc xóa .venv để làm lại.",
        "pip stopped with the error above. Mend its cause and run the command again, or delete .venv.",
    ),
)


# ---- set-up ------------------------------------------------------------------------------------


def digest(paths: list[Path]) -> str:
    """One hash of the contents of these files, the same whatever their line ends."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return total.hexdigest()


def read_stamp() -> dict[str, str]:
    """What an earlier set-up finished, empty where there was none or it belongs to another folder."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(stamp, dict) or stamp.get("root") != str(ROOT) or not PYTHON.exists():
        return {}
    return {str(key): str(value) for key, value in stamp.items()}


def write_stamp(stamp: dict[str, str]) -> None:
    """Record what is finished, in one step so an interruption leaves the old record."""
    fresh = STAMP.with_suffix(".new")
    fresh.write_text(json.dumps(stamp), encoding="utf-8")
    fresh.replace(STAMP)


@contextlib.contextmanager
def alone():  # type: ignore[no-untyped-def]  # Iterator would need typing names an old Python lacks
    """Hold the set-up for one process at a time; the system lets go of it if the process dies."""
    with (ROOT / ".venv.lock").open("a+b") as held:
        if WINDOWS:
            import msvcrt

            held.seek(0)
            while True:
                try:
                    msvcrt.locking(held.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
                    break
                except OSError:  # it gives up after ten seconds; the other set-up may take longer
                    continue
        else:
            import fcntl

            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def set_up() -> None:
    """Bring .venv/ to what the lock and the pyprojects ask; return at once where it is so already."""
    want = {"root": str(ROOT), "lock": digest([LOCK]), "packages": digest(PYPROJECTS)}
    if read_stamp() == want:
        return
    with alone():
        done = read_stamp()
        if done == want:
            return
        started = time.monotonic()
        if not done:
            make_venv()
            done = {"root": str(ROOT)}
        if done.get("lock") != want["lock"]:
            count = sum(1 for line in LOCK.read_text(encoding="utf-8").splitlines() if "==" in line)
            say(f"dev.py: đang cài {count} gói vào .venv · installing {count} packages into .venv")
            install("--require-hashes", "--only-binary=:all:", "-r", str(LOCK))
            done = {"root": str(ROOT), "lock": want["lock"]}
            write_stamp(done)
        say("dev.py: đang gắn mã nguồn vào .venv · linking the source tree into .venv")
        editables = [word for city in [".", *CITIES] for word in ("-e", str(ROOT / city))]
        install("--no-deps", "--no-build-isolation", *editables)
        write_stamp(want)
        seconds = time.monotonic() - started
        say(f"dev.py: xong sau {seconds:.0f} giây · ready after {seconds:.0f} s")


def make_venv() -> None:
    """Make .venv/ anew unless an interrupted set-up of this folder left one that works."""
    marker = VENV / "examcore-root.txt"
    if marker.exists() and marker.read_text(encoding="utf-8") == str(ROOT) and PYTHON.exists():
        probe = subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True, check=False)
        if probe.returncode == 0:
            say("dev.py: làm tiếp lần cài đặt dở dang · resuming an interrupted set-up")
            return
    say("dev.py: đang tạo .venv · making .venv")
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        say(made.stdout + made.stderr)
        raise SetupStopped(
            "Không tạo được môi trường .venv: Python này thiếu mô-đun venv hoặc pip, hoặc không ghi được vào "
            "thư mục này. Trên Debian, Ubuntu: sudo apt install python3-venv. Sau đó chạy lại lệnh vừa rồi.",
            "Cannot make .venv: this Python lacks its venv or pip module, or the folder is read-only. "
            "On Debian and Ubuntu: sudo apt install python3-venv. Then run the same command again.",
        )
    marker.write_text(str(ROOT), encoding="utf-8")


def install(*arguments: str) -> None:
    """Run pip in .venv with these arguments, showing how far it is; stop with advice where it fails."""
    command = [str(PYTHON), "-m", "pip", "install", "--no-input", "--retries", "2", "--progress-bar", "off"]
    kept = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    with subprocess.Popen(
        [*command, *arguments],
        cwd=ROOT,
        env={**kept, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as pip:
        assert pip.stdout is not None
        seen = []
        for line in pip.stdout:
            seen.append(line.rstrip())
            if sys.stderr.isatty() and line.startswith(("Collecting ", "Installing ", "Obtaining ")):
                print("\r\033[K  " + line.strip()[:76], end="", file=sys.stderr, flush=True)
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)
    if pip.returncode == 0:
        return
    output = "\n".join(seen)
    say("\n".join(seen[-25:]))
    raise SetupStopped(*next(advice for signs, *advice in ADVICE if any(sign in output for sign in signs)))


# ---- commands ----------------------------------------------------------------------------------


def script(name: str) -> str:
    """The path of a console script of .venv."""
    return str(BIN / (name + ".exe" if WINDOWS else name))


def become(command: list[str], cwd: Path | None = None) -> int:
    """Run a command in our place: its stdin, stdout, signals and exit code are ours."""
    if cwd is not None:
        os.chdir(cwd)
    if not WINDOWS:
        os.execv(command[0], command)
    return subprocess.call(command)


def run(arguments: list[str]) -> int:
    """`examcore ARGS` in the caller's folder."""
    set_up()
    return become([script("examcore"), *arguments])


def demo(arguments: list[str]) -> int:
    """`examcore demo ARGS` in the caller's folder."""
    return run(["demo", *arguments])


def test(arguments: list[str]) -> int:
    """Run pytest with ARGS in the root, or the whole suite on two workers that share no module's fixture."""
    set_up()
    return become([str(PYTHON), "-m", "pytest", *(arguments or WHOLE_SUITE)], ROOT)


def found_benchmarks() -> list[str]:
    """Every bench/*.py, in name order."""
    return [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "bench").glob("*.py"))]


def bench(arguments: list[str]) -> int:
    """`bench/NAME.py ARGS`, or each benchmark there is."""
    set_up()
    found = {Path(path).stem: ROOT / path for path in found_benchmarks()}
    if arguments:
        name, *rest = arguments
        if name not in found:
            say(f"dev.py: không có · there is no bench/{name}.py; có · there are: {', '.join(found)}")
            return 2
        return become([str(PYTHON), str(found[name]), *rest])
    say("dev.py: " + (", ".join(found) or "chưa có phép đo nào · no benchmark yet"))
    return max([subprocess.call([str(PYTHON), str(path)]) for path in found.values()], default=0)


def steps() -> list[tuple[str, list[str]]]:
    """Each check with its name, cheapest first; the last is the test command of the README."""
    python = str(PYTHON)
    return [
        ("ruff format", [python, "-m", "ruff", "format", "--check", "."]),
        ("ruff check", [python, "-m", "ruff", "check", "."]),
        ("locks", [python, ".ci/locks.py"]),
        ("catalogues", [python, ".ci/catalogues.py", "check"]),
        ("cog", [python, ".ci/docs.py", "check"]),
        ("import contracts", [script("lint-imports"), "--no-cache", "--no-logo"]),
        ("mypy", [python, "-m", "mypy", *CODE, "dev.py", ".ci", "tests", *found_benchmarks()]),
        ("tests", [sys.executable, "dev.py", "test"]),
    ]


def check(arguments: list[str]) -> int:
    """Run every step to its end and fail if one did; only a failing step and the tests show output."""
    unknown = [word for word in arguments if word != "--all"]
    if unknown:
        say("dev.py check: " + " ".join(unknown) + " ?")
        return 2
    set_up()
    environment = {**os.environ, **({"EXAMCORE_ALL": "1"} if arguments else {})}
    failed = []
    for name, command in steps():
        started = time.monotonic()
        shown = None if name == "tests" else subprocess.PIPE
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=shown,
            stderr=shown,
            check=False,
        )
        seconds = time.monotonic() - started
        if done.returncode != 0:
            failed.append(name)
            sys.stdout.write((done.stdout or b"").decode("utf-8", "replace"))
            sys.stdout.write((done.stderr or b"").decode("utf-8", "replace"))
            sys.stdout.flush()
        say(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name:<18} {seconds:6.1f} s")
    if failed:
        say("dev.py check: chưa đạt · failed: " + ", ".join(failed))
    return 1 if failed else 0


def fix(arguments: list[str]) -> int:
    """Format the code, mend what ruff can mend, compile the catalogues, refresh generated docs."""
    set_up()
    python = str(PYTHON)
    commands = [
        [python, "-m", "ruff", "check", "--fix", *(arguments or ["."])],
        [python, "-m", "ruff", "format", *(arguments or ["."])],
        [python, ".ci/catalogues.py", "compile"],
        [python, ".ci/docs.py", "write"],
    ]
    return max(subprocess.call(command, cwd=ROOT) for command in commands)


def lock(arguments: list[str]) -> int:
    """Write requirements.txt (the product with all extras) and requirements-dev.txt (all of it)."""
    set_up()
    shared = [script("uv"), "pip", "compile", "pyproject.toml", "--no-config", "--quiet", "--universal"]
    shared += ["--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"]
    shared += ["--no-emit-index-url", "--no-emit-find-links", "--extra", "all", *arguments]
    for target, more in [("requirements.txt", []), (LOCK.name, ["--group", "dev", "-c", "requirements.txt"])]:
        code = subprocess.call([*shared, *more, "-o", target], cwd=ROOT)
        if code != 0:
            return code
    set_up()
    return 0


def setup(arguments: list[str]) -> int:
    """Only set up."""
    set_up()
    return 0


COMMANDS = {f.__name__: f for f in (demo, run, test, check, fix, bench, lock, setup)}


def main(arguments: list[str]) -> int:
    """Run the named command and return its exit code; 2 where it is misused."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        say(__doc__ or "")
        return 0 if arguments else 2
    if arguments[0] not in COMMANDS:
        say(f"dev.py: không có lệnh · no such command: {arguments[0]}\n\n{__doc__}")
        return 2
    os.environ["PYTHONUTF8"] = "1"  # a checkout in a folder with a Vietnamese name works on every code page
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except KeyboardInterrupt:
        say("\ndev.py: đã dừng; chạy lại để làm tiếp · stopped; run again to go on")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
