"""Who is logged on: one session per client program, from log-on to log-off or expiry.

Knows users by name, their outgoing queue and what they subscribed to; nothing of sockets, HTTP or encodings' insides.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from callplane import metrics
from callplane.errors import Busy
from callplane.service.history import HistoryBudget
from callplane.service.outbox import Outbox, Pump, Writer

if TYPE_CHECKING:
    from callplane.service.monitors import LineListMonitor, LineMonitor

log = logging.getLogger(__name__)

Closer = Callable[[str], None]
"""Closes the connection that carries a session, with a reason for people."""

TOO_SLOW = "too many messages wait: read faster, then come back and resume"
"""The reason for closing a connection whose client does not keep up. The session lives on."""

TAKEN_OVER = "the session was taken over by a new connection"
"""The reason for closing a connection when another one carries its session."""


@dataclass(eq=False, slots=True)
class Session:
    """One logged-on client program.

    `encoding` is the name of the encoding that the client used first (`json` until it has spoken). `last_seen`: loop time in
    seconds of the last call, or of the moment when the connection was lost. `close_connection` is set while one is attached.
    `token` is the id of the token that opened the session, empty where none did.
    """

    id: str
    user: str
    client: str
    outbox: Outbox
    last_seen: float
    token: str = ""
    encoding: str = "json"
    spoken: bool = False
    ended: bool = False
    close_connection: Closer | None = None
    connected_before: bool = False
    monitors: dict[str, LineMonitor] = field(default_factory=dict)
    line_lists: dict[str, LineListMonitor] = field(default_factory=dict)

    def speaks(self, encoding: str) -> None:
        """The client has sent a message in this encoding; its first one decides how it gets events."""
        if not self.spoken:
            self.spoken, self.encoding = True, encoding
            for monitor in self.monitors.values():
                monitor.regroup()

    @property
    def name(self) -> str:
        """The session in logs. Its whole id is a secret."""
        return _name(self.user, self.id)

    @property
    def attached(self) -> bool:
        return self.close_connection is not None


def _name(user: str, session_id: str) -> str:
    return f"{user}/{session_id[:8]}"


class Sessions:
    """All sessions.

    A session without connection ends after `grace_seconds` when it had one, else after `idle_seconds` without calls.
    `on_end` is called once for each session that ends, before its connection is closed; `on_gap` for one whose client comes back
    and has missed messages for good.
    """

    def __init__(
        self, clock: Callable[[], float], *, idle_seconds: float, grace_seconds: float, queue_bytes: int, limit: int
    ) -> None:
        self._clock = clock
        self._idle_seconds = idle_seconds
        self._grace_seconds = grace_seconds
        self._budget = HistoryBudget()
        self._pump = Pump()
        self._queue_bytes = queue_bytes
        self._limit = limit
        self._sessions: dict[str, Session] = {}
        self._by_user: dict[str, set[Session]] = {}
        self.on_end: list[Callable[[Session], None]] = []
        self.on_gap: list[Callable[[Session], None]] = []

    def __len__(self) -> int:
        return len(self._sessions)

    def __iter__(self) -> Iterator[Session]:
        return iter(list(self._sessions.values()))

    def open(self, user: str, client: str = "", token: str = "") -> Session:
        """A new session of a user who has been authenticated, by the token with this id or otherwise.

        Raises Busy when the server has no room for another one.
        """
        if len(self._sessions) >= self._limit:
            self.expire()
        if len(self._sessions) >= self._limit:
            raise Busy("the server has no room for another session: log off sessions that are not needed and try again")
        session_id = secrets.token_hex(16).upper()
        outbox = Outbox(
            self._queue_bytes, lambda: self._overflowed(session_id), self._budget, self._pump, _name(user, session_id)
        )
        session = Session(session_id, user, client, outbox, self._clock(), token)
        metrics.LOGONS.inc()
        self._sessions[session_id] = session
        self._by_user.setdefault(user, set()).add(session)
        return session

    def find(self, session_id: str) -> Session | None:
        """The living session of that id; its idle time starts anew."""
        session = self._sessions.get(session_id.upper())
        if session is None or self._expired(session):
            return None
        session.last_seen = self._clock()
        return session

    def get(self, session_id: str) -> Session | None:
        """The living session of that id, without taking it for used."""
        return self._sessions.get(session_id)

    def of_user(self, user: str) -> tuple[Session, ...]:
        return tuple(self._by_user.get(user, ()))

    def attach(self, session: Session, close: Closer, writer: Writer, received: int | None = None) -> None:
        """A connection carries the session from now on; one that did before is closed (the client has come back).

        `received`: how many messages of this session the client has; what came after is sent again.
        """
        previous, session.close_connection = session.close_connection, close
        session.connected_before = True
        if previous is not None:
            previous(TAKEN_OVER)
        if not session.outbox.attach(writer, received):
            for hook in self.on_gap:
                hook(session)

    def detach(self, session: Session, close: Closer, writer: Writer) -> None:
        """The connection is gone; the session waits for another one until it expires."""
        session.outbox.detach(writer)
        if session.close_connection == close:
            session.close_connection = None
            session.last_seen = self._clock()

    def end(self, session: Session, reason: str) -> None:
        """End a session: its subscriptions go, its connection is closed."""
        if session.ended:
            return
        session.ended = True
        self._sessions.pop(session.id, None)
        mates = self._by_user.get(session.user, set())
        mates.discard(session)
        if not mates:
            self._by_user.pop(session.user, None)
        for hook in self.on_end:
            hook(session)
        session.outbox.close()
        if session.close_connection is not None:
            session.close_connection(reason)
            session.close_connection = None

    def expire(self) -> None:
        """End the sessions whose time without connection and calls is over."""
        for session in list(self._sessions.values()):
            self._expired(session)

    def _expired(self, session: Session) -> bool:
        """Whether the time of a session is over; it is ended then."""
        if session.attached:
            return False
        patience = self._grace_seconds if session.connected_before else self._idle_seconds
        over = session.last_seen + patience <= self._clock()
        if over:
            self.end(session, "the session was not used")
        return over

    def _overflowed(self, session_id: str) -> None:
        session = self._sessions.get(session_id)
        if session is not None and session.close_connection is not None:
            metrics.CUT_OFF.inc()
            log.warning("session %s is cut off: it does not read its messages", session.name)
            session.close_connection(TOO_SLOW)
