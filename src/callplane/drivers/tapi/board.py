"""The lines of one bridge and the calls on them, as far as the bridge has told. Pure: messages in, facts out.

Knows TAPI's messages and the model; no link, no requests. A line keeps its address and a call its id over everything that
can void their handles (a lost link, a restart of the bridge, REINIT, a line that was closed): lines are known by provider and
permanent id, calls by the handle, or where that is void by the PBX's own call id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from callplane.drivers.tapi import calls, protocol
from callplane.drivers.tapi.calls import Tracked
from callplane.drivers.tapi.constants import CallState as Tapi
from callplane.drivers.tapi.constants import Privilege, Reason
from callplane.drivers.tapi.lines import BoardLine, Expected, Key
from callplane.drivers.tapi.mapping import is_outbound, line_number, tells_forwards
from callplane.model.call import CallState
from callplane.model.events import Fact, LineRemoved, LineReported, SettingsChanged
from callplane.model.line import Capability, LineSettings
from callplane.numbers.location import Location

MAX_UNCLAIMED: Final = 64
MAX_COMPLETIONS: Final = 64
FEW_TRACKERS: Final = 256
_TALKING: Final = frozenset({CallState.CONNECTED, CallState.CONFERENCED, CallState.HOLD})


class Board:
    """What one bridge has told.

    `name_line(number, key)` gives the address of a line that is new; `stored` are settings from before the start; `now` tells UTC
    seconds. `numbers` are numbers of lines from the configuration, by name or permanent id. `complete`: everything was told, and
    every change since; `renewed`: that happened and the server was not told yet.
    """

    def __init__(
        self,
        location: Location,
        numbers: Mapping[str, str],
        name_line: Callable[[str, Key], str],
        new_id: Callable[[], str],
        now: Callable[[], float],
        stored: Mapping[str, LineSettings],
    ) -> None:
        self._location = location
        self._numbers = numbers
        self._name_line = name_line
        self._new_id = new_id
        self._now = now
        self._stored = stored
        self._lines: dict[str, BoardLine] = {}
        self._by_key: dict[Key, BoardLine] = {}
        self._trackers: dict[int, str] = {}
        self._most_trackers = FEW_TRACKERS
        self._collecting = False
        self._told_lines: set[str] = set()
        self._told_calls: set[int] = set()
        self._epoch: tuple[str, int] = ("", -1)
        self._disconnected: list[int] = []
        self.unnamed: dict[int, str] = {}
        self.lines: dict[int, BoardLine] = {}
        self.complete = False
        self.renewed = False
        self.more: Capability = Capability.NONE

    # -- what there is

    def all(self) -> Sequence[BoardLine]:
        """The lines that have a number."""
        return tuple(self._lines.values())

    def line(self, uri: str) -> BoardLine | None:
        return self._lines.get(uri)

    # -- what the bridge tells

    def lost(self) -> None:
        """The link is lost: nothing that is told is complete any more."""
        self.complete = self.renewed = self._collecting = False

    def take(self, message: protocol.FromBridge, run: str) -> list[Fact]:
        """A message; the facts that follow. Until everything was told after `ready` there are none: see `complete`."""
        match message:
            case protocol.Ready():
                self._begin((run, message.epoch))
            case protocol.Line():
                return self._line(message)
            case protocol.LineGone(dev=dev):
                return self._line_gone(dev)
            case protocol.Call():
                return self._call(message)
            case protocol.CallGone(call=handle):
                return self._call_gone(handle)
            case protocol.Truth(dev=dev):
                return self._truth(dev if isinstance(dev, int) else None)
        return []

    def _begin(self, epoch: tuple[str, int]) -> None:
        self._collecting, self.complete = True, False
        self._told_lines, self._told_calls = set(), set()
        self.unnamed = {}
        for line in self._lines.values():
            line.unclaimed.clear()
        if epoch != self._epoch:
            self._epoch = epoch
            for line in self._lines.values():
                line.void()
        self.lines = {}

    def _truth(self, dev: int | None) -> list[Fact]:
        if dev is not None:
            line = self.lines.get(dev)
            return self._settle(line) if line else []
        if not self._collecting:
            return []
        self._collecting = False
        self._lines = {uri: line for uri, line in self._lines.items() if uri in self._told_lines}
        self._by_key = {line.key: line for line in self._lines.values()}
        for line in self._lines.values():
            for handle in [handle for handle in line.calls if handle not in self._told_calls]:
                del line.calls[handle]
            self._guess_expected(line)
            self._settle(line)
            line.ended &= self._told_calls
            line.told = [report for report in line.told if report.state is not CallState.DISCONNECTED]
        self.complete = self.renewed = True
        return []

    def _guess_expected(self, line: BoardLine) -> None:
        """A call that was being made when the link broke: the only new one of this line must be it."""
        undecided = [expected for expected in line.expected if not expected.handle and not expected.offered]
        made = [raw for raw in line.unclaimed.values() if is_outbound(raw)]
        if len(undecided) == 1 and len(made) == 1:
            self.claim(line, undecided[0], made[0].call)
        line.expected.clear()
        self.release(line)

    # -- lines

    def _line(self, raw: protocol.Line) -> list[Fact]:
        number = line_number(raw, self._location, self._numbers)
        line = self._known(raw, number)
        gone: list[Fact] = []
        if line is not None and number and number != line.number:  # renumbered: it is another line now
            gone = self._line_gone(line.dev)
            line = None
        if line is None:
            if not number:
                self.unnamed[raw.dev] = raw.name
                return gone
            line = self._new_line(raw, number)
        if line.dev != raw.dev and self.lines.get(line.dev) is line:
            del self.lines[line.dev]
        line.raw = raw
        self.lines[raw.dev] = line
        self._told_lines.add(line.uri)
        if not raw.open:
            line.void()
        before = line.settings
        line.take_settings()
        return [*gone, *self._described(line, before)]

    def _known(self, raw: protocol.Line, number: str) -> BoardLine | None:
        """The line that is meant: by its device, else by provider and permanent id, else by its number where no other has it."""
        line = self.lines.get(raw.dev) or self._by_key.get((raw.provider, raw.permanent))
        if line is None and len(self._told_lines) < len(self._lines):
            same = (line for line in self._lines.values() if line.number == number and line.uri not in self._told_lines)
            line = next(same, None)
        return line

    def _new_line(self, raw: protocol.Line, number: str) -> BoardLine:
        key = (raw.provider, raw.permanent)
        uri = self._name_line(number, key)
        settings = self._stored.get(uri, LineSettings())
        line = self._lines[uri] = self._by_key[key] = BoardLine(key, uri, number, raw, self._location, settings, more=self.more)
        return line

    def _described(self, line: BoardLine, before: LineSettings) -> list[Fact]:
        report, known = line.described(), line.report
        line.report = report
        if self._collecting:
            return []
        facts: list[Fact] = []
        if known is None or replace(report, settings=known.settings) != known:
            facts.append(LineReported(report))
        if known is not None and line.settings != before:
            facts.append(SettingsChanged(line.uri, line.settings))
        return facts

    def settings_accepted(self, line: BoardLine, settings: LineSettings) -> list[Fact]:
        """The PBX has taken settings; where it tells them itself, they count when it does, and what it cannot tell at once."""
        before = line.settings
        line.settings = replace(settings, forwards=before.forwards) if tells_forwards(line.raw) else settings
        line.take_settings()
        return self._described(line, before)

    def _line_gone(self, dev: int) -> list[Fact]:
        self.unnamed.pop(dev, None)
        line = self.lines.pop(dev, None)
        if line is None:
            return []
        del self._lines[line.uri]
        self._by_key.pop(line.key, None)
        return [] if self._collecting else [LineRemoved(line.uri)]

    # -- calls

    def _call(self, raw: protocol.Call) -> list[Fact]:
        if self._collecting:
            self._told_calls.add(raw.call)
        line = self.lines.get(raw.dev)
        if line is None or raw.call in line.ended:
            return []
        tracked = line.calls.get(raw.call)
        if tracked is None:
            tracked = self._new_call(line, raw)
            if tracked is None:
                return []
        tracked.raw = raw
        if raw.callid and not self._trackers.get(raw.callid):
            self._trackers[raw.callid] = tracked.tracker_id
        if tracked.state in _TALKING and not tracked.connected:
            tracked.connected = float(raw.since) or self._now()
        return self.show(line)

    def _new_call(self, line: BoardLine, raw: protocol.Call) -> Tracked | None:
        """The call of a handle that was not known; None while it has to wait for a command's answer."""
        if raw.state == Tapi.IDLE and raw.said != Tapi.DISCONNECTED:
            return None
        expected = next((one for one in line.expected if _fits(one, raw)), None)
        if expected is None and raw.callid:
            for orphan in line.orphans:
                if orphan.raw.callid == raw.callid:
                    line.orphans.remove(orphan)
                    return self._keep(line, raw, orphan)
        if expected is None and line.expected and not raw.new:
            if len(line.unclaimed) < MAX_UNCLAIMED:
                line.unclaimed[raw.call] = raw
            if raw.callid and len(line.expected) == 1:  # the call at its other end may be told before it is clear whose it is
                self._trackers.setdefault(raw.callid, line.expected[0].tracker_id)
            return None
        if expected is not None:
            line.expected.remove(expected)
            made = Tracked(expected.call_id, expected.tracker_id, raw, expected.consults, expected.hidden_id)
            expected.met(self._keep(line, raw, made))
            return made
        return self._keep(line, raw, Tracked(self._new_id(), self._tracker(line, raw), raw))

    @staticmethod
    def _keep(line: BoardLine, raw: protocol.Call, tracked: Tracked) -> Tracked:
        tracked.raw = raw
        line.calls[raw.call] = tracked
        return tracked

    def _tracker(self, line: BoardLine, raw: protocol.Call) -> str:
        """The scenario of a call that nobody here has made: that of calls with the same, or the related, id of the PBX."""
        if raw.reason & Reason.CALLCOMPLETION and raw.completion in line.completions:
            return line.completions.pop(raw.completion)
        return self._trackers.get(raw.callid) or self._trackers.get(raw.related) or self._new_id()

    def new_tracker(self) -> str:
        """The id of a new scenario."""
        return self._new_id()

    def completes(self, line: BoardLine, completion: int, tracker_id: str) -> None:
        """A callback was ordered: when it comes it belongs to this scenario."""
        line.completions[completion] = tracker_id
        while len(line.completions) > MAX_COMPLETIONS:
            del line.completions[next(iter(line.completions))]

    def left_over(self) -> list[int]:
        """Calls of ours that were disconnected since the last time, and that the PBX has not made idle by itself."""
        disconnected, self._disconnected = self._disconnected, []
        return [handle for handle in disconnected if any(handle in line.ended for line in self.lines.values())]

    def expect(self, line: BoardLine, expected: Expected) -> Expected:
        """A call of this line that is being made: a new call without an owner is kept back until it is clear whose it is."""
        line.expected.append(expected)
        return expected

    def claim(self, line: BoardLine, expected: Expected, handle: int) -> list[Fact]:
        """The PBX said that the expected call has this handle."""
        expected.handle = handle
        raw = line.unclaimed.pop(handle, None)
        facts = self._call(raw) if raw is not None else []
        return [*facts, *self.release(line)]

    def forget(self, line: BoardLine, expected: Expected) -> list[Fact]:
        """The expected call will not come."""
        if expected in line.expected:
            line.expected.remove(expected)
        return self.release(line)

    def release(self, line: BoardLine) -> list[Fact]:
        """Calls that were kept back are calls of others when nothing is expected any more."""
        if any(not one.handle for one in line.expected):
            return []
        waiting, line.unclaimed = line.unclaimed, {}
        facts: list[Fact] = []
        for raw in waiting.values():
            facts += self._call(raw)
        return facts

    def _call_gone(self, handle: int) -> list[Fact]:
        for line in self.lines.values():
            line.ended.discard(handle)
            line.unclaimed.pop(handle, None)
            if line.calls.pop(handle, None) is not None:
                return self.show(line)
        return []

    def _settle(self, line: BoardLine) -> list[Fact]:
        """The bridge has told all calls of a line: what has no handle by now has ended."""
        line.orphans.clear()
        return self.show(line)

    def show(self, line: BoardLine) -> list[Fact]:
        """What has changed on a line since it was told last. While everything is being told, nothing is."""
        if self._collecting:
            return []
        before, after = line.told, line.present()
        line.told = [report for report in after if report.state is not CallState.DISCONNECTED]
        over = [call.raw for call in line.calls.values() if call.state in (CallState.DISCONNECTED, CallState.DESTROYED)]
        for raw in over:
            line.ended.add(raw.call)
            del line.calls[raw.call]
            if raw.privilege & Privilege.OWNER:
                self._disconnected.append(raw.call)
        self._forget_trackers()
        return calls.changes(before, after)

    def _forget_trackers(self) -> None:
        """Now and then: what no living call has is not needed any more."""
        if len(self._trackers) > self._most_trackers:
            living = {call.raw.callid for line in self._lines.values() for call in line.calls.values()}
            self._trackers = {callid: tracker for callid, tracker in self._trackers.items() if callid in living}
            self._most_trackers = 2 * len(self._trackers) + FEW_TRACKERS


def _fits(expected: Expected, raw: protocol.Call) -> bool:
    """Whether a new handle is an expected call: by its handle, or because it rings where a call was redirected to."""
    if expected.offered:
        return not is_outbound(raw) and raw.state in (Tapi.OFFERING, Tapi.ACCEPTED)
    return expected.handle == raw.call
