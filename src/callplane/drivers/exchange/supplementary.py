"""What can be done with calls that exist: hold, swap, merge, redirect, transfer, pick up, send digits. Knows no settings.

Every function checks all that it needs before it changes anything, and raises CommandFailed with a text that names the remedy.
"""

from __future__ import annotations

from collections.abc import Container

from callplane.drivers.exchange import lifting
from callplane.drivers.exchange.board import Board
from callplane.drivers.exchange.calls import ALERTING_SECONDS, connect, depart, release, resume, send
from callplane.drivers.exchange.legs import Device, End, Leg, Outside, Station
from callplane.drivers.exchange.recording import OTHER, OWN, Tape
from callplane.drivers.exchange.routing import Route, Verdict, route
from callplane.errors import CommandFailed
from callplane.model.call import CallState, CallType, DisconnectCause

TRANSFER_SECONDS = 60.0
"""How long a party that was transferred blind waits for an answer."""

MAX_DIGITS = 64
_DTMF = frozenset("0123456789*#ABCD")
_PULSES = frozenset("0123456789")


def require(leg: Leg, *states: CallState) -> None:
    """Raise unless the leg is in one of the states."""
    if leg.state not in states:
        wanted = " or ".join(state.name.lower() for state in states)
        raise CommandFailed(f"The call is in state {leg.state.name.lower()}; this needs {wanted}.")


def hold(board: Board, leg: Leg) -> None:
    require(leg, CallState.CONNECTED)
    board.become(leg, CallState.HOLD)


def retrieve(board: Board, leg: Leg) -> None:
    require(leg, CallState.HOLD)
    if leg.home.active is not None or leg.home.dialling:
        raise CommandFailed("Another call of the line is active or being dialled; hold or drop it first, or swap.")
    resume(board, leg)


def swap(board: Board, held: Leg, active: Leg) -> None:
    require(held, CallState.HOLD)
    require(active, CallState.CONNECTED)
    board.become(active, CallState.HOLD)
    resume(board, held)


def merge(board: Board, active: Leg, held: Leg) -> None:
    """Connect the other parties of two calls with each other."""
    require(active, CallState.CONNECTED)
    require(held, CallState.HOLD)
    join(board, active, held)


def join(board: Board, active: Leg, held: Leg) -> None:
    """As `merge`, whatever states the two calls are in."""
    one, other = held.peer, active.peer
    if one is None or other is None:
        raise CommandFailed("A conference cannot be merged; drop it or its members.")
    depart(board, held)
    depart(board, active)
    _join(board, one, other)


def _join(board: Board, first: End, second: End) -> None:
    """Connect two ends whose peers have left. The same extension cannot be on both sides: then nobody is left to speak."""
    here = {end.station for end in first.circuit()} - {None}
    if any(end.station in here for end in second.circuit()):
        release(board, first, DisconnectCause.NONE)
        release(board, second, DisconnectCause.NONE)
        return
    connect(first, second)
    for end in second.circuit():
        end.tracker = first.tracker
        board.touch(end)
    for end, other in ((first, second), (second, first)):
        end.give_up = max(first.give_up, second.give_up)
        if isinstance(end, Leg) and end.type is CallType.CONSULTATION:
            end.type, end.consults = CallType.NORMAL, None
        if other.state is CallState.OFFERING and end.state is CallState.CONNECTED:
            end.state = CallState.RINGBACK
        board.touch(end)


def redirect(board: Board, leg: Leg, number: str) -> None:
    """Send an offering call elsewhere."""
    require(leg, CallState.OFFERING)
    _move(board, leg, _way(board, leg, number), ALERTING_SECONDS)


def transfer(board: Board, leg: Leg, number: str) -> None:
    """Send the other party of a connected call elsewhere."""
    require(leg, CallState.CONNECTED)
    send_away(board, leg, number)


def send_away(board: Board, leg: Leg, number: str) -> None:
    """As `transfer`, whatever state the call is in."""
    _move(board, leg, _way(board, leg, number), TRANSFER_SECONDS)


