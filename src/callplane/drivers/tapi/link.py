"""One connection of a bridge: the handshake, keep-alives, requests and their answers. Knows the protocol; no lines, no calls."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol

from callplane import __version__
from callplane.drivers.base import LINK_SECONDS, PeerLink
from callplane.drivers.tapi import protocol
from callplane.drivers.tapi.constants import error_name
from callplane.drivers.tapi.mapping import refusal
from callplane.errors import CommandFailed, LinkDown, ProtocolError

log = logging.getLogger(__name__)

BEAT_SECONDS: Final = 2.0
SILENCE_SECONDS: Final = LINK_SECONDS - BEAT_SECONDS
BUSY_SECONDS: Final = SILENCE_SECONDS
"""A bridge whose TAPI thread is inside one function for longer tells nothing that happens: as good as no bridge."""
ANSWER_SECONDS: Final = 8.0
"""How long a telephony service provider may take for a command; less than the server gives a driver."""
MAX_REQUESTS: Final = 1_000

Reported = (
    protocol.Ready | protocol.Line | protocol.LineGone | protocol.Call | protocol.CallGone | protocol.Truth | protocol.Event
)
Answer = protocol.Result | protocol.Reply


class Host(Protocol):
    """What a link needs of the driver. `admitted` gives the bridge's name, or None for a token that is not valid."""

    def admitted(self, link: BridgeLink, hello: protocol.Hello) -> str | None: ...

    def enrolled(self, code: str, host: str) -> tuple[str, str] | None: ...

    def told(self, link: BridgeLink, messages: Sequence[Reported]) -> None: ...

    def gone(self, link: BridgeLink, reason: str) -> None: ...


