"""Measures serving over SSH: N candidates by real SSH clients in this process, the server in processes of its own.

Each candidate types a key every SECONDS_PER_KEY seconds, some four times as often as people do, in turns: an answer,
then the next question. Painted is when the client has received the sign of what the key did. It reads /proc.

`serve_ssh N MS` puts a line between the clients and the server whose round trip takes MS milliseconds.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import asyncssh  # noqa: E402

from examcore.record import SystemClock, SystemDisk  # noqa: E402
from examcore.venue import Order, Venue, carry_out, enter  # noqa: E402
from tests.terminal.rooms import INVIGILATORS, PIN, arrange  # noqa: E402

CANDIDATES = 100
SECONDS = 45.0
SECONDS_PER_KEY = 6.0
AT_ONCE = 2
ALONE = 10
"""So many sign in one after another; the others AT_ONCE."""
LONGEST = 60.0
SETTLE = 5.0
"""Seconds after the signal, in which people read the first question and the server ends what the signal began."""
PACKET_BYTES = 64
"""What SSH, TCP and IP add to each piece of text: 16 bytes of authentication, padding, lengths, two headers."""
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Person(asyncssh.SSHClientSession[str]):
    """A candidate at a client: what came in, and how long they waited for what they did."""

    number: str
    received: str = ""
    bytes: int = 0
    packets: int = 0
    signed_in: float = 0.0
    waits: list[float] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def data_received(self, data: str, datatype: int | None) -> None:
        self.received += data
        self.bytes += len(data.encode())
        self.packets += 1
        self.news.set()

    async def sees(self, sign: str) -> None:
        """Wait until `sign` comes in; forget what came before it. Who waits too long ends the measurement."""
        async with asyncio.timeout(LONGEST):
            while sign not in self.received:
                self.news.clear()
                await self.news.wait()
        self.received = ""

    async def enter(self, port: int) -> None:
        """Sign in, until the first screen is there."""
        begun = time.perf_counter()
        self.conn = await asyncssh.connect(
            "127.0.0.1", port, username=self.number, password=PIN, known_hosts=None, config=None, client_keys=None,
            preferred_auth="password", compression_algs=["none"],
        )  # fmt: skip
        self.chan, _ = await self.conn.create_session(
            lambda: self, term_type="xterm-256color", term_size=(80, 24), encoding="utf-8", errors="replace"
        )
        await self.sees("DẪN")
        self.signed_in = time.perf_counter() - begun

    async def wait(self) -> None:
        """Be ready: behind the practice question, waiting for the start."""
        self.chan.write("\r")
        await self.sees("THỬ")
        self.chan.write("\x1b[15~")
        await self.sees("CHỜ")

    async def begin(self) -> None:
        """See the first question once the room is started."""
        await self.sees("số 1?")

    async def work(self, until: float) -> None:
        """Answer and go on, until the time is over."""
        draw = random.Random(self.number)
        await asyncio.sleep(draw.random() * SECONDS_PER_KEY)
        question, is_answered = 1, False
        while (begun := time.perf_counter()) < until and question < 100:
            if is_answered:
                question += 1
                key, sign = "n", f"số {question}?"
            else:
                key, sign = draw.choice("1234"), "(●)"
            is_answered = not is_answered
            self.received = ""
            self.chan.write(key)
            await self.sees(sign)
            self.waits.append(time.perf_counter() - begun)
            await asyncio.sleep(draw.uniform(0.5, 1.5) * SECONDS_PER_KEY)


def find_family(front: int) -> list[int]:
    """The process numbers of the server's front and of its workers."""
    family = [front]
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                is_worker = b"spawn_main" in (entry / "cmdline").read_bytes()
            except OSError:  # it has ended meanwhile
                continue
            if parent == front and is_worker:
                family.append(int(entry.name))
    return family


def read_memory(pid: int) -> float:
    """MB of a process, pages it shares divided among those who share them (PSS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024


def read_cpu(pid: int) -> float:
    """Seconds of processor a process has used."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICKS


def percentile(figures: list[float], share: int) -> float:
    """The value that `share` percent of the figures do not exceed."""
    return statistics.quantiles(figures, n=100, method="inclusive")[share - 1]


