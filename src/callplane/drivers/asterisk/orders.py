"""Which command is carried out how. Knows the desk and all commands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from callplane.drivers import commands as c
from callplane.drivers.asterisk import connecting, dialling, families, holding, phones
from callplane.drivers.asterisk.call_records import Call
from callplane.drivers.asterisk.desk import Desk
from callplane.drivers.asterisk.lines import Line
from callplane.drivers.asterisk.recording import Recorder
from callplane.drivers.commands import Command
from callplane.errors import CommandFailed, NotCapable
from callplane.model.call import CallState
from callplane.model.line import Capability, Forward, ForwardMode

_C = Capability
DEFAULT_DIGIT_MS = 120
NEEDS: Mapping[type, Capability] = {
    c.MakeCall: _C.MAKE_CALL,
    c.Drop: _C.DROP,
    c.Answer: _C.ANSWER,
    c.Hold: _C.HOLD,
    c.Retrieve: _C.HOLD,
    c.Merge: _C.MERGE,
    c.Conference: _C.CONFERENCE,
    c.Redirect: _C.REDIRECT,
    c.BlindTransfer: _C.BLIND_TRANSFER,
    c.Pickup: _C.PICKUP,
    c.SendDigits: _C.DIGITS,
    c.StartRecording: _C.RECORD,
    c.StopRecording: _C.RECORD,
    c.SetDoNotDisturb: _C.DO_NOT_DISTURB,
}
"""What a line must be capable of for each command. Others (swap, callback, remote office) are the server's own."""


class Orders:
    """Carries commands out. `read_settings` reads the database of the PBX again, after it was written."""

    def __init__(self, desk: Desk, recorder: Recorder, read_settings: Callable[[], Awaitable[None]]) -> None:
        self._desk = desk
        self._recorder = recorder
        self._read_settings = read_settings
        self._ways: dict[type, Callable[..., Awaitable[None]]] = {
            c.MakeCall: partial(dialling.make_call, desk),
            c.Pickup: partial(dialling.pick_up, desk),
            c.Answer: self._answer,
            c.Drop: partial(connecting.drop, desk),
            c.Hold: partial(self._with_call, holding.hold),
            c.Retrieve: partial(self._with_call, holding.retrieve),
            c.Redirect: partial(connecting.redirect, desk),
            c.BlindTransfer: partial(connecting.transfer, desk),
            c.Merge: partial(connecting.merge, desk),
            c.Conference: partial(connecting.conference, desk),
            c.SendDigits: self._send_digits,
            c.StartRecording: recorder.start,
            c.StopRecording: recorder.stop,
            c.SetDoNotDisturb: self._set,
            c.SetForward: self._set,
            c.RemoveForward: self._set,
        }

    async def execute(self, command: Command) -> None:
        """Returns when events have confirmed it. Raises CommandFailed, NotCapable or LinkDown."""
        line = self._desk.line(command.line)
        self._check(line, command)
        await self._ways[type(command)](command)

    def _check(self, line: Line, command: Command) -> None:
        if isinstance(command, c.SetForward | c.RemoveForward):
            wanted = command.forward.mode if isinstance(command, c.SetForward) else command.mode
            capable = bool(self._desk.lines.forward_modes) and wanted in self._desk.lines.forward_modes
        else:
            needed = NEEDS.get(type(command), _C.NONE)
            capable = bool(needed) and needed in line.capabilities
        if not capable:
            raise NotCapable("this line of the PBX cannot do that: see the driver's settings")

    async def _with_call(self, act: Callable[[Desk, Call], Awaitable[None]], command: c.Hold | c.Retrieve) -> None:
        await act(self._desk, self._desk.call(command.line, command.call_id))

    async def _answer(self, command: c.Answer) -> None:
        desk = self._desk
        call = desk.call(command.line, command.call_id)
        if call.state is not CallState.OFFERING:
            raise CommandFailed("only a call that rings can be answered")
        for other in desk.calls.of_line(call.line):
            if other.state is CallState.CONNECTED and not other.member and _C.HOLD in call.line.capabilities:
                await holding.hold(desk, other)
        if call.outbound and call.line.ways.answer == "pickup":
            await dialling.lift(desk, call)
        else:
            await phones.answer(desk, call)

    async def _send_digits(self, command: c.SendDigits) -> None:
        """Keys as if the phone had pressed them. Asterisk sends one after the other; the first one that is heard confirms."""
        desk = self._desk
        call = desk.call(command.line, command.call_id)
        if call.state is not CallState.CONNECTED or call.is_controller:
            raise CommandFailed("digits can be sent into a connected call only")
        own = desk.own(call)
        desk.tracker.digits[own.uid] = 0
        duration = str(command.duration_ms or DEFAULT_DIGIT_MS)
        try:
            for digit in command.digits:
                fields = (("Channel", own.name), ("Digit", digit), ("Duration", duration), ("Receive", "true"))
                await desk.do("PlayDTMF", *fields)
            await desk.until(lambda: own.gone or desk.tracker.digits.get(own.uid), "no digit was heard")
        finally:
            desk.tracker.digits.pop(own.uid, None)

    async def _set(self, command: c.SetDoNotDisturb | c.SetForward | c.RemoveForward) -> None:
        """Write to the database of the PBX, and read it again: it tells nobody of a change."""
        desk, line = self._desk, self._desk.line(command.line)
        steps: list[families.Step] = []
        known = desk.options.families
        if isinstance(command, c.SetDoNotDisturb):
            value = desk.options.do_not_disturb_value
            steps = families.write_do_not_disturb(line, on=command.on, families=known, value=value)
        elif isinstance(command, c.SetForward):
            forward = command.forward
            steps = families.write_forward(line, forward.mode, forward.destination, known, desk.lines)
        else:
            for rule in line.settings.forwards:
                if _matches(command, rule):
                    steps += families.write_forward(line, rule.mode, "", known, desk.lines)
        for action, fields in steps:
            answer = await desk.ask(action, *fields)
            if not answer.success and action != "DBDel":  # a key that is not there need not be deleted
                raise CommandFailed(f"the PBX refused {action}: {answer['Message'].strip()}")
        await self._read_settings()
        self._confirm(line, command)

    @staticmethod
    def _confirm(line: Line, command: c.SetDoNotDisturb | c.SetForward | c.RemoveForward) -> None:
        """The database must hold now what was written to it."""
        settings = line.settings
        if isinstance(command, c.SetDoNotDisturb):
            done = settings.do_not_disturb is command.on
        elif isinstance(command, c.SetForward):
            done = any(rule.mode is command.forward.mode for rule in settings.forwards)
        else:
            wanted = command.destination
            done = not any(
                command.mode in (ForwardMode.NONE, r.mode) and wanted in ("", r.destination) for r in settings.forwards
            )
        if not done:
            raise CommandFailed("the PBX took it, but its database does not show it: check the rights of the manager user")


def _matches(command: c.RemoveForward, rule: Forward) -> bool:
    return command.mode in (ForwardMode.NONE, rule.mode) and command.destination in ("", rule.destination)
