"""TCP clients that come back: which session belongs to the connection GUID that a client was given, and what it missed.

Knows sessions, no sockets. asnNegotiateServerConnectionV2 (1006) gives every TCP client a GUID of our own. A client whose
connection broke sends that GUID with the next 1006, logs in as the same user and has its session again, with all monitors.

What it missed: the interface has no member in which it could say how much it has. So the server takes what the peer's TCP has
acknowledged for received, and sends everything behind that again; a message whose last byte was not acknowledged counts as
missed. Where that cannot be known (under TLS, or on a system that does not tell), each monitor ends with 1294 and is to be
started again. A client that counts may say it all the same: `GUID;N` in u8sConnectionGUID, N messages received on this
session, the answers to 1006, 1005 and 1103 not counted; then it is as exact as `resume=N` on a WebSocket.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from callplane.service.sessions import Session, Sessions

UNKNOWN = -1
"""In place of the number of messages that a client has received: nobody knows. It is taken for less than anything kept."""

Received = Callable[[], int]
"""How many messages of its session a client has received for certain, or UNKNOWN."""


@dataclass(frozen=True, slots=True)
class Return:
    """A session that a client has come back to. `received` is to be asked for when the new connection takes over."""

    session: Session
    received: Received


class Returning:
    """The GUIDs of all TCP clients whose sessions live."""

    def __init__(self, sessions: Sessions) -> None:
        self._returns: dict[str, Return] = {}
        self._guids: dict[Session, str] = {}
        sessions.on_end.append(self._forget)

    def guid_for(self, wish: str) -> str:
        """The GUID for a client: the one that it was given before, else a new one. A GUID of somebody else's making is not
        taken: two clients might make the same."""
        guid = _split(wish)[0]
        return guid if guid in self._returns else f"{{{str(uuid.uuid4()).upper()}}}"

    def keep(self, guid: str, session: Session, received: Received) -> None:
        """A connection with this GUID carries a session now."""
        self._returns[guid] = Return(session, received)
        self._guids[session] = guid

    def find(self, wish: str, user: str) -> Return | None:
        """What a user comes back to who wishes for this GUID."""
        guid, count = _split(wish)
        found = self._returns.get(guid)
        if found is None or found.session.user != user:
            return None
        return found if count is None else Return(found.session, lambda: count)

    def _forget(self, session: Session) -> None:
        guid = self._guids.pop(session, "")
        self._returns.pop(guid, None)


def _split(wish: str) -> tuple[str, int | None]:
    """The GUID and the count in `GUID;N`."""
    guid, _, count = wish.partition(";")
    return guid, int(count) if count.isascii() and count.isdigit() and len(count) < 20 else None
