"""Measures a room in browsers: sign-in to painted, key to painted, memory, CPU and bytes of each session.

    python3 dev.py bench serve_web          100 candidates
    python3 bench/serve_web.py 500 [SECONDS [SIGNING IN AT ONCE]]

The clients speak what the page speaks, over TLS, from this same machine: their own CPU is told apart, but it
takes its share of the processors, so the times are upper bounds.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import aiohttp  # noqa: E402

from examcore.record import SystemClock, SystemDisk  # noqa: E402
from examcore.venue import Order, Venue, carry_out  # noqa: E402
from examcore.venue import enter as let_in  # noqa: E402
from tests.terminal.rooms import INVIGILATORS, PIN, arrange  # noqa: E402

CANDIDATES = int(sys.argv[1]) if len(sys.argv) > 1 else 100
SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 60.0
IDLE_SECONDS = 20.0
KEY_EVERY = 6.0
"""Four times as often as a real candidate, who presses some three keys for an item of 72 seconds."""
REAL_EVERY = 24.0
SETTLE_SECONDS = 5.0
AT_ONCE = int(sys.argv[3]) if len(sys.argv) > 3 else 8
WEB = [sys.executable, "-c", "from examcore.shell.main import main; main()", "serve", "web"]
LIMITS = {"sign-in": 0.5, "p99": 0.1, "rate": 500.0, "start": 5.0}


@dataclass
class Sitter:
    """A candidate's browser."""

    number: str
    socket: aiohttp.ClientWebSocketResponse
    session: aiohttp.ClientSession
    bytes: int = 0
    asked_at: float = 0.0
    waits: list[float] = field(default_factory=list)
    painted: asyncio.Event = field(default_factory=asyncio.Event)
    seen: str = ""

    async def read(self) -> None:
        """Take what arrives, for ever."""
        async for message in self.socket:
            if message.type == aiohttp.WSMsgType.BINARY:
                self.bytes += len(message.data)
                self.seen += message.data.decode("utf-8", "replace")
                if self.asked_at:
                    self.waits.append(time.perf_counter() - self.asked_at)
                    self.asked_at = 0.0
                self.painted.set()
            else:
                await self.socket.send_json(["beat"])

    async def see(self, sign: str) -> None:
        """Wait until a screen with `sign` has arrived whole; forget what came before."""
        async with asyncio.timeout(60):
            while sign not in self.seen:
                self.painted.clear()
                await self.painted.wait()
        self.seen = ""

    async def press(self, key: str) -> None:
        """Send a key and wait until something was drawn."""
        self.painted.clear()
        self.asked_at = time.perf_counter()
        await self.socket.send_json(["keys", key])
        await asyncio.wait_for(self.painted.wait(), 60)


def family(process: int) -> list[int]:
    """A process and all below it."""
    found = [process]
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in task.read_text().split():
            found += family(int(child))
    return found


def cpu_seconds(processes: list[int]) -> float:
    """Processor time used by now."""
    ticks = os.sysconf("SC_CLK_TCK")
    rows = (Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in processes)
    return sum(int(row[11]) + int(row[12]) for row in rows) / ticks