def _way(board: Board, leg: Leg, number: str) -> Route:
    """Where `number` leads for the other party of this leg; refused unless it rings or is tried outside."""
    if leg.peer is None:
        raise CommandFailed("This call has no other party that could be sent elsewhere.")
    destination = board.plan.dialled(number)
    if destination.station is leg.home:
        raise CommandFailed("A call cannot be sent to the line that it is on; give another number.")
    way = route(board.plan, leg.peer, destination, leg.home.party)
    if way.verdict is not Verdict.ALERT and not way.destination.outside:
        raise CommandFailed(f"The number {number} is {way.verdict.value}; give another number or try again later.")
    return way


def _move(board: Board, leg: Leg, way: Route, patience: float) -> None:
    party = leg.peer
    assert party is not None
    depart(board, leg, DisconnectCause.REDIRECTED_BY_OWNER)
    send(board, party, way, patience)


def pick_up(board: Board, station: Station, call_id: str, ringing: Leg) -> None:
    """Answer at `station` a call that rings elsewhere."""
    require(ringing, CallState.OFFERING)
    caller = ringing.peer
    if caller is None or ringing.home is station or any(end.station is station for end in caller.circuit()):
        raise CommandFailed("Only a call of somebody else that rings on another line can be picked up.")
    if not station.plugged:
        raise CommandFailed("The line has no phone; plug one in first.")
    depart(board, ringing, DisconnectCause.REDIRECTED)
    leg = Leg(
        CallState.OFFERING,
        caller.tracker,
        id=call_id,
        home=station,
        outbound=False,
        created=board.now,
        redirecting=ringing.home.party,
    )
    connect(caller, leg)
    board.tell(board.add(leg))
    lifting.answer(board, leg)


def send_digits(board: Board, leg: Leg, digits: str, seconds: float = 0.0, *, pulse: bool = False) -> None:
    require(leg, CallState.CONNECTED)
    if leg.peer is None:
        raise CommandFailed("Digits cannot be sent to a conference; send them to one of its parties before it joins.")
    check_digits(digits, _PULSES if pulse else _DTMF)
    hear(board, leg, digits, 0.0 if pulse else seconds, tones=not pulse)


def check_digits(digits: str, allowed: Container[str] = _DTMF) -> None:
    if not 0 < len(digits) <= MAX_DIGITS or not all(digit in allowed for digit in digits):
        raise CommandFailed(f"{digits[:MAX_DIGITS]!r} are no digits that can be sent; give 1 to {MAX_DIGITS} of 0-9 * # A-D.")


def hear(board: Board, sender: End, digits: str, seconds: float = 0.0, *, tones: bool = True) -> None:
    """The digits that `sender` sends reach its other party, and the recordings of both."""
    listener = sender.peer
    if isinstance(listener, Leg | Outside):
        listener.heard += digits
    if (isinstance(listener, Leg) and listener.device is Device.SIP) or (isinstance(listener, Outside) and listener.trunk):
        board.sent_digits.append((listener, digits))
        board.touch(listener)
    for end, channel in ((sender, OWN), (listener, OTHER)):
        if tones and isinstance(end, Leg) and end.tape is not None:
            end.tape.digits(board.now, channel, digits, seconds)
    behind = listener.inner if listener is not None else None
    if behind is not None:
        hear(board, behind, digits, seconds, tones=tones)


def start_recording(board: Board, leg: Leg) -> None:
    require(leg, CallState.CONNECTED)
    if leg.recorded:
        raise CommandFailed("The call is being recorded already; stop that recording first.")
    leg.tapes += 1
    leg.tape = Tape(leg.home.uri, leg.id, f"{leg.id.strip('{}')}-{leg.tapes}.wav", board.now)
    board.touch(leg)


def stop_recording(board: Board, leg: Leg) -> None:
    if leg.tape is None:
        raise CommandFailed("This line is not recording the call; only who started a recording can stop it.")
    board.stop_tape(leg)
    board.touch(leg)