def act(venue: Venue, order: Order) -> None:
    """What an invigilator does."""
    name, pin = next(iter(INVIGILATORS.items()))
    carry_out(venue, order, name, "", enter(venue.room, name, pin))


async def run(port: int, front: int, count: int, venue: Venue) -> None:
    """All of it; print the table."""
    empty = {pid: read_memory(pid) for pid in find_family(front)}
    at_first = sum(read_cpu(pid) for pid in empty)
    people = [Person(f"{number:04}") for number in range(1, count + 1)]
    turn = asyncio.Semaphore(AT_ONCE)

    async def enter(person: Person) -> None:
        async with turn:
            await person.enter(port)

    begun = time.perf_counter()
    for person in people[:ALONE]:
        await enter(person)
    await asyncio.gather(*(enter(person) for person in people[ALONE:]))
    signed_in = time.perf_counter() - begun
    for_sign_in = sum(read_cpu(pid) for pid in find_family(front)) - at_first

    async def read_on(person: Person) -> None:
        async with turn:
            await person.wait()

    await asyncio.gather(*(read_on(person) for person in people))
    await asyncio.to_thread(act, venue, Order("admit"))
    await asyncio.sleep(SETTLE)  # every window has drawn that it is admitted
    calm = sum(read_cpu(pid) for pid in find_family(front))
    begun = time.perf_counter()
    await asyncio.to_thread(act, venue, Order("start"))
    await asyncio.gather(*(person.begin() for person in people))
    all_begun = time.perf_counter() - begun
    await asyncio.sleep(SETTLE)
    family = find_family(front)
    before = {pid: read_cpu(pid) for pid in family}
    for_signal = sum(before.values()) - calm
    came, packets = sum(person.bytes for person in people), sum(person.packets for person in people)
    own, begun = time.process_time(), time.perf_counter()
    await asyncio.gather(*(person.work(begun + SECONDS) for person in people))
    seconds = time.perf_counter() - begun
    used = {pid: read_cpu(pid) - before[pid] for pid in family}
    memory = {pid: read_memory(pid) for pid in family}
    came = sum(person.bytes for person in people) - came
    packets = sum(person.packets for person in people) - packets
    for person in people:
        person.conn.abort()

    waits = [1000 * wait for person in people for wait in person.waits]
    alone = [person.signed_in for person in people[:ALONE]]
    logins = [person.signed_in for person in people[ALONE:]] or alone
    workers = family[1:]
    new = sum(memory.values()) - sum(empty.values())
    session_seconds = count * seconds
    wire = (came + packets * PACKET_BYTES) / session_seconds / 1000
    rows = [
        ("memory of front and workers, nobody in", f"{sum(empty.values()):.0f} MB ({len(empty) - 1} workers)", "–"),
        ("memory of all, everybody in", f"{sum(memory.values()):.0f} MB ({len(workers)} workers)", "–"),
        ("memory a candidate, new workers included", f"{new / count:.2f} MB", "25 MB: a process for each"),
        ("  of it in the front", f"{(memory[front] - empty[front]) / count:.2f} MB", "–"),
        ("processor a candidate, workers", f"{1000 * sum(used[p] for p in workers) / session_seconds:.2f} ms/s", "–"),
        ("processor a candidate, front", f"{1000 * used[front] / session_seconds:.2f} ms/s", "–"),
        ("processor for one sign-in, all of the server", f"{1000 * for_sign_in / count:.0f} ms", "–"),
        ("processor for one start, the waiting after it included", f"{1000 * for_signal / count:.0f} ms", "–"),
        ("sign-in to painted, one by one, median", f"{percentile(alone, 50):.2f} s", "≤ 0.5 s"),
        (f"sign-in to painted, {AT_ONCE} at once, median", f"{percentile(logins, 50):.2f} s", "≤ 0.5 s"),
        (f"sign-in to painted, {AT_ONCE} at once, p95", f"{percentile(logins, 95):.2f} s", "≤ 1.0 s"),
        ("all signed in after", f"{signed_in:.1f} s", "–"),
        ("all at question 1 after the start of the room", f"{all_begun:.1f} s", "≤ 5 s"),
        ("key to painted, p50", f"{percentile(waits, 50):.0f} ms", "≤ 20 ms"),
        ("key to painted, p99", f"{percentile(waits, 99):.0f} ms", "≤ 100 ms"),
        ("key to painted, most", f"{max(waits):.0f} ms", "–"),
        ("text to a candidate", f"{came / session_seconds / 1000:.2f} kB/s", "–"),
        ("with what SSH, TCP and IP add, about", f"{wire:.2f} kB/s", "≤ 0.5 kB/s"),
    ]
    print(
        f"{count} candidates, {len(waits)} keys in {seconds:.0f} s (one in {SECONDS_PER_KEY:.0f} s each), "
        f"100 questions, 80 by 24; the clients used {100 * (time.process_time() - own) / seconds:.0f} % of a processor"
    )
    print()
    print("| what | value | goal |")
    print("|---|---|---|")
    for what, value, goal in rows:
        print(f"| {what} | {value} | {goal} |")


