"""How the server is now: what can be counted at this moment, and whether it is ready for clients.

Knows the live lines, sessions and monitors, the store's answer and the process; no transport. Everything is read off when
somebody asks: with 10,000 lines and 5,000 sessions this takes some milliseconds of the event loop.
"""

from __future__ import annotations

import asyncio
import resource
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from callplane import __version__, metrics
from callplane.errors import CallplaneError
from callplane.metrics import ReadOff
from callplane.model.call import CallState
from callplane.model.line import LineStatus
from callplane.service.core import Core
from callplane.service.monitors import Monitors
from callplane.service.pbxs import Pbxs
from callplane.service.sessions import Sessions
from callplane.service.webhooks import Webhooks
from callplane.store.store import Store
from callplane.store.worker import AsyncStore

STORE_SECONDS: Final = 2.0
"""How long the store may take to answer."""

_STARTED: Final = time.time()


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether the server can serve clients: its links to PBXs by their names, its store, its listeners."""

    pbxs: dict[str, bool]
    store: bool
    listening: bool

    @property
    def ready(self) -> bool:
        return self.store and self.listening and all(self.pbxs.values())


class Condition:
    """The server's condition, for those who watch over it."""

    def __init__(
        self, core: Core, sessions: Sessions, monitors: Monitors, webhooks: Webhooks, pbxs: Pbxs, store: AsyncStore
    ) -> None:
        self._core = core
        self._sessions = sessions
        self._monitors = monitors
        self._webhooks = webhooks
        self._pbxs = pbxs
        self._store = store
        self._listening = False

    @contextmanager
    def listening(self) -> Iterator[None]:
        """While inside, clients can connect."""
        self._listening = True
        try:
            yield
        finally:
            self._listening = False

    async def readiness(self) -> Readiness:
        """What is ready. Asks the store."""
        return Readiness(self._links(), await self._store_answers(), self._listening)

    def read_off(self) -> ReadOff:
        """The metrics that nobody counts."""
        sessions = list(self._sessions)
        connected = sum(session.attached for session in sessions)
        lines = Counter(line.report.status for line in self._core.lines.values())
        calls = Counter(call.state for line in self._core.lines.values() for call in line.calls.values())
        return {
            metrics.SESSIONS: {("connected",): connected, ("waiting",): len(sessions) - connected},
            metrics.MONITORS: {("line",): len(self._monitors), ("list",): self._monitors.lists},
            metrics.LINES: {(status.name.lower(),): lines[status] for status in LineStatus},
            metrics.CALLS: {(state.name.lower(),): calls[state] for state in CallState if state is not CallState.DESTROYED},
            metrics.QUEUE_BYTES: {(): sum(session.outbox.waiting_bytes for session in sessions)},
            metrics.HISTORY_BYTES: {(): sum(session.outbox.kept_bytes for session in sessions)},
            metrics.PBX_LINK_UP: {(pbx,): int(up) for pbx, up in self._links().items()},
            metrics.WEBHOOK_WAITING: {(hook,): waiting for hook, waiting in self._webhooks.waiting().items()},
            metrics.PBX_PEERS: {
                (pbx, peer): int(there)
                for pbx, entrance in self._pbxs.entrances.items()
                for peer, there in entrance.peers().items()
            },
            metrics.INFO: {(__version__,): 1},
            metrics.MEMORY: {(): _memory()},
            metrics.CPU: {(): time.process_time()},
            metrics.START: {(): _STARTED},
        }

    def _links(self) -> dict[str, bool]:
        return {pbx: pbx in self._core.links and self._core.links[pbx].up for pbx in self._pbxs}

    async def _store_answers(self) -> bool:
        try:
            async with asyncio.timeout(STORE_SECONDS):
                await self._store.run(Store.revision)
        except (TimeoutError, CallplaneError, OSError, RuntimeError):
            return False
        return True


def _memory() -> int:
    """Bytes of memory that the process has now; where the system does not tell, the most that it ever had."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return pages * resource.getpagesize()
