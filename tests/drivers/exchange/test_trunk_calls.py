"""Calls over trunks on the switch: it follows what happens there, and marks each party that the trunk has to look at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.drivers.exchange.scene import Scene

from callplane.drivers.exchange import trunk_calls
from callplane.drivers.exchange.board import Board
from callplane.drivers.exchange.legs import Outside, Refusal
from callplane.model.call import CallState, Party

NUMBER, CALLER = "+4989123451", "+4989777"


class TrunkScene(Scene):
    """With a trunk to Germany, and none to other countries."""

    def __init__(self) -> None:
        super().__init__(carrier=lambda number: "provider" if number.startswith("+49") else None)

    @property
    def board(self) -> Board:
        return self.switch._board

    def happens(self, action: Callable[[Board], object]) -> list[str]:
        self.switch._at(self.now)
        action(self.board)
        return [self.show(fact) for fact in self.switch._facts()]

    def marked(self) -> list[tuple[str, CallState]]:
        """What the trunk has to look at since the last question."""
        beyond, self.board.beyond = self.board.beyond, {}
        return [(party.id, party.state) for party in beyond]

    def party(self, name: str = "o1") -> Outside:
        return self.board.outside[name]


@pytest.fixture
def scene() -> TrunkScene:
    return TrunkScene()


def test_a_call_goes_out_and_follows_the_other_side(scene: TrunkScene) -> None:
    scene.play(f"make 101 0{NUMBER.replace('+49', '0')} | 101a accepted; 101a DIALING {NUMBER}")
    assert scene.marked() == [("o1", CallState.OFFERING)]
    party = scene.party()
    assert scene.happens(lambda board: trunk_calls.rings(board, party)) == [f"101a RINGBACK {NUMBER}"]
    assert scene.happens(lambda board: trunk_calls.rings(board, party)) == []
    assert scene.happens(lambda board: trunk_calls.answered(board, party)) == [f"101a CONNECTED {NUMBER}"]
    assert scene.happens(lambda board: trunk_calls.digits(board, party, "12")) == []
    assert scene.switch.phone("101").calls[0].heard == "12"
    scene.marked()
    scene.play(f"hold 101a | 101a HOLD {NUMBER}")
    assert scene.marked() == [("o1", CallState.CONNECTED)]
    assert scene.happens(lambda board: trunk_calls.ended(board, party)) == [f"101a DISCONNECTED {NUMBER}"]
    assert scene.happens(lambda board: trunk_calls.ended(board, party)) == []
    assert scene.marked() == [("o1", CallState.DISCONNECTED)]


def test_no_trunk_no_call(scene: TrunkScene) -> None:
    scene.play("make 101 0004420123 | 101a impossible; 101a DIALING +4420123; 101a DISCONNECTED +4420123 UNCONNECTED")
    assert scene.marked() == []


def test_busy_and_unreachable_parties(scene: TrunkScene) -> None:
    scene.play(f"dial 101 {NUMBER} | 101a DIALING {NUMBER}")
    assert scene.happens(lambda board: trunk_calls.refused(board, scene.party(), Refusal.BUSY)) == [f"101a BUSY {NUMBER}"]
    scene.play(f"drop 101a | 101a cleared\ndial 101 {NUMBER} | 101b DIALING {NUMBER}")
    party = scene.party("o2")
    lost = f"101b DISCONNECTED {NUMBER} UNCONNECTED"
    assert scene.happens(lambda board: trunk_calls.refused(board, party, Refusal.UNKNOWN)) == [lost]
    for late in (trunk_calls.rings, trunk_calls.answered, trunk_calls.ended):
        assert scene.happens(lambda board: late(board, party)) == []  # noqa: B023
    assert scene.happens(lambda board: trunk_calls.refused(board, party, Refusal.UNKNOWN)) == []
    assert scene.happens(lambda board: trunk_calls.digits(board, party, "1")) == []


def test_a_caller_who_gives_up_and_one_who_waits_too_long(scene: TrunkScene) -> None:
    scene.play(f"dial 101 {NUMBER} | 101a DIALING {NUMBER}\ndrop 101a | 101a cleared")
    assert scene.marked() == [("o1", CallState.DISCONNECTED)]
    scene.play(f"dial 101 {NUMBER} | 101b DIALING {NUMBER}\nwait 200 | 101b DISCONNECTED {NUMBER} UNCONNECTED")
    assert scene.marked() == [("o2", CallState.DISCONNECTED)]


def test_somebody_calls_in(scene: TrunkScene) -> None:
    station = scene.board.plan.stations["102"]
    told = scene.happens(lambda board: trunk_calls.came_in(board, Party(CALLER, "Somebody"), station, "provider"))
    assert told == [f"102a OFFERING {CALLER}"]
    assert scene.report("102a").remote == Party(CALLER, "Somebody")
    assert scene.marked() == [("o1", CallState.RINGBACK)]
    scene.play(f"answer 102a | 102a CONNECTED {CALLER}")
    assert scene.marked() == [("o1", CallState.CONNECTED)]
    scene.play("drop 102a | 102a cleared")
    assert scene.marked() == [("o1", CallState.DISCONNECTED)]


def test_a_forward_leads_out_again(scene: TrunkScene) -> None:
    scene.play(f"forward 102 IMMEDIATE {NUMBER} | 102 settings")
    station = scene.board.plan.stations["102"]
    assert scene.happens(lambda board: trunk_calls.came_in(board, Party(CALLER), station, "provider")) == []
    assert scene.marked() == [("o1", CallState.DIALING), ("o2", CallState.OFFERING)]
    scene.happens(lambda board: trunk_calls.rings(board, scene.party("o2")))
    assert scene.marked() == [("o1", CallState.RINGBACK)]
    scene.happens(lambda board: trunk_calls.answered(board, scene.party("o2")))
    assert sorted(scene.marked()) == [("o1", CallState.CONNECTED), ("o2", CallState.CONNECTED)]


def test_a_transfer_to_the_trunk_rings_at_once(scene: TrunkScene) -> None:
    scene.play(f"""
        make 101 102 | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a  | 102a CONNECTED 101; 101a CONNECTED 102
        transfer 102a {NUMBER} | 102a cleared REDIRECTED_BY_OWNER; 101a RINGBACK {NUMBER}
    """)
