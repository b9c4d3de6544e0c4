"""TAPI's words and the model's: lines, states, capabilities, numbers, errors. Pure; knows no link, no order of requests.

The calls of a line together are presented by `calls`, forwards and do-not-disturb by `forwards`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from callplane.drivers.tapi import protocol
from callplane.drivers.tapi.constants import (
    AddressCap,
    AddressFeature,
    CallFeature,
    CompletionMode,
    DeviceStatus,
    DisconnectMode,
    Error,
    Origin,
    PartyId,
    Privilege,
    TransferMode,
    error_name,
)
from callplane.drivers.tapi.constants import CallState as Tapi
from callplane.drivers.tapi.forwards import settable_modes
from callplane.model.call import CallState, DisconnectCause, Party
from callplane.model.line import Capability, ForwardMode, LineStatus
from callplane.numbers.location import Location
from callplane.numbers.parsing import Source, read

STATES: Final[Mapping[Tapi, CallState]] = {
    Tapi.IDLE: CallState.DESTROYED,
    Tapi.OFFERING: CallState.OFFERING,
    Tapi.ACCEPTED: CallState.OFFERING,
    Tapi.DIALTONE: CallState.DIALING,
    Tapi.DIALING: CallState.DIALING,
    Tapi.PROCEEDING: CallState.DIALING,
    Tapi.RINGBACK: CallState.RINGBACK,
    Tapi.BUSY: CallState.BUSY,
    Tapi.SPECIALINFO: CallState.BUSY,
    Tapi.CONNECTED: CallState.CONNECTED,
    Tapi.CONFERENCED: CallState.CONFERENCED,
    Tapi.ONHOLD: CallState.HOLD,
    Tapi.ONHOLDPENDCONF: CallState.HOLD,
    Tapi.ONHOLDPENDTRANSFER: CallState.HOLD,
    Tapi.DISCONNECTED: CallState.DISCONNECTED,
}

_ADDRESS_CAPABILITIES: Final[Mapping[AddressFeature, Capability]] = {
    AddressFeature.MAKECALL: Capability.MAKE_CALL,
    AddressFeature.PICKUP: Capability.PICKUP,
    AddressFeature.FORWARD | AddressFeature.FORWARDDND: Capability.DO_NOT_DISTURB,
}

_CALL_CAPABILITIES: Final[Mapping[CallFeature, Capability]] = {
    CallFeature.DROP: Capability.DROP,
    CallFeature.ANSWER: Capability.ANSWER,
    CallFeature.HOLD | CallFeature.UNHOLD: Capability.HOLD,
    CallFeature.SWAPHOLD: Capability.SWAP,
    CallFeature.SETUPTRANSFER: Capability.CONSULTATION,
    CallFeature.REDIRECT: Capability.REDIRECT,
    CallFeature.BLINDTRANSFER: Capability.BLIND_TRANSFER,
    CallFeature.GENERATEDIGITS: Capability.DIGITS,
    CallFeature.SETUPCONF | CallFeature.ADDTOCONF: Capability.CONFERENCE,
}


# What a feature of a call allows in a state; what is not in here follows from the line alone.
_ALLOWED: Final[Mapping[CallState, Mapping[Capability, CallFeature]]] = {
    CallState.OFFERING: {
        Capability.ANSWER: CallFeature.ANSWER,
        Capability.REDIRECT: CallFeature.REDIRECT,
        Capability.DROP: CallFeature.DROP,
    },
    CallState.DIALING: {Capability.DROP: CallFeature.DROP},
    CallState.RINGBACK: {Capability.DROP: CallFeature.DROP, Capability.CALLBACK: CallFeature.COMPLETECALL},
    CallState.BUSY: {Capability.DROP: CallFeature.DROP, Capability.CALLBACK: CallFeature.COMPLETECALL},
    CallState.CONNECTED: {
        Capability.DROP: CallFeature.DROP,
        Capability.HOLD: CallFeature.HOLD,
        Capability.BLIND_TRANSFER: CallFeature.BLINDTRANSFER,
        Capability.DIGITS: CallFeature.GENERATEDIGITS,
        Capability.MERGE: CallFeature.COMPLETETRANSF,
    },
    CallState.HOLD: {
        Capability.DROP: CallFeature.DROP,
        Capability.HOLD: CallFeature.UNHOLD,
        Capability.MERGE: CallFeature.COMPLETETRANSF,
    },
    CallState.CONFERENCED: {Capability.DROP: CallFeature.DROP | CallFeature.REMOVEFROMCONF},
}


def lacks_of(call: protocol.Call, native: Capability) -> Capability:
    """Which of the PBX's capabilities it does not allow with a call now.

    Only of a call that we own: of others dwCallFeatures says what a monitor may do, which is nothing.
    """
    lacks = Capability.NONE
    if call.privilege & Privilege.OWNER and call.features:
        for capability, features in _ALLOWED.get(state_of(call.state), {}).items():
            if not call.features & features:
                lacks |= capability
    return lacks & native


def state_of(tapi: int) -> CallState:
    """The model's state; UNKNOWN for what is not in the table."""
    try:
        return STATES.get(Tapi(tapi), CallState.UNKNOWN)
    except ValueError:
        return CallState.UNKNOWN


