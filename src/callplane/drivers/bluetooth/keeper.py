"""Keeps phones connected: when to try again, and how many at a time. Knows phones by the seam; no bus and no calls.

A phone that is lost is tried again after FIRST_SECONDS, then after twice as long each time, up to `reconnect_seconds`. An adapter
carries a few links only: no more than `max_phones` are connected to it, in the order in which they were found.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from callplane.drivers.bluetooth.backend import Backend, Phone
from callplane.drivers.bluetooth.options import Options
from callplane.errors import CallplaneError

log = logging.getLogger(__name__)

FIRST_SECONDS = 1.0


def delay(attempt: int, longest: float) -> float:
    """Seconds before an attempt; the first is 0."""
    return min(longest, FIRST_SECONDS * 2.0 ** min(attempt, 32))


class Keeper:
    """`phone_of(id)` is what a phone was last known as, None when it is gone. `news` is called when a phone has changed."""

    def __init__(self, backend: Backend, options: Options, phone_of: Callable[[str], Phone | None]) -> None:
        self._backend = backend
        self._options = options
        self._phone_of = phone_of
        self._kept: list[str] = []
        self._connecting: set[str] = set()
        self._changed = asyncio.Event()

    def news(self) -> None:
        """A phone has changed."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def changed(self) -> None:
        """Wait for the next change of a phone."""
        await self._changed.wait()

    async def keep(self, phone_id: str) -> None:
        """Connect the phone whenever it is not connected, until this is cancelled."""
        self._kept.append(phone_id)
        try:
            while True:
                await self._until(lambda: self._is_lost(phone_id))
                await self._reconnect(phone_id)
        finally:
            self._kept.remove(phone_id)

    async def _reconnect(self, phone_id: str) -> None:
        attempt, told = 0, ""
        while self._is_lost(phone_id):
            await self._until(lambda: self._has_room(phone_id) or not self._is_lost(phone_id))
            self._connecting.add(phone_id)
            try:
                async with asyncio.timeout(self._options.connect_seconds):
                    await self._backend.connect(phone_id)
                    await self._until(lambda: not self._is_lost(phone_id))
                return
            except TimeoutError:
                problem = "it did not answer in time"
                await self.reset(phone_id)
            except CallplaneError as error:
                problem = str(error)
            finally:
                self._connecting.discard(phone_id)
                self.news()
            if problem != told:
                log.warning("phone %s cannot be connected: %s", phone_id, problem)
            told = problem
            await self._pause(phone_id, delay(attempt, self._options.reconnect_seconds))
            attempt += 1

    async def reset(self, phone_id: str) -> None:
        """End the link to a phone that does not answer; it is connected anew."""
        try:
            async with asyncio.timeout(self._options.command_seconds):
                await self._backend.disconnect(phone_id)
        except (CallplaneError, TimeoutError) as error:
            log.warning("phone %s: its link could not be ended (%s)", phone_id, error or "no answer")

    async def _pause(self, phone_id: str, seconds: float) -> None:
        """Wait for some time, or until the phone has connected by itself."""
        try:
            async with asyncio.timeout(seconds):
                await self._until(lambda: not self._is_lost(phone_id))
        except TimeoutError:
            return

    async def _until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            await self.changed()

    def _is_lost(self, phone_id: str) -> bool:
        phone = self._phone_of(phone_id)
        return phone is not None and not phone.connected

    def _has_room(self, phone_id: str) -> bool:
        phone = self._phone_of(phone_id)
        if phone is None or not phone.adapter:
            return True
        others = [other for kept in self._kept if kept != phone_id and (other := self._phone_of(kept)) is not None]
        taken = [o for o in others if o.adapter == phone.adapter and (o.connected or o.id in self._connecting)]
        return len(taken) < self._options.max_phones
