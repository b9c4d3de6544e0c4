"""The control socket and the side of it that commands use."""

from __future__ import annotations

import asyncio
import json
import socket
import stat
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from callplane.cli.control import tell_server
from callplane.errors import CommandFailed, ConfigurationError, Refusal
from callplane.gateway.control import SOCKET_NAME, ControlSocket, control_address


class Commands:
    """Commands that count, refuse and break."""

    def __init__(self) -> None:
        self.refreshed = 0

    async def refresh(self) -> None:
        self.refreshed += 1

    async def refuse(self) -> None:
        raise Refusal("not now: try again")

    async def broken(self) -> None:
        raise RuntimeError

    def table(self) -> dict[str, Callable[[], object]]:
        return {"refresh": self.refresh, "refuse": self.refuse, "broken": self.broken}


@pytest.fixture
def commands() -> Commands:
    return Commands()


@pytest.fixture
async def control(tmp_path: Path, commands: Commands) -> AsyncIterator[ControlSocket]:
    control = ControlSocket(tmp_path, commands.table())  # type: ignore[arg-type]
    await control.start()
    yield control
    await control.stop()


async def test_a_command_is_done_before_the_answer(control: ControlSocket, commands: Commands, tmp_path: Path) -> None:
    assert await asyncio.to_thread(tell_server, tmp_path, "refresh")
    assert commands.refreshed == 1
    assert stat.S_IMODE((tmp_path / SOCKET_NAME).stat().st_mode) == 0o600


@pytest.mark.parametrize("command", ["refuse", "broken", "unknown"])
async def test_a_refusal_reaches_the_caller(control: ControlSocket, tmp_path: Path, command: str) -> None:
    with pytest.raises(CommandFailed):
        await asyncio.to_thread(tell_server, tmp_path, command)
    assert await asyncio.to_thread(tell_server, tmp_path, "refresh")


@pytest.mark.parametrize("junk", [b"\n", b"[]\n", b"\xff\n", b'{"command": {}}\n', b'{"command": "nothing"}\n'])
async def test_junk_is_answered_and_the_connection_goes_on(
    control: ControlSocket, commands: Commands, tmp_path: Path, junk: bytes
) -> None:
    reader, writer = await asyncio.open_unix_connection(tmp_path / SOCKET_NAME)
    for line, ok in ((junk, False), (b'{"command": "refresh"}\n', True)):
        writer.write(line)
        assert json.loads(await reader.readline())["ok"] is ok
    writer.close()
    await writer.wait_closed()


async def test_an_endless_line_closes_the_connection(control: ControlSocket, tmp_path: Path) -> None:
    reader, writer = await asyncio.open_unix_connection(tmp_path / SOCKET_NAME)
    writer.write(b"x" * 200_000)
    with suppress(ConnectionError):
        assert await reader.read() == b""
    writer.close()


async def test_stopping_ends_open_connections_and_removes_the_socket(control: ControlSocket, tmp_path: Path) -> None:
    reader, writer = await asyncio.open_unix_connection(tmp_path / SOCKET_NAME)
    writer.write(b'{"command": "refresh"}\n')
    await reader.readline()
    await control.stop()
    assert await reader.read() == b""
    assert not (tmp_path / SOCKET_NAME).exists()
    assert not tell_server(tmp_path, "refresh")
    await control.stop()
    writer.close()
    await writer.wait_closed()


async def test_one_data_directory_serves_one_server(control: ControlSocket, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        await ControlSocket(tmp_path, {}).start()
    assert await asyncio.to_thread(tell_server, tmp_path, "refresh")


async def test_a_socket_that_was_left_behind_is_replaced(tmp_path: Path, commands: Commands) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / SOCKET_NAME))
    assert not tell_server(tmp_path, "refresh")
    control = ControlSocket(tmp_path, commands.table())  # type: ignore[arg-type]
    await control.start()
    assert await asyncio.to_thread(tell_server, tmp_path, "refresh")
    await control.stop()


async def test_a_directory_with_a_long_name(tmp_path: Path, commands: Commands) -> None:
    data = tmp_path / ("x" * 120)
    data.mkdir()
    control = ControlSocket(data, commands.table())  # type: ignore[arg-type]
    await control.start()
    assert await asyncio.to_thread(tell_server, data, "refresh")
    await control.stop()
    assert not (data / SOCKET_NAME).exists()


async def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    for missing in (tmp_path / "none", tmp_path / ("x" * 120)):
        with pytest.raises(ConfigurationError):
            await ControlSocket(missing, {}).start()
        assert not tell_server(missing, "refresh")


def test_a_server_that_hangs_up_has_given_no_answer(tmp_path: Path) -> None:
    with control_address(tmp_path) as address, socket.socket(socket.AF_UNIX) as silent:
        silent.bind(address)
        silent.listen()

        def hang_up() -> None:
            silent.accept()[0].close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        with pytest.raises(CommandFailed):
            tell_server(tmp_path, "refresh")
        thread.join()
