"""Call data: key/value pairs that ride on a scenario (all calls with one tracker id), and data announced for coming calls.

Pure: time comes in as an argument. Knows calls by id, nothing of lines' owners, sessions or drivers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from callplane.errors import Busy
from callplane.model.call import Call
from callplane.model.line import Line

MAX_PAIRS = 64
MAX_BYTES = 16 * 1024
ANNOUNCEMENT_SECONDS = 60.0
MAX_ANNOUNCEMENTS = 10_000


@dataclass(slots=True)
class Scenario:
    """Calls that belong together and what rides on them."""

    calls: set[str] = field(default_factory=set)
    data: dict[str, str] = field(default_factory=dict)


class Scenarios:
    """All scenarios by tracker id. A scenario is forgotten with its last call."""

    def __init__(self) -> None:
        self._scenarios: dict[str, Scenario] = {}

    def __len__(self) -> int:
        return len(self._scenarios)

    def data(self, tracker_id: str) -> Mapping[str, str]:
        """The pairs of a scenario; a new mapping after each change."""
        scenario = self._scenarios.get(tracker_id)
        return scenario.data if scenario else {}

    def calls(self, tracker_id: str) -> tuple[str, ...]:
        scenario = self._scenarios.get(tracker_id)
        return tuple(scenario.calls) if scenario else ()

    def join(self, tracker_id: str, call_id: str) -> None:
        self._scenarios.setdefault(tracker_id, Scenario()).calls.add(call_id)

    def leave(self, tracker_id: str, call_id: str) -> None:
        scenario = self._scenarios.get(tracker_id)
        if scenario is not None:
            scenario.calls.discard(call_id)
            if not scenario.calls:
                del self._scenarios[tracker_id]

    def move(self, call_id: str, before: str, after: str) -> bool:
        """A call joins another scenario and brings its pairs along (those that the other one has stay). Returns whether
        the other scenario's pairs changed."""
        brought = dict(self.data(before))
        self.leave(before, call_id)
        self.join(after, call_id)
        kept = self._scenarios[after].data
        merged = _limited({**brought, **kept}) if brought else kept
        self._scenarios[after].data = merged
        return merged != kept

    def update(self, tracker_id: str, pairs: Iterable[tuple[str, str]]) -> bool:
        """Set pairs (the same key replaces, an empty value removes). Returns whether anything changed.

        Raises Busy when the limits of 64 pairs and 16 KiB would be passed; nothing is changed then.
        """
        scenario = self._scenarios.setdefault(tracker_id, Scenario())
        merged = with_pairs(scenario.data, pairs)
        changed = merged != scenario.data
        scenario.data = merged
        return changed


def with_pairs(data: Mapping[str, str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The data after setting pairs. Raises Busy beyond the limits."""
    merged = dict(data)
    for key, value in pairs:
        if value:
            merged[key] = value
        else:
            merged.pop(key, None)
    if len(merged) > MAX_PAIRS or _size(merged) > MAX_BYTES:
        raise Busy(f"a call carries at most {MAX_PAIRS} pairs and {MAX_BYTES} bytes of call data: remove some first")
    return merged


def _size(data: Mapping[str, str]) -> int:
    return sum(len(key.encode()) + len(value.encode()) for key, value in data.items())


def _limited(data: dict[str, str]) -> dict[str, str]:
    """As much of merged data as fits the limits, the first pairs go first: two full calls may meet."""
    while len(data) > MAX_PAIRS or _size(data) > MAX_BYTES:
        data.pop(next(iter(data)))
    return data


@dataclass(frozen=True, slots=True)
class Announcement:
    """Data for a coming call. Empty conditions match everything; numbers are supercanonic; `states` is a mask of the call states
    in which the call is to be met, 0 means when it begins; `lines` are the URIs of the lines that it is to be met on."""

    pairs: tuple[tuple[str, str], ...]
    called_number: str = ""
    transferring_number: str = ""
    states: int = 0
    pbx_call_id: str = ""
    lines: tuple[str, ...] = ()

    def fits(self, line: Line, call: Call, *, begins: bool) -> bool:
        """Whether a call, which begins or has changed, is the announced one."""
        facts = call.facts
        redirecting = facts.redirecting.number if facts.redirecting else ""
        called = facts.remote.number if facts.outbound else line.number
        return (
            (not self.lines or line.uri in self.lines)
            and (not self.called_number or self.called_number == called)
            and (not self.transferring_number or self.transferring_number in (redirecting, facts.remote.number))
            and (bool(self.states & call.state) if self.states else begins)
            and (not self.pbx_call_id or self.pbx_call_id == facts.pbx_call_id)
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """An announcement that no call has claimed. `number` grows with each; `expires` in UTC seconds since the epoch."""

    number: int
    expires: float
    announcement: Announcement


class Announcements:
    """What was announced and has not been claimed yet. Kept for 60 seconds; the oldest go first when there are too many.

    `observers` hear of every one that is added, and of the numbers of those that have gone.
    """

    def __init__(self) -> None:
        self._waiting: list[Waiting] = []
        self._number = 0
        self.observers: list[Callable[[Sequence[Waiting], Sequence[int]], None]] = []

    def restore(self, waiting: Iterable[Waiting]) -> None:
        """Those from before the start, the oldest first. Nobody hears of it."""
        self._waiting = list(waiting)
        self._number = max((entry.number for entry in self._waiting), default=0)

    def add(self, announcement: Announcement, now: float) -> None:
        kept = [entry for entry in self._waiting if entry.expires > now][-(MAX_ANNOUNCEMENTS - 1) :]
        numbers = {entry.number for entry in kept}
        gone = [entry for entry in self._waiting if entry.number not in numbers]
        self._number += 1
        added = Waiting(self._number, now + ANNOUNCEMENT_SECONDS, announcement)
        self._waiting = [*kept, added]
        self._tell([added], gone)

    def claim(self, line: Line, call: Call, now: float, *, begins: bool) -> tuple[tuple[str, str], ...]:
        """The pairs announced for this call; each announcement serves one call."""
        if not self._waiting:
            return ()
        for entry in self._waiting:
            if entry.expires > now and entry.announcement.fits(line, call, begins=begins):
                self._waiting.remove(entry)
                self._tell([], [entry])
                return entry.announcement.pairs
        return ()

    def _tell(self, added: Sequence[Waiting], gone: Sequence[Waiting]) -> None:
        for observer in self.observers:
            observer(added, [entry.number for entry in gone])
