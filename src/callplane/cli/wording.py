"""Lines, calls and events in plain words. Pure: structures and the time in, texts out; knows no terminal and no connection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import IntEnum
from functools import singledispatch
from typing import NamedTuple, TypeVar

from callplane.client import (
    CallReason,
    CallState,
    CallType,
    ConnectionChanged,
    ConnectionState,
    DisconnectReason,
    ForwardMode,
    LineStatus,
)
from callplane.client import structures as s

E = TypeVar("E", bound=IntEnum)

STATES = {
    CallState.eCALLSTATEDESTROYED: "ended",
    CallState.eCALLSTATEOFFERING: "ringing",
    CallState.eCALLSTATEDIALING: "dialling",
    CallState.eCALLSTATERINGBACK: "ringing there",
    CallState.eCALLSTATEBUSY: "busy",
    CallState.eCALLSTATECONNECTED: "connected",
    CallState.eCALLSTATECONFERENCED: "in conference",
    CallState.eCALLSTATEHOLD: "on hold",
    CallState.eCALLSTATEDISCONNECTED: "disconnected",
}

REASONS = {
    CallReason.reasonCallOffering: "incoming call",
    CallReason.reasonCallDialing: "outgoing call",
    CallReason.reasonCallRingback: "rings there",
    CallReason.reasonCallConnected: "connected",
    CallReason.reasonCallConferenced: "in a conference",
    CallReason.reasonCallHold: "put on hold",
    CallReason.reasonRemotePartyChanged: "other party changed",
    CallReason.reasonRemoteContactChanged: "contact changed",
    CallReason.reasonProjectOrPrivateChanged: "project changed",
    CallReason.reasonCallMemoChanged: "note changed",
    CallReason.reasonCallBusy: "busy",
    CallReason.reasonCallDisconnect: "hung up",
    CallReason.reasonCallDestroyed: "call ended",
    CallReason.reasonHoldContactChanged: "held party changed",
    CallReason.reasonOther: "call changed",
    CallReason.reasonCallDataChanged: "call data changed",
    CallReason.reasonConnectionToPhoneDestroyed: "phone disconnected",
}

_CAUSES = {
    DisconnectReason.eDISCONNECTEDREASONUNCONNECTED: "not answered",
    DisconnectReason.eDISCONNECTEDREASONBUSY: "was busy",
    DisconnectReason.eDISCONNECTEDREASONREDIRECTEDUNKNOWN: "went elsewhere",
    DisconnectReason.eDISCONNECTEDREASONREDIRECTEDBYLINEOWNER: "redirected by the line's owner",
}

_TYPES = {
    CallType.eCALLTYPECONSULT: "consultation",
    CallType.eCALLTYPECONFERENCECONTROLER: "conference",
    CallType.eCALLTYPECALLBACK: "callback",
    CallType.eCALLTYPECONFERENCEMEMBER: "conference member",
}

_STATUSES = {
    LineStatus.lineStatusDisconnected: "disconnected",
    LineStatus.lineStatusClosed: "closed",
    LineStatus.lineStatusOpen: "open",
    LineStatus.lineStatusOpenNoPhoneConnected: "no telephone",
    LineStatus.lineStatusOpenNoPBXConnection: "PBX not reachable",
    LineStatus.lineStatusOpenPBXLoginFailed: "PBX refuses the log-in",
}

_FORWARDS = {
    ForwardMode.eFORWARDMODEIMMEDIATE: "always",
    ForwardMode.eFORWARDMODEBUSY: "when busy",
    ForwardMode.eFORWARDMODENOANSW: "when not answered",
    ForwardMode.eFORWARDMODEBUSYINT: "when busy, inside calls",
    ForwardMode.eFORWARDMODEBUSYEXT: "when busy, outside calls",
    ForwardMode.eFORWARDMODENOANSINT: "when not answered, inside calls",
    ForwardMode.eFORWARDMODENOANSEXT: "when not answered, outside calls",
    ForwardMode.eFORWARDMODEIMMINT: "always, inside calls",
    ForwardMode.eFORWARDMODEIMMEXT: "always, outside calls",
    ForwardMode.eFORWARDDISC: "when disconnected",
    ForwardMode.eFORWARDDISCINT: "when disconnected, inside calls",
    ForwardMode.eFORWARDDISCEXT: "when disconnected, outside calls",
}

_KINDS = {1: "own, primary", 2: "own", 3: "own"}


class Description(NamedTuple):
    """An event in words: what happened, and the call that it is about, where it is about one."""

    what: str
    call: s.AsnCtiCallInformation | None = None


def line_kind(info: s.AsnCtiLineInfo) -> str:
    """Whose line it is."""
    return _KINDS.get(info.iType, "additional")


def line_status(info: s.AsnCtiLineInfo) -> str:
    """Whether the line can be used."""
    return _named(_STATUSES, info.iLineOpenStatus, "status")


def short_line(uri: str) -> str:
    """The number in a line's URI."""
    return uri.removeprefix("tel:").partition("@")[0]


def party(call: s.AsnCtiCallInformation) -> str:
    """The other side of a call, with direction: `to Bob +49815136856102`."""
    name = (call.pRemoteContact.u8sDisplayName or "") if call.pRemoteContact else ""
    who = " ".join(filter(None, (name, call.u8sRemoteNumberSC))) or "unknown number"
    return f"{'to' if call.bOutbound else 'from'} {who}"


