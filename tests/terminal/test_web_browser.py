"""Claims about the page in a real browser; skipped where no Chromium is found (EXAMCORE_BROWSER names one)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.terminal.chromium import Tab, browse, find_browser
from tests.terminal.rooms import PIN
from tests.terminal.web_room import NASTY, Served

BROWSER = find_browser()
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")


def look(served: Served, story: Callable[[Tab], Awaitable[None]], width: int = 1366, height: int = 768) -> None:
    """Run a story in a new browser; nothing in it may come from elsewhere or break the page's own policy."""

    async def run() -> None:
        assert BROWSER is not None
        async with browse(BROWSER) as browser:
            tab = await browser.open(width, height)
            await story(tab)
            own = (
                served.origin,
                served.origin.replace("https", "wss"),
                f"blob:{served.origin}/",
                "data:,",
                "about:blank",
            )
            assert [url for url in tab.asked if not url.startswith(own)] == []
            assert tab.complaints == []

    asyncio.run(run())


async def sign_in(tab: Tab, served: Served, number: str) -> None:
    """From the address to the instructions, by keyboard alone."""
    await tab.go(served.origin)
    await tab.until("document.activeElement && document.activeElement.id === 'number'")
    await tab.type(number)
    await tab.press("Tab")
    await tab.type(PIN)
    await tab.press("Enter")
    await tab.shows("HƯỚNG DẪN LÀM BÀI")


def test_a_test_is_sat_with_keys_and_mouse_and_a_lost_connection_comes_back(served: Served) -> None:
    async def story(tab: Tab) -> None:
        await sign_in(tab, served, "0031")
        await tab.press("Enter", "F5")  # F5 starts the test: the browser must not load the page anew
        await tab.shows("câu 1/7")
        assert NASTY in " ".join((await tab.text()).split())
        await tab.until("document.fullscreenElement !== null && window.innerWidth === 1366")  # from the first key on
        await tab.settle()
        await tab.click_words("B. Phương án hai")
        await tab.shows("■ 1/7")
        await tab.press("F2")
        await tab.shows("⚑")
        await tab.press("ArrowRight", "F4")
        await tab.shows("đến câu 2")
        await tab.press("Escape", "F10")
        await tab.shows("XEM LẠI")
        await tab.press("Escape")
        await tab.shows("câu 2/7")
        before = await tab.run("document.body.dataset.painted")
        await tab.press("F6")
        await tab.until(f"document.body.dataset.painted > {before}")
        served.drop_connections()
        await tab.until("!document.getElementById('banner').hidden")
        assert "Câu trả lời đã lưu vẫn an toàn" in await tab.text()
        await tab.until("document.getElementById('banner').hidden")
        await tab.press("3")
        await tab.shows("câu 2/7 · ■ 2/7")
        assert len([url for url in tab.asked if url.endswith("/exam")]) == 1
        await tab.send("Page.navigate", url="about:blank")
        assert tab.dialogs == ["beforeunload"]
        assert "câu 2/7" in await tab.text()

    look(served, story)


@pytest.mark.slow
def test_a_restarted_server_sends_the_page_back_to_the_sign_in_and_on_to_the_same_question(served: Served) -> None:
    async def story(tab: Tab) -> None:
        await sign_in(tab, served, "0032")
        await tab.press("Enter", "F5")
        await tab.shows("câu 1/7")
        await tab.press("4", "ArrowRight")
        await tab.shows("câu 2/7 · ■ 1/7")
        await asyncio.to_thread(served.stop)
        await tab.until("!document.getElementById('banner').hidden")
        await asyncio.to_thread(served.start)
        await tab.shows("Xin đăng nhập lại")
        await tab.type("0032")
        await tab.press("Tab")
        await tab.type(PIN)
        await tab.press("Enter")
        await tab.shows("câu 2/7 · ■ 1/7")

    look(served, story)


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [(800, 600), (1024, 768), (1366, 625), (1920, 1080), (3840, 2160)])
def test_every_window_holds_60_columns_and_20_rows_and_no_letter_leaves_its_cell(
    served: Served, width: int, height: int
) -> None:
    async def story(tab: Tab) -> None:
        await tab.go(served.origin)
        await tab.run("document.querySelector('[name=size][value=\"1.67\"]').checked = true")
        await sign_in_here(tab, "0033")
        size = await tab.run(
            """(() => {
                const rows = [...document.querySelectorAll(".row")];
                const box = document.getElementById("screen").getBoundingClientRect();
                const last = rows[rows.length - 1].getBoundingClientRect();
                return [rows[0].textContent.length, rows.length, box.right, last.bottom,
                        Math.max(...rows.map((row) => Math.abs(row.scrollWidth - box.width)))];
            })()"""
        )
        columns, rows, right, bottom, drift = size
        assert columns >= 60
        assert rows >= 20
        assert right <= width + 0.5
        assert bottom <= height + 0.5
        assert drift <= 1  # every row is as wide as the screen: no letter has pushed another aside
        await tab.settle()
        await tab.click_words("F6 đổi")  # a click finds its cell at this size
        await tab.until(
            "getComputedStyle(document.querySelector('.row span')).backgroundColor === 'rgb(255, 255, 255)'"
        )
        await tab.press("F6")
        await tab.until(
            "getComputedStyle(document.querySelector('.row span')).backgroundColor !== 'rgb(255, 255, 255)'"
        )

    look(served, story, width, height)


async def sign_in_here(tab: Tab, number: str) -> None:
    """Fill in the page that is shown."""
    await tab.until("document.activeElement && document.activeElement.id === 'number'")
    await tab.type(number)
    await tab.press("Tab")
    await tab.type(PIN)
    await tab.press("Enter")
    await tab.shows("LÀM BÀI")


@pytest.mark.slow
def test_the_sign_in_works_without_scripts_and_then_says_what_is_missing(served: Served) -> None:
    async def story(tab: Tab) -> None:
        await tab.send("Emulation.setScriptExecutionDisabled", value=True)
        await tab.send("Page.navigate", url=served.origin)
        await tab.shows("Số báo danh")
        await tab.click(683, 258)
        await tab.type("0034")
        await tab.press("Tab")
        await tab.type(PIN)
        await tab.press("Enter")
        await tab.shows("không chạy được JavaScript")

    look(served, story)


@pytest.mark.slow
def test_a_page_of_somebody_else_cannot_open_the_test_in_a_frame_or_by_a_socket(served: Served) -> None:
    async def run() -> None:
        assert BROWSER is not None
        async with browse(BROWSER) as browser:
            tab = await browser.open()
            await sign_in(tab, served, "0035")
            stranger = await browser.open()
            await stranger.go("data:text/html,<body>stranger</body>")
            socket = served.origin.replace("https", "wss") + "/link?columns=80&rows=24"
            opened = await stranger.run(
                f"""new Promise((done) => {{
                    const socket = new WebSocket("{socket}");
                    socket.onopen = () => done(true);
                    socket.onclose = () => done(false);
                }})"""
            )
            assert opened is False
            await tab.press("F6")
            assert "HƯỚNG DẪN" in await tab.text()

    asyncio.run(run())
