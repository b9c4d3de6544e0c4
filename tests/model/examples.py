"""Calls and lines to test with: `call("a", HOLD)` is a held call with the id "a"."""

from __future__ import annotations

from callplane.model.call import Call, CallReport, CallState, CallType, Party, RecordingState
from callplane.model.line import Capability, LineReport

LINE = "tel:+49101@demo"


def call(
    call_id: str = "a",
    state: CallState = CallState.CONNECTED,
    kind: CallType = CallType.NORMAL,
    *,
    outbound: bool = True,
    recording: RecordingState = RecordingState.NONE,
    records: bool = False,
) -> Call:
    joined = kind in (CallType.CONFERENCE_CONTROLLER, CallType.CONFERENCE_MEMBER)
    facts = CallReport(
        line=LINE,
        call_id=call_id,
        state=state,
        outbound=outbound,
        remote=Party("+49102"),
        type=kind,
        recording=recording,
        records=records,
        controller_id="c" if joined else "",
    )
    return Call(facts, tracker_id="t", created=1.0)


def line_report(capabilities: Capability = Capability.ALL, uri: str = LINE) -> LineReport:
    return LineReport(uri, uri[4:].partition("@")[0], "101", "main", capabilities)
