"""Callbacks for PBXs that have none: watches the busy or silent party and calls it when it is free.

Knows the model and commands; no driver by name, no users, no wire. A party that is no line of ours cannot be watched: it is
called again after a minute.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from callplane.drivers import commands
from callplane.errors import CallplaneError
from callplane.model.call import Call, CallState
from callplane.model.changes import CallChanged, Change, ChangeReason, DoNotDisturbChanged
from callplane.model.features import can_make_call
from callplane.model.line import Line
from callplane.numbers.dialling import to_dialable
from callplane.numbers.location import Location
from callplane.service.calls import Execute
from callplane.service.core import Core
from callplane.service.expectations import Expected

log = logging.getLogger(__name__)

EXPIRY_SECONDS = 30 * 60.0
RETRY_SECONDS = 60.0


@dataclass(eq=False, slots=True)
class _Request:
    line: Line
    target: str
    tracker_id: str
    was_busy: bool
    used: bool = False


class Callbacks:
    """One outstanding request for each pair of line and party; a new one takes the place of the old."""

    def __init__(
        self,
        core: Core,
        execute: Execute,
        location_of: Callable[[Line], Location],
        new_id: Callable[[], str],
        spawn: Callable[[Coroutine[object, object, None]], object],
        schedule: Callable[[float, Callable[[], None]], object],
    ) -> None:
        self._core = core
        self._execute = execute
        self._location_of = location_of
        self._new_id = new_id
        self._spawn = spawn
        self._schedule = schedule
        self._requests: dict[tuple[str, str], _Request] = {}

    async def request(self, line: Line, call: Call) -> None:
        """Call back the party of a busy or unanswered call, and end that call."""
        target = call.facts.remote.number
        request = _Request(line, target, call.tracker_id, was_busy=call.state is CallState.BUSY)
        self._requests[line.uri, target] = request
        try:
            await self._execute(line, commands.Drop(line.uri, call.id))
        except BaseException:
            self._drop(request)
            raise
        self._schedule(EXPIRY_SECONDS, lambda: self._drop(request))
        if not self._core.lines_with_number(target):
            self._schedule(RETRY_SECONDS, lambda: self._retry(request))

    def observe(self, change: Change) -> None:
        """A party or an own line may have become free. A call that nobody answered is no sign of life."""
        if not self._requests:
            return
        ended = isinstance(change, CallChanged) and change.reason is ChangeReason.DESTROYED
        if not ended and not isinstance(change, DoNotDisturbChanged):
            return
        number = change.line.number
        used = not isinstance(change, CallChanged) or bool(change.call.connected)
        for request in list(self._requests.values()):
            if request.target == number and used:
                request.used = True
            if number in (request.target, request.line.number):
                self._spawn(self._when_free(request))

    async def _when_free(self, request: _Request) -> None:
        targets = self._core.lines_with_number(request.target)
        free = all(not line.calls and not line.settings.do_not_disturb for line in targets)
        if targets and free and (request.was_busy or request.used):
            self._try(request)

    def _retry(self, request: _Request) -> None:
        """Call a party that cannot be watched; later, while the own line is in use."""
        self._try(request)
        if self._waits(request):
            self._schedule(RETRY_SECONDS, lambda: self._retry(request))

    def _try(self, request: _Request) -> None:
        line = request.line
        if self._waits(request) and not line.calls and can_make_call((), line.capabilities):
            self._drop(request)
            self._spawn(self._call(request))

    async def _call(self, request: _Request) -> None:
        line, call_id = request.line, self._new_id()
        self._core.expect(call_id, Expected(callback_of=request.tracker_id, line=line.uri))
        try:
            number = to_dialable(request.target, self._location_of(line))
            await self._execute(line, commands.MakeCall(line.uri, call_id, number, callback=True))
        except CallplaneError as error:
            self._core.forget(call_id)
            log.warning("line %s: callback of %s failed: %s", line.uri, request.target, error)

    def _waits(self, request: _Request) -> bool:
        return self._requests.get((request.line.uri, request.target)) is request

    def _drop(self, request: _Request) -> None:
        if self._waits(request):
            del self._requests[request.line.uri, request.target]
