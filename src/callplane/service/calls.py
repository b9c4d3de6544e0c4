"""Call control: what a user asks of calls, checked and turned into commands. Knows the model and rights; no wire, no driver.

Every method takes the user's name first and raises a Refusal (see `callplane.errors`); returning means that the PBX has accepted.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace

from callplane.drivers import commands
from callplane.drivers.commands import Command
from callplane.errors import Busy, InvalidNumber, Refusal, UnknownObject, WrongState
from callplane.model.call import Call, CallState, CallType, ClientContact, Project
from callplane.model.features import MAX_CALLS, Feature, Siblings
from callplane.model.line import Capability, Line
from callplane.numbers.dialling import dial_string, to_dialable
from callplane.numbers.location import Location
from callplane.numbers.parsing import to_supercanonic
from callplane.service.core import Core
from callplane.service.directory import Directory
from callplane.service.expectations import Expected
from callplane.service.guard import Guard
from callplane.service.recordings import Recordings
from callplane.service.rights import Rights
from callplane.service.scenarios import Announcement, with_pairs

MAX_DIGITS = 64
MAX_DIGIT_MS = 10_000
_AT_THE_EAR = (CallState.CONNECTED, CallState.DIALING, CallState.RINGBACK, CallState.BUSY)
_DTMF, _PULSE = re.compile(r"[0-9*#A-D]+"), re.compile(r"[0-9]+")

Execute = Callable[[Line, Command], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class CallParameters:
    """What may come along with a new call.

    `find_project`: look the project up among those of the line's location; `project_required`: without it there is no call.
    `remote_office`: None leaves it to the line's setting, False calls from the own phone, True (or a number) from elsewhere.
    """

    hide_caller_id: bool = False
    contact: ClientContact | None = None
    project: Project = Project()
    find_project: bool = False
    project_required: bool = False
    feature_code: bool = False
    remote_office: bool | None = None
    remote_office_number: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class MadeCall:
    """`project_found` is None where nothing was looked up."""

    call_id: str
    project_found: bool | None = None


class Calls:
    """`execute(line, command)` hands a command to whoever carries it out; `location_of(line)` gives its numbering."""

    def __init__(
        self,
        core: Core,
        guard: Guard,
        directory: Directory,
        execute: Execute,
        location_of: Callable[[Line], Location],
        new_id: Callable[[], str],
        clock: Callable[[], float],
        recordings: Recordings,
    ) -> None:
        self._core = core
        self._guard = guard
        self._directory = directory
        self._execute = execute
        self._location_of = location_of
        self._new_id = new_id
        self._clock = clock
        self._recordings = recordings

    # -- calls that begin

    async def make_call(
        self,
        user: str,
        line_text: str,
        number: str,
        number_format: int,
        parameters: CallParameters,
        asked_by: str = "",
    ) -> MadeCall:
        """Call `number` from a line. The session `asked_by` is told how the PBX decides."""
        line = self._guard.line(user, line_text, Rights.CONTROL)
        self._guard.capable(line, Capability.MAKE_CALL, "no calls can be made on this line")
        active = self._ready_to_dial(line)
        location = self._location_of(line)
        dialled = self._dialled(number, number_format, location, feature_code=parameters.feature_code)
        project, found = _project(parameters, location)
        command = commands.MakeCall(
            line=line.uri,
            call_id=self._new_id(),
            number=dialled,
            hide_caller_id=parameters.hide_caller_id,
            consultation_of=active.id if active else "",
            via=self._via(line, parameters, location),
            address=parameters.address,
        )
        if parameters.hide_caller_id:
            self._guard.capable(line, Capability.HIDE_CALLER_ID, "the caller id cannot be hidden on this line")
        self._core.expect(command.call_id, Expected(asked_by, parameters.contact, project, line=line.uri))
        try:
            await self._execute(line, command)
        except BaseException:
            self._core.forget(command.call_id)
            raise
        return MadeCall(command.call_id, found)

    @staticmethod
    def _ready_to_dial(line: Line) -> Call | None:
        """The active call that will be put on hold, if there is one. Raises Busy when the line cannot dial now."""
        siblings = Siblings.of(line.calls.values())
        if siblings.outgoing:
            raise Busy("the line is already calling somebody: wait for an answer or drop that call first")
        if siblings.count >= MAX_CALLS:
            raise Busy(f"the line has {MAX_CALLS} calls already: drop one first")
        if not siblings.active:
            return None
        if not line.capabilities & (Capability.CONSULTATION | Capability.HOLD):
            raise Busy("the line has an active call and cannot make a second one: drop it first")
        return siblings.active[0]

    def _dialled(self, text: str, number_format: int, location: Location, *, feature_code: bool = False) -> str:
        if feature_code:
            number_format = 0
        return dial_string(text, location, number_format)

    def _via(self, line: Line, parameters: CallParameters, location: Location) -> str:
        """The remote office to call first, in place of what the line is set to; empty for the line's own setting."""
        if not parameters.remote_office:
            return ""
        number = parameters.remote_office_number or line.settings.remote_office.destination
        if not number:
            raise Refusal("DialRemoteOffice needs RemoteOfficeNumber, or a remote office set on the line")
        self._guard.capable(line, Capability.REMOTE_OFFICE, "calls of this line cannot run over a remote office")
        return to_dialable(to_supercanonic(number, location), location)

    async def pickup(self, user: str, call_id: str, of_user: str, line_text: str) -> str:
        """Answer a call that rings elsewhere on the own line `line_text`. Returns the new call's id."""
        own = self._guard.line(user, line_text, Rights.CONTROL)
        ringing_line, ringing = self._meant(user, call_id, of_user, Rights.PICKUP)
        self._guard.allow(ringing_line, ringing, Feature.PICKUP)
        self._guard.capable(own, Capability.PICKUP, "calls cannot be picked up on this line")
        if own is ringing_line:
            raise WrongState("the call rings on that line itself: answer it instead of picking it up")
        self._ready_to_dial(own)
        new_id = self._new_id()
        await self._execute(own, commands.Pickup(own.uri, new_id, ringing_line.uri, ringing.id))
        return new_id

    async def complete(self, user: str, call_id: str) -> None:
        """Call back when the other party is free."""
        line, call = self._allowed(user, call_id, Feature.COMPLETE_CALL)
        await self._execute(line, commands.CompleteCall(line.uri, call.id))

    # -- calls that go on

    async def answer(self, user: str, call_id: str) -> None:
        line, call = self._allowed(user, call_id, Feature.ANSWER)
        await self._execute(line, commands.Answer(line.uri, call.id))

    async def drop(self, user: str, call_id: str) -> None:
        line, call = self._allowed(user, call_id, Feature.HANG_UP)
        await self._execute(line, commands.Drop(line.uri, call.id))

    async def drop_on_line(self, user: str, line_text: str) -> None:
        """Hang up the active call of a line, which is the one that is connected or being made; else its only one."""
        line = self._guard.line(user, line_text, Rights.CONTROL)
        living = [c for c in line.calls.values() if c.state is not CallState.DISCONNECTED]
        active = [c for c in living if c.state in _AT_THE_EAR and c.type is not CallType.CONFERENCE_MEMBER]
        candidates = active or living
        if not candidates:
            raise WrongState("the line has no call that could be dropped")
        if not active and len(living) > 1:
            raise WrongState("the line has several calls and none is active: name one with DropCall")
        call = candidates[0]
        self._guard.allow(line, call, Feature.HANG_UP)
        await self._execute(line, commands.Drop(line.uri, call.id))

    async def hold(self, user: str, call_id: str, *, on: bool) -> None:
        """Put a call on hold, or retrieve it."""
        line, call = self._allowed(user, call_id, Feature.HOLD if on else Feature.RETRIEVE)
        await self._execute(line, (commands.Hold if on else commands.Retrieve)(line.uri, call.id))

    async def swap_hold(self, user: str, held_id: str) -> None:
        """The held call becomes active, the active one is held."""
        line, held = self._allowed(user, held_id, Feature.SWAP_HOLD)
        active = Siblings.of(line.calls.values()).active[0]
        await self._execute(line, commands.SwapHold(line.uri, held.id, active.id))

    async def merge(self, user: str, first_id: str, second_id: str) -> None:
        """Connect the remote parties of an active and a held call of one line."""
        line, first, second = self._pair(user, first_id, second_id)
        for call in (first, second):
            self._guard.allow(line, call, Feature.MERGE)
        if first.state is second.state:
            raise WrongState("merging takes one active and one held call: two held or two active calls cannot be merged")
        active, held = (first, second) if first.state is CallState.CONNECTED else (second, first)
        await self._execute(line, commands.Merge(line.uri, active.id, held.id))

    async def conference(self, user: str, first_id: str, second_id: str) -> None:
        """Join two calls of one line, or add the second to the conference of the first."""
        line, first, second = self._pair(user, first_id, second_id)
        adds = bool(first.facts.controller_id)
        feature = Feature.CONFERENCE_ADD if adds else Feature.CONFERENCE
        for call in (first, second):
            self._guard.allow(line, call, feature)
        if adds and second.facts.controller_id:
            raise WrongState("the second call is part of the conference already: name one that is not")
        if not adds and first.state is second.state:
            raise WrongState("a conference begins with one active and one held call")
        await self._execute(line, commands.Conference(line.uri, first.id, second.id))

    async def redirect(self, user: str, call_id: str, of_user: str, number: str, number_format: int) -> None:
        """Send an offering call to another number, or transfer a connected one blind."""
        line, call = self._meant(user, call_id, of_user, Rights.NONE)
        connected = call.state is CallState.CONNECTED
        self._guard.line(user, line.uri, Rights.CONTROL if connected else Rights.PICKUP)
        self._guard.allow(line, call, Feature.BLIND_TRANSFER if connected else Feature.REDIRECT)
        dialled = self._dialled(number, number_format, self._location_of(line))
        kind = commands.BlindTransfer if connected else commands.Redirect
        await self._execute(line, kind(line.uri, call.id, dialled))

    async def send_digits(self, user: str, call_id: str, digits: str, *, pulse: bool, duration_ms: int) -> None:
        line, call = self._allowed(user, call_id, Feature.DIGITS)
        pattern, allowed = (_PULSE, "0-9") if pulse else (_DTMF, "0-9, *, #, A-D")
        if not pattern.fullmatch(digits) or len(digits) > MAX_DIGITS:
            raise InvalidNumber(f"the digits to dial must be 1 to {MAX_DIGITS} of {allowed}")
        if not 0 <= duration_ms <= MAX_DIGIT_MS:
            raise InvalidNumber(f"a digit lasts 0 (the default) to {MAX_DIGIT_MS} ms")
        await self._execute(line, commands.SendDigits(line.uri, call.id, digits, pulse, duration_ms))

    async def start_recording(self, user: str, call_id: str) -> None:
        line, call = self._allowed(user, call_id, Feature.START_RECORDING)
        self._recordings.started_by(user, call)
        await self._execute(line, commands.StartRecording(line.uri, call.id))

    async def stop_recording(self, user: str, call_id: str) -> None:
        line, call = self._allowed(user, call_id, Feature.STOP_RECORDING)
        await self._execute(line, commands.StopRecording(line.uri, call.id))

    # -- data that ride on calls

    def set_data(self, user: str, call_id: str, pairs: Iterable[tuple[str, str]]) -> None:
        """Put key/value pairs on a call. Only the owner of its line may."""
        _line, call = self._guard.call(user, call_id, Rights.OWNER)
        self._core.set_data(call, _checked(pairs))

    def announce_data(self, user: str, announcement: Announcement) -> None:
        """Keep pairs for a coming call. Where neither the called nor the transferring line is the user's own, it is a call
        on one of his lines; an administrator announces for all.

        Numbers are taken in any form; they are read with the numbering of the user's first line.
        """
        own = [self._core.lines[uri] for uri in self._directory.own_lines(user) if uri in self._core.lines]
        person = self._directory.user(user)
        administers = person is not None and person.administrator
        lines = own or (list(self._core.lines.values()) if administers else [])
        if not lines:
            raise UnknownObject("call data can be announced for calls of your own lines only: you have none")
        numbers = [announcement.called_number, announcement.transferring_number]
        read = [to_supercanonic(number, self._location_of(lines[0])) if number else "" for number in numbers]
        if not (any(read) or announcement.pbx_call_id):
            raise Refusal("an announcement needs calledNumber, transferringNumber or hostCallID in optionalParams")
        elsewhere = not administers and not any(line.number in read for line in own)
        limited = tuple(line.uri for line in own) if elsewhere else ()
        pairs = tuple(with_pairs({}, _checked(announcement.pairs)).items())
        announced = replace(announcement, pairs=pairs, called_number=read[0], transferring_number=read[1], lines=limited)
        self._core.announcements.add(announced, self._clock())

    # -- which call is meant

    def _allowed(self, user: str, call_id: str, feature: Feature) -> tuple[Line, Call]:
        """A call of a line that the user controls, if it has the feature."""
        line, call = self._guard.call(user, call_id, Rights.CONTROL)
        self._guard.allow(line, call, feature)
        return line, call

    def _pair(self, user: str, first_id: str, second_id: str) -> tuple[Line, Call, Call]:
        line, first = self._guard.call(user, first_id, Rights.CONTROL)
        other, second = self._guard.call(user, second_id, Rights.CONTROL)
        if line is not other or first is second:
            raise WrongState("this takes two different calls of the same line")
        return line, first, second

    def _meant(self, user: str, call_id: str, of_user: str, needed: Rights) -> tuple[Line, Call]:
        """The call with that id; without an id, the call that rings at the user `of_user`."""
        if call_id:
            return self._guard.call(user, call_id, needed)
        for uri in self._directory.own_lines(of_user):
            line = self._core.lines.get(uri)
            if line is not None and self._directory.rights(user, uri):
                for call in line.calls.values():
                    if call.state is CallState.OFFERING:
                        return self._guard.call(user, call.id, needed)
        raise UnknownObject(f"no call rings at '{of_user[:80]}' for you: name the call with u8sConnectionID")


def _checked(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    checked = tuple(pairs)
    if not checked:
        raise Refusal("callDataList is empty: give at least one pair of key and value")
    if any(not key for key, _ in checked):
        raise Refusal("a pair in callDataList has no key: give each pair one")
    return checked


def _project(parameters: CallParameters, location: Location) -> tuple[Project, bool | None]:
    """The project of a new call, completed from the location's rules where that was asked."""
    project = parameters.project
    if not parameters.find_project:
        return project, None
    for rule in location.project_rules:
        if rule.name == project.name or (project.entered_pin and rule.pin == project.entered_pin):
            found = replace(project, name=rule.name, pin=rule.pin, type=rule.kind, private=rule.private, location_id=location.id)
            return found, True
    if parameters.project_required:
        raise Refusal(f"there is no project '{project.name[:80]}' in location {location.id}: choose one of its list")
    return project, False
