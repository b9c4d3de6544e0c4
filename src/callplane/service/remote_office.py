"""Remote office for PBXs that have none: associated dialling. First the office is called, then the number, then both are merged.

Knows the model and commands; no driver by name, no users, no wire. Incoming calls of such a line are redirected (see emulation).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace

from callplane.drivers import commands
from callplane.errors import CallplaneError
from callplane.model.call import CallState
from callplane.model.changes import CallChanged
from callplane.model.line import Line
from callplane.numbers.dialling import to_dialable
from callplane.numbers.location import Location
from callplane.service.calls import Execute
from callplane.service.core import Core

log = logging.getLogger(__name__)

_FAILED = frozenset({CallState.BUSY, CallState.DISCONNECTED, CallState.DESTROYED})


@dataclass(eq=False, slots=True)
class _Attempt:
    line: Line
    command: commands.MakeCall
    office_id: str
    number_id: str = ""


class AssociatedDialling:
    """`dial(line, command)` makes one call. An attempt is over when both calls are merged or one of them fails."""

    def __init__(
        self,
        core: Core,
        dial: Execute,
        location_of: Callable[[Line], Location],
        new_id: Callable[[], str],
        spawn: Callable[[Coroutine[object, object, None]], object],
    ) -> None:
        self._core = core
        self._dial = dial
        self._location_of = location_of
        self._new_id = new_id
        self._spawn = spawn
        self._attempts: dict[str, _Attempt] = {}

    @staticmethod
    def applies(line: Line, command: commands.MakeCall) -> bool:
        """Whether this call goes over a remote office; consultations go from the call that is there."""
        office = line.settings.remote_office
        return not command.consultation_of and not command.callback and bool(command.via or office.enabled)

    async def make_call(self, line: Line, command: commands.MakeCall) -> None:
        """Call the office; the rest follows when it answers."""
        office = command.via or to_dialable(line.settings.remote_office.destination, self._location_of(line))
        attempt = _Attempt(line, command, command.call_id)
        self._attempts[command.call_id] = attempt
        try:
            await self._dial(line, replace(command, number=office, via=""))
        except BaseException:
            del self._attempts[command.call_id]
            raise

    def observe(self, change: CallChanged) -> None:
        attempt = self._attempts.get(change.call.id)
        if attempt is None:
            return
        state = change.call.state
        if state in _FAILED:
            self._spawn(self._give_up(attempt, change.call.id))
        elif state is CallState.CONNECTED and not attempt.number_id:
            attempt.number_id = self._new_id()
            self._attempts[attempt.number_id] = attempt
            self._spawn(self._call_number(attempt))
        elif state is CallState.CONNECTED and change.call.id == attempt.number_id:
            self._forget(attempt)
            self._spawn(self._merge(attempt))

    async def _call_number(self, attempt: _Attempt) -> None:
        command = replace(attempt.command, call_id=attempt.number_id, consultation_of=attempt.office_id, via="")
        try:
            await self._dial(attempt.line, command)
        except CallplaneError as error:
            log.warning("line %s: the number behind a remote office cannot be called: %s", attempt.line.uri, error)
            await self._give_up(attempt, attempt.number_id)

    async def _merge(self, attempt: _Attempt) -> None:
        try:
            await self._dial(attempt.line, commands.Merge(attempt.line.uri, attempt.number_id, attempt.office_id))
        except CallplaneError as error:
            log.warning("line %s: remote office and number cannot be connected: %s", attempt.line.uri, error)

    async def _give_up(self, attempt: _Attempt, failed_id: str) -> None:
        """One of the two calls has failed: end the other one, and a busy tone."""
        self._forget(attempt)
        for call_id in (attempt.number_id, attempt.office_id):
            call = attempt.line.calls.get(call_id)
            if call is None or (call_id == failed_id and call.state is not CallState.BUSY):
                continue
            try:
                await self._dial(attempt.line, commands.Drop(attempt.line.uri, call_id))
            except CallplaneError as error:
                log.warning("line %s: call %s cannot be dropped: %s", attempt.line.uri, call_id, error)

    def _forget(self, attempt: _Attempt) -> None:
        self._attempts.pop(attempt.office_id, None)
        self._attempts.pop(attempt.number_id, None)
