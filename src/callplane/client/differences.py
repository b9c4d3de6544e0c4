"""What a program must be told so that it knows a line's present state, given what it was told before. Pure.

The differences are events as a server sends them. Those with room for it carry `Synthetic` = 1 in their optionalParams (for
a call in its call information, for a line in its info); forwards and remote offices have none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from callplane.client.events import Event
from callplane.client.line_state import SYNTHETIC, LineState, ListState
from callplane.wire.types import cti
from callplane.wire.types.cti import AsnCtiCallInfoChangedReason as Reason
from callplane.wire.types.main import EnumCallState as CallState

Parameters = dict[str, str | int | bytes]

_REASON_OF_STATE: Final = {
    CallState.eCALLSTATERINGBACK: Reason.reasonCallRingback,
    CallState.eCALLSTATECONNECTED: Reason.reasonCallConnected,
    CallState.eCALLSTATECONFERENCED: Reason.reasonCallConferenced,
    CallState.eCALLSTATEHOLD: Reason.reasonCallHold,
    CallState.eCALLSTATEBUSY: Reason.reasonCallBusy,
    CallState.eCALLSTATEDISCONNECTED: Reason.reasonCallDisconnect,
}
_REASON_OF_MEMBER: Final = {
    "u8sRemoteNumberSC": Reason.reasonRemotePartyChanged,
    "pRemoteContact": Reason.reasonRemoteContactChanged,
    "projectPinRule": Reason.reasonProjectOrPrivateChanged,
    "u8sNote": Reason.reasonCallMemoChanged,
    "pu8sHoldNumberSC": Reason.reasonHoldContactChanged,
    "pHoldContact": Reason.reasonHoldContactChanged,
    "callDataList": Reason.reasonCallDataChanged,
}


def is_synthetic(event: Event) -> bool:
    """Whether an event tells a difference that was found after a gap, by our side or by the server."""
    for holder in (event, getattr(event, "callinformation", None), getattr(event, "lineInfo", None)):
        if (getattr(holder, "optionalParams", None) or {}).get(SYNTHETIC):
            return True
    return False


def line_differences(before: LineState, after: LineState, reference: str, now: str) -> Iterator[Event]:
    """The events of the monitor `reference` that lead from one state of a line to another.

    `now` (UTC, ISO 8601) is when a call ended of which nothing better is known. First the line, then calls that ended, calls
    that changed, calls that are new.
    """
    if before.info != after.info:
        info = replace(after.info, optionalParams=_marked(after.info.optionalParams))
        yield cti.AsnCtiNotifyLineInfoChangedArgument(
            u8sMonitorCrossRefID=reference, u8sLinePhoneNumber=after.line, lineInfo=info
        )
    if (before.do_not_disturb, before.parameters) != (after.do_not_disturb, after.parameters):
        yield cti.AsnCtiNotifyLineDoNotDisturbChangedArgument(
            u8sMonitorCrossRefID=reference,
            u8sLinePhoneNumber=after.line,
            iDoNotDisturb=after.do_not_disturb,
            optionalParams=_marked(after.parameters),
        )
    if before.forwards != after.forwards:
        yield cti.AsnCtiNotifyLineForwardingChangedArgument(
            u8sMonitorCrossRefID=reference, u8sLinePhoneNumber=after.line, seqLineForwards=after.forwards
        )
    if before.remote_office != after.remote_office:
        yield cti.AsnCtiNotifyLineRemoteOfficeChangedArgument(
            u8sMonitorCrossRefID=reference, u8sLinePhoneNumber=after.line, remoteOfficeState=after.remote_office
        )
    for reason, call in _call_differences(before, after, now):
        yield cti.AsnCtiNotifyLineCallInformationChangedArgument(
            u8sMonitorCrossRefID=reference,
            u8sLinePhoneNumber=after.line,
            reason=reason,
            callinformation=replace(call, optionalParams=_marked(call.optionalParams)),
        )


def list_differences(before: ListState, after: ListState, reference: str) -> Iterator[Event]:
    """The events of the line list `reference` that lead from one list to another."""
    kinds = cti.AsnCtiNotifyLineAddRemoveArgumentEnum
    gone = ((kinds.removed, info) for uri, info in before.lines.items() if uri not in after.lines)
    new = ((kinds.added, info) for uri, info in after.lines.items() if uri not in before.lines)
    for kind, info in (*gone, *new):
        yield cti.AsnCtiNotifyLineAddRemoveArgument(
            u8sLineMonitorCrossRefID=reference,
            u8sLinePhoneNumber=info.u8sLinePhoneNumber,
            addremove=kind,
            lineInfo=replace(info, optionalParams=_marked(info.optionalParams)),
        )
    if before.own != after.own:
        yield cti.AsnCtiNotifyLineSortOrderChangedArgument(u8sMonitorCrossRefID=reference, u8sLineURISortOrder=after.own)


def _call_differences(before: LineState, after: LineState, now: str) -> Iterator[tuple[Reason, cti.AsnCtiCallInformation]]:
    for call_id, call in before.calls.items():
        if call_id not in after.calls:
            ended = call.utcCallDisconnected or now
            over = replace(call, iCallState=CallState.eCALLSTATEDESTROYED, iFeatures=0, utcCallDisconnected=ended)
            yield Reason.reasonCallDestroyed, over
    for call_id, call in after.calls.items():
        known = before.calls.get(call_id)
        if known is not None and known != call:
            yield _reason(known, call), call
    for call_id, call in after.calls.items():
        if call_id not in before.calls:
            yield Reason.reasonCallDialing if call.bOutbound else Reason.reasonCallOffering, call


def _reason(before: cti.AsnCtiCallInformation, after: cti.AsnCtiCallInformation) -> Reason:
    """Why a call is told again."""
    if before.iCallState != after.iCallState:
        return _REASON_OF_STATE.get(CallState(after.iCallState), Reason.reasonOther)
    changed = (reason for name, reason in _REASON_OF_MEMBER.items() if getattr(before, name) != getattr(after, name))
    return next(changed, Reason.reasonOther)


def _marked(parameters: Parameters | None) -> Parameters:
    return {**(parameters or {}), SYNTHETIC: 1}