def cause_of(mode: int) -> DisconnectCause:
    """Why a call was disconnected, from a LINEDISCONNECTMODE_*."""
    if mode & DisconnectMode.BUSY:
        return DisconnectCause.BUSY
    if mode & DisconnectMode.NOANSWER:
        return DisconnectCause.UNCONNECTED
    if mode & (DisconnectMode.PICKUP | DisconnectMode.FORWARDED):
        return DisconnectCause.REDIRECTED
    return DisconnectCause.NONE


def status_of(line: protocol.Line) -> LineStatus:
    """Whether a line can be used."""
    if not line.open:
        return LineStatus.CLOSED
    if not line.flags & DeviceStatus.CONNECTED:
        return LineStatus.NO_PBX
    return LineStatus.OPEN if line.flags & DeviceStatus.INSERVICE else LineStatus.NO_PHONE


def capabilities_of(line: protocol.Line) -> Capability:
    """What the first address of a line can do; nothing while it is not open and in service."""
    if not line.addresses or status_of(line) is not LineStatus.OPEN:
        return Capability.NONE
    address, can = line.addresses[0], Capability.NONE
    for needed, capability in _ADDRESS_CAPABILITIES.items():
        if address.features & needed == needed:
            can |= capability
    for features, capability in _CALL_CAPABILITIES.items():
        if address.callfeatures & features == features:
            can |= capability
    if address.callfeatures & CallFeature.COMPLETETRANSF:
        can |= Capability.MERGE if address.transfermodes & TransferMode.TRANSFER else Capability.NONE
        can |= Capability.CONFERENCE if address.transfermodes & TransferMode.CONFERENCE else Capability.NONE
    if address.callfeatures & CallFeature.COMPLETECALL and address.completionmodes & CompletionMode.CALLBACK:
        can |= Capability.CALLBACK
    if address.callfeatures & CallFeature.REDIRECT:
        can |= Capability.PICKUP  # of a call on another line of the bridge: it is redirected to this one
    if can & Capability.MAKE_CALL and address.capflags & AddressCap.BLOCKIDOVERRIDE:
        can |= Capability.HIDE_CALLER_ID
    return can


def forward_modes_of(line: protocol.Line) -> ForwardMode:
    """The forwards that the PBX carries out; none while the line is not open and in service."""
    if not line.addresses or status_of(line) is not LineStatus.OPEN:
        return ForwardMode.NONE
    address = line.addresses[0]
    return settable_modes(address.forwardmodes) if address.features & AddressFeature.FORWARD else ForwardMode.NONE


def tells_forwards(line: protocol.Line) -> bool:
    """Whether the status of the line's address says which forwards are set."""
    return bool(line.addresses) and bool(line.addresses[0].capflags & AddressCap.FWDSTATUSVALID)


def line_number(line: protocol.Line, location: Location, given: Mapping[str, str]) -> str:
    """The supercanonic number of a line; empty when it has none that can be read.

    `given` are numbers from the configuration, by the line's name or permanent id.
    """
    own = given.get(line.name) or given.get(str(line.permanent)) or (line.addresses[0].address if line.addresses else "")
    outcome = read(own, location)
    return "" if outcome.problem else outcome.text


def is_outbound(call: protocol.Call) -> bool:
    """Whether the call was made from this line."""
    return bool(call.origin & (Origin.OUTBOUND | Origin.CONFERENCE))


def remote_party(call: protocol.Call, location: Location) -> Party:
    """Who is at the other end: the connected party where the PBX tells it, else the one that calls or was called."""
    usual = call.called if is_outbound(call) else call.caller
    source = Source.DIALLED if is_outbound(call) else Source.CALLER
    told = call.connected if call.connected.flags & (PartyId.ADDRESS | PartyId.PARTIAL) else usual
    return party(told, location, source)


def party(told: protocol.Party, location: Location, source: Source = Source.CALLER) -> Party:
    """A party as the model has it. A number that cannot be read is left out."""
    if not told.number or told.flags & PartyId.BLOCKED:
        return Party(name=told.name)
    outcome = read(told.number, location, source)
    return Party("" if outcome.problem else outcome.text, told.name)


_REFUSALS: Final[Mapping[int, str]] = {
    Error.INUSE.result: "the line is in use by somebody else: try again later",
    Error.CALLUNAVAIL.result: "the PBX has no free call for this line: end another call first",
    Error.INVALADDRESS.result: "the PBX cannot dial that number: correct it",
    Error.ADDRESSBLOCKED.result: "the PBX does not allow calls to that number from this line",
    Error.INVALCALLHANDLE.result: "the call has ended meanwhile",
    Error.INVALCALLSTATE.result: "the call is in a state now that does not allow it: look at the call again",
    Error.INVALLINEHANDLE.result: "the line was closed by its driver: wait until it is open again",
    Error.INVALLINESTATE.result: "the line is out of service: wait until it is open again",
    Error.NODEVICE.result: "the line is gone from the PBX",
    Error.NOTOWNER.result: "another program owns the call and does not share it: act there",
    Error.OPERATIONUNAVAIL.result: "the PBX cannot do that with this call now",
    Error.RESOURCEUNAVAIL.result: "the PBX has no resources left for it: try again later",
    Error.CONFERENCEFULL.result: "the conference is full: drop a party first",
    Error.TARGETNOTFOUND.result: "the call that was meant is not there any more",
    Error.TARGETSELF.result: "that is the line itself: name another one",
}


def refusal(function: str, result: int) -> str:
    """A result below 0 as a sentence for the caller."""
    text = _REFUSALS.get(result, "the PBX said no: ask the administrator to look at the bridge's log")
    return f"{text} ({function}: {error_name(result)})"
