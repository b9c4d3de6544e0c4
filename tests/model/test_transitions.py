"""The state table, literally: every pair of states, and what subscribers are told."""

from __future__ import annotations

import pytest

from callplane.errors import IllegalTransition
from callplane.model.call import CallState
from callplane.model.changes import ChangeReason
from callplane.model.transitions import FOLLOWING, REASONS, reason_for

# One letter a state: Offering Dialing Ringback Busy Connected conFerenced Hold diSconnected Unknown destroYed.
LETTERS = {
    "O": CallState.OFFERING,
    "D": CallState.DIALING,
    "R": CallState.RINGBACK,
    "B": CallState.BUSY,
    "C": CallState.CONNECTED,
    "F": CallState.CONFERENCED,
    "H": CallState.HOLD,
    "S": CallState.DISCONNECTED,
    "U": CallState.UNKNOWN,
    "Y": CallState.DESTROYED,
}
TABLE = {
    "O": "DCFHSU",
    "D": "RBCFHSU",
    "R": "BCFHSU",
    "B": "RCSU",
    "C": "RBFHSU",
    "F": "CHSU",
    "H": "RBCFSU",
    "S": "",
    "U": "ODRBCFHS",
    "Y": "",
}
PAIRS = [(before, after) for before in TABLE for after in LETTERS]


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_every_pair_of_states(before: str, after: str) -> None:
    states = LETTERS[before], LETTERS[after]
    if after in TABLE[before]:
        assert reason_for(*states) is REASONS[LETTERS[after]]
    elif before == after != "Y":
        assert reason_for(*states) is None
    else:
        with pytest.raises(IllegalTransition):
            reason_for(*states)


def test_nothing_follows_the_end_and_nothing_leads_out_of_the_table() -> None:
    assert not FOLLOWING[CallState.DISCONNECTED]
    assert CallState.DESTROYED not in FOLLOWING
    assert all(CallState.DESTROYED not in following for following in FOLLOWING.values())
    assert set(FOLLOWING) == set(REASONS)


def test_each_state_has_its_own_reason() -> None:
    assert {state: REASONS[state] for state in REASONS} == {
        CallState.OFFERING: ChangeReason(0),
        CallState.DIALING: ChangeReason(1),
        CallState.RINGBACK: ChangeReason(2),
        CallState.CONNECTED: ChangeReason(3),
        CallState.CONFERENCED: ChangeReason(4),
        CallState.HOLD: ChangeReason(5),
        CallState.BUSY: ChangeReason(10),
        CallState.DISCONNECTED: ChangeReason(11),
        CallState.UNKNOWN: ChangeReason(14),
    }
