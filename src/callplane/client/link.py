"""One WebSocket of a session, from its handshake to its end. Knows sockets; nothing of messages, answers or coming back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp

from callplane.client.errors import ConnectionFailed, ConnectionLost, SessionEnded
from callplane.client.logon import unreachable

TAKEN_OVER = 4001
"""The close code for a connection whose session another connection has taken."""

HEARTBEAT = 15.0
"""Seconds between WebSocket pings; without a pong in half that time the connection is lost."""

_CLOSING = 2.0  # seconds to wait for the other side's close
MAX_MESSAGE = 1 << 24


class Link:
    """Messages in and out. `number` counts the links of one client."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, base: str, number: int) -> None:
        self._socket = socket
        self._base = base
        self.number = number

    async def send(self, data: bytes) -> None:
        """Send one message; ConnectionLost."""
        try:
            await self._socket.send_str(data.decode())
        except (aiohttp.ClientError, ConnectionError) as error:
            raise ConnectionLost(f"The connection to {self._base} has ended") from error

    async def messages(self) -> AsyncIterator[bytes | str]:
        """What comes in, until the socket ends."""
        async for message in self._socket:
            if message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                yield message.data

    @property
    def taken_over(self) -> bool:
        """Whether it ended because another connection carries the session now."""
        return self._socket.close_code == TAKEN_OVER

    @property
    def end(self) -> str:
        """Why it ended, for people."""
        code = self._socket.close_code
        why = "it broke" if code in (None, aiohttp.WSCloseCode.ABNORMAL_CLOSURE) else f"the server closed it ({code})"
        return f"The connection to {self._base} has ended: {why}"

    async def close(self) -> None:
        """Close in order."""
        await self._socket.close()


async def open_link(http: aiohttp.ClientSession, base: str, session_id: str, number: int, received: int | None) -> Link:
    """Connect to a session; where it is resumed, `received` messages of it are here already. SessionEnded, ConnectionFailed."""
    params = {"x-ucsessionid": session_id} | ({} if received is None else {"resume": str(received)})
    try:
        async with asyncio.timeout(http.timeout.total):
            socket = await http.ws_connect(
                f"{base}/ws/client/websocket",
                params=params,
                heartbeat=HEARTBEAT,
                max_msg_size=MAX_MESSAGE,
                timeout=aiohttp.ClientWSTimeout(ws_close=_CLOSING),
            )
    except aiohttp.WSServerHandshakeError as error:
        if error.status == 401:
            raise SessionEnded("The server does not know this session, or it has ended: log in again") from None
        raise ConnectionFailed(f"The server at {base} gave no WebSocket: HTTP {error.status}") from None
    except (aiohttp.ClientError, OSError) as error:  # TimeoutError is one
        raise unreachable(base) from error
    return Link(socket, base, number)
