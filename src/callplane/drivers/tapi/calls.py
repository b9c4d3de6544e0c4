"""The calls of one line: what the bridge told of each, put together to what the model sees. Pure; knows no link and no clock.

TAPI tells states, not happenings: each report is the whole truth of a call. So reports that come twice, too late or in another
order do no harm: what has changed is found by comparing what the line looks like with what was told of it last.

Conferences: TAPI has a call of its own for a conference, and members in state CONFERENCED that name it. The model wants at least
two members; with fewer there is no conference, its call is not shown, and a single member is an ordinary call.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from callplane.drivers.tapi import protocol
from callplane.drivers.tapi.constants import CallState as Tapi
from callplane.drivers.tapi.constants import Origin, PartyId, Reason
from callplane.drivers.tapi.mapping import cause_of, is_outbound, lacks_of, party, remote_party, state_of
from callplane.model.call import CallReport, CallState, CallType, DisconnectCause
from callplane.model.differences import call_differences
from callplane.model.events import CallReported, Fact
from callplane.model.line import Capability
from callplane.model.transitions import FOLLOWING
from callplane.numbers.dialling import is_internal
from callplane.numbers.location import Location

_TALKING = (CallState.CONNECTED, CallState.HOLD)


@dataclass(slots=True)
class Tracked:
    """A call of the bridge under its id here.

    `raw` is the latest report. `consults`: the id of the call that it is a consultation for; `hidden_id`: its caller id was to be
    hidden.
    """

    call_id: str
    tracker_id: str
    raw: protocol.Call
    consults: str = ""
    hidden_id: bool = False
    connected: float = 0.0

    @property
    def state(self) -> CallState:
        """Its state; a call that was disconnected and is idle by now has to be seen ending."""
        if self.raw.state == Tapi.IDLE and self.raw.said == Tapi.DISCONNECTED:
            return CallState.DISCONNECTED
        return state_of(self.raw.state)

    @property
    def cause(self) -> DisconnectCause:
        if self.state is not CallState.DISCONNECTED:
            return DisconnectCause.NONE
        return cause_of(self.raw.mode if self.raw.state == Tapi.DISCONNECTED else self.raw.saidmode)


def present(uri: str, calls: Iterable[Tracked], location: Location, native: Capability) -> list[CallReport]:
    """The line's calls as the model sees them; `native` is what its PBX can do."""
    living = {call.raw.call: call for call in calls if call.state is not CallState.DESTROYED}
    members: dict[int, list[Tracked]] = {}
    for call in living.values():
        if call.state is CallState.CONFERENCED and call.raw.conf in living:
            members.setdefault(call.raw.conf, []).append(call)
    conferences = {handle: list_ for handle, list_ in members.items() if len(list_) > 1}
    reports = []
    for handle, call in living.items():
        if handle in conferences:
            reports.append(_controller(uri, call))
        elif call.state is CallState.CONFERENCED and call.raw.conf in conferences:
            controller_id = living[call.raw.conf].call_id
            member = _ordinary(uri, call, location, native)
            reports.append(replace(member, type=CallType.CONFERENCE_MEMBER, controller_id=controller_id))
        elif not call.raw.origin & Origin.CONFERENCE:
            report = _ordinary(uri, call, location, native)
            if call.state is CallState.CONFERENCED:
                controller = living.get(call.raw.conf)
                held = controller is not None and controller.state is CallState.HOLD
                report = replace(report, state=CallState.HOLD if held else CallState.CONNECTED)
            if call.consults and not any(other.call_id == call.consults for other in living.values()):
                report = replace(report, type=CallType.NORMAL)
            reports.append(report)
    return reports


def changes(before: Iterable[CallReport], after: Iterable[CallReport]) -> list[Fact]:
    """What is to be told: only what differs. Where the PBX left steps out that the model needs, UNKNOWN stands for them."""
    was = {report.call_id: report for report in before}
    facts: list[Fact] = []
    for fact in call_differences(was.values(), after):
        if isinstance(fact, CallReported):
            old = was.get(fact.call.call_id)
            if fact.call == old:
                continue
            if old and old.state is not fact.call.state and fact.call.state not in FOLLOWING[old.state]:
                facts.append(CallReported(replace(fact.call, state=CallState.UNKNOWN)))
        facts.append(fact)
    return facts


def _ordinary(uri: str, call: Tracked, location: Location, native: Capability) -> CallReport:
    raw = call.raw
    remote = remote_party(raw, location)
    return CallReport(
        line=uri,
        call_id=call.call_id,
        state=call.state,
        outbound=is_outbound(raw) or bool(raw.reason & Reason.CALLCOMPLETION),
        remote=remote,
        type=_type(call),
        internal=bool(raw.origin & Origin.INTERNAL) or is_internal(remote.number, location),
        caller_id_blocked=call.hidden_id or bool(raw.caller.flags & PartyId.BLOCKED),
        tracker_id=call.tracker_id,
        cause=call.cause,
        redirecting=party(raw.redirecting, location) if raw.redirecting.number else None,
        connected=call.connected,
        pbx_call_id=str(raw.callid) if raw.callid else "",
        address_id=str(raw.address),
        lacks=int(lacks_of(raw, native)),
    )


def _type(call: Tracked) -> CallType:
    if call.raw.reason & Reason.CALLCOMPLETION:
        return CallType.CALLBACK
    return CallType.CONSULTATION if call.consults else CallType.NORMAL


def _controller(uri: str, call: Tracked) -> CallReport:
    state = call.state if call.state in _TALKING else CallState.CONNECTED
    return CallReport(
        line=uri,
        call_id=call.call_id,
        state=state,
        outbound=True,
        type=CallType.CONFERENCE_CONTROLLER,
        tracker_id=call.tracker_id,
        controller_id=call.call_id,
        connected=call.connected,
        address_id=str(call.raw.address),
    )
