"""Lines and their settings: what a user asks of lines, checked and turned into commands. Knows the model and rights; no wire.

Every method takes the user's name first and raises a Refusal (see `callplane.errors`).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from callplane.drivers import commands
from callplane.errors import AccessDenied, NotCapable, Refusal
from callplane.model.line import Capability, Forward, ForwardController, ForwardMode, Line
from callplane.numbers.location import Location
from callplane.numbers.parsing import to_supercanonic
from callplane.service.calls import Execute
from callplane.service.core import Core
from callplane.service.directory import Directory
from callplane.service.guard import Guard
from callplane.service.rights import Rights

MAX_NO_ANSWER_SECONDS = 600
MAX_CALLERS = 64


class Scope(IntEnum):
    """Which lines are listed (interface: AsnCtiEnumPhoneLinesArgumentEnum)."""

    OWN = 0
    VISIBLE = 1
    LOCAL_SYSTEM = 2
    WHOLE_SYSTEM = 3


class Lines:
    """`execute` and `location_of` as for `Calls`."""

    def __init__(
        self, core: Core, guard: Guard, directory: Directory, execute: Execute, location_of: Callable[[Line], Location]
    ) -> None:
        self._core = core
        self._guard = guard
        self._directory = directory
        self._execute = execute
        self._location_of = location_of

    def selector(self, user: str, scope: Scope) -> Callable[[str], bool]:
        """Says of a line (URI) whether it belongs to the scope now. Raises AccessDenied for scopes of administrators."""
        if scope is Scope.OWN:
            return lambda uri: bool(self._directory.rights(user, uri) & Rights.OWNER)
        if scope is Scope.VISIBLE:
            return lambda uri: bool(self._directory.rights(user, uri))
        if not self._administers(user):
            raise AccessDenied("only an administrator may list all lines of the system: use scope 0 or 1")
        return lambda _: self._administers(user)

    def listed(self, user: str, scope: Scope) -> list[Line]:
        """The lines of a scope: the user's own in their order, then the others."""
        selects = self.selector(user, scope)
        own = dict.fromkeys(self._directory.own_lines(user))
        candidates = [*own, *(uri for uri in self._candidates(user, scope) if uri not in own)]
        return [self._core.lines[uri] for uri in candidates if uri in self._core.lines and selects(uri)]

    def _candidates(self, user: str, scope: Scope) -> list[str]:
        if scope in (Scope.OWN, Scope.VISIBLE):
            return list(self._directory.visible_lines(user))
        return sorted(self._core.lines)

    def _administers(self, user: str) -> bool:
        person = self._directory.user(user)
        return person is not None and person.administrator

    def line(self, user: str, text: str) -> Line:
        """A line that the user sees."""
        return self._guard.line(user, text)

    # -- settings

    async def set_do_not_disturb(self, user: str, text: str, *, on: bool) -> None:
        line = self._guard.line(user, text, Rights.SET_FORWARDS)
        self._guard.capable(line, Capability.DO_NOT_DISTURB, "this line has no do-not-disturb")
        await self._execute(line, commands.SetDoNotDisturb(line.uri, on))

    async def set_forward(
        self,
        user: str,
        text: str,
        destination: str,
        mode: int,
        no_answer_seconds: int = 0,
        callers: tuple[str, ...] = (),
    ) -> bool:
        """Add a forward, or replace the one of that mode. Returns whether there was one."""
        line = self._guard.line(user, text, Rights.SET_FORWARDS)
        self._guard.reachable(line)
        wanted = self._mode(user, line, mode)
        location = self._location_of(line)
        number = to_supercanonic(destination, location)
        if number == line.number:
            raise Refusal("a line cannot be forwarded to itself: choose another destination")
        if not 0 <= no_answer_seconds <= MAX_NO_ANSWER_SECONDS:
            raise Refusal(f"the no-answer time must be 0 (the default) to {MAX_NO_ANSWER_SECONDS} seconds")
        if len(callers) > MAX_CALLERS:
            raise Refusal(f"a forward can be limited to {MAX_CALLERS} callers at most")
        limited = tuple(to_supercanonic(caller, location) for caller in callers)
        existed = any(forward.mode == wanted for forward in line.settings.forwards)
        forward = Forward(wanted, number, no_answer_seconds, limited, self._controller(user, line, wanted))
        await self._execute(line, commands.SetForward(line.uri, forward))
        return existed

    async def remove_forward(self, user: str, text: str, mode: int | None = None, destination: str = "") -> None:
        """Remove all forwards, or those with that mode and destination."""
        line = self._guard.line(user, text, Rights.SET_FORWARDS)
        self._guard.reachable(line)
        number = to_supercanonic(destination, self._location_of(line)) if destination else ""
        wanted = ForwardMode.NONE if mode is None else self._mode(user, line, mode)
        if not self._modes(line):
            raise NotCapable("this line has no forwards: its PBX does not offer them")
        matching = [
            forward
            for forward in line.settings.forwards
            if wanted in (ForwardMode.NONE, forward.mode) and number in ("", forward.destination)
        ]
        if not matching and (wanted or number):
            raise Refusal("there is no such forward: look at the line's list of forwards")
        await self._execute(line, commands.RemoveForward(line.uri, wanted, number))

    async def set_remote_office(self, user: str, text: str, *, enabled: bool, destination: str) -> None:
        line = self._guard.line(user, text, Rights.CONTROL)
        self._guard.capable(line, Capability.REMOTE_OFFICE, "calls of this line cannot run over a remote office")
        if enabled and not destination:
            raise Refusal("a remote office needs u8sDestination, the number that the calls run over")
        number = to_supercanonic(destination, self._location_of(line)) if destination else ""
        if enabled and number == line.number:
            raise Refusal("a line cannot be its own remote office: choose another destination")
        await self._execute(line, commands.SetRemoteOffice(line.uri, enabled, number))

    @staticmethod
    def _modes(line: Line) -> ForwardMode:
        return line.report.forward_modes | line.emulated_forward_modes

    def _mode(self, user: str, line: Line, mode: int) -> ForwardMode:
        """The mode that a number names. Raises Refusal for no mode or several, NotCapable, AccessDenied."""
        if mode <= 0 or mode & (mode - 1) or not mode & ForwardMode.ALL:
            raise Refusal("ForwardMode must be exactly one bit of EnumForwardModes, such as 1 for immediate")
        wanted = ForwardMode(mode)
        if wanted & ForwardMode.ADMIN and not self._administers(user):
            raise AccessDenied("only an administrator may set this forward mode")
        if not wanted & self._modes(line):
            raise NotCapable("this line has no such forward mode: see iForwardFeaturesPBX and iForwardFeaturesSERVER")
        return wanted

    def _controller(self, user: str, line: Line, mode: ForwardMode) -> ForwardController:
        if mode & line.report.forward_modes:
            return ForwardController.PBX
        return ForwardController.SERVER_ADMIN if self._administers(user) else ForwardController.SERVER_USER