def call_state(call: s.AsnCtiCallInformation) -> str:
    """The state of a call, with what is special about it."""
    state = _named(STATES, call.iCallState, "state")
    remarks = [_TYPES.get(CallType(call.iCallType), "")] if call.iCallType in set(CallType) else []
    if call.iDisconnectedReason in _CAUSES:
        remarks.append(_CAUSES[DisconnectReason(call.iDisconnectedReason)])
    return ", ".join(filter(None, (state, *remarks)))


def running_time(call: s.AsnCtiCallInformation, now: datetime) -> str:
    """How long a call has lasted, `m:ss` or `h:mm:ss`: since it was connected, else since it began."""
    begin = call.utcCallConnected or call.utcCallCreated
    if not begin:
        return "0:00"
    end = datetime.fromisoformat(call.utcCallDisconnected) if call.utcCallDisconnected else now
    seconds = max(0, int((end - datetime.fromisoformat(begin)).total_seconds()))
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def call_summary(call: s.AsnCtiCallInformation, now: datetime) -> str:
    """A call in a few words: `connected to Bob +49815136856102 1:23`."""
    return f"{call_state(call)} {party(call)} {running_time(call, now)}"


def forwards(entries: Iterable[s.AsnLineForward]) -> str:
    """The forwards of a line, or ""."""
    return "; ".join(f"{_named(_FORWARDS, entry.iForwardMode, 'mode')} to {entry.u8sDestination}" for entry in entries)


@singledispatch
def describe(event: object) -> Description:
    """What an event says."""
    return Description(type(event).__name__)


@describe.register
def _call_changed(event: s.AsnCtiNotifyLineCallInformationChangedArgument) -> Description:
    what = _named(REASONS, event.reason, "reason")
    call = event.callinformation
    if event.reason == CallReason.reasonCallDataChanged:
        what += ": " + (", ".join(f"{pair.key}={pair.value}" for pair in call.callDataList or ()) or "none")
    return Description(what, call)


@describe.register
def _line_changed(event: s.AsnCtiNotifyLineInfoChangedArgument) -> Description:
    return Description(f"line is {line_status(event.lineInfo)}")


@describe.register
def _do_not_disturb(event: s.AsnCtiNotifyLineDoNotDisturbChangedArgument) -> Description:
    return Description(f"do not disturb: {'on' if event.iDoNotDisturb else 'off'}")


@describe.register
def _forwarding(event: s.AsnCtiNotifyLineForwardingChangedArgument) -> Description:
    return Description(f"forwards: {forwards(event.seqLineForwards) or 'none'}")


@describe.register
def _remote_office(event: s.AsnCtiNotifyLineRemoteOfficeChangedArgument) -> Description:
    state = event.remoteOfficeState
    return Description(f"remote office: {state.u8sDestination if state.iEnabled else 'off'}")


@describe.register
def _made(event: s.AsnCtiNotifyMakeCallResultArgument) -> Description:
    return Description("call placed" if event.success else "call could not be placed")


@describe.register
def _conference_created(event: s.AsnCtiNotifyConferenceCreatedArgument) -> Description:
    members = len(event.conferenceMemberCallInfoList)
    return Description(f"conference of {members} and this line", event.conferenceControllerCallInfo)


@describe.register
def _conference_destroyed(event: s.AsnCtiNotifyConferenceDestroyedArgument) -> Description:
    return Description("conference ended", event.conferenceControllerCallInfo)


@describe.register
def _party_added(event: s.AsnCtiNotifyConferencePartyAddedArgument) -> Description:
    return Description("joined the conference", event.conferenceMemberCallInfo)


@describe.register
def _party_removed(event: s.AsnCtiNotifyConferencePartyRemovedArgument) -> Description:
    return Description("left the conference", event.conferenceMemberCallInfo)


@describe.register
def _features(event: s.AsnCtiNotifyLineCallFeaturesChangedArgument) -> Description:
    return Description(f"what {_counted(len(event.callFeaturesList), 'call')} can do has changed")


@describe.register
def _projects(_: s.AsnCtiNotifyLineProjectSettingsChangedArgument) -> Description:
    return Description("projects changed")


@describe.register
def _stopped(_: s.AsnCtiNotifyMonitorStoppedArgument) -> Description:
    return Description("no longer watched: the line was removed, or your right to see it")


@describe.register
def _added_or_removed(event: s.AsnCtiNotifyLineAddRemoveArgument) -> Description:
    return Description("line removed" if event.addremove else "line added")


@describe.register
def _sorted(_: s.AsnCtiNotifyLineSortOrderChangedArgument) -> Description:
    return Description("order of lines changed")


@describe.register
def _connection(event: ConnectionChanged) -> Description:
    return Description("connection is back" if event.state is ConnectionState.CONNECTED else "connection lost")


@describe.register
def _location(event: s.AsnLocationInformationChangedArgument) -> Description:
    return Description(f"location {event.u8sLocationID} changed")


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _named(names: Mapping[E, str], number: int, kind: str) -> str:
    return next((name for key, name in names.items() if key == number), f"{kind} {number}")
