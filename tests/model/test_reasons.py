"""Why subscribers hear of a call, from its reports alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from callplane.errors import IllegalTransition
from callplane.model.call import CallReport, CallState, Party
from callplane.model.changes import ChangeReason
from callplane.model.reasons import first_reason, reasons_for

S, R = CallState, ChangeReason
CALL = CallReport("tel:+1@demo", "{a}", S.CONNECTED, outbound=True, remote=Party("+2"))


@pytest.mark.parametrize(
    ("state", "outbound", "reason"),
    [
        (S.OFFERING, True, R.OFFERING),
        (S.OFFERING, False, R.OFFERING),
        (S.DIALING, False, R.DIALING),
        (S.CONNECTED, True, R.DIALING),
        (S.CONNECTED, False, R.OFFERING),
    ],
)
def test_a_life_begins_with_offering_or_dialling(state: CallState, outbound: bool, reason: ChangeReason) -> None:
    assert first_reason(replace(CALL, state=state, outbound=outbound)) is reason


def test_the_new_state_comes_before_what_else_changed() -> None:
    after = replace(CALL, state=S.HOLD, remote=Party("+3"), held=Party("+4"))
    assert reasons_for(CALL, after) == [R.HELD, R.REMOTE_PARTY, R.HOLD_CONTACT]
    assert reasons_for(CALL, replace(CALL, remote=Party("+2", "New"))) == [R.REMOTE_CONTACT]
    assert reasons_for(CALL, replace(CALL, internal=True)) == [R.OTHER]
    assert reasons_for(CALL, replace(CALL, lacks=1)) == []


def test_after_a_gap_steps_may_be_missing() -> None:
    ringing, alerted = replace(CALL, state=S.OFFERING), replace(CALL, state=S.RINGBACK)
    with pytest.raises(IllegalTransition):
        reasons_for(ringing, alerted)
    assert reasons_for(ringing, alerted, gap=True) == [R.RINGBACK]
    with pytest.raises(IllegalTransition):
        reasons_for(alerted, ringing, gap=True)
