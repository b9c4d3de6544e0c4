"""The one order in which every operation is checked: rights, existence, state, capability, busy; then the driver.

Knows lines, calls and rights; nothing of sessions, wire or what happens after the checks.
"""

from __future__ import annotations

from collections.abc import Callable

from callplane.errors import AccessDenied, InvalidLine, InvalidNumber, NotCapable, UnknownObject, WrongState
from callplane.model.call import Call
from callplane.model.features import Feature
from callplane.model.line import Capability, Line
from callplane.service.core import Core
from callplane.service.directory import Directory
from callplane.service.rights import Rights

# What a capability must be there for a feature ever to be set, and what a person calls it.
_NEEDS: dict[Feature, tuple[Capability, str]] = {
    Feature.ANSWER: (Capability.ANSWER, "answered"),
    Feature.COMPLETE_CALL: (Capability.CALLBACK, "completed by a callback"),
    Feature.MERGE: (Capability.MERGE, "merged"),
    Feature.HANG_UP: (Capability.DROP, "dropped"),
    Feature.BLIND_TRANSFER: (Capability.BLIND_TRANSFER, "transferred blind"),
    Feature.REDIRECT: (Capability.REDIRECT, "redirected"),
    Feature.PICKUP: (Capability.PICKUP, "picked up"),
    Feature.SWAP_HOLD: (Capability.SWAP, "swapped"),
    Feature.HOLD: (Capability.HOLD, "held"),
    Feature.RETRIEVE: (Capability.HOLD, "retrieved"),
    Feature.CONFERENCE: (Capability.CONFERENCE, "joined in a conference"),
    Feature.CONFERENCE_ADD: (Capability.CONFERENCE, "added to a conference"),
    Feature.DIGITS: (Capability.DIGITS, "sent digits"),
    Feature.START_RECORDING: (Capability.RECORD, "recorded"),
    Feature.STOP_RECORDING: (Capability.RECORD, "stopped being recorded"),
}


class Guard:
    """`normalise(text)` makes a supercanonic number of what a caller wrote, or raises InvalidNumber."""

    def __init__(self, core: Core, directory: Directory, normalise: Callable[[str], str]) -> None:
        self._core = core
        self._directory = directory
        self._normalise = normalise

    def line(self, user: str, text: str, needed: Rights = Rights.NONE) -> Line:
        """The line that a user means by its URI or number, if he has the rights `needed` on it.

        Raises InvalidLine when there is no such line for him, AccessDenied when he sees it but may not.
        """
        line = self._core.lines.get(text) or self._by_number(user, text)
        if line is None or not self._directory.rights(user, line.uri):
            raise InvalidLine(f"there is no line '{text[:80]}' for you: use a line URI from EnumPhoneLines")
        self._require(user, line, needed)
        return line

    def call(self, user: str, call_id: str, needed: Rights = Rights.NONE) -> tuple[Line, Call]:
        """A call that the user sees and on whose line he has the rights `needed`."""
        found = self._core.find_call(call_id)
        if found is None or not self._directory.rights(user, found[0].uri):
            raise UnknownObject(f"there is no call '{call_id[:80]}' for you: it may have ended; take a new snapshot of the line")
        self._require(user, found[0], needed)
        return found

    def allow(self, line: Line, call: Call, feature: Feature) -> None:
        """Refuse unless the call has the feature now: WrongState, or NotCapable where it never can have it."""
        if call.features & feature:
            return
        needed, done = _NEEDS[feature]
        self.capable(line, needed, f"calls of this line cannot be {done}")
        raise WrongState(f"a call in state {call.state.name} cannot be {done} now: look at the feature bits of the line's calls")

    @staticmethod
    def capable(line: Line, needed: Capability, text: str) -> None:
        """Refuse where neither the PBX nor the server can do it."""
        Guard.reachable(line)
        if not line.capabilities & needed:
            raise NotCapable(f"{text}: its PBX does not offer it")

    @staticmethod
    def reachable(line: Line) -> None:
        """Refuse while nothing can be done on the line because its PBX is away."""
        if not line.reachable:
            raise NotCapable("the PBX of this line cannot be reached now: wait until the line is open again")

    def _require(self, user: str, line: Line, needed: Rights) -> None:
        if needed not in self._directory.rights(user, line.uri):
            raise AccessDenied(f"you may not do that on line {line.uri}: ask an administrator for the right")

    def _by_number(self, user: str, text: str) -> Line | None:
        try:
            number = self._normalise(text)
        except InvalidNumber:
            return None
        reachable = [line for line in self._core.lines_with_number(number) if self._directory.rights(user, line.uri)]
        if len(reachable) == 1:
            return reachable[0]
        primary = self._directory.own_lines(user)[:1]
        return next((line for line in reachable if line.uri in primary), None)
