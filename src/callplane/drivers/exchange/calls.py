"""The life of a call between two ends: sent, ringing, answered, held, ended. Knows nothing of how calls are joined or moved."""

from __future__ import annotations

from collections.abc import Callable

from callplane.drivers.exchange import conferences
from callplane.drivers.exchange.board import Board
from callplane.drivers.exchange.legs import End, Leg, Office, Outside, Refusal, Station
from callplane.drivers.exchange.outside import SIMULATED, behaviour
from callplane.drivers.exchange.routing import Route, Verdict, follow, no_answer_rule
from callplane.model.call import CallState, DisconnectCause
from callplane.model.line import Forward

ALERTING_SECONDS = 180.0
BUSY_SECONDS = 30.0


def send(board: Board, caller: End, way: Route, patience: float = ALERTING_SECONDS) -> None:
    """Take a caller where `way` leads; nobody waits for him longer than `patience` seconds."""
    caller.give_up = board.now + patience
    forward(board, caller, way)


def forward(board: Board, caller: End, way: Route) -> None:
    """As `send`, with the patience that is left."""
    caller.stop_timer()
    caller.peer = None
    if isinstance(caller, Leg):
        caller.dialled = way.destination
    if way.verdict is Verdict.ALERT:
        _ring(board, caller, way)
    elif way.verdict is Verdict.BUSY:
        _busy(board, caller)
    else:
        caller.refusal = way.refusal
        release(board, caller, DisconnectCause.UNCONNECTED)


def _ring(board: Board, caller: End, way: Route) -> None:
    if way.destination.station is None:
        number = way.destination.party.number
        trunk = board.plan.carrier(number) or SIMULATED
        callee = board.add_outside(number, CallState.OFFERING, caller.tracker, inbound=False, trunk=trunk)
        connect(caller, callee)
        if trunk == SIMULATED:
            _act_outside(board, caller, callee)
        else:
            callee.timer = board.deadlines.set(caller.give_up, lambda: unanswered(board, callee, None))
            if caller.state is CallState.DIALING:
                return  # the trunk tells when it rings there
    else:
        _ring_phone(board, caller, way.destination.station, way)
    alerted(board, caller)


def _ring_phone(board: Board, caller: End, station: Station, way: Route) -> None:
    callee = Leg(
        CallState.OFFERING,
        caller.tracker,
        id=board.new_id(),
        home=station,
        outbound=False,
        created=board.now,
        redirecting=way.redirecting,
        hops=way.hops,
    )
    connect(caller, callee)
    board.tell(board.add(callee))
    board.offered.append(callee)
    rule, when = no_answer_rule(station, caller), caller.give_up
    if rule is not None:
        turn = board.now + (rule.no_answer_seconds or board.no_answer_seconds)
        rule, when = (rule, turn) if turn < when else (None, when)
    callee.timer = board.deadlines.set(when, lambda: unanswered(board, callee, rule))


def connect(one: End, other: End) -> None:
    one.peer, other.peer = other, one


def alerted(board: Board, caller: End) -> None:
    """It rings where the caller called."""
    if not isinstance(caller, Leg):
        caller.state = CallState.RINGBACK
        board.touch(caller)
    elif caller.state in (CallState.HOLD, CallState.CONFERENCED):
        board.become(caller, caller.state)
    else:
        board.become(caller, CallState.RINGBACK)


def unanswered(board: Board, callee: Leg | Outside, rule: Forward | None) -> None:
    """Nobody has answered: follow the rule, else it is over."""
    caller = callee.peer
    assert caller is not None
    if rule is None or isinstance(callee, Outside):
        caller.refusal = Refusal.UNANSWERED
        release(board, callee, DisconnectCause.UNCONNECTED)
        release(board, caller, DisconnectCause.UNCONNECTED)
        return
    way = follow(board.plan, caller, callee.home, rule, callee.hops)
    depart(board, callee, DisconnectCause.REDIRECTED)
    forward(board, caller, way)


def _act_outside(board: Board, caller: End, callee: Outside) -> None:
    how = behaviour(callee.number)
    if how.answers_after is not None:
        callee.timer = board.later(how.answers_after, lambda: answer(board, callee))
    elif how.rejects_after is not None:
        callee.timer = board.later(how.rejects_after, lambda: hang_up(board, callee))
    else:
        callee.timer = board.deadlines.set(caller.give_up, lambda: unanswered(board, callee, None))


