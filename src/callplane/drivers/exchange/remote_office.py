"""A user's calls over another phone: rings it along with the line's own, or calls it first. Does not change settings."""

from __future__ import annotations

from collections.abc import Callable

from callplane.drivers.exchange.board import Board
from callplane.drivers.exchange.calls import answer, hang_up, release, send
from callplane.drivers.exchange.legs import Destination, Leg, Office
from callplane.drivers.exchange.routing import Route, Verdict, route
from callplane.model.call import CallState, DisconnectCause

PATIENCE_SECONDS = 60.0
"""How long the remote phone rings before an outgoing call is given up."""


def ring_along(board: Board, leg: Leg) -> None:
    """Ring the remote phone for a call that has begun to ring on the line, if the user wants it and it can be rung."""
    setting = leg.home.settings.remote_office
    if not setting.enabled or leg.state is not CallState.OFFERING or leg.peer is None or isinstance(leg.peer, Office):
        return

    def lifted() -> None:
        if leg.state is CallState.OFFERING:
            answer(board, leg)

    office = _office(board, leg, lifted)
    way = route(board.plan, office, board.plan.number(setting.destination), leg.home.party)
    if way.verdict is Verdict.ALERT:
        leg.office = office
        send(board, office, way, leg.peer.give_up - board.now)


def way_to_phone(board: Board, leg: Leg, phone: Destination) -> Route:
    """Where a call from the leg's line to its user's remote phone leads."""
    return route(board.plan, _office(board, leg, lambda: None), phone)


def dial_over(board: Board, leg: Leg, way: Route, number: Destination) -> None:
    """Call the remote phone on `way`; when it answers, the leg dials `number`."""

    def lifted() -> None:
        if leg.state is CallState.DIALING:
            send(board, leg, route(board.plan, leg, number))

    leg.office = _office(board, leg, lifted)
    send(board, leg.office, way, PATIENCE_SECONDS)


def _office(board: Board, leg: Leg, on_answer: Callable[[], None]) -> Office:
    return Office(
        CallState.RINGBACK,
        leg.tracker,
        principal=leg,
        on_answer=on_answer,
        on_loss=lambda: _lost(board, leg),
    )


def _lost(board: Board, leg: Leg) -> None:
    """The remote phone is gone: what it was needed for ends."""
    leg.office = None
    if leg.state is CallState.OFFERING:
        return
    if leg.state is CallState.DIALING:
        release(board, leg, DisconnectCause.UNCONNECTED)
    else:
        hang_up(board, leg)
