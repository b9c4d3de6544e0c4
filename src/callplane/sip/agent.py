"""A user agent: what programs use of this stack. Knows transactions, dialogs and calls together; no socket, clock or PBX.

Bytes come in by `receive`, and go out by the `transport` that it was given, at once. `advance` does what is due, and tells the
time: call it before anything is asked for. What happens is told to the `Application` (what begins) and to the events of each
call. Nothing here raises for what a peer sent.

::

    agent = Agent(transport, application, new_text)
    agent.receive(datagram, Flow("UDP", "192.0.2.7", 5060), now)
    call = agent.invite("sip:102@192.0.2.7", flow, local=..., remote=..., sdp=offer, events=my_events)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from typing import Protocol

from callplane.sip.call import Call
from callplane.sip.call_events import SDP, CallEvents, Phase
from callplane.sip.dialog import Dialog, DialogId
from callplane.sip.digest import Login, answer_challenge, authorized
from callplane.sip.grammar import BadMessage
from callplane.sip.message import Headers, Message, Request, Response, Via, addressed, read_message
from callplane.sip.transactions import MAGIC, Flow, Transaction, Transactions, answer_to
from callplane.sip.uri import Address, SipUri

ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, REFER, NOTIFY"
EXTENSIONS = frozenset(("replaces",))
"""Extensions that a peer may require (RFC 3261, 8.2.2.3)."""


class Transport(Protocol):
    """What carries messages; it never raises, and tells `Agent.undelivered` when a way is broken."""

    def send(self, data: bytes, flow: Flow) -> None: ...

    def local(self, flow: Flow) -> tuple[str, int]:
        """Our address and port as that peer sees them."""
        ...


class Silence(Enum):
    """As a screen's verdict: give no answer at all."""

    KEPT = "kept"


class Application:
    """What happens outside calls. The defaults refuse all."""

    def screen(self, request: Request, flow: Flow) -> Response | Silence | None:
        """Asked of each request that begins something: None lets it in, a response refuses it and leaves no trace here."""

    def on_invite(self, call: Call) -> None:
        """A peer invites us. `ring`, `answer` or `reject` the call; set its `events`."""
        call.reject(480)

    def on_request(self, request: Request, flow: Flow, respond: Callable[[Response], None]) -> None:
        """REGISTER, OPTIONS and the like. Answer with `answer_to` or `Agent.answer`."""
        del flow
        respond(answer_to(request, 501, tag="none"))

    def on_malformed(self, flow: Flow, text: str) -> None:
        """Something that is no SIP message was dropped or refused."""

    def on_answer_sent(self, response: Response) -> None:
        """For counting."""


