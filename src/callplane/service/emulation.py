"""What a PBX lacks and the server does by itself, for every driver alike: do-not-disturb by rejecting, forwards by redirecting,
swap by hold and retrieve, consultation by hold and a second call. Callbacks and remote offices have modules of their own.

Stands between the use cases and the PBXs: takes the commands that a line's PBX cannot carry out, and watches what happens.
Knows the model and commands; no driver by name, no users, no wire.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import replace

from callplane.drivers import commands
from callplane.drivers.commands import Command
from callplane.errors import CallplaneError
from callplane.model.call import Call, CallState
from callplane.model.changes import CallChanged, Change, ChangeReason
from callplane.model.line import Capability, Forward, ForwardController, ForwardMode, Line, LineReport, RemoteOffice
from callplane.numbers.dialling import to_dialable
from callplane.numbers.location import Location
from callplane.service.callbacks import Callbacks
from callplane.service.calls import Execute
from callplane.service.core import Core
from callplane.service.remote_office import AssociatedDialling

log = logging.getLogger(__name__)

MAX_HOPS = 5
NO_ANSWER_SECONDS = 20
_REMEMBERED_HOPS = 10_000

_IMMEDIATE = (ForwardMode.IMMEDIATE_INTERNAL, ForwardMode.IMMEDIATE_EXTERNAL, ForwardMode.IMMEDIATE)
_BUSY = (ForwardMode.BUSY_INTERNAL, ForwardMode.BUSY_EXTERNAL, ForwardMode.BUSY)
_NO_ANSWER = (ForwardMode.NO_ANSWER_INTERNAL, ForwardMode.NO_ANSWER_EXTERNAL, ForwardMode.NO_ANSWER)
FORWARD_MODES = ForwardMode(sum((*_IMMEDIATE, *_BUSY, *_NO_ANSWER)))

Spawn = Callable[[Coroutine[object, object, None]], object]
Schedule = Callable[[float, Callable[[], None]], object]


def emulated(report: LineReport) -> tuple[Capability, ForwardMode]:
    """What the server adds to what a line's PBX can do."""
    can, added = report.capabilities, Capability.NONE
    consults = bool(can & (Capability.CONSULTATION | Capability.HOLD))
    if can & Capability.DROP:
        added |= Capability.DO_NOT_DISTURB
    if can & Capability.HOLD:
        added |= Capability.SWAP
    if can & Capability.MAKE_CALL:
        added |= Capability.CALLBACK
    if consults and Capability.MAKE_CALL | Capability.MERGE | Capability.REDIRECT in can:
        added |= Capability.REMOTE_OFFICE
    modes = FORWARD_MODES & ~report.forward_modes if can & Capability.REDIRECT else ForwardMode.NONE
    return added & ~can, modes