def _busy(board: Board, caller: End) -> None:
    """Busy tone for somebody who dialled; who was connected before, or cannot hear it, is released."""
    waits = caller.state in (CallState.DIALING, CallState.RINGBACK) and not caller.connected
    caller.refusal = Refusal.BUSY
    if isinstance(caller, Office) or not waits:
        release(board, caller, DisconnectCause.UNCONNECTED)
        return
    caller.timer = board.later(BUSY_SECONDS, lambda: release(board, caller, DisconnectCause.BUSY))
    if isinstance(caller, Leg):
        board.become(caller, CallState.BUSY)
    else:
        caller.state = CallState.BUSY
        board.touch(caller)


def answer(board: Board, callee: Leg | Outside) -> None:
    """The called side accepts: both ends are connected."""
    caller = callee.peer
    assert caller is not None
    callee.stop_timer()
    if isinstance(callee, Leg):
        if callee.office is not None and callee.office.state is not CallState.CONNECTED:
            _end_office(board, callee)
        activate(board, callee)
    else:
        callee.state, callee.connected = CallState.CONNECTED, board.now
        board.touch(callee)
        seconds = behaviour(callee.number).hangs_up_after
        if seconds is not None and not callee.trunk:
            callee.timer = board.later(seconds, lambda: hang_up(board, callee))
    _answered(board, caller)


def _answered(board: Board, caller: End) -> None:
    if isinstance(caller, Leg):
        if caller.state in (CallState.HOLD, CallState.CONFERENCED):
            caller.connected = caller.connected or board.now
            board.touch(caller)
        else:
            activate(board, caller)
        return
    caller.state, caller.connected = CallState.CONNECTED, caller.connected or board.now
    board.touch(caller)
    if isinstance(caller, Office):
        caller.on_answer()


def activate(board: Board, leg: Leg) -> None:
    """Connect the leg; another active call of its line goes on hold first."""
    active = leg.home.active
    if active is not None and active is not leg:
        board.become(active, CallState.HOLD)
    leg.connected = leg.connected or board.now
    board.become(leg, CallState.CONNECTED)


def resume(board: Board, leg: Leg) -> None:
    """Take a leg from hold. It hears the ringing tone where its other side was transferred to a phone that still rings."""
    if leg.peer is not None and leg.peer.state is CallState.OFFERING:
        board.become(leg, CallState.RINGBACK)
    else:
        activate(board, leg)


def hang_up(board: Board, end: Leg | Outside, *, phone_lost: bool = False, refusal: Refusal = Refusal.DECLINED) -> None:
    """This side ends the call; `refusal` is what a caller learns whose call was not answered."""
    if isinstance(end, Leg) and end.conference is not None and end.is_controller:
        for member in conferences.dissolve(board, end.conference):
            hang_up(board, member, phone_lost=phone_lost)
        board.clear(end, phone_lost=phone_lost)
        return
    other, cause = end.peer, DisconnectCause.NONE if end.talking else DisconnectCause.UNCONNECTED
    if other is not None and end.state is CallState.OFFERING:
        other.refusal = Refusal.ABSENT if phone_lost else refusal
    if isinstance(end, Leg):
        depart(board, end, phone_lost=phone_lost)
    else:
        board.end_outside(end)
    if other is not None:
        release(board, other, cause)


def release(board: Board, end: End, cause: DisconnectCause) -> None:
    """The other side of this end is gone: end it too."""
    end.stop_timer()
    if isinstance(end, Leg):
        _leave(board, end, lambda: board.disconnect(end, cause))
    elif isinstance(end, Outside):
        board.end_outside(end)
    else:
        assert isinstance(end, Office)
        end.state = CallState.DISCONNECTED
        end.on_loss()


def depart(board: Board, leg: Leg, cause: DisconnectCause = DisconnectCause.NONE, *, phone_lost: bool = False) -> None:
    """The leg leaves its line; what becomes of its peer is the caller's affair."""
    _leave(board, leg, lambda: board.clear(leg, cause, phone_lost=phone_lost))


def _leave(board: Board, leg: Leg, end: Callable[[], None]) -> None:
    if leg.id not in board.legs:
        return
    conference = leg.conference
    if conference is not None:
        conferences.remove(board, conference, leg)
    end()
    _end_office(board, leg)
    if conference is not None:
        conferences.shrink(board, conference)


def _end_office(board: Board, leg: Leg) -> None:
    office, leg.office = leg.office, None
    if office is not None and office.peer is not None:
        cause = DisconnectCause.NONE if office.talking else DisconnectCause.UNCONNECTED
        release(board, office.peer, cause)
