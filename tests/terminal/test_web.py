"""Claims about a room in browsers, through the protocol that the page speaks."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import AsyncExitStack

import aiohttp
import pytest

from examcore.session import OpenRoom, SystemDisk, sign_in
from examcore_tui.web.door import AGAIN, ELSEWHERE, ENDED, LINGER_SECONDS
from examcore_tui.web.guard import find_address
from tests.terminal.rooms import PIN, HandClock, arrange, make_question
from tests.terminal.web_room import Client, Served, Window, serve, tell_story, visit

NASTY = "Theo khoản [1] và [/b] <script>alert(1)</script> [bold]đậm"
RIGHT = "\x1b[C"
CROWD = [f"{n:04}" for n in range(21, 29)]
F5 = "\x1b[15~"
F10 = "\x1b[21~"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> OpenRoom:
    questions = [make_question(n, stem=NASTY if n == 1 else "") for n in range(1, 8)]
    arranged = arrange(3, 4, candidates=28, questions=questions)
    return arranged.publish(tmp_path_factory.mktemp("web") / "P01")


@pytest.fixture(scope="module")
def served(room: OpenRoom) -> Iterator[Served]:
    with serve(room) as one:
        yield one


async def start(client: Client, window: Window) -> None:
    """From the instructions to the first question."""
    await window.shows("HƯỚNG DẪN")
    await window.type("\r", F5)
    await window.shows("câu 1/7")


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


def test_a_wrong_pin_is_told_in_words_and_never_shown_again(served: Served) -> None:
    async def story() -> None:
        async with visit(served, "127.0.0.5") as client:
            status, page, _ = await client.post("sign-in", {"number": "0003", "pin": "135791", "lang": "vi"})
            assert status == 401
            assert "số báo danh hoặc mã PIN không đúng" in page
            assert "135791" not in page
            assert 'value="0003"' in page
            assert client.cookie == ""
            assert await client.sign_in("0003") == 303

    tell_story(story)
    assert not any("135791" in str(told) or PIN in str(told) for told in served.told)


def test_five_wrong_pins_a_minute_close_the_door_for_that_candidate_from_everywhere(served: Served) -> None:
    async def story() -> None:
        for last in range(11, 16):
            async with visit(served, f"127.0.0.{last}") as client:
                assert await client.sign_in("0004", "000000") == 401
        async with visit(served, "127.0.0.16") as client:
            assert await client.sign_in("0004") == 429
            assert await client.sign_in("0005") == 303

    tell_story(story)


def test_a_whole_room_behind_one_address_signs_in_at_once(served: Served) -> None:
    async def story() -> None:
        async with AsyncExitStack() as stack:
            clients = [await stack.enter_async_context(visit(served, "127.0.0.30")) for _ in range(8)]
            signing = (client.sign_in(number) for client, number in zip(clients, CROWD, strict=True))
            assert await asyncio.gather(*signing) == [303] * 8

    tell_story(story)


def test_five_wrong_pins_a_minute_close_the_door_for_that_address(served: Served) -> None:
    async def story() -> None:
        async with visit(served, "127.0.0.20") as client:
            tries = (client.sign_in(f"01{n:02}", "000000") for n in range(8))
            assert sorted(await asyncio.gather(*tries)) == [401] * 5 + [429] * 3
            status, page, _ = await client.post("sign-in", {"number": "0006", "pin": PIN, "lang": "en"})
            assert status == 429
            assert "too many tries" in page
        async with visit(served, "127.0.0.21") as client:
            assert await client.sign_in("0006") == 303

    tell_story(story)


@pytest.mark.parametrize(
    "origin", ["https://elsewhere.example", "null", "", "https://127.0.0.1", "http://127.0.0.1:{port}"]
)
def test_what_comes_from_a_foreign_page_is_refused(served: Served, origin: str) -> None:
    async def story() -> None:
        async with visit(served) as client:
            assert await client.sign_in("0007") == 303
            foreign = {"Origin": origin.format(port=served.port)} if origin else {}
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                async with client.window(foreign):
                    pass
            assert refused.value.status == 403
            assert (await client.post("sign-in", {"number": "0008", "pin": PIN}, foreign))[0] == 403
            assert (await client.post("sign-out", {}, foreign))[0] == 403
            assert (await client.get("state"))[0] == 204
            await client.post("sign-out", {})

    tell_story(story)


def test_without_the_cookie_there_is_no_test(served: Served) -> None:
    async def story() -> None:
        async with visit(served) as client:
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                async with client.window():
                    pass
            assert refused.value.status == 401
            assert (await client.get("exam"))[0] == 303
            assert (await client.get("state"))[0] == 401
            forged = {"Cookie": "__Host-examcore=" + "A" * 43}
            assert (await client.get("state", **forged))[0] == 401

    tell_story(story)


def test_the_cookie_is_only_for_this_host_over_tls_and_out_of_reach_of_scripts(served: Served) -> None:
    async def story() -> None:
        async with visit(served) as client:
            status, _, answer = await client.post("sign-in", {"number": "0009", "pin": PIN})
            assert status == 303
            told = answer.headers["Set-Cookie"]
            assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= {part.strip() for part in told.split(";")}
            assert "Domain" not in told
            assert told.startswith("__Host-")
            assert len(client.cookie) >= 43

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


@pytest.mark.parametrize(
    "path", ["static/", "static", "static/exam.html", "static/../server.py", "static/%2e%2e%2fserver.py", "room.json"]
)
def test_only_the_named_files_are_given_out(served: Served, path: str) -> None:
    async def story() -> None:
        async with visit(served) as client:
            status, text = await client.get(path)
            assert status == 404
            assert "import" not in text

    tell_story(story)


def test_every_answer_forbids_frames_scripts_and_requests_from_elsewhere(served: Served) -> None:
    async def story() -> None:
        async with visit(served) as client:
            for path in ("", "exam", "state", "static/exam.js", "nothing", "sign-in"):
                async with client.session.get(client.url(path), allow_redirects=False) as answer:
                    policy = answer.headers["Content-Security-Policy"]
                    assert "default-src 'none'" in policy
                    assert "unsafe" not in policy
                    assert "http" not in policy
                    assert answer.headers["X-Frame-Options"] == "DENY"
                    assert answer.headers["X-Content-Type-Options"] == "nosniff"
                    assert answer.headers["Referrer-Policy"] == "same-origin"
                    assert answer.headers["Server"] == "examcore"

    tell_story(story)


def test_too_long_forms_and_messages_are_cut_off(served: Served) -> None:
    async def story() -> None:
        async with visit(served) as client:
            assert (await client.post("sign-in", {"number": "1" * 5000, "pin": "1"}))[0] == 413
            await client.sign_in("0015")
            async with client.window() as window:
                await start(client, window)
                await window.socket.send_str('["keys", "' + "x" * 20_000 + '"]')
                assert await window.closed() == 1009

    tell_story(story)


@pytest.mark.parametrize(
    "message",
    ["", "{", "[]", '["keys"]', '["keys", 5]', '["size", "a", 1]', '["size", 99999999999999999999, -7]', "[" * 8000],
)
def test_what_no_page_of_ours_sends_changes_nothing(served: Served, message: str) -> None:
    async def story() -> None:
        async with visit(served) as client:
            await client.sign_in("0016")
            async with client.window() as window:
                await window.socket.send_str(message)
                await window.socket.send_json(["size", 80, 24])
                await window.shows("DIỄN TẬP")
            await client.post("sign-out", {})

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


@pytest.mark.slow
def test_a_link_that_answers_no_more_is_noticed_within_15_seconds(served: Served) -> None:
    async def story() -> None:
        async with visit(served) as dead, visit(served) as other:
            await dead.sign_in("0020")
            url = dead.url("link?columns=80&rows=24")
            async with dead.session.ws_connect(url, headers=dead.headers, autoping=False) as socket:
                async with asyncio.timeout(15):  # it reads, but answers nothing, as behind a cable that was cut
                    while not socket.closed:
                        await socket.receive()
            assert await other.sign_in("0020") == 303

    tell_story(story)


@pytest.mark.slow
@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n"], ids=["nothing", "half a request"])
def test_a_connection_that_does_not_ask_is_closed(served: Served, said: bytes) -> None:
    async def story() -> None:
        tls = ssl.create_default_context()
        tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port, ssl=tls)
        writer.write(said)
        async with asyncio.timeout(15):
            assert await reader.read() == b""
        writer.close()

    tell_story(story)


@pytest.mark.parametrize(
    ("told", "is_behind_proxy", "address"),
    [
        ("10.9.9.9, 10.0.0.7", True, "10.0.0.7"),
        ("", True, "127.0.0.1"),
        ("10.9.9.9, 10.0.0.7", False, "127.0.0.1"),
    ],
)
def test_only_a_proxy_is_believed_where_somebody_comes_from(told: str, is_behind_proxy: bool, address: str) -> None:
    assert find_address({"X-Forwarded-For": told}, "127.0.0.1", is_behind_proxy) == address
