"""Claims about who is kept out of a room in browsers, and what no browser can do to it."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import AsyncExitStack

import aiohttp
import pytest

from examcore_tui.web.guard import find_address
from tests.terminal.rooms import PIN
from tests.terminal.web_room import Served, start, tell_story, visit

CROWD = [f"{n:04}" for n in range(21, 29)]


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
