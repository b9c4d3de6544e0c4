"""The state of the switch in one place: knows who is there, what was reported and what is due; not how calls behave.

Facts are differences: `tell` compares what a leg would report with what it reported last, and `settle` does so for all
legs that a change can have touched. What the facts say and what the switch holds can therefore never disagree.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from itertools import count

from callplane.deadlines import Deadline, Deadlines
from callplane.drivers.exchange.legs import End, Leg, Outside, Station
from callplane.drivers.exchange.recording import Tape
from callplane.drivers.exchange.routing import DialPlan
from callplane.model.call import CallState, DisconnectCause
from callplane.model.events import CallCleared, CallReported, Fact
from callplane.model.line import Capability, ForwardMode, LineReport, LineStatus

REMEMBERED_OUTSIDE = 1000
"""How many ended parties outside can still be asked about."""


class Board:
    """See the module's text. `now` is the time of what is being done (seconds since the epoch)."""

    def __init__(
        self,
        plan: DialPlan,
        new_id: Callable[[], str],
        capabilities: Capability,
        forward_modes: ForwardMode,
        no_answer_seconds: float,
    ) -> None:
        self.plan = plan
        self.new_id = new_id
        self.capabilities = capabilities
        self.forward_modes = forward_modes
        self.no_answer_seconds = no_answer_seconds
        self.lines: Mapping[str, Station] = {station.uri: station for station in plan.stations.values()}
        self.legs: dict[str, Leg] = {}
        self.outside: dict[str, Outside] = {}
        self.deadlines = Deadlines()
        self.now = 0.0
        self.facts: list[Fact] = []
        self.tapes: list[Tape] = []
        self.offered: list[Leg] = []
        self.touched: dict[Station, None] = {}
        self.beyond: dict[Outside, None] = {}
        """Parties on trunks with whom something happened, for whoever moves the trunks; he empties it."""
        self.settled: dict[Station, None] = {}
        """Where something happened, for whoever moves the SIP phones; he empties it."""
        self.sent_digits: list[tuple[End, str]] = []
        """Digits that a call's own phone is to hear, for the same."""
        self._left: list[Leg] = []
        self._outside_numbers = count(1)
        self._ended: deque[str] = deque()

    def later(self, seconds: float, action: Callable[[], None]) -> Deadline:
        return self.deadlines.set(self.now + seconds, action)

    def touch(self, *ends: End) -> None:
        """Something about these ends changed: report later what differs for them and theirs."""
        for end in ends:
            if isinstance(end, Outside) and end.trunk:
                self.beyond[end] = None
            if end.station is not None:
                self.touched[end.station] = None

    def add(self, leg: Leg) -> Leg:
        leg.home.legs[leg.id] = self.legs[leg.id] = leg
        self.touch(leg)
        return leg

    def add_outside(
        self, number: str, state: CallState, tracker: str, *, inbound: bool, name: str = "", trunk: str = ""
    ) -> Outside:
        identity = f"o{next(self._outside_numbers)}"
        party = Outside(state, tracker, id=identity, number=number, inbound=inbound, name=name, trunk=trunk)
        self.outside[identity] = party
        self.touch(party)
        return party

    def end_outside(self, party: Outside) -> None:
        party.stop_timer()
        party.state = CallState.DISCONNECTED
        self.touch(party)
        self._ended.append(party.id)
        if len(self._ended) > REMEMBERED_OUTSIDE:
            del self.outside[self._ended.popleft()]

    def become(self, leg: Leg, state: CallState) -> None:
        """The leg is now in this state; report it."""
        leg.state = state
        self.tell(leg)

    def tell(self, leg: Leg) -> None:
        """Report the leg if anything about it differs from what was reported; others may show it and differ then, too."""
        leg.was_recorded = leg.was_recorded or leg.recorded
        report = leg.report()
        if report != leg.told:
            leg.told = report
            self.touch(leg)
            self.facts.append(CallReported(report))
        if leg.tape is not None:
            other = leg.is_controller or (leg.peer is not None and leg.peer.speaking)
            leg.tape.speak(self.now, own=leg.speaking, other=leg.speaking and other)

    def clear(self, leg: Leg, cause: DisconnectCause = DisconnectCause.NONE, *, phone_lost: bool = False) -> None:
        """The leg leaves its line at once."""
        self._remove(leg)
        self.facts.append(CallCleared(leg.home.uri, leg.id, cause, phone_lost))

    def disconnect(self, leg: Leg, cause: DisconnectCause) -> None:
        """The leg ends because its other side is gone."""
        self._remove(leg)
        self.facts.append(CallReported(leg.report(cause)))

    def _remove(self, leg: Leg) -> None:
        self.stop_tape(leg)
        leg.stop_timer()
        leg.state = CallState.DISCONNECTED
        del leg.home.legs[leg.id], self.legs[leg.id]
        leg.home.activity += 1
        self._left.append(leg)
        self.touch(leg)

    def part(self) -> None:
        """What has left and was connected with what has left needs it no more: so nothing is kept until it is collected."""
        for leg in self._left:
            if leg.peer is not None and leg.peer.state is CallState.DISCONNECTED:
                leg.peer = None
        self._left.clear()

    def stop_tape(self, leg: Leg) -> None:
        if leg.tape is not None:
            leg.tape.stop(self.now)
            self.tapes.append(leg.tape)
            leg.tape = None

    def settle(self, stations: Iterable[Station]) -> None:
        """Report what differs for the calls of these extensions and for whoever is connected with them."""
        for station in stations:
            self.settled[station] = None
            for leg in tuple(station.legs.values()):
                for end in _around(leg):
                    if isinstance(end, Outside):
                        self.touch(end)
                    if isinstance(end, Leg) and end.id in self.legs:
                        self.settled[end.home] = None
                        self.tell(end)

    def able(self, station: Station) -> Capability:
        """What the line can do: a SIP phone that cannot be made to answer leaves that to its user."""
        deaf = station.sip.registered and not station.sip.answer
        return self.capabilities & ~Capability.ANSWER if deaf else self.capabilities

    def line(self, station: Station) -> LineReport:
        return LineReport(
            uri=station.uri,
            number=station.party.number,
            descriptor=station.party.name,
            location_id=self.plan.location.id,
            capabilities=self.able(station),
            forward_modes=self.forward_modes,
            status=LineStatus.OPEN if station.plugged else LineStatus.NO_PHONE,
            settings=station.settings,
            private=station.private,
            busy_on_busy=station.busy_on_busy,
        )


def _around(leg: Leg) -> Iterable[End]:
    yield from leg.circuit()
    if leg.peer is not None:
        yield from leg.peer.circuit()
