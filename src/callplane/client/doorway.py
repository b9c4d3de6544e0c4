"""The way to a session and back to it: log on, connect, resume, and how often to try. Knows HTTP; nothing of messages."""

from __future__ import annotations

import asyncio
import random
import ssl
from itertools import count
from typing import Final

import aiohttp

from callplane.client.backoff import Backoff
from callplane.client.errors import ConnectionFailed, ConnectionLost, LogonRefused, SessionEnded
from callplane.client.link import Link, open_link
from callplane.client.logon import Credentials, base_url, create_session
from callplane.wire.types.auth import AsnLogonErrorEnum

_PASSING: Final = frozenset({AsnLogonErrorEnum.eNETLOGINNOMOREUSERS, AsnLogonErrorEnum.eNETLOGINTOOMANYATTEMPTS})
"""Refusals that may be over the next time."""


class Doorway:
    """An asynchronous context manager that keeps what is needed to log on. `session_id` is the session of the last link."""

    def __init__(self, url: str, credentials: Credentials, patience: float, tls: ssl.SSLContext | None) -> None:
        self.base = base_url(url)
        self._credentials = credentials
        self._patience = patience
        self._tls = tls
        self._links = count(1)
        self.session_id = credentials.session_id

    async def __aenter__(self) -> Doorway:
        timeout = aiohttp.ClientTimeout(total=self._patience)
        self._http = aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(ssl=self._tls or True))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()

    @property
    def is_ours(self) -> bool:
        """Whether the session was made here, not taken over from somebody else."""
        return not self._credentials.session_id

    async def enter(self) -> Link:
        """Log on where that is needed, and connect. ConnectionFailed, LogonRefused, SessionEnded."""
        self.session_id = self.session_id or await create_session(self._http, self.base, self._credentials)
        return await self._open(None)

    async def come_back(self, backoff: Backoff, received: int) -> tuple[Link, bool]:
        """Connect again, as often as it takes: behind so many messages of the session, or to another one where it is over.

        The second value tells whether it is the same session. ConnectionLost when that is hopeless.
        """
        loop = asyncio.get_running_loop()
        last_moment = loop.time() + backoff.give_up_after
        same = True
        for attempt in count():
            await asyncio.sleep(backoff.delay(attempt, random.random()))  # noqa: S311 - it spreads clients
            try:
                return await (self._open(received) if same else self.enter()), same
            except SessionEnded as error:
                if not self.is_ours:
                    raise ConnectionLost(str(error)) from error
                self.session_id, same = "", False
            except LogonRefused as refused:
                if refused.detail not in _PASSING:
                    raise ConnectionLost(f"The connection was lost, and logging on again failed: {refused}") from refused
            except ConnectionFailed as failed:
                if loop.time() >= last_moment:
                    raise ConnectionLost(f"The connection was lost and is given up. {failed}") from failed
        raise AssertionError("attempts have no end")

    async def _open(self, received: int | None) -> Link:
        return await open_link(self._http, self.base, self.session_id, next(self._links), received)