class Agent:
    """See the module's text. `new_text` gives unguessable tokens."""

    def __init__(
        self, transport: Transport, application: Application, new_text: Callable[[], str], *, product: str = "callplane"
    ) -> None:
        self.transactions = Transactions(self._send, self._on_request)
        self.product = product
        self._transport = transport
        self._application = application
        self._new_text = new_text
        self._calls: dict[DialogId, Call] = {}
        self._invitations: dict[Transaction, Call] = {}

    # Bytes and time

    def receive(self, data: bytes, flow: Flow, now: float) -> None:
        """A datagram, or a message that `framing` cut from a stream."""
        self.transactions.now = max(self.transactions.now, now)
        if not data.strip(b"\r\n\0 "):
            return  # a keep-alive
        try:
            message = read_message(data)
            if isinstance(message, Request):
                message, flow = _received(message, flow)
            self.transactions.receive(message, flow)
        except BadMessage as fault:
            self._application.on_malformed(flow, str(fault))
            self._refuse(data, flow, fault)

    def _refuse(self, data: bytes, flow: Flow, fault: BadMessage) -> None:
        found = addressed(data)
        if found is not None:
            headers = found.headers
            if not found.target.tag:
                headers.replace("to", found.target.tagged(self._new_text()))
            via, way = _seen_from(found.via, flow)
            headers.replace("via", via, *headers.all("via")[1:])
            reason = str(fault)[:80].encode("ascii", "replace").decode()
            self._send(replace(found, status=fault.status, reason=reason), way)

    def undelivered(self, flow: Flow, now: float) -> None:
        """The transport lost this way."""
        self.transactions.now = max(self.transactions.now, now)
        self.transactions.undelivered(flow)

    def local_host(self, flow: Flow) -> str:
        """Our address as that peer sees it."""
        return self._transport.local(flow)[0]

    def advance(self, now: float) -> None:
        self.transactions.advance(now)

    def next_deadline(self) -> float | None:
        return self.transactions.next_deadline()

    def __len__(self) -> int:
        """How many calls there are."""
        return len(self._calls)

    # What programs ask for

    def invite(
        self,
        uri: str,
        flow: Flow,
        *,
        local: Address,
        remote: Address,
        sdp: bytes,
        events: CallEvents,
        headers: tuple[tuple[str, str], ...] = (),
        login: Login | None = None,
    ) -> Call:
        """Invite a peer; `login` answers its challenge, where it has one."""
        request = self._outside("INVITE", uri, flow, local, remote, headers)
        request.headers.add("allow", ALLOW)
        request.headers.add("supported", "replaces")
        request = self.described(request, sdp)
        call = Call(self, request, Phase.INVITING, events)
        call.begin(self.transactions.begin(request, flow, call.on_invite_response), login)
        return call

    def request(
        self,
        method: str,
        uri: str,
        flow: Flow,
        *,
        local: Address,
        remote: Address,
        on_response: Callable[[Response], None],
        headers: tuple[tuple[str, str], ...] = (),
        body: bytes = b"",
        login: Login | None = None,
        call_id: str = "",
        cseq: int = 1,
    ) -> None:
        """Send a request outside dialogs (REGISTER, OPTIONS, NOTIFY); `on_response` gets the final answer.

        A REGISTER that is repeated keeps its `call_id` and raises `cseq` (RFC 3261, 10.2), by two where there is a `login`.
        """
        request = self._outside(method, uri, flow, local, remote, headers, call_id, cseq)
        request = Request(request.headers, body, method, uri)

        def answered(response: Response) -> None:
            if response.status < 200:
                return
            if response.status in (401, 407) and login is not None:
                again = self._authorized(request, response, login)
                if again is not None:
                    self.transactions.begin(self._passing(again, flow), flow, on_response)
                    return
            on_response(response)

        self.transactions.begin(request, flow, answered)

    def call_of(self, call_id: str, local_tag: str, remote_tag: str) -> Call | None:
        """The call of a dialog, such as a Replaces names (RFC 3891); also one that is not answered yet."""
        return self._calls.get((call_id, local_tag, remote_tag))

    def answer(
        self, request: Request, status: int, dialog: Dialog | None = None, *headers: tuple[str, str], sdp: bytes = b""
    ) -> Response:
        """An answer of ours: with our tag, and our Contact where it makes or refreshes a dialog."""
        response = answer_to(request, status, tag=dialog.local.tag if dialog else self._new_text())
        for name, value in headers:
            response.headers.add(name, value)
        response.headers.add("server", self.product)
        if dialog is not None and 100 < status < 300:
            response.headers.add("contact", self.contact(dialog.flow))
            response.headers.add("allow", ALLOW)
            response.headers.add("supported", "replaces")
        if sdp:
            response.headers.add("content-type", SDP)
        return replace(response, body=sdp)

    # For calls

    def enter(self, call: Call) -> None:
        if call.dialog is not None:
            self._calls[call.dialog.id] = call

    def leave(self, call: Call) -> None:
        if call.dialog is not None and self._calls.get(call.dialog.id) is call:
            del self._calls[call.dialog.id]
        for transaction in [known for known, owner in self._invitations.items() if owner is call]:
            del self._invitations[transaction]

    def described(self, request: Request, sdp: bytes) -> Request:
        """The request with a description."""
        if not sdp:
            return request
        request.headers.add("content-type", SDP)
        return replace(request, body=sdp)

    def begin_in(self, dialog: Dialog, request: Request, on_response: Callable[[Response], None]) -> Transaction:
        """Send a request in a dialog."""
        request.headers.add("contact", self.contact(dialog.flow))
        return self.transactions.begin(self._passing(request, dialog.flow), dialog.flow, on_response)

    def request_in(self, dialog: Dialog, method: str) -> None:
        self.begin_in(dialog, dialog.request(method), lambda _: None)

    def send_in(self, dialog: Dialog, ack: Request) -> Request:
        """Send an ACK, which is no transaction (13.2.2.4); gives it as it was sent, to be repeated."""
        sent = ack if "via" in ack.headers else self._passing(ack, dialog.flow)
        self._send(sent, dialog.flow)
        return sent

    def cancel(self, invitation: Transaction, more: tuple[tuple[str, str], ...] = ()) -> None:
        """Send a CANCEL (RFC 3261, 9.1)."""
        invite = invitation.request
        kept = ("via", "from", "to", "call-id", "route", "max-forwards")
        fields = [(name, value) for name, value in invite.headers if name in kept]
        headers = Headers([*fields, ("cseq", f"{invite.cseq[0]} CANCEL"), *more])
        self.transactions.begin(Request(headers, b"", "CANCEL", invite.uri), invitation.flow, lambda _: None)

    def authorize(self, call: Call, refusal: Response, login: Login | None) -> Transaction | None:
        """The INVITE again, with credentials."""
        again = self._authorized(call.invite, refusal, login) if login is not None else None
        if again is None:
            return None
        flow = call.flow
        return self.transactions.begin(self._passing(again, flow), flow, call.on_invite_response)

    def glare_seconds(self, *, ours: bool) -> float:
        """How long to wait after a 491: who made the Call-ID 2.1 to 4 s, the other up to 2 s (RFC 3261, 14.1). The short end of
        both, as nobody hears what he should meanwhile; spread by the text of a fresh token."""
        spread = sum(self._new_text().encode()) % 20 / 100
        return 2.1 + spread if ours else spread

    # Inside

    def _outside(
        self,
        method: str,
        uri: str,
        flow: Flow,
        local: Address,
        remote: Address,
        more: tuple[tuple[str, str], ...],
        call_id: str = "",
        cseq: int = 1,
    ) -> Request:
        headers = Headers([("max-forwards", "70")])
        headers.add("from", local.tagged(self._new_text()))
        headers.add("to", remote)
        headers.add("call-id", call_id or f"{self._new_text()}@{self.product}")
        headers.add("cseq", f"{cseq} {method}")
        headers.add("user-agent", self.product)
        if method != "REGISTER":
            headers.add("contact", self.contact(flow))
        for name, value in more:
            headers.add(name, value)
        return self._passing(Request(headers, b"", method, uri), flow)

    def _passing(self, request: Request, flow: Flow) -> Request:
        """With a Via of ours in the place of any other; `rport` asks for answers to where it came from (RFC 3581)."""
        host, port = self._transport.local(flow)
        headers = request.headers.copy()
        headers.replace("via")
        headers.put_first("via", f"SIP/2.0/{flow.transport} {_bracketed(host)}:{port};rport;branch={MAGIC}{self._new_text()}")
        return replace(request, headers=headers)

    def contact(self, flow: Flow, user: str = "") -> str:
        """Our Contact as that peer is to see it; `user` is what stands before the @."""
        host, port = self._transport.local(flow)
        transport = ";transport=tcp" if flow.transport == "TCP" else ""
        return f"<sip:{user or self.product}@{_bracketed(host)}:{port}{transport}>"

    def _authorized(self, request: Request, refusal: Response, login: Login) -> Request | None:
        try:
            header = answer_challenge(request, refusal, login, self._new_text())
        except BadMessage:
            return None
        return authorized(request, header, request.cseq[0] + 1) if header else None

    def _send(self, message: Message, flow: Flow) -> None:
        if isinstance(message, Response):
            self._application.on_answer_sent(message)
        self._transport.send(bytes(message), flow)

    def _on_request(self, request: Request, flow: Flow, transaction: Transaction | None) -> None:
        target, sender = request.target, request.sender
        call = self._calls.get((request.call_id, target.tag, sender.tag)) if target.tag else None
        if transaction is None:
            if call is not None:
                call.acknowledged(request)
            return
        try:
            if request.method == "CANCEL":
                self._cancelled(request, transaction)
            elif call is not None:
                call.received(request, transaction)
            elif target.tag:
                transaction.respond(self.answer(request, 481))
            else:
                self._begins(request, flow, transaction)
        except BadMessage as fault:  # a header that somebody needed
            self._application.on_malformed(flow, str(fault))
            transaction.respond(self.answer(request, fault.status))

    def _cancelled(self, request: Request, transaction: Transaction) -> None:
        meant = self.transactions.cancelled(request)
        transaction.respond(self.answer(request, 200 if meant else 481))
        call = self._invitations.get(meant) if meant else None
        if call is not None:
            call.cancelled()

    def _begins(self, request: Request, flow: Flow, transaction: Transaction) -> None:
        verdict = self._application.screen(request, flow)
        if verdict is not None:
            self.transactions.forget(transaction)
            if isinstance(verdict, Response):
                self._send(verdict, flow)
            return
        unknown = [name for name in request.headers.all("require") if name not in EXTENSIONS]
        if unknown and request.method != "CANCEL":
            transaction.respond(self.answer(request, 420, None, ("unsupported", ", ".join(unknown))))
        elif request.method == "INVITE":
            self._invited(request, flow, transaction)
        else:
            self._application.on_request(request, flow, transaction.respond)

    def _invited(self, request: Request, flow: Flow, transaction: Transaction) -> None:
        kind = request.headers.get("content-type").partition(";")[0].strip().lower()
        if request.body and kind != SDP:
            transaction.respond(self.answer(request, 415, None, ("accept", SDP)))
            return
        try:
            SipUri.read(request.uri)
            dialog = Dialog.asked(request, self._new_text(), flow)
        except BadMessage as fault:
            transaction.respond(self.answer(request, fault.status))
            return
        transaction.respond(answer_to(request, 100, tag=""))
        call = Call(self, request, Phase.INVITED, CallEvents())
        call.invited(transaction, dialog)
        self._invitations[transaction] = call
        self.enter(call)
        self._application.on_invite(call)


def _received(request: Request, flow: Flow) -> tuple[Request, Flow]:
    """The request with where it came from noted in its Via, and the way for its answers (RFC 3261, 18.2; RFC 3581, 4)."""
    values = request.headers.all("via")
    via, way = _seen_from(Via.read(values[0]), flow)
    headers = request.headers.copy()
    headers.replace("via", via, *values[1:])
    return replace(request, headers=headers), way


def _seen_from(via: Via, flow: Flow) -> tuple[Via, Flow]:
    marked = dict(via.parameters)
    if flow.transport != "UDP":
        return via, flow
    port = via.port or 5060
    if "rport" in marked:
        marked["rport"], port = str(flow.port), flow.port
    if via.host.strip("[]") != flow.host or "rport" in marked:
        marked["received"] = flow.host
    return replace(via, parameters=marked), replace(flow, port=port)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
