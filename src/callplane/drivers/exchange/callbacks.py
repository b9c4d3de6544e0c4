"""Calls back to busy or unanswered parties: knows who waits for whom and when both are free."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from callplane.deadlines import Deadline
from callplane.drivers.exchange.board import Board
from callplane.drivers.exchange.calls import hang_up, release, send
from callplane.drivers.exchange.legs import Destination, Leg, Outside, Station
from callplane.drivers.exchange.routing import Verdict, route
from callplane.errors import CommandFailed
from callplane.model.call import CallState, CallType, DisconnectCause, Party

RINGING_SECONDS = 30.0
OUTSIDE_FREE_SECONDS = 30.0
EXPIRY_SECONDS = 1800.0


@dataclass(eq=False, slots=True)
class Request:
    """`owner` wants `target`: an extension, free from its activity `since` on (see Station), or somebody outside, then `free`."""

    owner: Station
    target: Destination
    tracker: str
    since: int = 0
    free: bool = False
    ringing: Leg | None = None
    deadlines: list[Deadline] = field(default_factory=list)

    @property
    def stations(self) -> tuple[Station, ...]:
        called = self.target.station
        return (self.owner,) if called is None or called is self.owner else (self.owner, called)


class Callbacks:
    """All requests for a call back, at most one for a pair."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._requests: dict[tuple[Station, str], Request] = {}
        self._waiting: dict[Station, dict[Request, None]] = {}

    def request(self, leg: Leg) -> None:
        """Ask for a call back to the party that does not answer this leg, in place of an earlier request; the leg ends."""
        unanswered = leg.state is CallState.RINGBACK and leg.outbound
        target = _target(leg)
        if target is None or not (unanswered or leg.state is CallState.BUSY):
            raise CommandFailed("Only a call to a busy party, or one that rings unanswered, can be called back.")
        if earlier := self._requests.get((leg.home, target.party.number)):
            self._forget(earlier)
        hang_up(self._board, leg)
        wanted = Request(leg.home, target, leg.tracker)
        if target.station is not None and unanswered:
            wanted.since = target.station.activity + 1
        self._add(wanted)

    def review(self, stations: Iterable[Station]) -> None:
        """Something changed at these extensions: ring whom it makes possible, forget what is over."""
        for station in stations:
            for request in tuple(self._waiting.get(station, ())):
                if request.ringing is not None:
                    if request.ringing.state is not CallState.OFFERING:
                        self._forget(request)
                elif self._possible(request):
                    request.ringing = ring(self._board, request.owner, request.target, request.tracker, self._board.new_id())

    def _add(self, request: Request) -> None:
        board = self._board
        request.deadlines.append(board.later(EXPIRY_SECONDS, lambda: self._forget(request)))
        if request.target.station is None:
            request.deadlines.append(board.later(OUTSIDE_FREE_SECONDS, lambda: self._set_free(request)))
        self._requests[request.owner, request.target.party.number] = request
        for station in request.stations:
            self._waiting.setdefault(station, {})[request] = None
            board.touched[station] = None

    def _set_free(self, request: Request) -> None:
        request.free = True
        self._board.touched[request.owner] = None

    def _possible(self, request: Request) -> bool:
        if not request.owner.idle:
            return False
        station = request.target.station
        if station is None:
            return request.free
        rung = any(other.ringing and other.target.station is station for other in self._waiting[station])
        return station.idle and not station.settings.do_not_disturb and station.activity >= request.since and not rung

    def _forget(self, request: Request) -> None:
        del self._requests[request.owner, request.target.party.number]
        for deadline in request.deadlines:
            deadline.cancel()
        for station in request.stations:
            waiting = self._waiting[station]
            waiting.pop(request, None)
            if not waiting:
                del self._waiting[station]
            self._board.touched[station] = None


def _target(leg: Leg) -> Destination | None:
    if isinstance(leg.peer, Leg):
        return Destination(leg.peer.home.party, leg.peer.home)
    if isinstance(leg.peer, Outside):
        return Destination(Party(leg.peer.number), outside=True)
    return leg.dialled


def ring(board: Board, owner: Station, target: Destination, tracker: str, call_id: str) -> Leg:
    """Ring the own line first; `take_up` is what happens when it is answered."""
    leg = Leg(
        CallState.OFFERING,
        tracker,
        id=call_id,
        home=owner,
        outbound=True,
        created=board.now,
        dialled=target,
        type=CallType.CALLBACK,
    )
    board.tell(board.add(leg))
    leg.timer = board.later(RINGING_SECONDS, lambda: release(board, leg, DisconnectCause.UNCONNECTED))
    return leg


def take_up(board: Board, leg: Leg) -> None:
    """The own line's phone is lifted: dial. A party outside that was busy is free now."""
    leg.stop_timer()
    assert leg.dialled is not None
    if active := leg.home.active:
        board.become(active, CallState.HOLD)
    board.become(leg, CallState.DIALING)
    way = route(board.plan, leg, leg.dialled)
    if way.verdict is Verdict.BUSY and way.destination == leg.dialled and leg.dialled.outside:
        way = replace(way, verdict=Verdict.ALERT)
    send(board, leg, way)
