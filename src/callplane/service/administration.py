"""What administrators change while the server runs: users, lines, rights, SIP phones, sessions. Each change is in the audit.

Uses the same store as the commands of `callplane` do, and lets everything follow at once. Knows no HTTP. Raises Refusal and its
kinds, with texts that say what to do.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ParamSpec

from callplane.errors import Refusal, UnknownObject
from callplane.service.audit import DONE, Audit
from callplane.service.rights import parse_rights, rights_text
from callplane.service.sessions import Session, Sessions
from callplane.store.phones import kick_phone, remove_phone
from callplane.store.records import user_key
from callplane.store.store import Store
from callplane.store.worker import AsyncStore

P = ParamSpec("P")

_ENDED = "an administrator ended the session"


class Administration:
    """`refresh` lets everything follow a change of the store; `clock`: UTC seconds since the epoch.

    `by` is the name of the administrator who does it.
    """

    def __init__(
        self,
        store: AsyncStore,
        sessions: Sessions,
        audit: Audit,
        refresh: Callable[[], Awaitable[None]],
        clock: Callable[[], float],
    ) -> None:
        self._store = store
        self._sessions = sessions
        self._audit = audit
        self._refresh = refresh
        self._clock = clock

    async def add_user(self, by: str, name: str, password: str, display_name: str, *, administrator: bool) -> None:
        """Add a user who is enabled and has no line."""
        _check_password(password)
        await self._store.run(
            Store.add_user, name, password, now=self._clock(), display_name=display_name, administrator=administrator
        )
        await self._done(by, "user.add", target=user_key(name))

    async def remove_user(self, by: str, name: str) -> None:
        """Remove a user with his ownership and rights; his sessions end."""
        self._check_other(by, name, "removed")
        await self._store.run(Store.remove_user, name)
        await self._done(by, "user.remove", target=user_key(name))

    async def enable_user(self, by: str, name: str, *, enabled: bool) -> None:
        """Let a user log on, or not: then his sessions end. Enabling ends a lock-out."""
        if not enabled:
            self._check_other(by, name, "disabled")
        await self._store.run(Store.enable_user, name, enabled)
        await self._done(by, "user.enable" if enabled else "user.disable", target=user_key(name))

    async def set_password(self, by: str, name: str, password: str) -> None:
        """Give a user a new password; his sessions end, a lock-out too."""
        _check_password(password)
        await self._store.run(Store.set_password, name, password)
        await self._done(by, "user.password", target=user_key(name))

    async def assign_line(self, by: str, user: str, line: str, position: int | None) -> None:
        """Make a line (as `Store.find_line` reads it) one of a user's own, at a position (0: primary) or as the last one."""
        uri = (await self._store.run(Store.find_line, line)).uri
        await self._store.run(Store.assign_line, user, uri, position)
        await self._done(by, "line.assign", line=uri, target=user_key(user))

    async def unassign_line(self, by: str, user: str, line: str) -> None:
        """Take a line away from its owner."""
        uri = (await self._store.run(Store.find_line, line)).uri
        await self._store.run(Store.unassign_line, user, uri)
        await self._done(by, "line.unassign", line=uri, target=user_key(user))

    async def grant(self, by: str, user: str, line: str, rights: str) -> None:
        """Give a user rights on a line in place of the former ones: a preset's name or the sum of the flags."""
        flags = parse_rights(rights)
        uri = (await self._store.run(Store.find_line, line)).uri
        await self._store.run(Store.grant, user, uri, flags)
        await self._done(by, "rights.grant", line=uri, target=f"{user_key(user)}: {rights_text(flags)}")

    async def remove_phone(self, by: str, pbx: str, name: str) -> None:
        """Remove a SIP phone: it can log on no more."""
        await self._store.run(remove_phone, pbx, name)
        await self._done(by, "phone.remove", target=f"{name}@{pbx}")

    async def kick_phone(self, by: str, pbx: str, name: str) -> None:
        """Forget where a SIP phone is: it has to register anew."""
        await self._store.run(kick_phone, pbx, name)
        await self._done(by, "phone.kick", target=f"{name}@{pbx}")

    def end_session(self, by: str, name: str) -> None:
        """End the sessions of that name, as logs and the list of sessions name them."""
        found: list[Session] = [session for session in self._sessions if session.name == name]
        if not found:
            raise UnknownObject("there is no such session: it may have ended already")
        for session in found:
            self._sessions.end(session, _ENDED)
        self._note(by, "session.end", target=name)

    async def _done(self, by: str, action: str, *, line: str = "", target: str = "") -> None:
        self._note(by, action, line=line, target=target)
        await self._refresh()

    def _note(self, by: str, action: str, *, line: str = "", target: str = "") -> None:
        self._audit.note(by, "", action, line=line, target=target, outcome=DONE)

    def _check_other(self, by: str, name: str, what: str) -> None:
        """An administrator may not lock himself out."""
        if user_key(name) == user_key(by):
            raise Refusal(f"you cannot be {what} by yourself: let another administrator do it, or use the command line")


def _check_password(password: str) -> None:
    if not password:
        raise Refusal("password: an empty one protects nothing, give one")
