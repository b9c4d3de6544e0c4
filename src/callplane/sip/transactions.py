"""Transactions at work: matches messages to them, repeats what was not answered, gives up in time. See the tables for the states.

Knows transactions and where their messages go (`Flow`); no dialog. Entries take `now`. What is to be sent is handed to `send` at
once; what was heard is told to who owns the transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from callplane.deadlines import Deadline, Deadlines
from callplane.sip.message import Headers, Message, Request, Response
from callplane.sip.transaction_tables import TABLES, Action, Input, Kind, State

T1 = 0.5
"""Seconds: the first interval of repetitions (RFC 3261, table 4)."""

T2 = 4.0
T4 = 5.0
GIVE_UP_SECONDS = 64 * T1
_LINGER = {Kind.INVITE_CLIENT: 32.0, Kind.CLIENT: T4, Kind.INVITE_SERVER: GIVE_UP_SECONDS, Kind.SERVER: GIVE_UP_SECONDS}
MAGIC = "z9hG4bK"
"""How a branch begins that names its transaction alone (RFC 3261, 8.1.1.7)."""

MAX_TRANSACTIONS = 20_000
"""More at a time are not served: requests are dropped, as by a lossy network."""


@dataclass(frozen=True, slots=True)
class Flow:
    """The way to a peer: `UDP` or `TCP`, address, port. `connection` names an open TCP connection; 0: any, or a new one."""

    transport: str
    host: str
    port: int
    connection: int = 0

    @property
    def reliable(self) -> bool:
        return self.transport != "UDP"


Send = Callable[[Message, Flow], None]


class Transaction:
    """One request with its answers. For a client `on_response` is told each answer, and a made-up 408 or 503 when there is none;
    for a server `on_timeout` is told that no ACK came."""

    def __init__(self, owner: Transactions, kind: Kind, request: Request, flow: Flow) -> None:
        self.kind = kind
        self.request = request
        self.flow = flow
        self.state, self._table = TABLES[kind]
        self.on_response: Callable[[Response], None] = lambda _: None
        self.on_timeout: Callable[[], None] = lambda: None
        self._owner = owner
        self._sent: Message = request
        self._interval = T1
        self._timers: list[Deadline] = []

    def hear(self, what: Input, message: Message | None = None) -> None:
        """Apply the table."""
        step = self._table.get((self.state, what))
        if step is None:
            return
        self.state, actions = step
        for action in actions:
            self._do(action, message)
        if self.state is State.GONE:
            self._stop_timers()
            self._owner.forget(self)

    def respond(self, response: Response) -> None:
        """Answer (servers only)."""
        self._sent = response
        self.hear(_kind_of(response), response)

    def send(self) -> None:
        self._owner.send(self._sent, self.flow)

    def _do(self, action: Action, message: Message | None) -> None:
        match action:
            case Action.SEND:
                if self._sent is not self.request or self.kind in (Kind.CLIENT, Kind.INVITE_CLIENT):
                    self.send()
            case Action.SEND_ACK:
                assert isinstance(message, Response)
                self._owner.send(acknowledgement(self.request, message), self.flow)
            case Action.TELL:
                assert isinstance(message, Response)
                self.on_response(message)
            case Action.TELL_TIMEOUT | Action.TELL_BROKEN:
                self._tell_failure(408 if action is Action.TELL_TIMEOUT else 503)
            case Action.START_RESEND:
                self.start_resend()
            case Action.START_GIVE_UP:
                self.start_give_up()
            case Action.START_LINGER:
                self._later(self._linger_seconds(), Input.LINGER)
            case Action.STOP_TIMERS:
                self._stop_timers()

    def _linger_seconds(self) -> float:
        if self.flow.reliable and self.state is not State.ACCEPTED:
            return 0.0
        return T4 if self.state is State.CONFIRMED else _LINGER[self.kind]

    def _tell_failure(self, status: int) -> None:
        if self.kind in (Kind.CLIENT, Kind.INVITE_CLIENT):
            self.on_response(made_up(self.request, status))
        else:
            self.on_timeout()

    def start_resend(self) -> None:
        """Repeat after the interval, which doubles; INVITE's without a limit (RFC 3261, 17.1.1.2)."""
        if not self.flow.reliable:
            self._later(self._interval, Input.RESEND)
            doubled = 2 * self._interval
            self._interval = doubled if self.kind is Kind.INVITE_CLIENT else min(doubled, T2)

    def start_give_up(self) -> None:
        self._later(GIVE_UP_SECONDS, Input.GIVE_UP)

    def _later(self, seconds: float, what: Input) -> None:
        self._timers.append(self._owner.later(seconds, lambda: self.hear(what)))

    def _stop_timers(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()


class Transactions:
    """All transactions of an agent. `on_request` is told each new request; an ACK of a 2xx comes with `None`."""

    def __init__(self, send: Send, on_request: Callable[[Request, Flow, Transaction | None], None]) -> None:
        self.send = send
        self.now = 0.0
        self._on_request = on_request
        self._deadlines = Deadlines()
        self._clients: dict[tuple[str, str], Transaction] = {}
        self._servers: dict[tuple[str, ...], Transaction] = {}

    def __len__(self) -> int:
        return len(self._clients) + len(self._servers)

    def later(self, seconds: float, action: Callable[[], None]) -> Deadline:
        return self._deadlines.set(self.now + seconds, action)

    def next_deadline(self) -> float | None:
        return self._deadlines.next()

    def advance(self, now: float) -> None:
        """Do what is due until `now`."""
        while (deadline := self._deadlines.take(now)) is not None:
            self.now = max(self.now, deadline.when)
            deadline.action()
        self.now = max(self.now, now)

    def begin(self, request: Request, flow: Flow, on_response: Callable[[Response], None]) -> Transaction:
        """Send a request that has its Via."""
        kind = Kind.INVITE_CLIENT if request.method == "INVITE" else Kind.CLIENT
        transaction = Transaction(self, kind, request, flow)
        transaction.on_response = on_response
        self._clients[request.via.branch, request.method] = transaction
        transaction.start_give_up()
        transaction.start_resend()
        transaction.send()
        return transaction

    def receive(self, message: Message, flow: Flow) -> None:
        if isinstance(message, Response):
            transaction = self._clients.get((message.via.branch, message.cseq[1]))
            if transaction is not None:
                transaction.hear(_kind_of(message), message)
            return
        key = server_key(message)
        known = self._servers.get(key)
        if message.method == "ACK":
            if known is not None and known.state is not State.ACCEPTED:
                known.hear(Input.ACK)
            else:
                self._on_request(message, flow, None)
        elif known is not None:
            known.hear(Input.REPEATED)
        elif len(self._servers) < MAX_TRANSACTIONS:
            kind = Kind.INVITE_SERVER if message.method == "INVITE" else Kind.SERVER
            self._servers[key] = transaction = Transaction(self, kind, message, flow)
            self._on_request(message, flow, transaction)

    def undelivered(self, flow: Flow) -> None:
        """What was sent this way cannot be delivered."""
        for transaction in (*self._clients.values(), *self._servers.values()):
            if transaction.flow == flow:
                transaction.hear(Input.BROKEN)

    def cancelled(self, cancel: Request) -> Transaction | None:
        """The INVITE that a CANCEL means."""
        return self._servers.get(server_key(cancel, "INVITE"))

    def forget(self, transaction: Transaction) -> None:
        request = transaction.request
        if transaction.kind in (Kind.CLIENT, Kind.INVITE_CLIENT):
            self._clients.pop((request.via.branch, request.method), None)
        else:
            self._servers.pop(server_key(request), None)


def server_key(request: Request, method: str = "") -> tuple[str, ...]:
    """What tells transactions apart (RFC 3261, 17.2.3); with `method`, the one that a CANCEL means."""
    via, asked = request.via, method or ("INVITE" if request.method == "ACK" else request.method)
    if via.branch.startswith(MAGIC):
        return via.branch, f"{via.host}:{via.port}", asked
    # RFC 2543: no branch to rely on
    return request.uri, request.call_id, request.sender.tag, str(request.cseq[0]), str(via), asked


def _kind_of(response: Response) -> Input:
    if response.status < 200:
        return Input.PROVISIONAL
    return Input.SUCCESS if response.status < 300 else Input.FAILURE


def acknowledgement(invite: Request, response: Response) -> Request:
    """The ACK for a refusal (RFC 3261, 17.1.1.3)."""
    headers = Headers([("via", str(invite.via))])
    for route in invite.headers.all("route"):
        headers.add("route", route)
    headers.add("max-forwards", 70)
    headers.add("from", invite.headers.get("from"))
    headers.add("to", response.headers.get("to"))
    headers.add("call-id", invite.call_id)
    headers.add("cseq", f"{invite.cseq[0]} ACK")
    return Request(headers, b"", "ACK", invite.uri)


def made_up(request: Request, status: int) -> Response:
    """An answer that nobody sent: 408 for silence, 503 for a transport that failed (RFC 3261, 8.1.3.1)."""
    return answer_to(request, status, tag="")


def answer_to(request: Request, status: int, *, tag: str, reason: str = "", body: bytes = b"") -> Response:
    """A response with the headers that lead it back (RFC 3261, 8.2.6); `tag` is ours where the request has none."""
    headers = Headers((name, value) for name, value in request.headers if name in ("via", "from", "call-id", "cseq"))
    if status < 300:
        for name, value in request.headers:
            if name == "record-route":
                headers.add(name, value)
    target = request.target
    headers.add("to", target.tagged(tag) if tag and not target.tag and status > 100 else request.headers.get("to"))
    return Response(headers, body, status, reason)
