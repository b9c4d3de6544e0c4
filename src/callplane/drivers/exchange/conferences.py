"""Conferences: knows the controller call, its members and what is told of them; not how calls begin or end."""

from __future__ import annotations

from callplane.drivers.exchange.board import Board
from callplane.drivers.exchange.legs import Conference, Leg
from callplane.errors import CommandFailed
from callplane.model.call import CallState, CallType
from callplane.model.events import ConferenceCreated, ConferenceEnded, ConferencePartyAdded, ConferencePartyRemoved

MAX_MEMBERS = 7
"""Members besides the line that controls the conference."""

_JOINABLE = (CallState.CONNECTED, CallState.HOLD)


def start(board: Board, one: Leg, other: Leg) -> None:
    """Join an active and a held call of a line that has no conference yet."""
    station = one.home
    if {one.state, other.state} != set(_JOINABLE) or any(leg.is_controller for leg in station.legs.values()):
        raise CommandFailed("A conference starts with one active and one held call; hold one call and make the other active.")
    members = [leg for leg in station.legs.values() if leg in (one, other)]
    controller = Leg(
        CallState.CONNECTED,
        members[0].tracker,
        id=board.new_id(),
        home=station,
        outbound=True,
        created=board.now,
        connected=board.now,
        type=CallType.CONFERENCE_CONTROLLER,
        device=(one if one.state is CallState.CONNECTED else other).device,
    )
    conference = controller.conference = Conference(controller=controller, members=members)
    board.tell(board.add(controller))
    for leg in members:
        _join(board, leg, conference)
    board.facts.append(ConferenceCreated(station.uri, controller.id, tuple(leg.id for leg in members)))


def add(board: Board, conference: Conference, leg: Leg) -> None:
    """Take another call of the line into the conference; its controller is active then."""
    controller = conference.controller
    if leg.state not in _JOINABLE or leg.conference is not None:
        raise CommandFailed("Only an active or held call outside the conference can be added.")
    if len(conference.members) >= MAX_MEMBERS:
        raise CommandFailed(f"The conference has {MAX_MEMBERS + 1} parties already; drop one of them first.")
    _join(board, leg, conference)
    conference.members.append(leg)
    active = leg.home.active
    if active is not None and active is not controller:
        board.become(active, CallState.HOLD)
    board.become(controller, CallState.CONNECTED)
    board.facts.append(ConferencePartyAdded(leg.home.uri, controller.id, leg.id))


def _join(board: Board, leg: Leg, conference: Conference) -> None:
    leg.type, leg.conference, leg.consults = CallType.CONFERENCE_MEMBER, conference, None
    board.become(leg, CallState.CONFERENCED)


def remove(board: Board, conference: Conference, leg: Leg) -> None:
    """Tell that the member leaves; its call is about to end."""
    conference.members.remove(leg)
    board.facts.append(ConferencePartyRemoved(leg.home.uri, conference.controller.id, leg.id))


def shrink(board: Board, conference: Conference) -> None:
    """End the conference when fewer than two members are left; the last call goes on by itself."""
    controller = conference.controller
    if len(conference.members) > 1 or controller.id not in board.legs:
        return
    active = controller.state is CallState.CONNECTED
    (last,) = dissolve(board, conference)
    board.clear(controller)
    last.type = CallType.NORMAL
    ringing = last.peer is not None and last.peer.state is CallState.OFFERING
    if ringing or not active:
        board.become(last, CallState.HOLD)
    if active:
        board.become(last, CallState.RINGBACK if ringing else CallState.CONNECTED)


def dissolve(board: Board, conference: Conference) -> list[Leg]:
    """Tell that the conference is over; gives the members that it had, now free of it."""
    members, conference.members, controller = conference.members, [], conference.controller
    board.facts.append(ConferenceEnded(controller.home.uri, controller.id, tuple(leg.id for leg in members)))
    for leg in members:
        leg.conference = None
    return members
