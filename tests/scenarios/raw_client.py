"""A WebSocket client that keeps every message as it came, and can come back to its session."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
from tests.scenarios.demo import Demo

from callplane.store.demo import PASSWORD, line_of

PATIENCE = 5.0
DESTROYED = 12


class RawClient:
    """`messages`: everything received on the session, in order, without the array around it."""

    def __init__(self, demo: Demo, url: str) -> None:
        self.demo = demo
        self.url = url
        self.session = ""
        self.messages: list[dict[str, Any]] = []
        self.monitors: dict[str, str] = {}
        self._socket: aiohttp.ClientWebSocketResponse
        self._last = self._destroyed = 0

    async def log_on(self, user: str) -> None:
        login = {"Authorization": aiohttp.encode_basic_auth(user, PASSWORD)}
        async with self.demo.http.post(f"{self.demo.url}/ws/client/createsession", headers=login) as reply:
            self.session = (await reply.json())["sessionid"]
        await self.connect()

    async def connect(self, *, resume: bool = False) -> None:
        params = {"x-ucsessionid": self.session} | ({"resume": str(len(self.messages))} if resume else {})
        url, patience = f"{self.url}/ws/client/websocket", aiohttp.ClientWSTimeout(ws_close=0.05)
        self._socket = await self.demo.http.ws_connect(url, params=params, autoclose=False, timeout=patience)

    async def receive(self) -> bool:
        """Take the next message; False when the connection has ended."""
        async with asyncio.timeout(PATIENCE):
            message = await self._socket.receive()
        if message.type is not aiohttp.WSMsgType.TEXT:
            return False
        (found,) = json.loads(message.data)
        self.messages.append(found)
        self._destroyed += found.get("invoke", {}).get("argument", {}).get("reason") == DESTROYED
        return True

    async def ended(self) -> int | None:
        """Take messages until the connection ends; its close code."""
        while await self.receive():
            pass
        return self._socket.close_code

    @property
    def next_id(self) -> int:
        """The id that the next invoke will have."""
        return self._last + 1

    async def ask(self, operation: int, **argument: Any) -> dict[str, Any]:
        """An invoke and its answer."""
        self._last += 1
        await self._socket.send_json({"invoke": {"invokeID": self._last, "operationID": operation, "argument": argument}})
        while await self.receive():
            for kind, key in (("result", "invokeID"), ("error", "invokedID")):
                if self.messages[-1].get(kind, {}).get(key) == self._last:
                    return dict(self.messages[-1])
        raise AssertionError("the connection ended before the answer")

    async def monitor(self, extension: str) -> None:
        answer = await self.ask(1262, u8sLinePhoneNumber=line_of(extension).uri)
        self.monitors[extension] = answer["result"]["result"]["result"]["u8sMonitorCrossRefID"]

    def events(self, operation: int = 0) -> list[dict[str, Any]]:
        """The arguments of the events received, of this kind or all."""
        invokes = [message["invoke"] for message in self.messages if "invoke" in message]
        return [invoke["argument"] for invoke in invokes if operation in (0, invoke["operationID"])]

    def lives(self) -> list[dict[str, Any]]:
        """All events without what differs between monitors of one line."""
        return [{**event, "u8sMonitorCrossRefID": "", "u8sLineMonitorCrossRefID": ""} for event in self.events()]

    def reasons(self) -> list[int]:
        return [event["reason"] for event in self.events(1283)]

    async def until_destroyed(self, calls: int = 1) -> None:
        """Take messages until so many calls have ended."""
        while self._destroyed < calls:
            assert await self.receive(), "the connection ended"

    async def close(self) -> None:
        await self._socket.close()
