"""How a call gets to a phone's handset: which phone it is, and what happens when it is lifted. Knows no signalling.

Virtual phones obey at once. A SIP phone that is off the hook goes on with another call; one that is not rings until its user,
or the phone by itself, lifts it.
"""

from __future__ import annotations

from collections.abc import Callable

from callplane.drivers.exchange import calls
from callplane.drivers.exchange.board import Board
from callplane.drivers.exchange.callbacks import take_up
from callplane.drivers.exchange.legs import Device, Leg, Station
from callplane.errors import CommandFailed
from callplane.model.call import CallState, DisconnectCause

OWN_PHONE_SECONDS = 60.0
"""How long the own phone rings for a call that a program makes or picks up."""


def hand(station: Station) -> Device:
    """What a call is held with that begins now; NONE: a SIP phone has to be lifted first."""
    device = station.in_hand
    if device is Device.SIP or not station.sip.registered:
        return device if device is Device.SIP else Device.VIRTUAL
    talks = device is Device.VIRTUAL and station.active is not None
    return Device.VIRTUAL if talks else Device.NONE


def ring_first(board: Board, leg: Leg, then: Callable[[], None]) -> None:
    """Ring the own phone for an outgoing call; `then` it is dialled."""
    leg.lifting = then
    leg.timer = board.later(OWN_PHONE_SECONDS, lambda: calls.release(board, leg, DisconnectCause.UNCONNECTED))
    board.touch(leg)


def answer(board: Board, leg: Leg) -> None:
    """A program answers an offering call; an active one goes on hold. A call back is dialled then."""
    if leg.state is not CallState.OFFERING:
        raise CommandFailed(f"The call is in state {leg.state.name.lower()}; only one that rings can be answered.")
    device = hand(leg.home)
    if device is not Device.NONE:
        lift(board, leg, device)
        return
    leg.wanted = True
    if leg.timer is None and leg.peer is not None:  # picked up: nobody else waits for an answer
        leg.timer = board.later(OWN_PHONE_SECONDS, lambda: calls.unanswered(board, leg, None))
    board.touch(leg)


def lift(board: Board, leg: Leg, device: Device) -> None:
    """A phone is lifted for this call."""
    leg.device, leg.wanted = device, False
    if leg.lifting is not None:
        then, leg.lifting = leg.lifting, None
        leg.stop_timer()
        then()
    elif leg.peer is None:
        take_up(board, leg)
    else:
        calls.answer(board, leg)
