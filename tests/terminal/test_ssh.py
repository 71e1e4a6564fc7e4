"""Claims about serving over SSH, made by a real client over loopback."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import asyncssh
import pytest
from click.testing import CliRunner

from examcore.errors import BadInput, Refused
from examcore.language import Message
from examcore.session import OpenRoom, SystemClock, SystemDisk, sign_in
from examcore_tui.hosting.hall import Hall, Limits
from examcore_tui.ssh import door as door_module
from examcore_tui.ssh.command import ssh
from examcore_tui.ssh.door import Door, Rules, keep_host_key
from tests.terminal.clients import WRONG, Server, Told, Venue
from tests.terminal.far import until
from tests.terminal.rooms import PIN, arrange


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> OpenRoom:
    return arrange(3, 4, minutes=30, candidates=12).publish(tmp_path_factory.mktemp("ssh") / "P01")


@pytest.fixture(scope="module")
def venue(room: OpenRoom) -> Iterator[Venue]:
    loop = asyncio.new_event_loop()
    told: list[Message] = []

    async def open_hall() -> Hall:
        hall = Hall((room.folder,), told.append, limits=Limits(at_start=1))
        await hall.start()
        return hall

    hall = loop.run_until_complete(open_hall())
    yield Venue(room, loop, hall, told)
    loop.run_until_complete(hall.stop())
    loop.close()


def read_answers(room: OpenRoom, number: str = "0001") -> dict[str, str]:
    session = sign_in(room, number, PIN, SystemClock(), SystemDisk())
    session.release()
    return dict(session.state.answers)


def test_a_candidate_whose_link_drops_comes_back_to_the_same_question(venue: Venue) -> None:
    async def story(server: Server) -> None:
        async with server.window() as first:
            await first.starts()
            assert "\x1b[?1000h" not in first.seen  # no mouse over SSH
            first.type("2")
            await first.sees("(●) B.")
            first.type("\x1b[C")
            await first.sees("Nội dung câu hỏi số 2?")
            first.process.change_terminal_size(70, 20)
            first.resize(70, 20)
            await first.sees("Nội dung câu hỏi số 2?")
            first.process.change_terminal_size(40, 10)
            await first.sees("nhỏ")
            first.conn.abort()
            begun = time.monotonic()
            async with server.window() as again:
                await again.sees("Nội dung câu hỏi số 2?")
                assert time.monotonic() - begun < 2
                again.type("p")
                await again.sees("(●) B.")

    venue.tell(story)
    assert read_answers(venue.room) == {"Q001": "q1o1"}


def test_a_second_window_waits_outside_while_the_first_one_lives_and_gets_in_when_it_is_dead(venue: Venue) -> None:
    async def story(server: Server) -> None:
        async with server.window("0003") as first:
            await first.starts()
            first.type("3")
            await first.sees("(●) C.")
            assert "cửa sổ khác" in await server.refuses("0003", PIN)
            await first.sees("(●) C.")
            # The cable is pulled: nothing is closed, nothing answers.
            assert first.conn._transport is not None
            first.conn._transport.pause_reading()
            begun = time.monotonic()
            async with server.window("0003") as second:
                await second.sees("(●) C.")
                assert time.monotonic() - begun < 4
            # A second channel of the same connection is none.
        async with server.window("0004") as other:
            with pytest.raises(asyncssh.ChannelOpenError):
                await other.conn.create_process(term_type="xterm")

    venue.tell(story)


def test_a_wrong_pin_is_told_on_the_way_and_the_sixth_try_is_not_even_looked_at(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("examcore_tui.hosting.tries.FIRST_DELAY", 0.01)

    async def story(server: Server) -> None:
        for _ in range(5):
            assert "PIN không đúng" in await server.refuses()
        assert "quá nhiều lần" in await server.refuses()
        assert "quá nhiều lần" in await server.refuses(pin=PIN)
        assert "quá nhiều lần" in await server.refuses("0002", PIN)  # the address is the same
        texts = [message.read("vi") for message in server.told]
        assert sum("sai mã PIN" in text for text in texts) == 5
        assert not any(WRONG in text or PIN in text for text in texts)

    venue.tell(story)


def test_what_a_stranger_typed_as_a_number_is_not_told(venue: Venue) -> None:
    async def story(server: Server) -> None:
        await server.refuses(number=PIN, pin="0001")
        assert not any(PIN in message.read("vi") for message in server.told)
        assert len(server.told) == 1

    venue.tell(story)


def test_there_is_no_shell_no_command_no_files_and_no_way_through(venue: Venue) -> None:
    async def story(server: Server) -> None:
        conn = await server.knock("0006")
        with pytest.raises(asyncssh.ChannelOpenError):
            await conn.open_connection("127.0.0.1", server.door.port)
        with pytest.raises(asyncssh.ChannelListenError):
            await conn.forward_remote_port("", 0, "127.0.0.1", 1)
        with pytest.raises(asyncssh.ChannelOpenError):
            await conn.run("id")
        conn.abort()
        conn = await server.knock("0007")
        with pytest.raises(asyncssh.Error):
            await conn.start_sftp_client()
        conn.abort()
        conn = await server.knock("0008")
        result = await conn.run(term_type=None, check=False)
        assert "cần một cửa sổ dòng lệnh" in str(result.stdout)
        conn.abort()
        conn = await server.knock("0009", agent_forwarding=True)
        process = await conn.create_process(term_type="xterm", env={"EXAMCORE_LANG": "en", "NO_COLOR": "1"})
        assert "HƯỚNG DẪN" in await process.stdout.readuntil("DẪN")
        conn.abort()
        await until(lambda: server.hall.candidates == 0)

    venue.tell(story)


def test_a_worker_killed_in_the_middle_loses_no_answer_and_says_how_to_go_on(venue: Venue) -> None:
    async def story(server: Server) -> None:
        async with server.window("0005") as first:
            await first.starts()
            for number in (1, 2, 3):
                first.type("4")
                await first.sees(f"câu {number}/7 · ■ {number}/7")
                first.type("n")
                await first.sees(f"câu {number + 1}/7")
            os.kill(server.hall.workers[0], signal.SIGKILL)
            await first.sees("đăng nhập lại")
            assert first.seen.rindex("\x1b[?1049l") > first.seen.rindex("câu 4/7")
        async with server.window("0005") as again:
            await again.sees("câu 4/7 · ■ 3/7")

    venue.tell(story)
    assert read_answers(venue.room, "0005") == {"Q001": "q1o3", "Q002": "q2o3", "Q003": "q3o3"}


def test_who_asks_by_keyboard_is_asked_for_the_pin_in_vietnamese(venue: Venue) -> None:
    asked: list[str] = []

    class Careful(Told):
        def kbdint_auth_requested(self) -> str:
            return ""

        def kbdint_challenge_received(self, name: str, instructions: str, lang: str, prompts: object) -> list[str]:
            asked.extend(prompt for prompt, _ in prompts)  # type: ignore[attr-defined]
            return [PIN]

    async def story(server: Server) -> None:
        conn = await server.knock("0010", told=Careful(), pin="", preferred_auth="keyboard-interactive")
        assert asked == ["Mã PIN (trên phiếu): "]
        conn.abort()

    venue.tell(story)


def test_strangers_who_say_nothing_or_come_in_crowds_are_turned_away(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door_module, "SIGN_IN_SECONDS", 0.5)

    async def story(server: Server) -> None:
        silent = [await asyncio.open_connection("127.0.0.1", server.door.port) for _ in range(3)]
        for reader, writer in silent:  # two of them until their time is over, the third at once
            with suppress(ConnectionResetError):
                await asyncio.wait_for(reader.read(), 5)
            writer.close()
        assert len(server.told) == 1
        await until(lambda: not server.door.visitors)
        conn = await server.knock("0011")  # signed in, but asks for no screen
        await asyncio.wait_for(conn.wait_closed(), 5)
        await until(lambda: server.hall.candidates == 0)

    venue.tell(story, per_address=2)


def test_who_sends_without_end_is_cut_off_and_who_reads_nothing_too(venue: Venue) -> None:
    async def story(server: Server) -> None:
        async with server.window("0012") as flood:
            await flood.sees("HƯỚNG DẪN")
            with suppress(OSError):
                for _ in range(400):
                    flood.process.stdin.write(b"\x1b[200~" + b"x" * 8000)
                    await asyncio.sleep(0)
            await asyncio.wait_for(flood.conn.wait_closed(), 10)
        async with server.window("0012") as again:
            await again.sees("chọn phương án")
            assert "chuột" not in again.text  # a mouse nobody hears is not offered

    venue.tell(story)


def test_a_port_that_is_taken_is_refused_by_its_number(venue: Venue) -> None:
    async def story(server: Server) -> None:
        twin = Door(server.hall, Rules("127.0.0.1", server.door.port), server.told.append)
        with pytest.raises(Refused, match=str(server.door.port)):
            await twin.open(keep_host_key(venue.room.folder)[0])

    venue.tell(story)


def test_the_host_key_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    _, fingerprint = keep_host_key(tmp_path)
    path = tmp_path / "ssh-host-key"
    assert fingerprint.startswith("SHA256:")
    assert keep_host_key(tmp_path)[1] == fingerprint
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        path.chmod(0o644)
        with pytest.raises(BadInput):
            keep_host_key(tmp_path)
        path.chmod(0o600)
    path.write_bytes(b"not a key")
    with pytest.raises(BadInput):
        keep_host_key(tmp_path)


def test_without_the_extra_it_is_named(room: OpenRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("examcore_tui.ssh.command.find_spec", lambda name: None)
    result = CliRunner().invoke(ssh, [str(room.folder)])
    assert "serve" in str(result.exception)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGTERM is a POSIX thing")
def test_the_command_tells_how_to_sign_in_and_stops_cleanly(room: OpenRoom) -> None:
    async def run() -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "examcore", "serve", "ssh", str(room.folder), "--host", "127.0.0.1",
            "--port", str(port), "--most", "3", "--lang", "en", stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stderr is not None
        told = (await process.stderr.readuntil(b"Ctrl+C")).decode()
        assert keep_host_key(room.folder)[1] in told
        assert f"ssh -p {port} " in told
        conn = await asyncssh.connect("127.0.0.1", port, username="0002", password=PIN, known_hosts=None, config=None)
        window = await conn.create_process(term_type="xterm", term_size=(80, 24))
        assert "INSTRUCTIONS" in await window.stdout.readuntil("INSTRUCTIONS")
        process.send_signal(signal.SIGTERM)
        assert (await window.stdout.read()).endswith("\x1b[?1049lthe server stops; what was saved is safe\r\n")
        conn.close()
        rest = await asyncio.wait_for(process.stderr.read(), 15)
        assert b"0002 signed in" in rest
        assert b"Traceback" not in rest
        assert await process.wait() == 0

    asyncio.run(run())
    assert read_answers(room, "0002") == {}
