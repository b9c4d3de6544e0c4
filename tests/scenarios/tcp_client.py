"""Small client programs of ours that speak one encoding, on plain TCP or on a WebSocket, and see every byte that comes back.

Made of the wire package alone: framing, codecs, ROSE engine. The client library speaks JSON on WebSockets only.
"""

from __future__ import annotations

import asyncio
import base64
import ssl
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

import aiohttp
from msgspec import Struct

from callplane.store.demo import PASSWORD
from callplane.wire import operations
from callplane.wire.ber import BerCodec
from callplane.wire.codec import Codec, Encoding, Message
from callplane.wire.framing import TcpFrameReader, to_tcp
from callplane.wire.json_codec import JsonCodec
from callplane.wire.operations import AnyOperation, Operation
from callplane.wire.rose import ErrorReceived, EventReceived, Peer, Received, RejectReceived, ResultReceived
from callplane.wire.types import auth, auth_common, transport

JSON, BER = JsonCodec(), BerCodec()
CODECS: dict[Encoding, Codec] = {Encoding.JSON: JSON, Encoding.BER: BER}
PATIENCE = 3.0
"""Seconds of real time within which the server must say something; seldom more than some milliseconds."""

A = TypeVar("A", bound=Struct)
R = TypeVar("R", bound=Struct)
Reply = ResultReceived | ErrorReceived | RejectReceived


def negotiate(lowest: str = "6.0.0", highest: str = "8.1.0") -> auth.AsnNegotiateServerConnectionV2Argument:
    """What a client program says first of all on TCP."""
    return auth.AsnNegotiateServerConnectionV2Argument(
        u8sMinSupportedInterfaceVersion=lowest,
        u8sMaxSupportedInterfaceVersion=highest,
        u8sClientDeviceId="device",
        u8sClientVersion="1",
        eClientAppID=auth.AsnClientAppID.eCLIENTAPPIDUNKNOWN,
        u8sClientDeviceName="",
        iClientCapabilities=0,
    )


def basic(user: str, password: str = PASSWORD) -> auth_common.AsnLoginV2Argument:
    """A log-in by name and password."""
    credential = auth_common.AsnAuthBasicCredential(credential=base64.b64encode(f"{user}:{password}".encode()).decode())
    return auth_common.AsnLoginV2Argument(auth=auth_common.AsnLoginV2ChoiceArgument(authBasic=credential))


def bearer(token: str) -> auth_common.AsnLoginV2Argument:
    """A log-in by token."""
    choice = auth_common.AsnLoginV2ChoiceArgument(authBearer=auth_common.AsnAuthBearer(u8sJWT=token))
    return auth_common.AsnLoginV2Argument(auth=choice)


class Program(ABC):
    """A client program. `events` are those it was told, `encodings` how each message came."""

    def __init__(self, codec: Codec) -> None:
        self.codec = codec
        self.events: list[EventReceived] = []
        self.encodings: list[Encoding] = []
        self._peer = Peer()

    @abstractmethod
    async def send(self, data: bytes) -> None:
        """Send a message in the encoding of `codec`."""

    @abstractmethod
    async def _frame(self) -> tuple[Encoding, bytes]:
        """The next message, free of framing. Raises EOFError at the end."""

    async def message(self) -> Message:
        """The next message as it is, for those who sent bytes."""
        encoding, data = await self._data()
        (message,) = CODECS[encoding].read(data)
        return message

    async def _data(self) -> tuple[Encoding, bytes]:
        async with asyncio.timeout(PATIENCE):
            encoding, data = await self._frame()
        self.encodings.append(encoding)
        return encoding, data

    async def next(self) -> Received:
        """What the next message of the server means, which must mean something: an event, or the answer to `ask`."""
        encoding, data = await self._data()
        (received,) = self._peer.receive(data, CODECS[encoding])
        if isinstance(received, EventReceived):
            self.events.append(received)
        return received

    async def ask(self, operation: AnyOperation, argument: Struct) -> Reply:
        """One invoke and its answer."""
        invoke_id, data = self._peer.invoke(operation, argument, self.codec)
        await self.send(data)
        while True:
            received = await self.next()
            if isinstance(received, Reply) and received.invoke_id == invoke_id:
                return received

    async def call(self, operation: Operation[A, R], argument: A) -> R:
        """One invoke and its good result."""
        answer = await self.ask(operation, argument)
        assert isinstance(answer, ResultReceived), answer
        assert operation.result
        assert isinstance(answer.value, operation.result)
        return answer.value

    async def detail(self, operation: AnyOperation, argument: Struct) -> int:
        """One invoke and the detail of its error."""
        answer = await self.ask(operation, argument)
        assert isinstance(answer, ErrorReceived), answer
        assert answer.error.u8sErrorString
        return answer.error.iErrorDetail

    async def until(self, condition: Callable[[Struct], object]) -> Struct:
        """The first event, also of those before, whose argument fits."""
        seen = 0
        while True:
            for event in self.events[seen:]:
                if condition(event.argument):
                    return event.argument
            seen = len(self.events)
            await self.next()


