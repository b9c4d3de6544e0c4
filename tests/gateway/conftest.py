"""A gateway on loopback with a small service behind it, and plain sockets to talk to it."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from msgspec import Struct

from callplane import metrics
from callplane.console.pages import Page
from callplane.drivers.base import ControlReply, ControlRequest, ControlRoute, PeerLink
from callplane.errors import AccessDenied, InvalidLine, LogonRefused, Refusal, UnknownObject
from callplane.gateway.gateway import Gateway
from callplane.gateway.tls import Tls, make_self_signed
from callplane.metrics import ReadOff
from callplane.service.audit import Audit
from callplane.service.condition import Readiness
from callplane.service.sessions import Session, Sessions
from callplane.service.tokens import TokenType, Verified
from callplane.settings import Problem, ServerSettings
from callplane.store.records import UserRecord
from callplane.wire import operations
from callplane.wire.operations import AnyOperation
from callplane.wire.types import cti, transport

from .admin_stubs import StubAdministration, StubInventory

MAX_BYTES = 65_536
USERS = {
    "alice": UserRecord("alice", "Alice", ""),
    "admin": UserRecord("admin", "Administrator", "", administrator=True),
}
Function = Callable[[Session, Struct], Awaitable[Struct | None]]


class StubLogon:
    """Alice and an administrator, both with the password of the recorded requests."""

    def user(self, name: str) -> UserRecord | None:
        return USERS.get(name)

    async def verify(self, user: str, password: str, address: str, now: float) -> UserRecord:
        if user not in USERS or password != "secret":
            raise LogonRefused(101, f"wrong user or password from {address} at {now}")
        return USERS[user]

    async def authenticate_token(self, token: str, address: str, now: float) -> Verified:
        """The token's text is the user's name."""
        if token not in USERS:
            raise LogonRefused(130, "the token has expired")
        return Verified(USERS[token], "token 1", TokenType.LOGIN, now + 60)


class StubOperations:
    """A few operations that show what the gateway does with results, refusals and faults."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.begun: list[str] = []
        self.arguments: list[Struct] = []
        self.command_ids: list[str] = []
        self.functions: dict[AnyOperation, Function] = {
            operations.CHECK_CONNECTION: self.check_connection,
            operations.CTI_LINE_MONITOR_STOP: self.stop_monitor,
            operations.CTI_LINE_MONITOR_START: self.refuse,
            operations.CTI_SNAPSHOT_PHONE_LINE: self.refuse,
            operations.CTI_DROP_CALL: self.fail,
            operations.CTI_ENUM_PHONE_LINES: self.enum_lines,
            operations.CTI_MAKE_CALL: self.make_call,
            operations.CTI_ANSWER_CALL: self.wait,
        }

    def serves(self, operation: AnyOperation) -> bool:
        return operation in self.functions

    def needs_events(self, operation: AnyOperation) -> bool:
        return operation is operations.CTI_LINE_MONITOR_START

    async def invoke(self, session: Session, operation: AnyOperation, argument: Struct, command_id: str = "") -> Struct | None:
        self.arguments.append(argument)
        self.command_ids.append(command_id)
        return await self.functions[operation](session, argument)

    async def check_connection(self, session: Session, _argument: Struct) -> Struct:
        return transport.AsnCheckConnectionResult(
            u8sServerVersion="1",
            u8sProductVersion=session.user,
            iProtocolVersion=70,
            iOEMID=0,
            u8sCookie=session.client,
        )

    async def stop_monitor(self, _session: Session, _argument: Struct) -> Struct:
        return cti.AsnCtiLineMonitorStopResult()

    async def enum_lines(self, _session: Session, _argument: Struct) -> Struct:
        return cti.AsnCtiEnumPhoneLinesResult(seqLines=[])

    async def make_call(self, _session: Session, _argument: Struct) -> Struct:
        return cti.AsnCtiMakeCallResult(u8sConnectionID="1")

    async def refuse(self, _session: Session, argument: Struct) -> Struct:
        match getattr(argument, "u8sLinePhoneNumber"):  # noqa: B009 (not every argument has it)
            case "general":
                raise Refusal("not now")
            case "denied":
                raise AccessDenied("not you")
        raise InvalidLine("not there")

    async def fail(self, _session: Session, _argument: Struct) -> Struct:
        raise ValueError("a secret of the inside")

    async def wait(self, _session: Session, argument: Struct) -> Struct:
        self.begun.append(str(getattr(argument, "u8sConnectionID")))  # noqa: B009
        await self.gate.wait()
        return cti.AsnCtiAnswerCallResult(bSuccess=True)


