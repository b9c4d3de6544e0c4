"""TAPI's words and the model's."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from callplane.drivers.tapi import protocol
from callplane.drivers.tapi.constants import (
    AddressCap,
    AddressFeature,
    CallFeature,
    CompletionMode,
    DeviceStatus,
    DisconnectMode,
    Error,
    ForwardMode,
    Origin,
    PartyId,
    TransferMode,
    error_name,
)
from callplane.drivers.tapi.constants import CallState as Tapi
from callplane.drivers.tapi.mapping import (
    STATES,
    capabilities_of,
    cause_of,
    forward_modes_of,
    lacks_of,
    line_number,
    party,
    refusal,
    remote_party,
    state_of,
    status_of,
    tells_forwards,
)
from callplane.model.call import CallState, DisconnectCause, Party
from callplane.model.line import Capability, LineStatus
from callplane.model.line import ForwardMode as Mode
from callplane.numbers import DEMO_LOCATION

ADDRESS = protocol.Address("101", transfermodes=TransferMode.TRANSFER)
LINE = protocol.Line(
    3, 17, "Acme TSP", "Front door", 1, flags=DeviceStatus.CONNECTED | DeviceStatus.INSERVICE, addresses=(ADDRESS,)
)
CALL = protocol.Call(5, 3, Tapi.CONNECTED, origin=Origin.EXTERNAL | Origin.INBOUND)


def line(**address: int) -> protocol.Line:
    return replace(LINE, addresses=(replace(ADDRESS, **address),))


def test_every_state_of_tapi_but_unknown_is_in_the_table() -> None:
    assert set(Tapi) - {Tapi.UNKNOWN} == set(STATES)
    assert state_of(Tapi.UNKNOWN) is CallState.UNKNOWN
    assert state_of(0x40000000) is CallState.UNKNOWN
    assert state_of(0) is CallState.UNKNOWN


@pytest.mark.parametrize(
    ("mode", "cause"),
    [
        (DisconnectMode.BUSY, DisconnectCause.BUSY),
        (DisconnectMode.NOANSWER, DisconnectCause.UNCONNECTED),
        (DisconnectMode.PICKUP, DisconnectCause.REDIRECTED),
        (DisconnectMode.FORWARDED, DisconnectCause.REDIRECTED),
        (DisconnectMode.NORMAL, DisconnectCause.NONE),
        (0, DisconnectCause.NONE),
    ],
)
def test_why_a_call_was_disconnected(mode: int, cause: DisconnectCause) -> None:
    assert cause_of(mode) is cause


@pytest.mark.parametrize(
    ("is_open", "flags", "status"),
    [
        (0, 5, LineStatus.CLOSED),
        (1, 5, LineStatus.OPEN),
        (1, DeviceStatus.CONNECTED, LineStatus.NO_PHONE),
        (1, DeviceStatus.INSERVICE, LineStatus.NO_PBX),
        (1, 0, LineStatus.NO_PBX),
    ],
)
def test_the_status_of_a_line(is_open: int, flags: int, status: LineStatus) -> None:
    found = replace(line(callfeatures=CallFeature.DROP, features=1, forwardmodes=1), open=is_open, flags=flags)
    assert status_of(found) is status
    assert bool(capabilities_of(found)) is (status is LineStatus.OPEN)
    assert bool(forward_modes_of(found)) is (status is LineStatus.OPEN)


@pytest.mark.parametrize(
    ("features", "capability"),
    [
        (CallFeature.DROP, Capability.DROP),
        (CallFeature.ANSWER, Capability.ANSWER),
        (CallFeature.HOLD, Capability.NONE),
        (CallFeature.HOLD | CallFeature.UNHOLD, Capability.HOLD),
        (CallFeature.SWAPHOLD, Capability.SWAP),
        (CallFeature.SETUPTRANSFER, Capability.CONSULTATION),
        (CallFeature.COMPLETETRANSF, Capability.MERGE),
        (CallFeature.BLINDTRANSFER, Capability.BLIND_TRANSFER),
        (CallFeature.REDIRECT, Capability.REDIRECT | Capability.PICKUP),
        (CallFeature.GENERATEDIGITS, Capability.DIGITS),
        (CallFeature.COMPLETECALL, Capability.NONE),
        (CallFeature.SETUPCONF, Capability.NONE),
        (CallFeature.SETUPCONF | CallFeature.ADDTOCONF, Capability.CONFERENCE),
    ],
)
def test_a_feature_is_a_capability(features: CallFeature, capability: Capability) -> None:
    assert capabilities_of(line(callfeatures=features)) == capability


def test_capabilities_that_need_more_than_a_feature() -> None:
    assert (
        capabilities_of(line(callfeatures=CallFeature.COMPLETETRANSF, transfermodes=3))
        == Capability.MERGE | Capability.CONFERENCE
    )
    completes = line(callfeatures=CallFeature.COMPLETECALL, completionmodes=CompletionMode.CALLBACK)
    assert capabilities_of(completes) == Capability.CALLBACK
    dials = line(features=AddressFeature.MAKECALL, capflags=AddressCap.BLOCKIDOVERRIDE)
    assert capabilities_of(dials) == Capability.MAKE_CALL | Capability.HIDE_CALLER_ID
    assert capabilities_of(line(capflags=AddressCap.BLOCKIDOVERRIDE)) == Capability.NONE
    assert capabilities_of(line(features=AddressFeature.FORWARD)) == Capability.NONE
    both = AddressFeature.FORWARD | AddressFeature.FORWARDDND
    assert capabilities_of(line(features=both)) == Capability.DO_NOT_DISTURB
    assert capabilities_of(replace(LINE, addresses=())) == Capability.NONE


def test_what_the_pbx_does_not_allow_with_a_call_that_we_own() -> None:
    native = Capability.DROP | Capability.HOLD | Capability.DIGITS | Capability.ANSWER
    owned = replace(CALL, privilege=4, features=CallFeature.DROP | CallFeature.GENERATEDIGITS)
    assert lacks_of(owned, native) == Capability.HOLD
    assert lacks_of(replace(owned, state=Tapi.OFFERING), native) == Capability.ANSWER
    assert lacks_of(replace(owned, state=Tapi.CONFERENCED, features=CallFeature.REMOVEFROMCONF), native) == Capability.NONE
    assert lacks_of(replace(owned, state=Tapi.UNKNOWN), native) == Capability.NONE
    assert lacks_of(replace(owned, privilege=2), native) == Capability.NONE
    assert lacks_of(replace(owned, features=0), native) == Capability.NONE


def test_forwards_that_can_be_set() -> None:
    modes = ForwardMode.UNCOND | ForwardMode.NOANSWEXTERNAL | ForwardMode.BUSYSPECIFIC
    assert forward_modes_of(line(features=1, forwardmodes=modes)) == Mode.IMMEDIATE | Mode.NO_ANSWER_EXTERNAL
    assert forward_modes_of(line(forwardmodes=modes)) == Mode.NONE
    assert tells_forwards(line(capflags=AddressCap.FWDSTATUSVALID))
    assert not tells_forwards(LINE)


def test_the_number_of_a_line() -> None:
    assert line_number(LINE, DEMO_LOCATION, {}) == "+49815136856101"
    assert (
        line_number(replace(LINE, addresses=(protocol.Address("+49 (8151) 36856-102"),)), DEMO_LOCATION, {}) == "+49815136856102"
    )
    nameless = replace(LINE, addresses=(protocol.Address("COM3"),))
    assert not line_number(nameless, DEMO_LOCATION, {})
    assert line_number(nameless, DEMO_LOCATION, {"Front door": "103"}) == "+49815136856103"
    assert line_number(nameless, DEMO_LOCATION, {"17": "104"}) == "+49815136856104"
    assert not line_number(replace(LINE, addresses=()), DEMO_LOCATION, {})


def test_who_is_at_the_other_end() -> None:
    caller = protocol.Party(PartyId.ADDRESS | PartyId.NAME, "08151998877", "Erika")
    called = protocol.Party(PartyId.ADDRESS, "0089123")
    inbound = replace(CALL, caller=caller, called=called)
    assert remote_party(inbound, DEMO_LOCATION) == Party("+498151998877", "Erika")
    assert remote_party(replace(inbound, origin=Origin.OUTBOUND), DEMO_LOCATION) == Party("+4989123")
    moved = replace(inbound, connected=protocol.Party(PartyId.ADDRESS, "105"))
    assert remote_party(moved, DEMO_LOCATION) == Party("+49815136856105")
    assert party(protocol.Party(PartyId.BLOCKED, "123456", "Erika"), DEMO_LOCATION) == Party("", "Erika")
    assert party(protocol.Party(PartyId.ADDRESS, "?"), DEMO_LOCATION) == Party()


def test_an_error_is_a_sentence() -> None:
    assert "LINEERR_NOTOWNER" in refusal("lineDrop", Error.NOTOWNER.result)
    assert "0x81234567" in refusal("lineDrop", 0x81234567 - (1 << 32))
    assert error_name(-1) == "0xFFFFFFFF"
