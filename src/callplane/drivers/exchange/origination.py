"""How calls begin: made from a line, dialled on a phone, or coming from the outside world. Knows the rules for placing them."""

from __future__ import annotations

from callplane.drivers.commands import MakeCall
from callplane.drivers.exchange import lifting, remote_office
from callplane.drivers.exchange.board import Board
from callplane.drivers.exchange.callbacks import ring
from callplane.drivers.exchange.calls import send
from callplane.drivers.exchange.legs import Destination, Device, Leg, Outside, Station
from callplane.drivers.exchange.outside import SIMULATED
from callplane.drivers.exchange.routing import Route, Verdict, route
from callplane.errors import CommandFailed
from callplane.model.call import CallState, CallType, Party
from callplane.model.events import CallAttempted
from callplane.model.line import Capability

MAX_CALLS = 4
"""Calls that one line can have; the members of a conference are not counted."""


def make_call(board: Board, station: Station, order: MakeCall) -> None:
    """Place the call that a MakeCall orders, over the remote phone where there is one."""
    consulted = _consulted(board, station, order.consultation_of)
    number = board.plan.dialled(order.number)
    leg = _leg(board, station, order.call_id, number, consulted)
    leg.hidden, leg.address = order.hide_caller_id, order.address
    way = route(board.plan, leg, number)
    phone = _remote_phone(board, station, order.via)
    if phone is None:
        accepted = way.verdict is not Verdict.UNOBTAINABLE
        hand = lifting.hand(station)
        _begin(board, leg, accepted=accepted)
        if hand is Device.NONE and accepted:
            lifting.ring_first(board, leg, lambda: send(board, leg, route(board.plan, leg, number)))
        else:
            leg.device = hand
            send(board, leg, way)
        return
    first = remote_office.way_to_phone(board, leg, phone)
    if way.verdict is Verdict.UNOBTAINABLE or first.verdict is not Verdict.ALERT:
        _begin(board, leg, accepted=False)
        send(board, leg, Route(Verdict.UNOBTAINABLE, number))
    else:
        _begin(board, leg, accepted=True)
        remote_office.dial_over(board, leg, first, number)


def call_back(board: Board, station: Station, order: MakeCall) -> None:
    """Place a call back: the own phone rings first, and dials when it is answered."""
    _check_room(station)
    board.facts.append(CallAttempted(station.uri, order.call_id, accepted=True))
    ring(board, station, board.plan.dialled(order.number), board.new_id(), order.call_id)


def dial(
    board: Board, station: Station, text: str, device: Device, consultation_of: str = "", *, hide_caller_id: bool = False
) -> Leg:
    """A person dials on one of the line's phones."""
    consulted = _consulted(board, station, consultation_of, device)
    number = board.plan.dialled(text)
    leg = _leg(board, station, board.new_id(), number, consulted)
    leg.device, leg.hidden = device, hide_caller_id
    _report(board, leg)
    send(board, leg, route(board.plan, leg, number))
    return leg


def call_in(board: Board, caller_id: Party, station: Station, trunk: str = SIMULATED) -> Outside:
    """Somebody outside (without a number: withheld) calls an extension, over a trunk or from the simulated world."""
    number, name = caller_id.number, caller_id.name
    caller = board.add_outside(number, CallState.DIALING, board.new_id(), inbound=True, name=name, trunk=trunk)
    send(board, caller, route(board.plan, caller, Destination(station.party, station)))
    return caller


def _check_room(station: Station, device: Device = Device.NONE) -> None:
    if not station.plugged and device is not Device.SIP:
        raise CommandFailed("The line has no phone; plug one in first.")
    if len(station.calls) >= MAX_CALLS or station.dialling:
        raise CommandFailed(f"The line is dialling or has {MAX_CALLS} calls already; drop one of them first.")


def _consulted(board: Board, station: Station, call_id: str, device: Device = Device.NONE) -> Leg | None:
    """The call that is put on hold for another one; raises CommandFailed when there is no room for that."""
    _check_room(station, device)
    if station.active is not None and Capability.CONSULTATION not in board.capabilities:
        raise CommandFailed("The line has an active call; put it on hold first.")
    if not call_id:
        return station.active
    consulted = station.legs.get(call_id)
    if consulted is None or consulted.state not in (CallState.CONNECTED, CallState.HOLD):
        raise CommandFailed("The call to be put on hold is not active; name the active call or none.")
    return consulted


def _leg(board: Board, station: Station, call_id: str, number: Destination, consulted: Leg | None) -> Leg:
    return Leg(
        CallState.DIALING,
        consulted.tracker if consulted else board.new_id(),
        id=call_id,
        home=station,
        outbound=True,
        created=board.now,
        dialled=number,
        type=CallType.CONSULTATION if consulted else CallType.NORMAL,
        consults=consulted,
    )


def _remote_phone(board: Board, station: Station, via: str) -> Destination | None:
    if via:
        return board.plan.dialled(via)
    setting = station.settings.remote_office
    return board.plan.number(setting.destination) if setting.enabled else None


def _begin(board: Board, leg: Leg, *, accepted: bool) -> None:
    """Tell what becomes of the order, then report the new call."""
    board.facts.append(CallAttempted(leg.home.uri, leg.id, accepted))
    _report(board, leg)


def _report(board: Board, leg: Leg) -> None:
    if active := leg.home.active:
        board.become(active, CallState.HOLD)
    board.tell(board.add(leg))
