"""Call states: which one may follow which, and what that is called. Knows nothing but states.

Theory
    A call begins in any state (a PBX may be met in the middle of a call; ordinary calls begin OFFERING or DIALING). It moves
    along the table below and ends by being destroyed. DISCONNECTED means that the other side has ended it: nothing can follow but
    its end. OFFERING -> DIALING is the own phone that was rung first (callback, associated dialling) and now dials.
    CONNECTED -> RINGBACK is the party that was transferred blind and now waits for somebody else to answer.
    A report in the same state is no transition; UNKNOWN may follow and precede every living state.
"""

from __future__ import annotations

from collections.abc import Mapping

from callplane.errors import IllegalTransition
from callplane.model.call import CallState
from callplane.model.changes import ChangeReason

REASONS: Mapping[CallState, ChangeReason] = {
    CallState.OFFERING: ChangeReason.OFFERING,
    CallState.DIALING: ChangeReason.DIALING,
    CallState.RINGBACK: ChangeReason.RINGBACK,
    CallState.BUSY: ChangeReason.BUSY,
    CallState.CONNECTED: ChangeReason.CONNECTED,
    CallState.CONFERENCED: ChangeReason.CONFERENCED,
    CallState.HOLD: ChangeReason.HELD,
    CallState.DISCONNECTED: ChangeReason.DISCONNECTED,
    CallState.UNKNOWN: ChangeReason.OTHER,
}

_S = CallState
FOLLOWING: Mapping[CallState, frozenset[CallState]] = {
    _S.OFFERING: frozenset({_S.DIALING, _S.CONNECTED, _S.CONFERENCED, _S.HOLD, _S.DISCONNECTED, _S.UNKNOWN}),
    _S.DIALING: frozenset({_S.RINGBACK, _S.BUSY, _S.CONNECTED, _S.CONFERENCED, _S.HOLD, _S.DISCONNECTED, _S.UNKNOWN}),
    _S.RINGBACK: frozenset({_S.BUSY, _S.CONNECTED, _S.CONFERENCED, _S.HOLD, _S.DISCONNECTED, _S.UNKNOWN}),
    _S.BUSY: frozenset({_S.RINGBACK, _S.CONNECTED, _S.DISCONNECTED, _S.UNKNOWN}),
    _S.CONNECTED: frozenset({_S.RINGBACK, _S.BUSY, _S.CONFERENCED, _S.HOLD, _S.DISCONNECTED, _S.UNKNOWN}),
    _S.CONFERENCED: frozenset({_S.CONNECTED, _S.HOLD, _S.DISCONNECTED, _S.UNKNOWN}),
    _S.HOLD: frozenset({_S.RINGBACK, _S.BUSY, _S.CONNECTED, _S.CONFERENCED, _S.DISCONNECTED, _S.UNKNOWN}),
    _S.UNKNOWN: frozenset(REASONS) - {_S.UNKNOWN},
    _S.DISCONNECTED: frozenset(),
}


def _later(state: CallState) -> frozenset[CallState]:
    found: set[CallState] = set()
    waiting = [state]
    while waiting:
        further = FOLLOWING[waiting.pop()] - found
        found |= further
        waiting += further - {_S.UNKNOWN}
    return frozenset(found)


LATER: Mapping[CallState, frozenset[CallState]] = {state: _later(state) for state in FOLLOWING}
"""Which states may be met after a time in which nothing was heard: any number of steps along the table."""


def reason_for(before: CallState, after: CallState, *, gap: bool = False) -> ChangeReason | None:
    """The reason that subscribers are told for going from one state to the other; None when the state stays.

    `gap`: steps in between may have been missed. Raises IllegalTransition where the table does not allow it.
    """
    if before is after and before in FOLLOWING:
        return None
    if after not in (LATER if gap else FOLLOWING).get(before, frozenset()):
        raise IllegalTransition(f"a call cannot go from {before.name} to {after.name}")
    return REASONS[after]
