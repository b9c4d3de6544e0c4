"""The control socket: how `callplane` commands tell a running server that something has changed. Knows no command's meaning.

A Unix socket in the data directory that only its owner can use. One JSON object a line: `{"command": "refresh"}` is answered
by `{"ok": true}` when the server has done it, or by `{"ok": false, "error": "..."}`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from callplane.errors import CallplaneError, ConfigurationError

log = logging.getLogger(__name__)

SOCKET_NAME = "control.sock"
IDLE_SECONDS = 10.0
_LONGEST_ADDRESS = 100  # sun_path takes 104 to 108 bytes, by system

Command = Callable[[], Awaitable[None]]


@contextmanager
def control_address(data: Path) -> Iterator[str]:
    """An address for the control socket of a data directory, valid inside the `with`; short also where its path is long."""
    path = data.absolute() / SOCKET_NAME
    if len(os.fsencode(path)) <= _LONGEST_ADDRESS:
        yield str(path)
        return
    directory = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{directory}/{SOCKET_NAME}"
    finally:
        os.close(directory)


class ControlSocket:
    """Serves `commands` (by name) on the control socket of the data directory."""

    def __init__(self, data: Path, commands: Mapping[str, Command]) -> None:
        self._data = data
        self._commands = commands
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin to listen. Raises ConfigurationError when another server uses the data directory."""
        self._server = await asyncio.start_unix_server(self._serve, sock=_listening_socket(self._data))

    async def stop(self) -> None:
        """Stop listening, end the connections and remove the socket."""
        if self._server is None:
            return
        self._server.close()
        self._server = None
        (self._data / SOCKET_NAME).unlink(missing_ok=True)
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            while line := await asyncio.wait_for(reader.readline(), IDLE_SECONDS):
                writer.write(json.dumps(await self._answer(line)).encode() + b"\n")
                await writer.drain()
        except (OSError, ValueError, TimeoutError):
            pass  # gone, endless or silent: the connection is closed
        finally:
            self._connections.discard(task)
            writer.close()

    async def _answer(self, line: bytes) -> dict[str, object]:
        try:
            request = json.loads(line)
            command = self._commands[request["command"]]
        except (ValueError, TypeError, KeyError):
            return {"ok": False, "error": f"no such command: send one of {', '.join(self._commands)}"}
        try:
            await command()
        except CallplaneError as error:
            return {"ok": False, "error": str(error)}
        except Exception:
            log.exception("the command %s of the control socket failed", request["command"])
            return {"ok": False, "error": "the server failed to do it: see its log"}
        return {"ok": True}


def _listening_socket(data: Path) -> socket.socket:
    """A socket that is its owner's before anyone can connect. A file left by a server that is gone is replaced."""
    listener = socket.socket(socket.AF_UNIX)
    try:
        with control_address(data) as address:
            if _is_served(address):
                raise ConfigurationError(f"another server uses {data}: stop it, or give this one another data directory")
            Path(address).unlink(missing_ok=True)
            listener.bind(address)
            Path(address).chmod(0o600)
        listener.listen()
    except OSError as error:
        listener.close()
        text = f"cannot listen on {data / SOCKET_NAME} ({error.strerror}): choose another data directory"
        raise ConfigurationError(text) from error
    except ConfigurationError:
        listener.close()
        raise
    listener.setblocking(False)
    return listener


def _is_served(address: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(address)
        except OSError:
            return False
        return True
