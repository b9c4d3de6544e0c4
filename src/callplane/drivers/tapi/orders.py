"""Commands as sequences of TAPI functions, in the order and with the ownership that TAPI wants. Knows the board and the link.

Before a call is controlled it is made ours (lineSetCallPrivilege): the bridge opens lines as a monitor, so that it takes nothing
away from other programs. A function that returned has been accepted; what it leads to is told by the bridge's reports.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from callplane.drivers import commands as c
from callplane.drivers.tapi.board import Board
from callplane.drivers.tapi.calls import Tracked
from callplane.drivers.tapi.constants import (
    AddressFeature,
    CallFeature,
    CallParam,
    CompletionMode,
    DigitMode,
    Origin,
    Privilege,
    TransferMode,
)
from callplane.drivers.tapi.forwards import rings_for, to_list, wanted
from callplane.drivers.tapi.hook import Hook, HookLine
from callplane.drivers.tapi.lines import BoardLine, Expected
from callplane.drivers.tapi.link import ANSWER_SECONDS, BridgeLink, Request
from callplane.errors import CommandFailed, LinkDown
from callplane.model.call import CallState
from callplane.model.events import CallAttempted, Fact
from callplane.model.line import Capability

DECISION_SECONDS: Final = 60.0
"""How long after a call was accepted the PBX may take to say whether it is made."""

_PLAIN: Final[Mapping[type, str]] = {
    c.Hold: "lineHold",
    c.Retrieve: "lineUnhold",
    c.Redirect: "lineRedirect",
    c.BlindTransfer: "lineBlindTransfer",
}


@dataclass(frozen=True)
class Orders:
    """The commands for one line. `find(call_id)` gives a call of any bridge; `spawn` runs what goes on after a command."""

    board: Board
    line: BoardLine
    link: BridgeLink
    hook: Hook | None
    report: Callable[[Sequence[Fact]], None]
    find: Callable[[str], tuple[BridgeLink, BoardLine, Tracked] | None]
    spawn: Callable[[Coroutine[object, object, None]], object]

    async def execute(self, command: c.Command) -> None:
        """Do it, or have it begun. Raises CommandFailed, LinkDown, NotCapable (by the driver, before)."""
        if await self._by_hook(command):
            return
        do = self._DO.get(type(command))
        if do is None:
            raise CommandFailed("this PBX has no way to do that: its hook declares it and does not do it")
        await do(self, command)

    async def _plain(self, command: c.Hold | c.Retrieve | c.Redirect | c.BlindTransfer) -> None:
        """One function with the call's handle, and where there is one, a number."""
        function, call = _PLAIN[type(command)], self._call(command.call_id)
        if isinstance(command, c.Redirect | c.BlindTransfer):
            await self._with(function, call, to=command.number)
        else:
            await self._with(function, call)

    async def _swap(self, command: c.SwapHold) -> None:
        await self._with("lineSwapHold", self._call(command.active_id), other=self._call(command.held_id))

    async def _merge(self, command: c.Merge) -> None:
        await self._complete_transfer(self._call(command.held_id), self._call(command.active_id), TransferMode.TRANSFER)

    async def _digits(self, command: c.SendDigits) -> None:
        mode = DigitMode.PULSE if command.pulse else DigitMode.DTMF
        call = self._call(command.call_id)
        await self._with("lineGenerateDigits", call, to=command.digits, mode=mode, flags=command.duration_ms)

    # -- calls that begin

    async def _make_call(self, command: c.MakeCall) -> None:
        parent = self.line.find(command.consultation_of) if command.consultation_of else None
        tracker_id = parent.tracker_id if parent else self.board.new_tracker()
        consults = parent.call_id if parent else ""
        expected = self.board.expect(self.line, Expected(command.call_id, tracker_id, consults, command.hide_caller_id))
        flags = int(CallParam.BLOCKID) if command.hide_caller_id else 0
        try:
            if parent is not None and self.line.capabilities & Capability.CONSULTATION:
                await self._consult(command, expected, parent, flags)
                return
            address = self._address_id(command.address)
            request = await self.link.begin("lineMakeCall", dev=self.line.dev, address=address, to=command.number, flags=flags)
        except (CommandFailed, LinkDown):
            self.report(self.board.forget(self.line, expected))
            raise
        self.spawn(self._decided(expected, request))

    async def _decided(self, expected: Expected, request: Request) -> None:
        """The PBX decides about a call: LINE_REPLY."""
        try:
            async with asyncio.timeout(DECISION_SECONDS):
                await request.replied.wait()
            handle = request.check(request.answer).call
        except LinkDown:
            return  # what became of it is seen when the bridge is back
        except (CommandFailed, TimeoutError):
            self._attempted(expected, 0)
            return
        self._attempted(expected, handle)

    def _attempted(self, expected: Expected, handle: int) -> None:
        facts: list[Fact] = [CallAttempted(self.line.uri, expected.call_id, accepted=bool(handle))]
        facts += self.board.claim(self.line, expected, handle) if handle else self.board.forget(self.line, expected)
        self.report(facts)

    async def _consult(self, command: c.MakeCall, expected: Expected, parent: Tracked, flags: int) -> None:
        """lineSetupTransfer puts the active call on hold and makes the consultation call, which then dials."""
        await self._own(self.link, parent)
        handle = (await self.link.do("lineSetupTransfer", call=parent.raw.call, flags=flags)).call
        try:
            await self.link.begin("lineDial", call=handle, to=command.number)
        except CommandFailed:
            await self.link.begin("lineDrop", call=handle)
            await self.link.begin("lineUnhold", call=parent.raw.call)
            raise
        self._attempted(expected, handle)

    async def _pickup(self, command: c.Pickup) -> None:
        """linePickup where the own line can, else the foreign call is redirected here and answered."""
        found = self.find(command.ringing_id)
        if found is None or found[1].uri != command.ringing_line or found[2].state is not CallState.OFFERING:
            raise CommandFailed("the call that was to be picked up does not ring any more")
        link, ringing_line, ringing = found
        native = bool(self.line.raw.addresses[0].features & AddressFeature.PICKUP)
        offered: asyncio.Future[Tracked] = asyncio.get_running_loop().create_future()
        expected = Expected(command.call_id, ringing.tracker_id, offered=not native, met=offered.set_result)
        self.board.expect(self.line, expected)
        try:
            if native:
                to = ringing_line.raw.addresses[0].address
                reply = await self.link.do("linePickup", dev=self.line.dev, address=0, to=to)
                self.report(self.board.claim(self.line, expected, reply.call))
                return
            await self._own(link, ringing)
            await link.do("lineRedirect", call=ringing.raw.call, to=self.line.raw.addresses[0].address)
            await self._answer_call(await self._in_time(offered))
        except (CommandFailed, LinkDown):
            self.report(self.board.forget(self.line, expected))
            raise

    @staticmethod
    async def _in_time(offered: asyncio.Future[Tracked]) -> Tracked:
        """Wait until the redirected call rings on the own line."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await offered
        except TimeoutError:
            raise CommandFailed("the PBX redirected the call, and it does not ring here: watch the line's events") from None

    async def _complete_call(self, command: c.CompleteCall) -> None:
        call = self._call(command.call_id)
        tracker_id = call.tracker_id
        await self._own(self.link, call)
        reply = await self.link.do("lineCompleteCall", call=call.raw.call, mode=CompletionMode.CALLBACK)
        self.board.completes(self.line, reply.value, tracker_id)

    # -- calls that go on

    async def _answer(self, command: c.Answer) -> None:
        await self._answer_call(self._call(command.call_id))

    async def _answer_call(self, call: Tracked) -> None:
        active = next((one for one in self.line.calls.values() if one.state is CallState.CONNECTED), None)
        if active is not None and active is not call and self.line.capabilities & Capability.HOLD:
            await self._with("lineHold", active)
        await self._with("lineAnswer", call)

    async def _drop(self, command: c.Drop) -> None:
        call = self._call(command.call_id)
        member = call.state is CallState.CONFERENCED and bool(call.raw.features & CallFeature.REMOVEFROMCONF)
        await self._with("lineRemoveFromConference" if member else "lineDrop", call)

    async def _complete_transfer(self, held: Tracked, active: Tracked, mode: TransferMode) -> None:
        await self._own(self.link, held)
        await self._own(self.link, active)
        await self.link.do("lineCompleteTransfer", call=held.raw.call, other=active.raw.call, mode=mode)

    async def _conference(self, command: c.Conference) -> None:
        """Join two calls in the way that the PBX has, or add the second to the conference that is there."""
        first, second = self._call(command.first_id), self._call(command.second_id)
        handles = self.line.calls
        running = first if first.raw.origin & Origin.CONFERENCE else handles.get(first.raw.conf)
        if running is not None:
            await self._own(self.link, running)
            await self._with("lineAddToConference", running, other=second)
            return
        held, active = (first, second) if first.state is CallState.HOLD else (second, first)
        if self.line.raw.addresses[0].transfermodes & TransferMode.CONFERENCE:
            await self._complete_transfer(held, active, TransferMode.CONFERENCE)
            return
        await self._own(self.link, active)
        made = await self.link.do("lineSetupConference", call=active.raw.call, dev=self.line.dev)
        if made.value:
            await self.link.begin("lineDrop", call=made.value)  # the call that was prepared for another party
        await self._own(self.link, held)
        await self.link.do("lineAddToConference", call=made.call, other=held.raw.call)

    # -- settings

    async def _forward(self, command: c.Command) -> None:
        settings, address = wanted(self.line.settings, command), self.line.raw.addresses[0]
        await self.link.do(
            "lineForward",
            dev=self.line.dev,
            address=0,
            forwards=to_list(settings, self.line.location),
            rings=rings_for(settings.forwards, address.minrings, address.maxrings),
        )
        self.report(self.board.settings_accepted(self.line, settings))

    async def _by_hook(self, command: c.Command) -> bool:
        """Whether the hook has done it."""
        if self.hook is None:
            return False
        data = self.hook.parameters(command, hook_line(self.line))
        if data is None:
            return False
        members: dict[str, object] = {"dev": self.line.dev, "address": 0, "data": data.hex()}
        call_id = getattr(command, "call_id", "")
        if call_id and not isinstance(command, c.MakeCall | c.Pickup):
            members["call"] = self._call(call_id).raw.call
        await self.link.do("lineDevSpecific", **members)
        if isinstance(command, c.SetRemoteOffice):
            office = replace(self.line.settings.remote_office, enabled=command.enabled, destination=command.destination)
            self.report(self.board.settings_accepted(self.line, replace(self.line.settings, remote_office=office)))
        return True

    # -- around

    def _call(self, call_id: str) -> Tracked:
        call = self.line.find(call_id)
        if call is None:
            raise CommandFailed("the call is not there any more on the PBX: look at the line's calls")
        return call

    async def _with(self, function: str, call: Tracked, other: Tracked | None = None, **members: object) -> None:
        """Own the calls, and call the function with their handles."""
        await self._own(self.link, call)
        if other is not None:
            await self._own(self.link, other)
            members["other"] = other.raw.call
        await self.link.do(function, call=call.raw.call, **members)

    @staticmethod
    async def _own(link: BridgeLink, call: Tracked) -> None:
        if not call.raw.privilege & Privilege.OWNER:
            await link.do("lineSetCallPrivilege", call=call.raw.call, mode=Privilege.OWNER)

    def _address_id(self, name: str) -> int:
        """The number of an address that was asked for by its name."""
        if not name:
            return 0
        for number, address in enumerate(self.line.raw.addresses):
            if address.address == name:
                return number
        raise CommandFailed(f"the line has no address {name!r}: its addresses are in AddressNames")

    _DO: ClassVar[Mapping[type, Callable[..., Awaitable[None]]]] = {
        **dict.fromkeys(_PLAIN, _plain),
        c.MakeCall: _make_call,
        c.Pickup: _pickup,
        c.CompleteCall: _complete_call,
        c.Answer: _answer,
        c.Drop: _drop,
        c.SwapHold: _swap,
        c.Merge: _merge,
        c.Conference: _conference,
        c.SendDigits: _digits,
        **dict.fromkeys((c.SetForward, c.RemoveForward, c.SetDoNotDisturb), _forward),
    }


def hook_line(line: BoardLine) -> HookLine:
    """A line as a hook sees it."""
    return HookLine(line.uri, line.dev, line.raw.name, line.raw.provider, line.settings)
