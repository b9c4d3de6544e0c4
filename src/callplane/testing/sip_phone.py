"""A SIP phone for tests: registers, calls, answers, holds, transfers over real sockets, as its test says. Plays no sound.

::

    async with SipPhone("102", "secret", ("127.0.0.1", 5060)) as phone:
        await phone.register()
        call = phone.call("103")
        await call.until("active")
        call.hold()

It waits for what happens and for no time: `until` has a limit only so that a test ends. It counts the RTP packets that it gets.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import socket
import time
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import Self

from callplane.drivers.sip_transport import SipTransport
from callplane.sip.agent import Agent, Application
from callplane.sip.call import Call
from callplane.sip.call_events import CallEvents, Ending, Phase, Respond
from callplane.sip.digest import Login
from callplane.sip.message import Request, Response
from callplane.sip.sdp import EVENTS, PCMA, PCMU, Audio, Codec, Description, Direction, write
from callplane.sip.transactions import Flow
from callplane.sip.uri import Address

LIMIT_SECONDS = 10.0
_ASSERTED = re.compile(rb"^P-Asserted-Identity:\s*(.*?)\r$", re.IGNORECASE | re.MULTILINE)
RINGING, TALKING, ENDED = "ringing", "active", "ended"


class PhoneCall(CallEvents):
    """A call on a test phone. `heard` tells what happened: `180`, `active`, `offer`, `agreed`, `ended`, `NOTIFY`, ..."""

    def __init__(self, phone: SipPhone) -> None:
        self.phone = phone
        self.call: Call
        self.heard: list[str] = []
        self.ending: Ending | None = None
        self.requests: list[Request] = []
        self.direction = Direction.SENDRECV
        self._version = 1
        self._described = b""

    # What its user does

    def ring(self) -> None:
        self.call.ring()

    def answer(self) -> None:
        self.call.answer(self.sdp())

    def reject(self, status: int = 486, *headers: tuple[str, str]) -> None:
        self.call.reject(status, *headers)

    def hang_up(self) -> None:
        self.call.hang_up()

    def hold(self) -> None:
        self._offer(Direction.SENDONLY)

    def resume(self) -> None:
        self._offer(Direction.SENDRECV)

    def refresh(self) -> None:
        """Say that it is still there, by the description as before (RFC 4028, 7.4)."""
        self.call.offer(self._described)

    def refer(self, number: str) -> None:
        """Transfer blind."""
        self._refer(f"<sip:{number}@callplane>")

    def refer_to(self, other: PhoneCall) -> None:
        """Transfer to the other party of another call."""
        dialog = other.call.dialog
        assert dialog is not None
        replaces = f"{dialog.call_id}%3Bto-tag%3D{dialog.remote.tag}%3Bfrom-tag%3D{dialog.local.tag}"
        self._refer(f"<sip:x@callplane?Replaces={replaces}>")

    def press(self, digit: str) -> None:
        """A key, by INFO."""
        body = f"Signal={digit}\r\nDuration=160\r\n".encode()
        self.call.request("INFO", ("content-type", "application/dtmf-relay"), body=body, on_response=self._answered("INFO"))

    def _offer(self, direction: Direction) -> None:
        self.direction = direction
        self.call.offer(self.sdp())

    def _refer(self, target: str) -> None:
        self.call.request("REFER", ("refer-to", target), on_response=self._answered("REFER"))

    def _answered(self, method: str) -> Callable[[Response], None]:
        return lambda response: self.note(f"{method} {response.status}")

    # What is seen of it

    @property
    def state(self) -> str:
        phases = {Phase.ACTIVE: TALKING, Phase.ENDED: ENDED, Phase.ANSWERED: TALKING}
        return phases.get(self.call.phase, RINGING)

    @property
    def target(self) -> Audio | None:
        """Where its sound goes."""
        return Description.read(self.call.remote_sdp).audio if self.call.remote_sdp else None

    async def until(self, what: str | Callable[[], bool]) -> None:
        """Wait for a state, for something in `heard`, or for what a function says."""
        test = what if callable(what) else lambda: what == self.state or what in self.heard
        await self.phone.until(test, f"{what}; {self.heard}")

    def sdp(self) -> bytes:
        self._version += 1
        audio = Audio(self.phone.rtp_host, self.phone.rtp_port, self.phone.codecs, self.direction)
        self._described = write(audio, session=1, version=self._version)
        return self._described

    def note(self, text: str) -> None:
        self.heard.append(text)
        self.phone.changed.set()

    # What the other side does

    def on_progress(self, call: Call, response: Response) -> None:
        del call
        self.note(str(response.status))

    def on_late_offer(self, call: Call, sdp: bytes) -> bytes:
        del call, sdp
        return self.sdp()

    def on_active(self, call: Call, sdp: bytes) -> None:
        del call, sdp
        self.note("active")

    def on_offer(self, call: Call, sdp: bytes) -> None:
        del sdp
        self.note("offer")
        call.accept(self.sdp())

    def on_agreed(self, call: Call, sdp: bytes) -> None:
        del call, sdp
        self.note("agreed")

    def on_refused(self, call: Call, status: int) -> None:
        del call
        self.note(f"refused {status}")

    def on_request(self, call: Call, request: Request, respond: Respond) -> None:
        respond(200)
        self.requests.append(request)
        self.note(request.method)
        if request.headers.get("event") == "talk" and self.phone.talks:
            call.answer(self.sdp())

    def on_ended(self, call: Call, ending: Ending) -> None:
        del call
        self.ending = ending
        self.note("ended")


class SipPhone(Application):
    """See the module's text. `on_ring` says what it does when it is called (it rings); `talks`: it answers when it is told to."""

    def __init__(
        self,
        user: str,
        password: str,
        server: tuple[str, int],
        *,
        transport: str = "UDP",
        talks: bool = False,
        extension: str = "",
    ) -> None:
        self.extension = extension or user
        self.talks = talks
        self.login = Login(user, password)
        self.codecs: tuple[Codec, ...] = (PCMA, PCMU, EVENTS)
        self.flow = Flow(transport, *server)
        self.calls: list[PhoneCall] = []
        self.changed = asyncio.Event()
        self.on_ring: Callable[[PhoneCall], None] = PhoneCall.ring
        self.rtp_host = "127.0.0.1"
        self.packets: Counter[tuple[str, int]] = Counter()
        """RTP packets by where they came from."""
        self.shown = ""
        """Whom it was told last that it is connected with (RFC 3325)."""
        self._transport = SipTransport(self._received, self._lost)
        self.agent = Agent(self._transport, self, lambda: secrets.token_hex(8), product="testphone")
        self._rtp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._timer: asyncio.TimerHandle | None = None
        self._registrations = 0

    async def __aenter__(self) -> Self:
        self._rtp.setblocking(False)
        self._rtp.bind(("127.0.0.1", 0))
        asyncio.get_running_loop().add_reader(self._rtp, self._heard)
        await self._transport.start("127.0.0.1", 0)
        self._tick()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        asyncio.get_running_loop().remove_reader(self._rtp)
        self._rtp.close()
        await self._transport.stop()

    @property
    def rtp_port(self) -> int:
        port: int = self._rtp.getsockname()[1]
        return port

    @property
    def contact(self) -> str:
        transport = ";transport=tcp" if self.flow.transport == "TCP" else ""
        return f"<sip:{self.extension}@127.0.0.1:{self._transport.port}{transport}>"

    async def register(self, seconds: int = 300, *, more: tuple[tuple[str, str], ...] = ()) -> Response:
        """Register; 0 seconds: no longer. Gives the last answer."""
        talk = (("allow-events", "talk"),) if self.talks else ()
        headers = (("contact", f"{self.contact};expires={seconds}"), *talk, *more)
        self._registrations += 2
        return await self.request("REGISTER", headers=headers, cseq=self._registrations, call_id=f"{id(self)}")

    async def request(
        self, method: str, *, headers: tuple[tuple[str, str], ...] = (), cseq: int = 1, call_id: str = ""
    ) -> Response:
        """A request outside calls; gives its last answer."""
        answer: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        own = Address.read(f"<sip:{self.extension}@callplane>")
        self.agent.advance(time.time())
        self.agent.request(
            method,
            f"sip:{self.flow.host}:{self.flow.port}",
            self.flow,
            local=own,
            remote=own,
            on_response=answer.set_result,
            headers=headers,
            login=self.login,
            cseq=cseq,
            call_id=call_id,
        )
        self._tick()
        return await asyncio.wait_for(answer, LIMIT_SECONDS)

    def call(self, number: str, *, sdp: bool = True, headers: tuple[tuple[str, str], ...] = ()) -> PhoneCall:
        """Dial."""
        made = PhoneCall(self)
        self.agent.advance(time.time())
        made.call = self.agent.invite(
            f"sip:{number}@{self.flow.host}:{self.flow.port}",
            self.flow,
            local=Address.read(f"<sip:{self.extension}@callplane>"),
            remote=Address.read(f"<sip:{number}@callplane>"),
            sdp=made.sdp() if sdp else b"",
            events=made,
            headers=headers,
            login=self.login,
        )
        self.calls.append(made)
        self._tick()
        return made

    async def rings(self, number: int = 1) -> PhoneCall:
        """Wait for the so-manieth call of this phone, and give it."""
        await self.until(lambda: len(self.calls) >= number, f"call {number}")
        return self.calls[number - 1]

    async def until(self, test: Callable[[], bool], text: str = "") -> None:
        """Wait until something is so. Raises TimeoutError with `text`."""
        try:
            async with asyncio.timeout(LIMIT_SECONDS):
                while not test():
                    self.changed.clear()
                    await self.changed.wait()
        except TimeoutError:
            raise TimeoutError(f"{self.extension}: {text}") from None

    # What reaches it

    def on_invite(self, call: Call) -> None:
        taken = PhoneCall(self)
        taken.call, call.events = call, taken
        self.calls.append(taken)
        self.changed.set()
        self.on_ring(taken)

    def on_request(self, request: Request, flow: Flow, respond: Callable[[Response], None]) -> None:
        del flow
        respond(self.agent.answer(request, 200))

    def _received(self, data: bytes, flow: Flow) -> None:
        if asserted := _ASSERTED.search(data):
            self.shown = asserted[1].decode()
        self.agent.receive(data, flow, time.time())
        self._tick()

    def _lost(self, flow: Flow) -> None:
        self.agent.undelivered(flow, time.time())

    def _heard(self) -> None:
        _, source = self._rtp.recvfrom(2048)
        self.packets[source[:2]] += 1
        self.changed.set()

    def _tick(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        now = time.time()
        self.agent.advance(now)
        due = self.agent.next_deadline()
        if due is not None:
            self._timer = asyncio.get_running_loop().call_later(max(0.0, due - now), self._tick)
