"""Measures a room of 500: answers to disk at 25 a second, the start, the console's look, coming back; and other stores.

The other stores hold the same load in the same run: one SQLite file written by every process, one writer with group
commit, and PostgreSQL where it is installed (a server of its own on a socket in a passing folder).

    python3 dev.py bench room [CANDIDATES] [SECONDS]
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from examcore.record import SystemClock, SystemDisk, measure_disk  # noqa: E402
from examcore.session import OpenRoom, Session, read_room, sign_in  # noqa: E402
from examcore.venue import Keeper, Order, Venue, carry_out, enter  # noqa: E402
from tests.terminal.rooms import INVIGILATORS, PIN, arrange  # noqa: E402

RATE = 25.0
PER_WORKER = 100
LAN, HAI = INVIGILATORS
CLOSED_LOOP = 8


def tell(what: str, taken: list[float]) -> None:
    """One line of a distribution in milliseconds."""
    taken = sorted(taken)
    at = [taken[min(len(taken) - 1, int(len(taken) * part))] * 1000 for part in (0.5, 0.95, 0.99)]
    spread = "  ".join(f"{name} {ms:7.2f}" for name, ms in zip(("p50", "p95", "p99"), at, strict=True))
    print(f"{what:<52} n {len(taken):>6}  {spread}  max {taken[-1] * 1000:7.2f} ms", flush=True)


def sit(folder: Path, numbers: list[str], seconds: float, rate: float, line: Connection) -> None:
    """One worker: sign its candidates in, wait for the start, answer at the rate, tell what each answer took."""
    room, clock, disk = read_room(folder), SystemClock(), SystemDisk()
    sessions: list[Session] = []
    signing = []
    for number in numbers:
        before = time.perf_counter()
        sessions.append(sign_in(room, number, PIN, clock, disk))
        signing.append(time.perf_counter() - before)
    line.send(signing)
    waiting = list(sessions)
    began = []
    while waiting:
        for session in list(waiting):
            session.look()
            if session.may_start:
                session.start()
                began.append(time.monotonic())
                waiting.remove(session)
        time.sleep(0.25)  # the terminal looks twice a second; here every session is looked at so often
    line.send(began)
    line.recv()
    draw = random.Random(os.getpid())
    taken = []
    until = time.monotonic() + seconds
    turn = time.monotonic() + draw.random() / rate
    while time.monotonic() < until:
        time.sleep(max(0.0, turn - time.monotonic()))
        turn += draw.expovariate(rate)
        session = draw.choice(sessions)
        place = draw.randrange(1, len(session.questions) + 1)
        given = session.state.answers.get(session.questions[place - 1].id)
        option = draw.choice([one.id for one in session.questions[place - 1].options if one.id != given])
        before = time.perf_counter()
        session.answer(place, option)
        taken.append(time.perf_counter() - before)
    line.send(taken)
    line.recv()  # stay until the console was measured
    for session in sessions:
        session.release()


def measure_room(folder: Path, candidates: int, seconds: float) -> OpenRoom:
    """All of a steered room, in workers of 100 as a server has them."""
    before = time.perf_counter()
    room = arrange(40, 60, minutes=120, candidates=candidates, is_steered=True).publish(folder)
    print(f"published: {candidates} candidates, three PINs each: {time.perf_counter() - before:.1f} s", flush=True)
    numbers = [seat.number for seat in room.facts.candidates]
    shares = [numbers[at : at + PER_WORKER] for at in range(0, candidates, PER_WORKER)]
    spawn = multiprocessing.get_context("spawn")
    lines, workers = [], []
    for share in shares:
        ours, theirs = spawn.Pipe()
        worker = spawn.Process(target=sit, args=(folder, share, seconds, RATE / len(shares), theirs))
        worker.start()
        lines.append(ours)
        workers.append(worker)
    tell("sign-in (Argon2id 19 MiB, journal begun)", [one for line in lines for one in line.recv()])
    reserve = enter(room, LAN, INVIGILATORS[LAN])
    venue = Venue(room, SystemClock(), SystemDisk())
    carry_out(venue, Order("admit"), LAN, "", reserve)
    started = time.monotonic()
    carry_out(venue, Order("start"), LAN, "", reserve)
    began = [one for line in lines for one in line.recv()]
    print(f"start of the room: the last of {candidates} sees question 1 after {max(began) - started:.2f} s (limit 5 s)")
    for line in lines:
        line.send("go")
    looks = []
    with Keeper(venue) as keeper:
        until = time.monotonic() + seconds
        while time.monotonic() < until - 1:
            before = time.perf_counter()
            keeper.step()
            looks.append(time.perf_counter() - before)
            time.sleep(1)
        tell(
            f"answer on disk, {candidates} candidates, {RATE:.0f} a second", [t for line in lines for t in line.recv()]
        )
        tell("one look of the console, index kept", looks)
        print(f"console lag at most {1 + max(looks):.2f} s (it looks once a second; limit 2 s)")
    for line in lines:
        line.send("end")
    for worker in workers:
        worker.join()
    return room


def measure_return(room: OpenRoom) -> None:
    """Sign in again to a journal with every question answered."""
    clock, disk = SystemClock(), SystemDisk()
    session = sign_in(room, room.facts.candidates[0].number, PIN, clock, disk)
    for question, shown in enumerate(session.questions, start=1):
        session.answer(question, shown.options[question % 4].id)
    session.release()
    taken = []
    for _ in range(10):
        before = time.perf_counter()
        sign_in(room, room.facts.candidates[0].number, PIN, clock, disk).release()
        taken.append(time.perf_counter() - before)
    tell("coming back: PIN, journal of 100 answers, state", taken)


# --- other stores under the same load -------------------------------------------------------------


def run_closed(what: str, make: Callable[[int], Callable[[], None]], seconds: float) -> None:
    """Threads or processes that write as fast as they may: how long one durable write takes."""
    results: list[list[float]] = []

    def work(at: int) -> None:
        write = make(at)
        taken = []
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            before = time.perf_counter()
            write()
            taken.append(time.perf_counter() - before)
        results.append(taken)

    threads = [threading.Thread(target=work, args=(at,)) for at in range(CLOSED_LOOP)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = [one for result in results for one in result]
    tell(f"{what} ({len(taken) / seconds:.0f}/s)", taken)


def measure_files(folder: Path, seconds: float) -> None:
    """One file a candidate, appended and waited for: what the journals do."""
    disk = SystemDisk()

    def make(at: int) -> Callable[[], None]:
        handle = disk.open(folder / f"{at}.jsonl")
        return lambda: disk.append(handle, b"x" * 299 + b"\n")

    run_closed(f"a file each, {CLOSED_LOOP} writers", make, seconds)


def measure_sqlite_each(folder: Path, seconds: float) -> None:
    """One SQLite file, every writer its own connection and transaction."""
    path = folder / "each.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("pragma journal_mode=wal")
        db.execute("create table answers (candidate text, seq integer, line blob)")

    def make(at: int) -> Callable[[], None]:
        db = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
        db.execute("pragma synchronous=full")
        return lambda: _insert(db, at)

    run_closed(f"one SQLite file, {CLOSED_LOOP} writers", make, seconds)


def _insert(db: sqlite3.Connection, at: int) -> None:
    db.execute("begin immediate")
    db.execute("insert into answers values (?, ?, ?)", (str(at), 0, b"x" * 300))
    db.execute("commit")


def measure_group_commit(folder: Path, seconds: float) -> None:
    """One SQLite file, one writer that puts all that waits into one transaction."""
    waiting: queue.SimpleQueue[threading.Event | None] = queue.SimpleQueue()

    def write() -> None:
        db = sqlite3.connect(folder / "group.sqlite", isolation_level=None)
        db.execute("pragma journal_mode=wal")
        db.execute("pragma synchronous=full")
        db.execute("create table answers (candidate text, seq integer, line blob)")
        while (first := waiting.get()) is not None:
            batch = [first]
            while not waiting.empty():
                more = waiting.get()
                if more is None:
                    return
                batch.append(more)
            db.execute("begin")
            db.executemany("insert into answers values (?, ?, ?)", [("1", 0, b"x" * 300)] * len(batch))
            db.execute("commit")
            for one in batch:
                one.set()

    def make(at: int) -> Callable[[], None]:
        def ask() -> None:
            done = threading.Event()
            waiting.put(done)
            done.wait()

        return ask

    writer = threading.Thread(target=write)
    writer.start()
    run_closed(f"one SQLite writer, group commit, {CLOSED_LOOP} askers", make, seconds)
    waiting.put(None)
    writer.join()


def measure_postgres(folder: Path, seconds: float) -> None:
    """PostgreSQL with its own defaults (synchronous commit), driven by its own pgbench."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin")) if Path("/usr/lib/postgresql").is_dir() else []
    if not found or shutil.which("pgbench") is None:
        print("PostgreSQL is not installed here: not measured")
        return
    bin_, data = found[-1], folder / "pg"
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    data.mkdir()
    if as_user:
        shutil.chown(data, "postgres")
        folder.chmod(0o755)
        folder.parent.chmod(0o755)  # the server's own account must reach its data
    script = folder / "insert.sql"
    script.write_text("insert into answers values ('1', 0, repeat('x', 300));\n", encoding="ascii")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": True, "cwd": "/"}
    subprocess.run([*as_user, bin_ / "initdb", "-D", data, "-A", "trust"], **quiet)  # type: ignore[call-overload]
    options = f"-k {data} -c listen_addresses=''"
    subprocess.run([*as_user, bin_ / "pg_ctl", "-D", data, "-w", "-o", options, "start"], **quiet)  # type: ignore[call-overload]
    try:
        base = [*as_user, "psql", "-h", str(data), "-d", "postgres", "-qc"]
        subprocess.run([*base, "create table answers (candidate text, seq int, line text)"], **quiet)  # type: ignore[call-overload]
        done = subprocess.run(
            [*as_user, "pgbench", "-h", str(data), "-n", "-f", str(script), "-c", str(CLOSED_LOOP), "-T",
             str(max(1, int(seconds))), "--log", "--log-prefix", str(data / "log"), "postgres"],
            capture_output=True, text=True, check=False, cwd="/",
        )  # fmt: skip
        taken = [int(line.split()[2]) / 1e6 for log in data.glob("log.*") for line in log.read_text().splitlines()]
        if taken:
            tell(f"PostgreSQL, {CLOSED_LOOP} clients ({len(taken) / seconds:.0f}/s)", taken)
        else:
            print("PostgreSQL could not be measured: " + done.stderr[-200:])
    finally:
        subprocess.run([*as_user, bin_ / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **quiet)  # type: ignore[call-overload]


def main() -> None:
    """All of it, on the disk of the passing folder."""
    candidates = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 20.0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        speed = measure_disk(folder, SystemDisk())
        print(f"the disk alone: p50 {speed.median_ms:.2f} ms, p99 {speed.p99_ms:.2f} ms; load {os.getloadavg()[0]:.1f}")
        room = measure_room(folder / "room", candidates, seconds)
        measure_return(room)
        for measure in (measure_files, measure_sqlite_each, measure_group_commit, measure_postgres):
            place = folder / measure.__name__
            place.mkdir()
            measure(place, min(5.0, seconds))


if __name__ == "__main__":
    main()
