"""Why subscribers hear of a call, found by comparing its reports. Knows reports and states, no lines and no subscribers."""

from __future__ import annotations

from dataclasses import replace

from callplane.model.call import CallReport, CallState
from callplane.model.changes import ChangeReason
from callplane.model.transitions import reason_for


def first_reason(report: CallReport) -> ChangeReason:
    """A call's life on a monitor begins with OFFERING or DIALING, whatever state it is met in."""
    if report.state is CallState.OFFERING:
        return ChangeReason.OFFERING
    return ChangeReason.DIALING if report.outbound or report.state is CallState.DIALING else ChangeReason.OFFERING


def reasons_for(before: CallReport, after: CallReport, *, gap: bool = False) -> list[ChangeReason]:
    """Why subscribers hear of a report: its new state first, then what else they must know.

    None at all where nothing but what can be done with the call is different. `gap`: reports in between may have been missed.
    Raises IllegalTransition.
    """
    state = reason_for(before.state, after.state, gap=gap)
    reasons = [] if state is None else [state]
    if before.remote.number != after.remote.number:
        reasons.append(ChangeReason.REMOTE_PARTY)
    elif before.remote.name != after.remote.name:
        reasons.append(ChangeReason.REMOTE_CONTACT)
    if before.held != after.held:
        reasons.append(ChangeReason.HOLD_CONTACT)
    if not reasons and replace(before, lacks=after.lacks) != after:
        reasons.append(ChangeReason.OTHER)
    return reasons