async def carry(source: asyncio.StreamReader, target: asyncio.StreamWriter, late: float) -> None:
    """Give `target` what comes from `source`, in order, each piece `late` seconds after it came."""
    clock = asyncio.get_running_loop().time
    under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def take() -> None:
        piece = b"-"
        while piece:
            try:
                piece = await source.read(65536)
            except ConnectionError:
                piece = b""
            under_way.put_nowait((clock() + late, piece))

    taking = asyncio.ensure_future(take())
    while True:
        due, piece = await under_way.get()
        await asyncio.sleep(max(0.0, due - clock()))
        if not piece:
            target.close()
            await taking
            return
        target.write(piece)


@asynccontextmanager
async def lay_line(port: int, round_trip: float) -> AsyncIterator[int]:
    """The port of a line to the server at `port` whose round trip takes `round_trip` seconds."""
    lines: set[asyncio.Future[None]] = set()

    async def join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(carry(reader, back, round_trip / 2), carry(there, writer, round_trip / 2))

    front = await asyncio.start_server(lambda *ends: lines.add(asyncio.ensure_future(join(*ends))), "127.0.0.1", 0)
    try:
        yield int(front.sockets[0].getsockname()[1])
    finally:
        front.close()
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)


async def run_far(port: int, front: int, count: int, venue: Venue, round_trip: float) -> None:
    """All of it, over a long line where there is one."""
    if not round_trip:
        await run(port, front, count, venue)
        return
    print(f"each line takes {1000 * round_trip:.0f} ms there and back; every key pays it once at least")
    async with lay_line(port, round_trip) as far:
        await run(far, front, count, venue)


async def watch(server: subprocess.Popen[str], work: Coroutine[object, object, None]) -> None:
    """Do `work`; end it, with the exit code, when the server ends before it does."""
    task = asyncio.ensure_future(work)
    while not (await asyncio.wait([task], timeout=1))[0]:
        if server.poll() is not None:
            sys.exit(f"the server ended (exit code {server.returncode})")
    task.result()


def main() -> int:
    """Publish a room, serve it, measure."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CANDIDATES
    round_trip = float(sys.argv[2]) / 1000 if len(sys.argv) > 2 else 0.0
    if not Path("/proc/self/smaps_rollup").exists():
        print("this benchmark reads /proc, which this system does not have")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        room = arrange(40, 60, minutes=120, candidates=count, is_steered=True).publish(Path(folder) / "room")
        most = str(count + 10)
        server = subprocess.Popen(
            [sys.executable, "-m", "examcore", "serve", "ssh", str(room.folder), "--host", "127.0.0.1", "--port", "0",
             "--json", "--most", most, "--per-address", most],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
        )  # fmt: skip
        try:
            assert server.stdout is not None
            text = ""
            while not text.endswith("}\n"):
                line = server.stdout.readline()
                if not line:
                    print(f"the server ended before it listened (exit code {server.wait(30)})")
                    return 1
                text += line
            venue = Venue(room, SystemClock(), SystemDisk())
            asyncio.run(watch(server, run_far(json.loads(text)["port"], server.pid, count, venue, round_trip)))
        finally:
            server.terminate()
            server.wait(30)
    return 0


if __name__ == "__main__":
    sys.exit(main())