class Emulation:
    """`pbx(line, command)` hands a command to the line's driver; `spawn` runs something beside the present turn of the loop;
    `schedule(seconds, action)` runs it later."""

    def __init__(
        self,
        core: Core,
        pbx: Execute,
        location_of: Callable[[Line], Location],
        new_id: Callable[[], str],
        spawn: Spawn,
        schedule: Schedule,
    ) -> None:
        self._core = core
        self._pbx = pbx
        self._location_of = location_of
        self._spawn = spawn
        self._schedule = schedule
        self._hops: OrderedDict[str, int] = OrderedDict()
        self._callbacks = Callbacks(core, self.execute, location_of, new_id, spawn, schedule)
        self._offices = AssociatedDialling(core, self._dial, location_of, new_id, spawn)

    # -- commands on their way down

    async def execute(self, line: Line, command: Command) -> None:
        """Carry a command out: by the PBX where it can, else by the server. Raises Refusal."""
        native = line.report.capabilities
        match command:
            case commands.SetDoNotDisturb(on=on) if not native & Capability.DO_NOT_DISTURB:
                self._core.set_settings(line, replace(line.settings, do_not_disturb=on))
            case commands.SetForward(forward=forward) if not forward.mode & line.report.forward_modes:
                others = tuple(f for f in line.settings.forwards if f.mode != forward.mode)
                self._core.set_settings(line, replace(line.settings, forwards=(*others, forward)))
            case commands.RemoveForward():
                await self._remove_forwards(line, command)
            case commands.SetRemoteOffice() if not native & Capability.REMOTE_OFFICE:
                office = RemoteOffice(command.enabled, command.destination, "server" if command.enabled else "")
                self._core.set_settings(line, replace(line.settings, remote_office=office))
            case commands.CompleteCall(call_id=call_id) if not native & Capability.CALLBACK:
                await self._callbacks.request(line, line.calls[call_id])
            case commands.SwapHold() if not native & Capability.SWAP:
                await self._pbx(line, commands.Hold(line.uri, command.active_id))
                await self._pbx(line, commands.Retrieve(line.uri, command.held_id))
            case commands.MakeCall() if not native & Capability.REMOTE_OFFICE and self._offices.applies(line, command):
                await self._offices.make_call(line, command)
            case commands.MakeCall():
                await self._dial(line, command)
            case _:
                await self._pbx(line, command)

    async def _dial(self, line: Line, command: Command) -> None:
        """Make a call; the active one is put on hold first where the PBX does not do that itself."""
        active_id = command.consultation_of if isinstance(command, commands.MakeCall) else ""
        if active_id and not line.report.capabilities & Capability.CONSULTATION:
            await self._pbx(line, commands.Hold(line.uri, active_id))
        await self._pbx(line, command)

    async def _remove_forwards(self, line: Line, command: commands.RemoveForward) -> None:
        def matches(forward: Forward) -> bool:
            return (not command.mode or forward.mode == command.mode) and command.destination in ("", forward.destination)

        if any(f.controller is ForwardController.PBX and matches(f) for f in line.settings.forwards):
            await self._pbx(line, command)
        kept = tuple(f for f in line.settings.forwards if f.controller is ForwardController.PBX or not matches(f))
        self._core.set_settings(line, replace(line.settings, forwards=kept))

    # -- what happens to calls

    def observe(self, change: Change) -> None:
        """Subscriber of the core: acts on calls that begin to ring and on those that go on."""
        self._callbacks.observe(change)
        if not isinstance(change, CallChanged):
            return
        self._offices.observe(change)
        rings = change.call.state is CallState.OFFERING  # a call can also be met in the middle of its life
        if rings and change.reason is ChangeReason.OFFERING and not change.call.facts.outbound:
            self._offered(change.line, change.call)

    def _offered(self, line: Line, call: Call) -> None:
        """A call begins to ring: forward or reject it, as far as that is up to the server."""
        rule = self._rule(line, call, _IMMEDIATE)
        office = line.settings.remote_office
        busy = any(c.state is not CallState.DISCONNECTED and c is not line.calls.get(call.id) for c in line.calls.values())
        rejects = line.settings.do_not_disturb and not line.report.capabilities & Capability.DO_NOT_DISTURB
        if rule is None and (busy or rejects):
            rule = self._rule(line, call, _BUSY)
        if rule is not None:
            self._spawn(self._forward(line, call, rule.destination))
        elif rejects:
            self._spawn(self._reject(line, call))
        elif office.enabled and not line.report.capabilities & Capability.REMOTE_OFFICE:
            self._spawn(self._forward(line, call, office.destination))
        else:
            self._arm_no_answer(line, call)

    def _arm_no_answer(self, line: Line, call: Call) -> None:
        rule = self._rule(line, call, _NO_ANSWER)
        if rule is None:
            return

        def unanswered() -> None:
            present = line.calls.get(call.id)
            now = self._rule(line, call, _NO_ANSWER)
            if present is not None and present.state is CallState.OFFERING and now is not None:
                self._spawn(self._forward(line, present, now.destination))

        self._schedule(rule.no_answer_seconds or NO_ANSWER_SECONDS, unanswered)

    def _rule(self, line: Line, call: Call, modes: tuple[ForwardMode, ForwardMode, ForwardMode]) -> Forward | None:
        """The server's own rule that fits the call: the one for its kind (internal, external) before the general one."""
        internal, external, general = modes
        for mode in (internal if call.facts.internal else external, general):
            for rule in line.settings.forwards:
                concerns = not rule.callers or call.facts.remote.number in rule.callers
                if rule.mode is mode and rule.controller is not ForwardController.PBX and concerns:
                    return rule
        return None

    async def _forward(self, line: Line, call: Call, destination: str) -> None:
        hops = self._hops.get(call.tracker_id, 0) + 1
        self._hops[call.tracker_id] = hops
        self._hops.move_to_end(call.tracker_id)
        if len(self._hops) > _REMEMBERED_HOPS:
            self._hops.popitem(last=False)
        if hops > MAX_HOPS:
            await self._reject(line, call)
            return
        number = to_dialable(destination, self._location_of(line))
        await self._attempt(line, commands.Redirect(line.uri, call.id, number))

    async def _reject(self, line: Line, call: Call) -> None:
        await self._attempt(line, commands.Drop(line.uri, call.id))

    async def _attempt(self, line: Line, command: Command) -> None:
        try:
            await self._pbx(line, command)
        except CallplaneError as error:
            log.warning("line %s: %s failed: %s", line.uri, type(command).__name__, error)