class StubRecordings:
    """One recording of Alice."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def list_for(self, user: str) -> list[dict[str, object]]:
        return [{"id": "1"}] if user == "alice" else []

    def open_file(self, user: str, recording_id: str) -> Path:
        if user != "alice" or recording_id != "1":
            raise UnknownObject("there is no such recording")
        path = self._directory / "1.wav"
        path.write_bytes(b"RIFF")
        return path


class StubControl:
    """A control interface that tells what it was asked."""

    prefix = "exchange"
    routes = (ControlRoute("GET", "v1/phones/{extension}", "A phone.", {"type": "object"}, refusals=(404,)),)

    async def __call__(self, request: ControlRequest) -> ControlReply:
        if request.path == ("v1", "nothing"):
            raise UnknownObject("there is no such phone")
        return ControlReply(202, {"method": request.method, "path": request.path, "body": request.body})


class StubCondition:
    """A server whose link to its PBX can be lost."""

    def __init__(self) -> None:
        self.link_up = True

    async def readiness(self) -> Readiness:
        return Readiness({"main": self.link_up}, store=True, listening=True)

    def read_off(self) -> ReadOff:
        return {metrics.QUEUE_BYTES: {(): 12}, metrics.START: {(): 900.0}}


@dataclass
class StubEntrance:
    """Takes every peer, and remembers what each has said and been."""

    name: str = "door"
    max_bytes: int = 1000
    links: list[PeerLink] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    def admit(self, link: PeerLink) -> StubEntrance:
        self.links.append(link)
        return self

    def received(self, text: str) -> None:
        self.said.append(text)
        self.links[-1].send(f"heard {text}")

    def lost(self) -> None:
        self.left.set()

    def peers(self) -> dict[str, bool]:
        return {}


@dataclass
class StubServices:
    """What the gateway is given."""

    sessions: Sessions
    recordings: StubRecordings
    logon: StubLogon = field(default_factory=StubLogon)
    operations: StubOperations = field(default_factory=StubOperations)
    controls: dict[str, StubControl] = field(default_factory=lambda: {"exchange": StubControl()})
    entrances: dict[str, StubEntrance] = field(default_factory=lambda: {"hall": StubEntrance()})
    condition: StubCondition = field(default_factory=StubCondition)
    administration: StubAdministration = field(default_factory=StubAdministration)
    inventory: StubInventory = field(default_factory=StubInventory)
    audit: Audit = field(default_factory=lambda: Audit(lambda: 1000.0))
    ucsid: str = "local"
    now: float = 1000.0

    def clock(self) -> float:
        return self.now

    @property
    def check_configuration(self) -> Callable[[], Sequence[Problem]]:
        return lambda: [Problem(Path("callplane.toml"), 7, "wrong", "mend it")]


class Client:
    """A socket that sends bytes as they are and reads HTTP answers and WebSocket frames."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (names in lower case) and body of the next HTTP answer."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        return int(head[0].split()[1]), headers, body

    async def request(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Send one request on this connection and read its answer."""
        lines = [f"{method} {path} HTTP/1.1", "Host: test", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        return await self.answer()

    async def open_websocket(self, session_id: str) -> None:
        """The opening handshake of a session's WebSocket."""
        status, headers, _ = await self.request(
            "GET",
            f"/ws/client/websocket?x-ucsessionid={session_id}",
            headers={
                "Connection": "Upgrade",
                "Upgrade": "websocket",
                "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": "WbTsyj0NuxsJc9qWeuBsRA==",
            },
        )
        assert status == 101, headers

    def send_frame(self, payload: bytes, opcode: int = 0x1, *, fin: bool = True) -> None:
        """A masked frame (with the mask of zeros)."""
        self.send(frame_head(opcode, len(payload), fin=fin) + payload)

    async def frame(self) -> tuple[int, bytes]:
        """Opcode and payload of the next frame of the server."""
        first, length = await self.reader.readexactly(2)
        assert first & 0x80
        if length == 126:
            length = int.from_bytes(await self.reader.readexactly(2), "big")
        elif length == 127:
            length = int.from_bytes(await self.reader.readexactly(8), "big")
        return first & 0x0F, await self.reader.readexactly(length)

    async def close_code(self) -> int:
        """Read up to the server's close frame and answer it; its code."""
        while True:
            opcode, payload = await self.frame()
            if opcode == 0x8:
                self.send_frame(payload, 0x8)
                return int.from_bytes(payload[:2], "big")

    async def closed(self) -> None:
        """Wait until the server has closed the connection."""
        while await self.reader.read(65_536):
            pass


def frame_head(opcode: int, length: int, *, fin: bool = True) -> bytes:
    """The head of a client's frame, masked with zeros."""
    first = opcode | (0x80 if fin else 0)
    if length < 126:
        return bytes((first, 0x80 | length)) + bytes(4)
    if length < 65_536:
        return bytes((first, 0xFE)) + length.to_bytes(2, "big") + bytes(4)
    return bytes((first, 0xFF)) + length.to_bytes(8, "big") + bytes(4)


class Server:
    """The gateway under test and what stands behind it."""

    def __init__(self, services: StubServices, gateway: Gateway, port: int) -> None:
        self.services = services
        self.gateway = gateway
        self.port = port
        self._clients: list[Client] = []

    async def connect(self, port: int = 0, tls: ssl.SSLContext | None = None) -> Client:
        """A new connection to the HTTP port or another one."""
        client = Client(*await asyncio.open_connection("127.0.0.1", port or self.port, ssl=tls))
        self._clients.append(client)
        return client

    def session(self, user: str = "alice") -> Session:
        """A new session."""
        return self.services.sessions.open(user, "15")

    async def websocket(self, session: Session) -> Client:
        """A WebSocket of a session."""
        client = await self.connect()
        await client.open_websocket(session.id)
        return client

    async def hang_up(self) -> None:
        """Close all connections at the clients' side."""
        for client in self._clients:
            client.writer.transport.abort()


async def until(condition: Callable[[], bool]) -> None:
    """Let the loop run until something has happened."""
    while not condition():  # noqa: ASYNC110 (what happens tells nobody)
        await asyncio.sleep(0)


@pytest.fixture
def settings() -> ServerSettings:
    return ServerSettings(max_message_bytes=MAX_BYTES)


@pytest.fixture
def tls(tmp_path: Path) -> Tls:
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    make_self_signed(certificate, key, ["localhost", "127.0.0.1"], time.time())
    return Tls(certificate, key)


@pytest.fixture
async def server(settings: ServerSettings, tls: Tls, tmp_path: Path) -> AsyncIterator[Server]:
    loop = asyncio.get_running_loop()
    sessions = Sessions(loop.time, idle_seconds=60, grace_seconds=120, queue_bytes=1 << 20, limit=2000)
    services = StubServices(sessions, StubRecordings(tmp_path))
    gateway = Gateway(services, settings, tls, pages={"/": Page(b"<h1>callplane</h1>", "text/html")})
    (url,) = await gateway.start("127.0.0.1", 0)
    server = Server(services, gateway, int(url.rpartition(":")[2]))
    yield server
    await server.hang_up()
    await gateway.stop()
