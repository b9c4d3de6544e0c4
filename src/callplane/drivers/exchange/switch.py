"""The embedded PBX: commands and what people do go in, facts come out. Knows which part does what; no clock, no I/O.

Every entry takes the time (`now`, seconds since the epoch, never going back) and gives the facts of that moment in order. What is
refused raises a Refusal (nearly always CommandFailed) and changes nothing. Should anything else be raised, that is a fault of
this package: what was changed until then is told by the next entry, so that facts and switch never disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from callplane.drivers.commands import Command
from callplane.drivers.exchange import origination, remote_office, supplementary
from callplane.drivers.exchange import phones as phone_actions
from callplane.drivers.exchange.board import Board
from callplane.drivers.exchange.callbacks import Callbacks
from callplane.drivers.exchange.calls import hang_up
from callplane.drivers.exchange.legs import End, Outside, Station
from callplane.drivers.exchange.line_settings import carried_out
from callplane.drivers.exchange.orders import Parts, carry_out
from callplane.drivers.exchange.outside import SIMULATED, Carrier
from callplane.drivers.exchange.phones import OutsideParty, Phone, show_outside, show_phone
from callplane.drivers.exchange.recording import Tape
from callplane.drivers.exchange.routing import DialPlan
from callplane.errors import CommandFailed, UnknownObject
from callplane.model.call import CallState, Party
from callplane.model.events import Fact, Synchronised
from callplane.model.line import Capability, ForwardMode, LineSettings
from callplane.numbers.location import Location
from callplane.numbers.parsing import to_supercanonic


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension of the exchange. `number` is what is dialled, digits only.

    `virtual`: it has a virtual phone; `sip`: SIP phones may register for it.
    """

    number: str
    name: str
    busy_on_busy: bool = False
    private: bool = False
    virtual: bool = True
    sip: bool = True


