"""A real browser for the tests: headless Chromium, steered through its DevTools protocol."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
FLAGS = (
    "--headless=new", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage",
    "--ignore-certificate-errors", "--remote-debugging-port=0", "--hide-scrollbars", "--mute-audio",
)  # fmt: skip
CODES = {"Enter": 13, "Tab": 9, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38, "ArrowLeft": 37, "ArrowRight": 39,
         "Backspace": 8, **{f"F{n}": 111 + n for n in range(1, 13)}}  # fmt: skip


def find_browser() -> str | None:
    """The path of a Chromium on this machine, or None."""
    asked = os.environ.get("EXAMCORE_BROWSER")
    return asked or next((found for name in NAMES if (found := shutil.which(name))), None)


class Tab:
    """One page of the browser. `asked` holds the address of every request it made."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.dialogs: list[str] = []
        self._listener = asyncio.ensure_future(self._listen())

    async def send(self, method: str, **parameters: object) -> dict[str, Any]:
        """One DevTools command; its result."""
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        return await asyncio.wait_for(answer, 20)

    async def begin(self, width: int, height: int) -> None:
        """Watch the network and the console, in a window of this size."""
        for domain in ("Page", "Network", "Runtime", "Log"):
            await self.send(f"{domain}.enable")
        await self.resize(width, height)

    async def resize(self, width: int, height: int) -> None:
        """Another size of the window."""
        await self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    async def go(self, url: str) -> None:
        """Open an address and wait until the page is there."""
        await self.send("Page.navigate", url=url)
        await self.until("document.readyState === 'complete'")

    async def run(self, script: str) -> Any:
        """The value of a script."""
        found = await self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        return found.get("result", {}).get("value")

    async def until(self, script: str, seconds: float = 20.0) -> None:
        """Wait until a script's value is true."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not await self.run(script):
            assert asyncio.get_running_loop().time() < deadline, f"{script}\n{await self.text()}"
            await asyncio.sleep(0.03)

    async def shows(self, words: str, seconds: float = 20.0) -> None:
        """Wait until the page's text holds `words`."""
        await self.until(f"document.body && document.body.innerText.includes({json.dumps(words)})", seconds)

    async def text(self) -> str:
        """The page as read."""
        return str(await self.run("document.body ? document.body.innerText : ''"))

    async def settle(self) -> None:
        """Wait until the app's picture is quiet: a new screen is drawn twice, and a click needs the second."""
        await self.until(
            """(async () => {
                const before = document.body.dataset.painted;
                await new Promise((done) => setTimeout(done, 200));
                return document.body.dataset.painted === before;
            })()"""
        )

    async def press(self, *keys: str) -> None:
        """Press keys by their names ("F2", "Enter") or letters."""
        for key in keys:
            code = CODES.get(key, ord(key.upper()) if len(key) == 1 else 0)
            same = {"key": key, "windowsVirtualKeyCode": code, "nativeVirtualKeyCode": code}
            text = {"text": key} if len(key) == 1 else {"text": "\r"} if key == "Enter" else {}
            await self.send("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", **same, **text)
            await self.send("Input.dispatchKeyEvent", type="keyUp", **same)

    async def type(self, text: str) -> None:
        """Type a text letter by letter."""
        await self.press(*text)

    async def click(self, x: float, y: float) -> None:
        """Click at a place of the window."""
        for kind in ("mousePressed", "mouseReleased"):
            await self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    async def click_words(self, words: str) -> None:
        """Click on the first row of the screen that holds `words`, where they begin."""
        place = await self.run(
            f"""(() => {{
                for (const row of document.querySelectorAll(".row")) {{
                    const at = row.textContent.indexOf({json.dumps(words)});
                    if (at < 0) continue;
                    const box = row.getBoundingClientRect();
                    const cell = row.getBoundingClientRect().width / row.textContent.length;
                    return [box.left + (at + 0.5) * cell, box.top + box.height / 2];
                }}
                return null;
            }})()"""
        )
        assert place is not None, f"{words!r} is not on the screen\n{await self.text()}"
        await self.click(*place)

    async def picture(self, path: Path) -> None:
        """A picture of the window as PNG."""
        found = await self.send("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(found["data"]))

    async def close(self) -> None:
        """Let go of the page."""
        self._listener.cancel()
        await self._socket.close()

    async def _listen(self) -> None:
        async for message in self._socket:
            found = json.loads(message.data)
            if "id" in found:
                answer = self._answers.pop(found["id"])
                if not answer.done():
                    answer.set_result(found.get("result", {}))
                continue
            told = found.get("params", {})
            if found["method"] == "Network.requestWillBeSent":
                self.asked.append(told["request"]["url"])
            elif found["method"] == "Network.webSocketCreated":
                self.asked.append(told["url"])
            elif found["method"] == "Runtime.exceptionThrown":
                self.complaints.append(json.dumps(told["exceptionDetails"]))
            elif found["method"] == "Log.entryAdded" and told["entry"]["source"] in (
                "security",
                "violation",
                "javascript",
            ):
                self.complaints.append(told["entry"]["text"])
            elif found["method"] == "Page.javascriptDialogOpening":
                self.dialogs.append(told["type"])
                asyncio.ensure_future(self.send("Page.handleJavaScriptDialog", accept=False))  # noqa: RUF006


class Browser:
    """A running Chromium with a profile of its own."""

    def __init__(self, port: int, client: aiohttp.ClientSession) -> None:
        self._port, self._client = port, client
        self._tabs: list[Tab] = []

    async def open(self, width: int = 1366, height: int = 768) -> Tab:
        """A new empty page."""
        async with self._client.put(f"http://127.0.0.1:{self._port}/json/new?about:blank") as answer:
            where = (await answer.json(content_type=None))["webSocketDebuggerUrl"]
        tab = Tab(await self._client.ws_connect(where, max_msg_size=0))
        await tab.begin(width, height)
        self._tabs.append(tab)
        return tab

    async def close(self) -> None:
        """Let go of all pages."""
        for tab in self._tabs:
            await tab.close()


@asynccontextmanager
async def browse(path: str) -> AsyncIterator[Browser]:
    """Chromium at `path` with an empty profile; ended with the block."""
    profile = Path(tempfile.mkdtemp(prefix="examcore-browser-"))
    root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    process = await asyncio.create_subprocess_exec(
        path, *FLAGS, *root, f"--user-data-dir={profile}", "about:blank",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        told = profile / "DevToolsActivePort"
        async with asyncio.timeout(60):
            while not told.exists() or "\n" not in told.read_text():
                assert process.returncode is None, "the browser does not start"
                await asyncio.sleep(0.05)
        async with aiohttp.ClientSession() as client:
            browser = Browser(int(told.read_text().splitlines()[0]), client)
            try:
                yield browser
            finally:
                await browser.close()
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        shutil.rmtree(profile, ignore_errors=True)