def memory_mb(process: int) -> float:
    """Memory that is this process's share (PSS)."""
    text = Path(f"/proc/{process}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024


async def enter(url: str, at: int, tls: ssl.SSLContext, gate: asyncio.Semaphore) -> tuple[Sitter, float]:
    """Sign a candidate in from an address of its own; the seconds until the first screen was there."""
    number = f"{at + 1:04}"
    jar = aiohttp.CookieJar(unsafe=True)
    connector = aiohttp.TCPConnector(ssl=tls, local_addr=(f"127.0.{1 + at // 250}.{1 + at % 250}", 0))
    session = aiohttp.ClientSession(connector=connector, cookie_jar=jar, headers={"Origin": url})
    async with gate:
        begun = time.perf_counter()
        form = {"number": number, "pin": PIN, "lang": "vi", "size": ""}
        async with session.post(f"{url}/sign-in", data=form, allow_redirects=False) as answer:
            assert answer.status == 303, (answer.status, await answer.text())
        socket = await session.ws_connect(f"{url}/link?columns=80&rows=24")
        sitter = Sitter(number, socket, session)
        asyncio.ensure_future(sitter.read())  # noqa: RUF006
        await sitter.see("DẪN")
        return sitter, time.perf_counter() - begun


async def work(sitter: Sitter, at: int, until: float) -> None:
    """Answer and go on, again and again, each candidate at a moment of its own."""
    await asyncio.sleep(KEY_EVERY * at / CANDIDATES)
    keys = ("2", "\x1b[C") * 400
    for key in keys:
        if time.perf_counter() >= until:
            return
        await sitter.press(key)
        await asyncio.sleep(KEY_EVERY - (time.perf_counter() - begun_at(sitter)))


async def read_on(sitter: Sitter, gate: asyncio.Semaphore) -> None:
    """From the instructions over the question that does not count to the wait for the start."""
    async with gate:
        for key, sign in (("\r", "THỬ"), ("\x1b[15~", "CHỜ")):
            await sitter.socket.send_json(["keys", key])
            await sitter.see(sign)


def begun_at(sitter: Sitter) -> float:
    """When the last key was pressed."""
    return time.perf_counter() - sitter.waits[-1]


def act(venue: Venue, order: Order) -> None:
    """What an invigilator does."""
    name, pin = next(iter(INVIGILATORS.items()))
    carry_out(venue, order, name, "", let_in(venue.room, name, pin))


async def measure(url: str, server: int, venue: Venue) -> None:
    """The whole room, once."""
    tls = ssl.create_default_context()
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    gate = asyncio.Semaphore(AT_ONCE)
    entered = await asyncio.gather(*(enter(url, at, tls, gate) for at in range(CANDIDATES)))
    sitters = [sitter for sitter, _ in entered]
    seconds = sorted(second for _, second in entered)
    row(
        "sign-in to painted, median",
        f"{statistics.median(seconds):.3f} s",
        seconds[len(seconds) // 2] / LIMITS["sign-in"],
    )

    await asyncio.gather(*(read_on(sitter, gate) for sitter in sitters))
    await asyncio.to_thread(act, venue, Order("admit"))
    await asyncio.sleep(SETTLE_SECONDS)
    begun = time.perf_counter()
    await asyncio.to_thread(act, venue, Order("start"))
    await asyncio.gather(*(sitter.see("số 1?") for sitter in sitters))
    started = time.perf_counter() - begun
    row(f"all {CANDIDATES} start: last one sees question 1", f"{started:.2f} s", started / LIMITS["start"])
    await asyncio.sleep(SETTLE_SECONDS)

    processes = family(server)
    sum_bytes, sum_cpu = sum(s.bytes for s in sitters), cpu_seconds(processes)
    await asyncio.sleep(IDLE_SECONDS)
    idle_bytes = (sum(s.bytes for s in sitters) - sum_bytes) / CANDIDATES / IDLE_SECONDS
    idle_cpu = (cpu_seconds(processes) - sum_cpu) / CANDIDATES / IDLE_SECONDS

    for sitter in sitters:
        sitter.waits.clear()
    sum_bytes, sum_cpu, begun = sum(s.bytes for s in sitters), cpu_seconds(processes), time.perf_counter()
    own = resource.getrusage(resource.RUSAGE_SELF)
    until = begun + SECONDS
    await asyncio.gather(*(work(sitter, at, until) for at, sitter in enumerate(sitters)))
    took = time.perf_counter() - begun
    busy_cpu = (cpu_seconds(processes) - sum_cpu) / took
    used = resource.getrusage(resource.RUSAGE_SELF)
    waits = sorted(wait for sitter in sitters for wait in sitter.waits)
    key_bytes = ((sum(s.bytes for s in sitters) - sum_bytes) - idle_bytes * CANDIDATES * took) / len(waits)
    rate = idle_bytes + key_bytes / REAL_EVERY
    p50, p99 = waits[len(waits) // 2], waits[int(len(waits) * 0.99)]
    row(f"key to painted, p50 of {len(waits)}", f"{p50 * 1000:.0f} ms", None)
    row("key to painted, p99", f"{p99 * 1000:.0f} ms", p99 / LIMITS["p99"])
    row("key to painted, longest", f"{waits[-1] * 1000:.0f} ms", None)
    row(
        "CPU of the server, a key every 6 s",
        f"{busy_cpu * 1000 / CANDIDATES:.2f} ms/s a session ({busy_cpu:.0%} of a core)",
        None,
    )
    row("CPU of the server, nobody types", f"{idle_cpu * 1000:.2f} ms/s a session", None)
    row(
        "CPU of the clients beside it",
        f"{(used.ru_utime + used.ru_stime - own.ru_utime - own.ru_stime) / took:.0%} of a core",
        None,
    )
    front, *workers = processes
    sizes = [memory_mb(one) for one in workers]
    row("memory of the front (TLS, websockets)", f"{memory_mb(front):.0f} MB", None)
    row("memory of the workers", f"{sum(sizes):.0f} MB in {sum(size > 20 for size in sizes)} processes", None)
    row("memory a session, all told", f"{(memory_mb(front) + sum(sizes)) / CANDIDATES:.2f} MB", None)
    row("bytes a key", f"{key_bytes:.0f}", None)
    row("bytes/s a session, a key every 24 s", f"{rate:.0f}", rate / LIMITS["rate"])
    for sitter in sitters:
        await sitter.session.close()


def row(what: str, figure: str, share: float | None) -> None:
    """A row of the table."""
    print(f"| {what} | {figure} | {'–' if share is None else f'{share:.2f} of the limit'} |", flush=True)


def main() -> None:
    """Publish a room, serve it, measure it."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    print(f"{CANDIDATES} candidates, 100 questions, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        room = arrange(40, 60, minutes=120, candidates=CANDIDATES, is_steered=True).publish(Path(folder) / "P01")
        venue = Venue(room, SystemClock(), SystemDisk())
        command = [*WEB, str(Path(folder) / "P01"), "--port", "0", "--host", "127.0.0.1", "--json", "--most", "5000"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")
        assert server.stdout is not None
        try:
            told = json.loads("".join(iter(server.stdout.readline, "}\n")) + "}")
            asyncio.run(measure(f"https://127.0.0.1:{told['port']}", server.pid, venue))
        finally:
            server.terminate()
            server.communicate(timeout=60)


if __name__ == "__main__":
    main()