class Switch:
    """See the module's text. `pbx` is the part behind `@` in the lines' URIs; `settings` are by URI."""

    def __init__(
        self,
        pbx: str,
        location: Location,
        extensions: Sequence[Extension],
        new_id: Callable[[], str],
        *,
        settings: Mapping[str, LineSettings] | None = None,
        capabilities: Capability = Capability.ALL,
        forward_modes: ForwardMode = ForwardMode.ALL,
        no_answer_seconds: float = 20.0,
        carrier: Carrier = lambda _: SIMULATED,
    ) -> None:
        stations = {e.number: _station(pbx, location, e) for e in extensions}
        for station in stations.values():
            if settings is not None and station.uri in settings:
                station.settings = carried_out(settings[station.uri], capabilities, forward_modes)
        self._board = Board(DialPlan(location, stations, carrier), new_id, capabilities, forward_modes, no_answer_seconds)
        self._callbacks = Callbacks(self._board)

    # What a server and the clock do

    def execute(self, command: Command, now: float) -> list[Fact]:
        """Carry out a command. Raises CommandFailed, or NotCapable for what this exchange does not do."""
        self._at(now)
        carry_out(command, Parts(self._board, self._callbacks))
        return self._facts()

    def advance(self, now: float) -> list[Fact]:
        """Do what is due until `now`."""
        while (deadline := self._board.deadlines.take(now)) is not None:
            self._at(deadline.when)
            deadline.action()
            self._settle()
        self._at(now)
        return self._facts()

    def next_deadline(self) -> float | None:
        """When `advance` has something to do; None when there is nothing."""
        return self._board.deadlines.next()

    def snapshot(self) -> Synchronised:
        """The whole truth now: all lines, all calls."""
        board = self._board
        lines = tuple(map(board.line, board.lines.values()))
        calls = (leg.report() for station in board.lines.values() for leg in station.legs.values())
        return Synchronised(lines, tuple(calls))

    def finished_recordings(self) -> list[Tape]:
        """The recordings that ended since the last question."""
        tapes, self._board.tapes = self._board.tapes, []
        return tapes

    def stop_recordings(self, now: float) -> list[Fact]:
        """End all recordings: the exchange is about to stop."""
        self._at(now)
        for leg in self._board.legs.values():
            if leg.tape is not None:
                supplementary.stop_recording(self._board, leg)
        return self._facts()

    def restart(self, now: float) -> None:
        """Lose all calls and recordings without a word, as by a loss of power. Settings and plugs stay."""
        lost = self._board
        for station in lost.lines.values():
            station.legs.clear()
        self._board = Board(lost.plan, lost.new_id, lost.capabilities, lost.forward_modes, lost.no_answer_seconds)
        self._board.settled = dict.fromkeys(lost.lines.values())
        self._callbacks = Callbacks(self._board)
        self._at(now)

    # What happens on SIP phones

    def station(self, extension: str) -> Station | None:
        """The extension, whatever its phones are."""
        return self._board.plan.stations.get(extension)

    def sip_station(self, extension: str) -> Station | None:
        """The extension, if SIP phones may register for it."""
        station = self.station(extension)
        return station if station is not None and station.for_sip else None

    def perform(self, action: Callable[[Board], object], now: float) -> list[Fact]:
        """Something that a SIP phone did (see `sip_phones`)."""
        self._at(now)
        action(self._board)
        return self._facts()

    def take_settled(self) -> list[Station]:
        """Where something has happened since the last question."""
        settled, self._board.settled = self._board.settled, {}
        return list(settled)

    def take_beyond(self) -> list[Outside]:
        """Parties on trunks with whom something has happened since the last question."""
        beyond, self._board.beyond = self._board.beyond, {}
        return list(beyond)

    def take_digits(self) -> list[tuple[End, str]]:
        """Digits that the phones of these ends are to hear, since the last question."""
        digits, self._board.sent_digits = self._board.sent_digits, []
        return digits

    # What people do on the phones; `call` names a call where the obvious one is not meant

    def phones(self) -> list[Phone]:
        return [show_phone(station) for station in self._board.lines.values()]

    def phone(self, extension: str) -> Phone:
        """Raises UnknownObject."""
        return show_phone(self._phone(extension))

    def phone_answer(self, extension: str, now: float, call: str = "") -> list[Fact]:
        return self._on_phone(phone_actions.lift, extension, now, call)

    def phone_hangup(self, extension: str, now: float, call: str = "") -> list[Fact]:
        return self._on_phone(phone_actions.put_down, extension, now, call)

    def phone_hold(self, extension: str, now: float, call: str = "") -> list[Fact]:
        return self._on_phone(phone_actions.hold, extension, now, call)

    def phone_retrieve(self, extension: str, now: float, call: str = "") -> list[Fact]:
        return self._on_phone(phone_actions.retrieve, extension, now, call)

    def phone_dial(self, extension: str, number: str, now: float) -> tuple[str, list[Fact]]:
        """Dial on the phone; gives the id of the call, which may have ended already."""
        station = self._phone(extension)
        self._at(now)
        leg = phone_actions.dial(self._board, station, number)
        return leg.id, self._facts()

    def phone_plug(self, extension: str, now: float) -> list[Fact]:
        station = self._phone(extension)
        self._at(now)
        phone_actions.plug(self._board, station)
        return self._facts()

    def phone_unplug(self, extension: str, now: float) -> list[Fact]:
        station = self._phone(extension)
        self._at(now)
        phone_actions.unplug(self._board, station)
        return self._facts()

    def _on_phone(self, act: Callable[[Board, Station, str], None], extension: str, now: float, call: str) -> list[Fact]:
        station = self._phone(extension)
        self._at(now)
        act(self._board, station, call)
        return self._facts()

    def _phone(self, extension: str) -> Station:
        station = self._board.plan.stations.get(extension)
        if station is None:
            raise UnknownObject(f"There is no phone {extension}; see the list of phones.")
        return station

    # What people outside do

    def outside(self) -> list[OutsideParty]:
        """The parties outside that are in a call, and the latest that were."""
        return list(map(show_outside, self._board.outside.values()))

    def outside_call(self, caller: str, called: str, now: float) -> tuple[str, list[Fact]]:
        """Somebody outside calls; an empty `caller` withholds his number. Gives the id of the outside party.

        Raises InvalidNumber for a caller that is no number, UnknownObject when `called` means no extension.
        """
        number = to_supercanonic(caller, self._board.plan.location) if caller.strip() else ""
        station = self._board.plan.from_outside(called)
        if station is None:
            raise UnknownObject(f"{called!r} is no extension of this exchange; give an extension or its full number.")
        self._at(now)
        party = origination.call_in(self._board, Party(number), station)
        return party.id, self._facts()

    def outside_hangup(self, identity: str, now: float) -> list[Fact]:
        party = self._living(identity)
        self._at(now)
        hang_up(self._board, party)
        return self._facts()

    def outside_digits(self, identity: str, digits: str, now: float) -> list[Fact]:
        """A connected party outside sends DTMF."""
        party = self._living(identity)
        if party.state is not CallState.CONNECTED:
            raise CommandFailed("The outside party is not connected; answer its call first.")
        supplementary.check_digits(digits)
        self._at(now)
        supplementary.hear(self._board, party, digits)
        return self._facts()

    def outside_party(self, identity: str) -> OutsideParty:
        """Raises UnknownObject."""
        return show_outside(self._outside(identity))

    def _outside(self, identity: str) -> Outside:
        party = self._board.outside.get(identity)
        if party is None:
            raise UnknownObject(f"There is no outside party {identity}; see the list of outside parties.")
        return party

    def _living(self, identity: str) -> Outside:
        party = self._outside(identity)
        if party.state is CallState.DISCONNECTED:
            raise CommandFailed("The call of this outside party has ended; place another one.")
        return party

    # How a moment ends

    def _at(self, now: float) -> None:
        self._board.now = max(self._board.now, now)

    def _facts(self) -> list[Fact]:
        self._settle()
        facts, self._board.facts = self._board.facts, []
        return facts

    def _settle(self) -> None:
        """Do what follows from what was done: ring remote phones, report differences, call back; until nothing follows."""
        board = self._board
        while board.touched or board.offered:
            offered, board.offered = board.offered, []
            for leg in offered:
                remote_office.ring_along(board, leg)
            touched, board.touched = board.touched, {}
            board.settle(touched)
            self._callbacks.review(touched)
        board.part()


def _station(pbx: str, location: Location, extension: Extension) -> Station:
    number = location.trunk + extension.number
    return Station(
        extension.number,
        Party(number, extension.name),
        f"tel:{number}@{pbx}",
        busy_on_busy=extension.busy_on_busy,
        private=extension.private,
        virtual=extension.virtual,
        for_sip=extension.sip,
    )
