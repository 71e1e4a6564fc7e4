"""Claims about a room in browsers, through the protocol that the page speaks."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import aiohttp

from examcore.session import OpenRoom, SystemDisk, sign_in
from examcore_tui.hosting.allowance import MOST_DROPPED
from examcore_tui.web.door import AGAIN, ELSEWHERE, ENDED, LINGER_SECONDS
from tests.terminal.rooms import PIN, HandClock
from tests.terminal.web_room import F10, NASTY, RIGHT, Served, start, tell_story, visit


def answers(room: OpenRoom, number: str) -> dict[str, str]:
    """What the journal holds."""
    session = sign_in(room, number, PIN, HandClock(), SystemDisk())
    session.release()
    return dict(session.state.answers)


def test_a_candidate_signs_in_answers_and_leaves(served: Served) -> None:
    async def story() -> None:
        async with visit(served) as client:
            assert "THÍ SINH ĐĂNG NHẬP" in (await client.get(""))[1]
            assert await client.sign_in("0001") == 303
            async with client.window() as window:
                await start(client, window)
                await window.type("2")
                await window.shows("đã lưu")
                await window.type(RIGHT, "c")
                await window.shows("câu 2/7 · ■ 2/7")
                await window.type(F10)
                await window.shows("XEM LẠI")
                await window.type(*"0001", "\r")
                assert "Đã trả lời: 2/7 câu" in await window.shows("GIẤY XÁC NHẬN")
                await window.type(F10)
                assert await window.closed() == ENDED
            assert (await client.get("state"))[0] == 401

    tell_story(story)
    assert answers(served.room, "0001") == {"Q001": "q1o1", "Q002": "q2o2"}


def test_a_dropped_connection_finds_the_same_question_again_with_everything_drawn(served: Served) -> None:
    async def story() -> None:
        async with visit(served) as client:
            await client.sign_in("0002")
            async with client.window() as window:
                await start(client, window)
                await window.type("3", RIGHT, RIGHT)
                await window.shows("câu 3/7")
                window.drop()
            workers = served.hall.workers
            async with client.window() as window:
                text = await window.shows("câu 3/7 · ■ 1/7")
                assert "Nội dung câu hỏi số 3?" in text
                assert "F10" in text
                await window.type("4")
                await window.shows("■ 2/7")
            assert served.hall.workers == workers

    tell_story(story)


def test_markup_in_an_item_is_shown_as_text(served: Served) -> None:
    async def story() -> None:
        async with visit(served) as client:
            await client.sign_in("0010")
            async with client.window() as window:
                await start(client, window)
                assert NASTY in " ".join(window.text().split())

    tell_story(story)


def test_of_two_windows_the_newer_shows_the_test_and_the_older_is_told(served: Served) -> None:
    async def story() -> None:
        async with visit(served) as client:
            await client.sign_in("0011")
            async with client.window() as older:
                await start(client, older)
                async with client.window() as newer:
                    assert await older.closed() == ELSEWHERE
                    await newer.shows("câu 1/7")
                    await newer.type("1")
                    await newer.shows("■ 1/7")

    tell_story(story)


def test_who_is_signed_in_elsewhere_is_not_let_in_while_that_browser_answers(served: Served) -> None:
    async def story() -> None:
        async with visit(served) as first, visit(served) as second:
            await first.sign_in("0012")
            async with first.window() as window:
                await start(first, window)
                reading = asyncio.ensure_future(window.shows("câu 7/7"))  # a browser answers beats while it waits
                assert await second.sign_in("0012") == 409
                assert second.cookie == ""
                reading.cancel()
            # that browser was closed: from here on the other may go on, and the first badge counts no more
            while await second.sign_in("0012") != 303:
                await asyncio.sleep(0.05)
            assert (await first.get("state"))[0] == 401
            async with second.window() as window:
                await window.shows("câu 1/7")

    tell_story(story)


def test_a_browser_that_sends_on_and_on_is_cut_off_and_others_go_on(served: Served) -> None:
    async def story() -> None:
        async with visit(served) as flooding, visit(served) as other:
            await flooding.sign_in("0015")
            await other.sign_in("0016")
            async with flooding.window() as flood, other.window() as window:
                await start(other, window)
                with suppress(ConnectionError, aiohttp.ClientError):
                    for _ in range(2 * MOST_DROPPED // 8000):
                        await flood.type("a" * 8000)
                async with asyncio.timeout(10):
                    with suppress(ConnectionError):
                        while not flood.socket.closed:
                            await flood.socket.receive()
                await window.type("2")
                await window.shows("■ 1/7")

    tell_story(story)


def test_signing_out_lets_the_candidate_sit_elsewhere(served: Served) -> None:
    async def story() -> None:
        async with visit(served) as first, visit(served) as second:
            await first.sign_in("0013")
            async with first.window() as window:
                await start(first, window)
                assert "0013" in (await first.get(""))[1]
                assert (await first.post("sign-out", {}))[0] == 303
                assert await window.closed() == AGAIN
            assert (await first.get("state"))[0] == 401
            assert await second.sign_in("0013") == 303

    tell_story(story)


def test_the_page_speaks_the_language_that_was_asked_for(served: Served) -> None:
    async def story() -> None:
        async with visit(served) as client:
            assert '<html lang="vi">' in (await client.get(""))[1]
            page = (await client.get("?lang=en"))[1]
            assert '<html lang="en">' in page
            assert "CANDIDATE SIGN-IN" in page
            await client.sign_in("0014", lang="en")
            async with client.window() as window:
                await window.shows("INSTRUCTIONS")

    tell_story(story)


def test_a_dead_worker_brings_the_candidate_back_to_the_same_question(served: Served) -> None:
    async def story() -> None:
        async with visit(served) as client:
            await client.sign_in("0017")
            async with client.window() as window:
                await start(client, window)
                await window.type("1", RIGHT)
                await window.shows("câu 2/7 · ■ 1/7")
                served.kill_workers()
                assert await window.closed() == AGAIN
            code = AGAIN
            while code == AGAIN:  # until another worker is there
                async with client.window() as window:
                    seen = asyncio.ensure_future(window.shows("câu 2/7 · ■ 1/7"))
                    try:
                        await seen
                        code = 0
                    except AssertionError:
                        code = window.socket.close_code or AGAIN
                await asyncio.sleep(0.05)
            assert code == 0

    tell_story(story)


def test_an_app_let_go_of_is_rebuilt_from_the_journal(served: Served) -> None:
    async def story() -> None:
        async with visit(served) as client:
            served.change_linger(0.1)
            await client.sign_in("0018")
            async with client.window() as window:
                await start(client, window)
                await window.type("2", RIGHT)
                await window.shows("câu 2/7 · ■ 1/7")
                before = served.hall.candidates
                window.drop()
            while served.hall.candidates == before:
                await asyncio.sleep(0.02)
            async with client.window() as window:
                await window.shows("câu 2/7 · ■ 1/7")

    try:
        tell_story(story)
    finally:
        served.change_linger(LINGER_SECONDS)


def test_a_restarted_server_asks_for_the_pin_again_and_every_answer_is_there(served: Served) -> None:
    async def story() -> None:
        async with visit(served) as client:
            await client.sign_in("0019")
            async with client.window() as window:
                await start(client, window)
                await window.type("4")
                await window.shows("■ 1/7")
                await asyncio.to_thread(served.stop)
                assert await window.closed() == AGAIN
            await asyncio.to_thread(served.start)
            assert (await client.get("state"))[0] == 401
            assert await client.sign_in("0019") == 303
            async with client.window() as window:
                await window.shows("câu 1/7 · ■ 1/7")

    tell_story(story)