class TcpProgram(Program):
    """A client program on TCP."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, codec: Codec) -> None:
        super().__init__(codec)
        self.reader = reader
        self.writer = writer
        self._frames = TcpFrameReader()
        self._ready: list[tuple[Encoding, bytes]] = []

    async def send(self, data: bytes) -> None:
        await self.send_bytes(to_tcp(self.codec.encoding, data))

    async def send_bytes(self, data: bytes, piece: int = 1 << 20) -> None:
        """Send bytes as they are, in pieces."""
        for at in range(0, len(data), piece):
            self.writer.write(data[at : at + piece])
            await self.writer.drain()
            await asyncio.sleep(0)

    async def _frame(self) -> tuple[Encoding, bytes]:
        while not self._ready:
            data = await self.reader.read(65_536)
            if not data:
                raise EOFError
            self._ready += self._frames.feed(data)
        return self._ready.pop(0)

    async def start_tls(self, trusting: ssl.SSLContext) -> None:
        """Go on over TLS."""
        await self.call(operations.START_TLS, transport.AsnStartTLSArgument())
        await self.writer.start_tls(trusting, server_hostname="localhost")

    async def agree(self) -> None:
        """Agree on the interface's version."""
        agreed = await self.call(operations.NEGOTIATE_SERVER_CONNECTION_V2, negotiate())
        assert agreed.result is not None

    async def log_in(self, login: auth_common.AsnLoginV2Argument) -> None:
        """All that it takes to get a session."""
        await self.agree()
        told = await self.call(operations.LOGIN_V2, login)
        assert told.succceeded is not None

    async def closed(self) -> None:
        """Wait until the server has closed the connection."""
        with suppress(EOFError, ConnectionError):
            while True:
                await self.message()


@asynccontextmanager
async def tcp_program(address: tuple[str, int], codec: Codec, tls: ssl.SSLContext | None = None) -> AsyncIterator[TcpProgram]:
    """A program that has connected to a server's TCP port and not said anything yet."""
    reader, writer = await asyncio.open_connection(*address, ssl=tls)
    try:
        yield TcpProgram(reader, writer, codec)
    finally:
        writer.close()
        with suppress(ConnectionError, ssl.SSLError):
            await writer.wait_closed()


class WebSocketProgram(Program):
    """A client program on a WebSocket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, codec: Codec) -> None:
        super().__init__(codec)
        self.socket = socket

    async def send(self, data: bytes) -> None:
        if self.codec is BER:
            await self.socket.send_bytes(data)
        else:
            await self.socket.send_str(data.decode())

    async def _frame(self) -> tuple[Encoding, bytes]:
        message = await self.socket.receive()
        match message.type:
            case aiohttp.WSMsgType.BINARY:
                return Encoding.BER, message.data
            case aiohttp.WSMsgType.TEXT:
                assert message.data[0] == "["
                return Encoding.JSON, message.data.encode()
        raise EOFError


@asynccontextmanager
async def websocket_program(
    http: aiohttp.ClientSession, url: str, session_id: str, codec: Codec, tls: ssl.SSLContext | None = None
) -> AsyncIterator[WebSocketProgram]:
    """A program on the WebSocket of a session."""
    async with http.ws_connect(f"{url}/ws/client/websocket?x-ucsessionid={session_id}", ssl=tls or True) as socket:
        yield WebSocketProgram(socket, codec)
