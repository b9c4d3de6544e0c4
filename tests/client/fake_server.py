"""A small server of the interface for tests of the client: says exactly what a test lets it say, over a real socket."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from types import TracebackType
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from msgspec import Struct

from callplane.wire import operations as op
from callplane.wire.codec import EVENT_ID
from callplane.wire.json_codec import JsonCodec
from callplane.wire.operations import AnyOperation
from callplane.wire.rose import EventReceived, InvokeReceived, Peer, Received
from callplane.wire.types import cti
from callplane.wire.types.common import AsnRequestError
from callplane.wire.types.rose import RejectProblem
from callplane.wire.types.sipcti_common import AsnProjectPinRule

SESSION = "470977D3647E174DB9AF9A0C3567A3E7"
ALICE = "tel:+49815136856101@demo"
BOB = "tel:+49815136856102@demo"

Handler = Callable[[Any], Any]


def line_info(uri: str = ALICE, name: str = "Alice", line_type: int = 1) -> cti.AsnCtiLineInfo:
    return cti.AsnCtiLineInfo(
        iType=line_type,
        iLineOpenStatus=2,
        u8sLinePhoneNumber=uri,
        u8sDescriptor=name,
        u8sPhoneNumber=uri.removeprefix("tel:").split("@", maxsplit=1)[0],
        u8sLineLocationID="demo",
        iLineFeatures=3,
        iForwardFeaturesPBX=7,
        iForwardFeaturesSERVER=0,
        iForwardFeaturesUSER=7,
    )


def call_information(call_id: str = "{C-1}", state: int = 32, **changes: Any) -> cti.AsnCtiCallInformation:
    values: dict[str, Any] = {
        "u8sLinePhoneNumber": ALICE,
        "u8sConnectionID": call_id,
        "iCallState": state,
        "iCallType": 0,
        "iDisconnectedReason": 0,
        "iFeatures": 32,
        "bOutbound": True,
        "bInternal": True,
        "bCallerIDBlocked": False,
        "iCallRecordingState": 0,
        "bConferenceCtlr": False,
        "u8sConferenceCtlrID": "",
        "u8sLocalNumberSC": "+49815136856101",
        "u8sRemoteNumberSC": "+49815136856102",
        "iRemoteContactSource": 0,
        "projectPinRule": AsnProjectPinRule(),
        "u8sNote": "",
        "u8sTrackerID": "{T-1}",
        "utcCallCreated": "2026-01-01T12:00:00Z",
        "utcCallConnected": "",
        "utcCallDisconnected": "",
        "bIsUnknownHoldContact": False,
    }
    return cti.AsnCtiCallInformation(**(values | changes))


def call_event(
    reason: int, state: int, reference: str = "MON-1", call_id: str = "{C-1}", **changes: Any
) -> cti.AsnCtiNotifyLineCallInformationChangedArgument:
    return cti.AsnCtiNotifyLineCallInformationChangedArgument(
        u8sMonitorCrossRefID=reference,
        u8sLinePhoneNumber=ALICE,
        reason=reason,
        callinformation=call_information(call_id, state, **changes),
    )


_NO_OFFICE = cti.AsnRemoteOfficeState(u8sController="", iEnabled=0, u8sDestination="")


def snapshot(*calls: cti.AsnCtiCallInformation, info: cti.AsnCtiLineInfo | None = None) -> cti.AsnCtiSnapshotPhoneLineResult:
    return cti.AsnCtiSnapshotPhoneLineResult(
        lineInfo=info or line_info(),
        seqCalls=list(calls),
        iDoNotDisturb=0,
        seqLineForwards=[],
        remoteOfficeState=_NO_OFFICE,
    )


def monitor_started(*calls: cti.AsnCtiCallInformation, reference: str = "MON-1") -> cti.AsnCtiLineMonitorStartResult:
    return cti.AsnCtiLineMonitorStartResult(
        u8sMonitorCrossRefID=reference,
        lineInfo=line_info(),
        seqCalls=list(calls),
        iDoNotDisturb=0,
        seqLineForwards=[],
        remoteOfficeState=_NO_OFFICE,
    )


class FakeServer:
    """Serves one client at a time. `on(operation, handler)` sets what an operation answers.

    A handler takes the argument structure and returns what goes out, in order: a result, an AsnRequestError, a
    RejectProblem, or a list that begins with one of these and goes on with event structures. Without a handler: no answer.
    `invoked`, `told`: names and arguments of what came in.
    """

    def __init__(self) -> None:
        self.invoked: list[tuple[str, Struct]] = []
        self.told: list[str] = []
        self.logons: list[dict[str, str]] = []
        self.logon_answer: tuple[int, bytes] = (200, b'{"sessionid":"%b"}' % SESSION.encode())
        self.socket_status = 0
        self.answers_pings = True
        self.socket: web.WebSocketResponse | None = None
        self._heard = asyncio.Event()
        self._handlers: dict[str, Handler] = {}
        self._codec = JsonCodec()
        app = web.Application()
        app.router.add_post("/ws/client/createsession", self._create_session)
        app.router.add_get("/ws/client/websocket", self._websocket)
        self._server = TestServer(app, host="127.0.0.1")
        self.on(op.CTI_LINE_MONITOR_STOP, lambda _: cti.AsnCtiLineMonitorStopResult())

    async def __aenter__(self) -> FakeServer:
        await self._server.start_server()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._server.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.port}"

    def on(self, operation: AnyOperation, handler: Handler) -> None:
        self._handlers[operation.name] = handler

    async def tell(self, *events: Struct) -> None:
        for event in events:
            await self.send(self._event(event))

    async def send(self, text: bytes) -> None:
        assert self.socket is not None
        await self.socket.send_str(f"[{text.decode()}]")

    async def hears(self, name: str) -> None:
        """Wait until an operation or event of this name has come in; TimeoutError after 10 s."""
        async with asyncio.timeout(10):
            while name not in [*self.told, *(invoked for invoked, _ in self.invoked)]:
                self._heard.clear()
                await self._heard.wait()

    async def _create_session(self, request: web.Request) -> web.Response:
        scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
        self.logons.append(
            {
                "basic": base64.b64decode(credentials).decode() if scheme == "Basic" else "",
                "token": request.headers.get("x-uctoken", ""),
                "ucsid": request.headers.get("x-ucsid", ""),
            }
        )
        status, body = self.logon_answer
        return web.Response(status=status, body=body, content_type="application/json")

    async def _websocket(self, request: web.Request) -> web.StreamResponse:
        if self.socket_status or request.query["x-ucsessionid"] != SESSION:
            return web.Response(status=self.socket_status or 401)
        self.socket = socket = web.WebSocketResponse(autoping=self.answers_pings)
        await socket.prepare(request)
        peer = Peer()
        async for message in socket:
            for received in peer.receive(message.data, self._codec):
                for data in self._answers(received):
                    await self.send(data)
                if isinstance(received, EventReceived) and received.operation is op.LOGOFF:
                    await socket.close()
        return socket

    def _answers(self, received: Received) -> list[bytes]:
        self._heard.set()
        if isinstance(received, EventReceived):
            self.told.append(received.operation.name)
        if not isinstance(received, InvokeReceived):
            return []
        self.invoked.append((received.operation.name, received.argument))
        handler = self._handlers.get(received.operation.name)
        answer = handler(received.argument) if handler else []
        items = answer if isinstance(answer, list) else [answer]
        return [self._encoded(received.invoke_id, item, first=not n) for n, item in enumerate(items)]

    def _encoded(self, invoke_id: int, item: Any, *, first: bool) -> bytes:
        if isinstance(item, AsnRequestError):
            return self._codec.error(invoke_id, item)
        if isinstance(item, RejectProblem):
            return self._codec.reject(invoke_id, item, "details")
        if isinstance(item, bytes):
            return item
        return self._codec.result(invoke_id, item) if first else self._event(item)

    def _event(self, event: Struct) -> bytes:
        operation = next(operation for operation in op.ALL if operation.argument is type(event))
        return self._codec.invoke(EVENT_ID, operation, event)