class BridgeLink:
    """A `Peer`. `name` and `run` are empty until it has said hello."""

    def __init__(self, peer: PeerLink, host: Host, now: Callable[[], float]) -> None:
        self._peer = peer
        self._host = host
        self._now = now
        self._heard = now()
        self._busy = 0.0
        self._next_id = 0
        self._requests: dict[int, Request] = {}
        self._closed = ""
        self._over = False
        self.name = ""
        self.run = ""
        self.version = ""

    @property
    def address(self) -> str:
        return self._peer.address

    # -- from the peer

    def received(self, text: str) -> None:
        """Messages of the bridge."""
        if self._closed:
            return
        self._heard = self._now()
        try:
            messages = protocol.read(text)
            if not self.name:
                self._handshake(messages)
            else:
                self._take(messages)
        except ProtocolError as error:
            self._refuse("protocol", f"callplane {__version__} cannot read this bridge: {error}"[:250])

    def lost(self) -> None:
        """The connection is gone."""
        self._end(self._closed or "the bridge has gone")

    # -- from the driver

    def send(self, *messages: protocol.ToBridge) -> None:
        self._peer.send(protocol.write(messages))

    def close(self, reason: str) -> None:
        """Close the connection; whoever waits for an answer gets LinkDown."""
        if not self._closed:
            self._closed = reason
            self._peer.close(reason)
            self._end(reason)

    def watch(self) -> str:
        """Called every BEAT_SECONDS or so: sends a beat. Gives why the bridge is not to be relied upon; empty when it is."""
        if self._closed:
            return self._closed
        silent = self._now() - self._heard
        if silent >= SILENCE_SECONDS:
            self.close(f"nothing is heard of the bridge for {silent:.0f} s")
            return self._closed
        if self.name:
            self.send(protocol.Beat())
        return self.stuck

    @property
    def stuck(self) -> str:
        """Why the bridge tells nothing at present although it is there; empty when it does."""
        if self._busy < BUSY_SECONDS:
            return ""
        return f"a telephony service provider blocks the bridge for {self._busy:.0f} s"

    async def do(self, function: str, **members: object) -> Answer:
        """Have a TAPI function called, and wait until the PBX has done it. Raises CommandFailed or LinkDown."""
        return await self.reply(await self.begin(function, **members))

    async def begin(self, function: str, **members: object) -> Request:
        """Have a function called, and wait until it has returned. Raises CommandFailed or LinkDown."""
        if self._closed:
            raise LinkDown(self._closed)
        if len(self._requests) >= MAX_REQUESTS:
            raise CommandFailed("the bridge has too much to do: try again later")
        self._next_id = self._next_id % 0x7FFFFFFF + 1
        request = self._requests[self._next_id] = Request(function)
        self.send(protocol.Do(self._next_id, function, **members))  # type: ignore[arg-type]
        await self._in_time(request.returned.wait())
        request.check(request.result)
        return request

    async def reply(self, request: Request) -> Answer:
        """Wait for the reply to a request. Raises CommandFailed or LinkDown."""
        await self._in_time(request.replied.wait())
        return request.check(request.answer)

    @staticmethod
    async def _in_time(waiting: Awaitable[object]) -> None:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await waiting
        except TimeoutError:
            raise CommandFailed("the PBX's driver on the bridge did not answer in time: watch the line's events") from None

    # -- inside

    def _handshake(self, messages: Sequence[protocol.FromBridge]) -> None:
        first = messages[0] if messages else None
        if not isinstance(first, protocol.Hello | protocol.Enrol):
            raise ProtocolError("the first message must be hello or enrol")
        if first.protocol != protocol.VERSION:
            older = "the bridge" if first.protocol < protocol.VERSION else "callplane"
            text = (
                f"the bridge speaks version {first.protocol}, callplane {__version__} version {protocol.VERSION}: update {older}"
            )
            self._refuse("version", text)
        elif isinstance(first, protocol.Enrol):
            self._enrol(first)
        else:
            self._hello(first, messages[1:])

    def _enrol(self, first: protocol.Enrol) -> None:
        found = self._host.enrolled(first.code, first.host)
        if found is None:
            self._refuse("code", "the code is not valid or was used before: make another one with 'callplane tapi enrol'")
            return
        self.send(protocol.Enrolled(*found))
        self.close("enrolled")

    def _hello(self, first: protocol.Hello, more: Sequence[protocol.FromBridge]) -> None:
        name = self._host.admitted(self, first)
        if name is None:
            self._refuse("token", "the bridge is not enrolled here any more: enrol it again with 'callplane tapi enrol'")
            return
        self.name, self.run, self.version = name, first.run, first.version
        self.send(protocol.Welcome(protocol.VERSION, name))
        self._take(more)

    def _refuse(self, reason: str, text: str) -> None:
        log.warning("bridge at %s refused: %s", self.address, text)
        self.send(protocol.Refused(reason, text))
        self.close(text)

    def _take(self, messages: Sequence[protocol.FromBridge]) -> None:
        reported: list[Reported] = []
        for message in messages:
            match message:
                case protocol.Beat(busy=busy):
                    self._busy = busy / 1000
                case protocol.Result() | protocol.Reply():
                    self._tell(reported)
                    reported = []
                    request = self._requests.get(message.id)
                    if request is not None and request.take(message):
                        del self._requests[message.id]
                case protocol.Trouble(text=text, r=result):
                    log.error("bridge %s: %s (%s)", self.name, text, error_name(result))
                case protocol.Hello() | protocol.Enrol():
                    raise ProtocolError("hello and enrol are first messages only")
                case _:
                    reported.append(message)
        self._tell(reported)

    def _tell(self, reported: Sequence[Reported]) -> None:
        if reported:
            self._host.told(self, reported)

    def _end(self, reason: str) -> None:
        self._closed = reason
        requests, self._requests = self._requests, {}
        for request in requests.values():
            request.lose()
        if not self._over:
            self._over = True
            if self.name:
                log.warning("bridge %s is gone: %s", self.name, reason)
            self._host.gone(self, reason)


class Request:
    """A function that is being called: it returns, and where it returned a number above 0, the reply comes later."""

    def __init__(self, function: str) -> None:
        self.function = function
        self.returned = asyncio.Event()
        self.replied = asyncio.Event()
        self.result: Answer | None = None
        self.answer: Answer | None = None

    def take(self, answer: Answer) -> bool:
        """An answer of the bridge; whether it was the last one."""
        last = answer.r <= 0 or isinstance(answer, protocol.Reply)
        self.result = self.result or answer
        self.answer = answer if last else None
        self.returned.set()
        if last:
            self.replied.set()
        return last

    def lose(self) -> None:
        """There will be no answer."""
        self.returned.set()
        self.replied.set()

    def check(self, answer: Answer | None) -> Answer:
        """What was answered. Raises CommandFailed for an error, and LinkDown where there is no answer."""
        if answer is None:
            raise LinkDown("the bridge has gone")
        if answer.r < 0:
            raise CommandFailed(refusal(self.function, answer.r))
        return answer
