"""What happens on a trunk, for the switch: it rings there, is answered, refused, ended; digits; somebody calls. No signalling.

Nothing here raises: a party that is gone already is left alone.
"""

from __future__ import annotations

from callplane.drivers.exchange import calls, origination, supplementary
from callplane.drivers.exchange.board import Board
from callplane.drivers.exchange.legs import Destination, Outside, Refusal, Station
from callplane.drivers.exchange.routing import Route, Verdict
from callplane.model.call import CallState, Party


def came_in(board: Board, caller: Party, station: Station, trunk: str) -> Outside:
    """Somebody calls an extension over a trunk."""
    return origination.call_in(board, caller, station, trunk)


def rings(board: Board, party: Outside) -> None:
    """It rings at the party that was called."""
    caller = party.peer
    if party.state is CallState.OFFERING and caller is not None and caller.state is CallState.DIALING:
        calls.alerted(board, caller)


def answered(board: Board, party: Outside) -> None:
    if party.state is CallState.OFFERING and party.peer is not None:
        calls.answer(board, party)


def refused(board: Board, party: Outside, refusal: Refusal) -> None:
    """The call did not come about: the party is busy, or cannot or will not be reached."""
    caller = party.peer
    if party.state is not CallState.OFFERING or caller is None:
        return
    board.end_outside(party)
    verdict = Verdict.BUSY if refusal is Refusal.BUSY else Verdict.UNOBTAINABLE
    calls.forward(board, caller, Route(verdict, Destination(party.shown, outside=True), refusal=refusal))


def ended(board: Board, party: Outside) -> None:
    """The party hung up, or was lost."""
    if party.state is not CallState.DISCONNECTED:
        calls.hang_up(board, party)


def digits(board: Board, party: Outside, keys: str) -> None:
    """The party pressed keys."""
    if party.state is CallState.CONNECTED:
        supplementary.hear(board, party, keys)
