"""A SIP phone without sound, on loopback: registers, calls, answers, holds, transfers. Knows SIP (RFC 3261) as a PBX needs it.

It sends no RTP. Several calls can be up at once; while one is answered, the phone does not touch the others.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

PATIENCE = 10.0
Address = tuple[str, int]


@dataclass
class Sip:
    """A request or response."""

    first: str
    headers: list[tuple[str, str]]
    body: str = ""

    @classmethod
    def parse(cls, data: bytes) -> Sip:
        head, _, body = data.decode().partition("\r\n\r\n")
        first, *lines = head.split("\r\n")
        pairs = [line.partition(":") for line in lines]
        return cls(first, [(name.strip().lower(), value.strip()) for name, _, value in pairs], body)

    def __getitem__(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")

    @property
    def method(self) -> str:
        return self["cseq"].partition(" ")[2]

    @property
    def status(self) -> int:
        return int(self.first.split()[1]) if self.first.startswith("SIP/") else 0

    @property
    def automatic(self) -> bool:
        """Whether the caller asks the phone to lift by itself."""
        return "answer-after=0" in self["call-info"] or "alert-autoanswer" in self["alert-info"]


@dataclass(eq=False)
class Dialog:
    """One call of the phone. `state` is calling, early (it rings there), ringing (it rings here), up or over."""

    id: str
    local: str
    remote: str
    target: str
    state: str
    sequence: int = 0
    invite: Sip | None = None
    branch: str = ""
    held: bool = False
    status: int = 0
    called: str = ""
    given_up: bool = False


class Phone(asyncio.DatagramProtocol):
    """`automatic`: it lifts when it is asked to; `obeys`: what it does with NOTIFY talk and hold (None: it answers 489)."""

    def __init__(self, number: str, server: Address, password: str, *, automatic: bool = True, obeys: bool = False) -> None:
        self.number = number
        self.server = server
        self.password = password
        self.automatic = automatic
        self.obeys = obeys
        self.calls: list[Dialog] = []
        self._transport: asyncio.DatagramTransport
        self._registered = asyncio.Event()
        self._changed = asyncio.Event()
        self._port = 0
        self._sequence = 0
        self._registration = secrets.token_hex(8)

    async def __aenter__(self) -> Phone:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))
        self._port = self._transport.get_extra_info("sockname")[1]
        self._register(600)
        async with asyncio.timeout(PATIENCE):
            await self._registered.wait()
        return self

    async def __aexit__(self, *_: object) -> None:
        for call in list(self.calls):
            self.hang_up(call)
        await asyncio.sleep(0)
        self._transport.close()

    # -- what a person does

    def dial(self, number: str) -> Dialog:
        tag = secrets.token_hex(4)
        local, remote = f"<sip:{self.number}@127.0.0.1>;tag={tag}", f"<sip:{number}@127.0.0.1>"
        call = Dialog(secrets.token_hex(8), local, remote, self._uri(number), "calling", called=number)
        self.calls.append(call)
        self._request(call, "INVITE", body=self._sdp())
        return call

    def answer(self, call: Dialog | None = None) -> Dialog:
        call = call or self.ringing[0]
        assert call.invite is not None
        self._respond(call.invite, 200, "OK", call, self._sdp())
        self._become(call, "up")
        return call

    def reject(self, call: Dialog | None = None, status: int = 486) -> None:
        call = call or self.ringing[0]
        assert call.invite is not None
        self._respond(call.invite, status, "No", call)
        self._become(call, "over")

    def hang_up(self, call: Dialog | None = None) -> None:
        call = call or self.calls[-1]
        if call.state == "ringing":
            self.reject(call)
        elif call.state in ("calling", "early"):
            call.given_up = True
            self._request(call, "CANCEL", again=True)
        elif call.state == "up":
            self._request(call, "BYE")
            self._become(call, "over")

    def hold(self, call: Dialog, *, on: bool = True) -> None:
        call.held = on
        self._request(call, "INVITE", body=self._sdp("sendonly" if on else "sendrecv"))

    def transfer(self, call: Dialog, number: str) -> None:
        self._request(
            call, "REFER", more=[("Refer-To", f"<{self._uri(number)}>"), ("Referred-By", f"<{self._uri(self.number)}>")]
        )

    def attended(self, call: Dialog, other: Dialog) -> None:
        """Connect the parties of two calls: REFER with Replaces (RFC 3891)."""
        mine, theirs = re.findall(r"tag=([^;>\s]+)", f"{other.local} {other.remote}")
        replaces = f"{other.id}%3Bto-tag%3D{theirs}%3Bfrom-tag%3D{mine}"
        self._request(call, "REFER", more=[("Refer-To", f"<{self._uri(other.called or 'x')}?Replaces={replaces}>")])

    # -- what it shows

    @property
    def ringing(self) -> list[Dialog]:
        return [call for call in self.calls if call.state == "ringing"]

    @property
    def up(self) -> list[Dialog]:
        return [call for call in self.calls if call.state == "up"]

    async def until(self, condition: Callable[[], object], what: str = "") -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while not condition():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            states = [call.state for call in self.calls]
            raise AssertionError(f"phone {self.number}: {what or 'nothing happened'}; its calls are {states}") from None

    async def rings(self, count: int = 1) -> Dialog:
        await self.until(lambda: len(self.ringing) >= count, "it does not ring")
        return self.ringing[-1]

    async def talks(self, count: int = 1) -> Dialog:
        await self.until(lambda: len(self.up) >= count, "it has no call")
        return self.up[-1]

    async def silent(self) -> None:
        await self.until(lambda: not self.calls, "it still has calls")

    # -- SIP

    def _uri(self, number: str) -> str:
        return f"sip:{number}@{self.server[0]}:{self.server[1]}"

    @property
    def _contact(self) -> str:
        return f"<sip:{self.number}@127.0.0.1:{self._port}>"

    def _sdp(self, direction: str = "sendrecv") -> str:
        return (
            f"v=0\r\no=- 1 {secrets.randbelow(10**9)} IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=audio {self._port} RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n"
            f"a=rtpmap:101 telephone-event/8000\r\na={direction}\r\n"
        )

    def _become(self, call: Dialog, state: str) -> None:
        call.state = state
        if state == "over" and call in self.calls:
            self.calls.remove(call)
        self._changed.set()

    def _register(self, expires: int, proof: str = "") -> None:
        self._sequence += 1
        me = f"<sip:{self.number}@127.0.0.1>"
        headers = [("From", f"{me};tag={self._registration}"), ("To", me), ("Call-ID", self._registration)]
        headers += [("CSeq", f"{self._sequence} REGISTER"), ("Expires", str(expires))]
        self._send(f"REGISTER sip:{self.server[0]} SIP/2.0", [*headers, *([("Authorization", proof)] if proof else [])])

    def _request(
        self,
        call: Dialog,
        method: str,
        body: str = "",
        proof: str = "",
        *,
        again: bool = False,
        more: list[tuple[str, str]] | None = None,
    ) -> None:
        if method not in ("ACK", "CANCEL") and not again:
            call.sequence += 1
            call.branch = f"z9hG4bK{secrets.token_hex(6)}"
        headers = [("From", call.local), ("To", call.remote), ("Call-ID", call.id), ("CSeq", f"{call.sequence} {method}")]
        headers += [*(more or []), *([("Authorization", proof)] if proof else [])]
        if body:
            headers.append(("Content-Type", "application/sdp"))
        branch = f"z9hG4bK{secrets.token_hex(6)}" if method == "ACK" else call.branch
        self._send(f"{method} {call.target} SIP/2.0", headers, body, branch)

    def _send(self, first: str, headers: list[tuple[str, str]], body: str = "", branch: str = "") -> None:
        via = f"SIP/2.0/UDP 127.0.0.1:{self._port};rport;branch={branch or 'z9hG4bK' + secrets.token_hex(6)}"
        lines = [("Via", via), ("Max-Forwards", "70"), ("Contact", self._contact), *headers, ("Content-Length", str(len(body)))]
        self._out(first, lines, body)

    def _out(self, first: str, lines: list[tuple[str, str]], body: str = "") -> None:
        text = first + "\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines) + "\r\n" + body
        self._transport.sendto(text.encode(), self.server)

    def _respond(self, request: Sip, status: int, reason: str, call: Dialog | None = None, body: str = "") -> None:
        lines = [("Via", value) for name, value in request.headers if name == "via"]
        lines += [("Record-Route", value) for name, value in request.headers if name == "record-route"]
        to = call.local if call is not None else request["to"]
        lines += [("From", request["from"]), ("To", to), ("Call-ID", request["call-id"]), ("CSeq", request["cseq"])]
        lines += [("Contact", self._contact), ("Allow", "INVITE, ACK, BYE, CANCEL, REFER, NOTIFY, OPTIONS")]
        lines += [*([("Content-Type", "application/sdp")] if body else []), ("Content-Length", str(len(body)))]
        self._out(f"SIP/2.0 {status} {reason}", lines, body)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        if addr != self.server or not data.strip():  # sound (RTP) comes to the same port
            return
        message = Sip.parse(data)
        call = next((call for call in self.calls if call.id == message["call-id"]), None)
        if message.status:
            self._response(message, call)
        else:
            self._asked(message, call)

    def _response(self, reply: Sip, call: Dialog | None) -> None:
        if reply.status in (401, 407):
            self._prove(reply, call)
        elif reply.method == "REGISTER" and reply.status == 200:
            self._registered.set()
        elif reply.method == "INVITE" and call is not None and reply.status >= 180:
            self._invited(reply, call)

    def _invited(self, reply: Sip, call: Dialog) -> None:
        call.remote = reply["to"] or call.remote
        if reply.status < 200:
            self._become(call, "early" if call.state == "calling" else call.state)
            return
        if contact := re.search(r"<([^>]+)>", reply["contact"]):
            call.target = contact.group(1)
        call.status = reply.status
        self._request(call, "ACK")
        self._become(call, "up" if reply.status < 300 else "over")
        if call.given_up and call.state == "up":  # it was answered while the phone gave up
            self.hang_up(call)

    def _prove(self, reply: Sip, call: Dialog | None) -> None:
        challenge = reply["www-authenticate"] or reply["proxy-authenticate"]
        values = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge))
        uri = f"sip:{self.server[0]}" if call is None else call.target

        def digest(*parts: str) -> str:
            return hashlib.md5(":".join(parts).encode(), usedforsecurity=False).hexdigest()

        secret = digest(self.number, values["realm"], self.password)
        cnonce = secrets.token_hex(4)
        answer = digest(secret, values["nonce"], "00000001", cnonce, "auth", digest(reply.method, uri))
        proof = (
            f'Digest username="{self.number}", realm="{values["realm"]}", nonce="{values["nonce"]}", uri="{uri}", '
            f'response="{answer}", algorithm=MD5, qop=auth, nc=00000001, cnonce="{cnonce}"'
        )
        if "opaque" in values:
            proof += f', opaque="{values["opaque"]}"'
        if call is None:
            self._register(600, proof)
        else:
            self._request(call, "ACK")
            direction = "sendonly" if call.held else "sendrecv"
            self._request(call, reply.method, self._sdp(direction) if reply.method == "INVITE" else "", proof)

    def _asked(self, request: Sip, call: Dialog | None) -> None:
        match request.method:
            case "INVITE" if call is None:
                self._rung(request)
            case "INVITE" | "UPDATE" if call is not None:
                self._respond(request, 200, "OK", call, self._sdp() if request.body or request.method == "INVITE" else "")
            case "BYE" | "CANCEL" if call is not None:
                self._respond(request, 200, "OK")
                if request.method == "CANCEL" and call.invite is not None:
                    self._respond(call.invite, 487, "Request Terminated", call)
                self._become(call, "over")
            case "NOTIFY" if request["event"] in ("talk", "hold"):
                self._told(request, call)
            case "ACK":
                pass
            case "BYE" | "CANCEL" | "UPDATE":
                self._respond(request, 481, "No Such Call")
            case _:
                self._respond(request, 200, "OK")

    def _rung(self, request: Sip) -> None:
        local = f"{request['to']};tag={secrets.token_hex(4)}"
        contact = re.search(r"<([^>]+)>", request["contact"])
        call = Dialog(request["call-id"], local, request["from"], contact.group(1) if contact else "", "ringing", invite=request)
        self.calls.append(call)
        if request.automatic and self.automatic:
            self.answer(call)
            return
        self._respond(request, 180, "Ringing", call)
        self._changed.set()

    def _told(self, request: Sip, call: Dialog | None) -> None:
        if call is None or not self.obeys:
            self._respond(request, 489, "Bad Event")
            return
        self._respond(request, 200, "OK")
        if request["event"] == "hold":
            self.hold(call)
        elif call.state == "ringing":
            self.answer(call)
        else:
            self.hold(call, on=False)
