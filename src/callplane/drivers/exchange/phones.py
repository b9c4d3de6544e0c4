"""The virtual phones: what a person can do on one, which call is meant, and what the phone shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from callplane.drivers.exchange import lifting, origination, supplementary
from callplane.drivers.exchange.board import Board
from callplane.drivers.exchange.calls import hang_up
from callplane.drivers.exchange.legs import Device, Leg, Outside, Station
from callplane.errors import CommandFailed, UnknownObject
from callplane.model.call import CallReport, CallState
from callplane.model.events import LineReported


@dataclass(frozen=True, slots=True)
class PhoneCall:
    """A call as a phone shows it. `heard`: the digits that the other party sent."""

    report: CallReport
    heard: str


@dataclass(frozen=True, slots=True)
class Phone:
    extension: str
    number: str
    name: str
    plugged: bool
    do_not_disturb: bool
    calls: tuple[PhoneCall, ...]


@dataclass(frozen=True, slots=True)
class OutsideParty:
    """Somebody outside. `inbound`: he called us; `number` is empty when it is withheld."""

    id: str
    number: str
    inbound: bool
    state: CallState
    heard: str


def show_phone(station: Station) -> Phone:
    calls = tuple(PhoneCall(leg.report(), leg.heard) for leg in station.legs.values())
    settings, party = station.settings, station.party
    plugged = station.virtual and not station.unplugged
    return Phone(station.extension, party.number, party.name, plugged, settings.do_not_disturb, calls)


def show_outside(party: Outside) -> OutsideParty:
    return OutsideParty(party.id, party.number, party.inbound, party.state, party.heard)


_OBVIOUS = (CallState.CONNECTED, CallState.DIALING, CallState.RINGBACK, CallState.BUSY, CallState.OFFERING)


def lift(board: Board, station: Station, call_id: str) -> None:
    """Answer the ringing call."""
    leg = _find(station, call_id, (CallState.OFFERING,))
    supplementary.require(leg, CallState.OFFERING)
    _present(station)
    lifting.lift(board, leg, Device.VIRTUAL)


def put_down(board: Board, station: Station, call_id: str) -> None:
    """Hang up the active call, else the ringing one, else the only one."""
    hang_up(board, _find(station, call_id, _OBVIOUS, or_only=True))


def hold(board: Board, station: Station, call_id: str) -> None:
    supplementary.hold(board, _find(station, call_id, (CallState.CONNECTED,)))


def retrieve(board: Board, station: Station, call_id: str) -> None:
    supplementary.retrieve(board, _find(station, call_id, (CallState.HOLD,)))


def unplug(board: Board, station: Station) -> None:
    """Take the virtual phone away; its calls end, and those that ring where no other phone is left."""
    if station.unplugged:
        raise CommandFailed("The phone is unplugged already.")
    _present(station)
    station.unplugged = True
    lose(board, station, lambda leg: leg.device is Device.VIRTUAL)


def lose(board: Board, station: Station, held_with: Callable[[Leg], bool]) -> None:
    """A phone is gone: tell that, and end the calls that were held with it."""
    board.facts.append(LineReported(board.line(station)))
    for leg in sorted(station.legs.values(), key=lambda leg: not leg.is_controller):
        if leg.id in board.legs and (not station.plugged or held_with(leg)):
            hang_up(board, leg, phone_lost=True)


def plug(board: Board, station: Station) -> None:
    if not station.unplugged:
        raise CommandFailed("The phone is plugged in already.")
    station.unplugged = False
    board.touched[station] = None
    board.facts.append(LineReported(board.line(station)))


def _present(station: Station) -> None:
    if not station.virtual:
        raise CommandFailed(f"The extension {station.extension} has no virtual phone; use its SIP phone.")
    if station.unplugged:
        raise CommandFailed("The phone is unplugged; plug it in first.")


def dial(board: Board, station: Station, number: str) -> Leg:
    """Dial on the virtual phone."""
    _present(station)
    return origination.dial(board, station, number, Device.VIRTUAL)


def _find(station: Station, call_id: str, states: tuple[CallState, ...], *, or_only: bool = False) -> Leg:
    if call_id:
        leg = station.legs.get(call_id)
        if leg is None:
            raise UnknownObject(f"The phone {station.extension} has no call {call_id}; see its list of calls.")
        return leg
    for state in states:
        found = [leg for leg in station.calls if leg.state is state]
        if len(found) == 1:
            return found[0]
        if found:
            raise CommandFailed(f'The phone {station.extension} has several such calls; name one with "call".')
    if or_only and len(station.calls) == 1:
        return station.calls[0]
    raise CommandFailed(f"The phone {station.extension} has no call for which this can be done.")
