"""Claims about pictures in browsers: the picture itself over the terminal while it is looked at, and no longer."""

from __future__ import annotations

import pytest

from examcore.nouns import Picture
from examcore_tui.web.guard import HEADERS
from tests.terminal.chromium import Tab
from tests.terminal.illustrated import GREEN, chart, sign
from tests.terminal.test_web_browser import BROWSER, look, sign_in
from tests.terminal.web_room import Served, start, tell_story, visit

ESCAPE = "\x1b[27u"
BOLD_STAYS_IN_ITS_CELL = """(() => {
    const style = getComputedStyle(document.documentElement);
    const brush = document.createElement("canvas").getContext("2d");
    brush.font = `bold ${style.getPropertyValue("--letter")} ${style.getPropertyValue("--letters")}`;
    const [wide, found] = [brush.measureText("0").width, brush.measureText("ở")];
    const leaves = found.actualBoundingBoxRight > 1.12 * wide || found.actualBoundingBoxLeft > 0.12 * wide;
    const row = [...document.querySelectorAll(".row")].find((one) => one.textContent.includes("trở lại câu hỏi"));
    return !leaves || [...row.querySelectorAll(".other")].some((one) => one.textContent.includes("ở"));
})()"""


def data_of(figure: object) -> bytes:
    picture = getattr(figure, "picture", None)
    assert isinstance(picture, Picture)
    return picture.data


def test_the_picture_itself_reaches_the_browser_and_goes_with_the_viewer(served: Served) -> None:
    async def story() -> None:
        async with visit(served) as client:
            await client.sign_in("0021")
            async with client.window() as browser:
                await start(client, browser)
                await browser.type("g", "7", "\r")
                await browser.shows("câu 7/7")
                assert browser.sight == {}
                await browser.type("h")
                await browser.until(lambda: browser.picture == data_of(chart()) and "above" in browser.sight)
                assert "còn lại 0:2" in browser.text()
                assert "biểu đồ bốn cột" in str(browser.sight["alt"])
                assert browser.sight["media"] == "png"
                assert (browser.sight["above"], browser.sight["below"], browser.sight["share"]) == (4, 2, 1.0)
                await browser.type("+", "+")
                await browser.until(lambda: browser.sight.get("share") == 2.25)
                await browser.type("p")
                await browser.until(lambda: browser.picture == data_of(sign(GREEN)))
                await browser.type(ESCAPE)
                await browser.until(lambda: browser.sight == {})
                await browser.shows("câu 7/7")

    tell_story(story)


def test_a_browser_that_comes_back_is_shown_the_picture_again(served: Served) -> None:
    async def story() -> None:
        async with visit(served) as client:
            await client.sign_in("0022")
            async with client.window() as browser:
                await start(client, browser)
                await browser.type("g", "7", "\r", "h")
                await browser.until(lambda: browser.picture == data_of(chart()))
                browser.drop()
            async with client.window() as browser:
                await browser.until(lambda: browser.picture == data_of(chart()))
                await browser.type(ESCAPE, "1")
                await browser.until(lambda: browser.sight == {})
                await browser.shows("■ 1/7")

    tell_story(story)


def test_the_policy_of_the_page_gains_pictures_of_its_own_and_nothing_else() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "img-src data: blob:;" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
def test_a_candidate_sees_the_picture_between_clock_and_keys_and_it_goes_when_the_link_does(served: Served) -> None:
    async def story(tab: Tab) -> None:
        await sign_in(tab, served, "0034")
        await tab.press("Enter", "F5")
        await tab.shows("câu 1/7")
        await tab.press("g", "7", "Enter")
        await tab.shows("câu 7/7")
        await tab.press("h")
        await tab.until("document.getElementById('seen').naturalWidth === 640")
        assert await tab.run(BOLD_STAYS_IN_ITS_CELL)  # some fonts have a letter in one weight only
        box = "document.getElementById('sight')"
        assert "biểu đồ bốn cột" in await tab.run("document.getElementById('seen').alt")
        await tab.until("document.getElementById('seen').width > 640")  # made larger, to fill its place
        row = "document.querySelector('.row').getBoundingClientRect()"
        assert await tab.run(f"{box}.getBoundingClientRect().top >= 2 * {row}.height")
        wide = await tab.run("document.getElementById('seen').width")
        await tab.press("+", "+")
        await tab.until(f"document.getElementById('seen').width > 2.2 * {wide}")
        before = await tab.run(f"{box}.scrollLeft")
        await tab.press("ArrowRight")
        await tab.until(f"{box}.scrollLeft > {before}")
        await tab.click(683, 400)  # its own size
        await tab.until("document.getElementById('seen').width === 640")
        await tab.press("Escape")
        await tab.until(f"{box}.hidden")
        await tab.press("2")
        await tab.shows("■ 1/7")
        await tab.press("h")
        await tab.until(f"!{box}.hidden")
        served.drop_connections()
        await tab.until(f"{box}.hidden && !document.getElementById('banner').hidden")
        await tab.until(f"document.getElementById('banner').hidden && !{box}.hidden")

    look(served, story)
