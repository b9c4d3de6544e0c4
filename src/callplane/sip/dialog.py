"""Dialogs: what two user agents agreed upon so that their later requests belong together (RFC 3261, clause 12). Knows no call."""

from __future__ import annotations

from dataclasses import dataclass, field

from callplane.sip.grammar import BadMessage
from callplane.sip.message import Headers, Request, Response
from callplane.sip.transactions import Flow
from callplane.sip.uri import Address

DialogId = tuple[str, str, str]
"""Call-ID, our tag, the peer's tag."""


@dataclass(slots=True)
class Dialog:
    """`target` is the peer's Contact; `routes` what requests pass on their way; `sent` and `heard` the last CSeq each way."""

    call_id: str
    local: Address
    remote: Address
    target: str
    flow: Flow
    routes: tuple[str, ...] = ()
    sent: int = 0
    heard: int = -1
    ended: bool = field(default=False)

    @classmethod
    def asked(cls, request: Request, tag: str, flow: Flow) -> Dialog:
        """Of a request that we answer with this tag (12.1.1). Raises BadMessage without exactly one Contact."""
        return cls(
            request.call_id,
            request.target.tagged(tag),
            request.sender,
            str(_contact(request).uri),
            flow,
            tuple(request.headers.all("record-route")),
            heard=request.cseq[0],
        )

    @classmethod
    def answered(cls, request: Request, response: Response, flow: Flow) -> Dialog:
        """Of an answer to a request of ours (12.1.2). Raises BadMessage without Contact."""
        routes = tuple(reversed(response.headers.all("record-route")))
        target = str(_contact(response).uri)
        return cls(request.call_id, request.sender, response.target, target, flow, routes, sent=request.cseq[0])

    @property
    def id(self) -> DialogId:
        return self.call_id, self.local.tag, self.remote.tag

    def request(self, method: str, *, cseq: int = 0) -> Request:
        """The next request in this dialog, without Via and Contact (12.2.1.1); `cseq` only for an ACK."""
        if not cseq:
            self.sent += 1
        uri, routes = self.target, list(self.routes)
        if routes and "lr" not in Address.read(routes[0]).uri.parameters:  # a strict router: it wants to be the target
            uri, routes = str(Address.read(routes[0]).uri), [*routes[1:], f"<{self.target}>"]
        headers = Headers(("route", route) for route in routes)
        headers.add("max-forwards", 70)
        headers.add("from", self.local)
        headers.add("to", self.remote)
        headers.add("call-id", self.call_id)
        headers.add("cseq", f"{cseq or self.sent} {method}")
        return Request(headers, b"", method, uri)

    def in_order(self, request: Request) -> bool:
        """Take note of a request of the peer; False when it is older than one that was there (12.2.2)."""
        number = request.cseq[0]
        if number < self.heard:
            return False
        self.heard = number
        return True

    def refresh(self, message: Request | Response) -> None:
        """The peer may have moved (12.2.1.2): its new Contact is where requests go."""
        contacts = message.contacts
        if contacts:
            self.target = str(contacts[0].uri)


def _contact(message: Request | Response) -> Address:
    contacts = message.contacts
    if len(contacts) != 1:
        raise BadMessage("a call needs exactly one Contact")
    return contacts[0]
