"""What SIP phones do to the switch: registered, dialled, lifted, refused, held, put down, sent elsewhere. Knows no SIP.

Each raises CommandFailed when the switch does not allow it; then nothing has changed.
"""

from __future__ import annotations

from callplane.drivers.exchange import conferences, lifting, origination, supplementary
from callplane.drivers.exchange.board import Board
from callplane.drivers.exchange.calls import depart, forward, hang_up, release
from callplane.drivers.exchange.legs import Destination, Device, Leg, Refusal, SipPhones, Station
from callplane.drivers.exchange.phones import lose
from callplane.drivers.exchange.routing import Route, Verdict, busy_rule, follow
from callplane.errors import CommandFailed
from callplane.model.call import CallState, DisconnectCause
from callplane.model.events import LineReported
from callplane.model.line import Capability


def registered(board: Board, station: Station, phones: SipPhones) -> None:
    """What phones of this extension there are now; with the last one its calls are lost."""
    if phones == station.sip:
        return
    before, station.sip = station.sip, phones
    if before.registered and not phones.registered:
        lose(board, station, lambda leg: leg.device is Device.SIP)
    else:
        board.touched[station] = None
        board.facts.append(LineReported(board.line(station)))


def dial(board: Board, station: Station, number: str, *, hide_caller_id: bool = False) -> Leg:
    """A number is dialled. A call that the phone itself has put on hold before counts as consulted."""
    parked = [leg.id for leg in station.legs.values() if leg.parked and leg.state is CallState.HOLD]
    consulted = parked[-1] if parked and station.active is None else ""
    return origination.dial(board, station, number, Device.SIP, consulted, hide_caller_id=hide_caller_id)


def lift(board: Board, leg: Leg) -> None:
    """A phone that rang is lifted."""
    if leg.state is not CallState.OFFERING and leg.lifting is None:
        raise CommandFailed("The call no longer rings.")
    lifting.lift(board, leg, Device.SIP)


def refuse(board: Board, leg: Leg, refusal: Refusal) -> None:
    """All phones refused a call that rang: they are busy, or their user does not want it, or they cannot take it."""
    caller = leg.peer
    if leg.lifting is not None:
        release(board, leg, DisconnectCause.UNCONNECTED)
    elif caller is None or refusal is not Refusal.BUSY:
        hang_up(board, leg, refusal=refusal)
    else:
        rule = busy_rule(leg.home, caller)
        here = Destination(leg.home.party, leg.home)
        way = follow(board.plan, caller, leg.home, rule, leg.hops) if rule else Route(Verdict.BUSY, here, hops=leg.hops)
        depart(board, leg, DisconnectCause.REDIRECTED if rule else DisconnectCause.UNCONNECTED)
        forward(board, caller, way)


def put_down(board: Board, leg: Leg, *, lost: bool = False) -> None:
    """A phone hung up; `lost`: it has vanished."""
    if leg.id in board.legs:
        hang_up(board, leg, phone_lost=lost)


def hold(board: Board, leg: Leg) -> None:
    leg.parked = True
    if leg.state is CallState.CONNECTED:
        supplementary.hold(board, leg)


def retrieve(board: Board, leg: Leg) -> None:
    """A phone takes a call back. Where it goes on with another one at the same time, that is its way to make a conference; but
    never with a call that a program has put on hold, as that could be no more than a phone's refreshing of what it offered."""
    parked, leg.parked = leg.parked, False
    active = leg.home.active
    if leg.state is not CallState.HOLD or (active is not None and not parked):
        return
    if active is None:
        supplementary.retrieve(board, leg)
    elif active.is_controller and leg.conference is None and active.conference is not None:
        conferences.add(board, active.conference, leg)
    elif Capability.CONFERENCE in board.capabilities and not leg.is_controller:
        conferences.start(board, active, leg)
    else:
        supplementary.swap(board, leg, active)


def transfer(board: Board, leg: Leg, number: str) -> None:
    """A phone sends its other party elsewhere (blind)."""
    if not leg.talking:
        raise CommandFailed("Only a connected call can be transferred.")
    supplementary.send_away(board, leg, number)


def join(board: Board, one: Leg, other: Leg) -> None:
    """A phone connects its two other parties with each other; the second may still ring."""
    if one.home is not other.home or one is other or CallState.OFFERING in (one.state, other.state):
        raise CommandFailed("Only two calls of one's own can be joined.")
    active, held = (one, other) if other.state is CallState.HOLD else (other, one)
    supplementary.join(board, active, held)


def redirect(board: Board, leg: Leg, number: str) -> None:
    """A phone that rings sends the call elsewhere (302)."""
    supplementary.redirect(board, leg, number)


def digits(board: Board, leg: Leg, keys: str) -> None:
    """Keys are pressed on a phone."""
    supplementary.send_digits(board, leg, keys)
