"""Lines, calls and events in plain words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from tests.client.fake_server import ALICE, call_event, call_information, line_info

from callplane.cli.wording import (
    call_state,
    call_summary,
    describe,
    forwards,
    line_kind,
    line_status,
    party,
    running_time,
    short_line,
)
from callplane.client import CallReason, ConnectionChanged, ConnectionState
from callplane.client import structures as s

NOW = datetime(2026, 1, 1, 12, 1, 30, tzinfo=UTC)
BOB = s.AsnNetDatabaseContact(u8sDisplayName="Bob")
CALL = call_information()
MONITOR: dict[str, Any] = {"u8sMonitorCrossRefID": "MON-1", "u8sLinePhoneNumber": ALICE}
LIST: dict[str, Any] = {"u8sLineMonitorCrossRefID": "MON-1", "u8sLinePhoneNumber": ALICE}


def forward(mode: int) -> s.AsnLineForward:
    return s.AsnLineForward(
        iInternalID=1,
        iForwardController=1,
        iForwardMode=mode,
        iBackEndSpecific=0,
        iNoAnswerTime=0,
        u8sDestination="+4989",
        u8sCallerIDList=[],
    )


def office(enabled: int) -> s.AsnRemoteOfficeState:
    return s.AsnRemoteOfficeState(u8sController="", iEnabled=enabled, u8sDestination="+4989")


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "to +49815136856102"),
        ({"pRemoteContact": BOB}, "to Bob +49815136856102"),
        ({"pRemoteContact": s.AsnNetDatabaseContact(), "bOutbound": False}, "from +49815136856102"),
        ({"u8sRemoteNumberSC": "", "bOutbound": False}, "from unknown number"),
    ],
)
def test_party(changes: dict[str, Any], text: str) -> None:
    assert party(call_information(**changes)) == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "connected"),
        ({"state": 8}, "ringing there"),
        ({"state": 4711}, "state 4711"),
        ({"state": 256, "iDisconnectedReason": 2}, "disconnected, was busy"),
        ({"iCallType": 1}, "connected, consultation"),
        ({"iCallType": 99, "iDisconnectedReason": 99}, "connected"),
    ],
)
def test_call_state(changes: dict[str, Any], text: str) -> None:
    assert call_state(call_information(**changes)) == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "1:30"),
        ({"utcCallConnected": "2026-01-01T12:01:25.500Z"}, "0:04"),
        ({"utcCallConnected": "2026-01-01T10:00:00Z"}, "2:01:30"),
        ({"utcCallDisconnected": "2026-01-01T12:00:10Z"}, "0:10"),
        ({"utcCallConnected": "2026-01-01T12:02:00Z"}, "0:00"),
        ({"utcCallCreated": ""}, "0:00"),
    ],
)
def test_running_time(changes: dict[str, Any], text: str) -> None:
    assert running_time(call_information(**changes), NOW) == text


def test_lines() -> None:
    assert short_line(ALICE) == "+49815136856101"
    assert [line_kind(line_info(line_type=number)) for number in (1, 2, 0)] == ["own, primary", "own", "additional"]
    assert line_status(line_info()) == "open"
    assert line_status(msgspec.structs.replace(line_info(), iLineOpenStatus=77)) == "status 77"
    assert call_summary(CALL, NOW) == "connected to +49815136856102 1:30"
    assert forwards([]) == ""
    assert forwards([forward(1), forward(2), forward(3)]) == "always to +4989; when busy to +4989; mode 3 to +4989"


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (s.AsnCtiNotifyLineInfoChangedArgument(**MONITOR, lineInfo=line_info()), "line is open"),
        (s.AsnCtiNotifyLineDoNotDisturbChangedArgument(**MONITOR, iDoNotDisturb=1), "do not disturb: on"),
        (s.AsnCtiNotifyLineDoNotDisturbChangedArgument(**MONITOR, iDoNotDisturb=0), "do not disturb: off"),
        (s.AsnCtiNotifyLineForwardingChangedArgument(**MONITOR, seqLineForwards=[]), "forwards: none"),
        (s.AsnCtiNotifyLineRemoteOfficeChangedArgument(**MONITOR, remoteOfficeState=office(1)), "remote office: +4989"),
        (s.AsnCtiNotifyLineRemoteOfficeChangedArgument(**MONITOR, remoteOfficeState=office(0)), "remote office: off"),
        (
            s.AsnCtiNotifyMakeCallResultArgument(u8sLinePhoneNumber=ALICE, u8sConnectionID="{C}", success=1),
            "call placed",
        ),
        (
            s.AsnCtiNotifyMakeCallResultArgument(u8sLinePhoneNumber=ALICE, u8sConnectionID="{C}", success=0),
            "call could not be placed",
        ),
        (s.AsnCtiNotifyLineCallFeaturesChangedArgument(**LIST, callFeaturesList=[]), "what 0 calls can do has changed"),
        (
            s.AsnCtiNotifyLineProjectSettingsChangedArgument(**MONITOR, u8sLocationID="demo", projectList=[]),
            "projects changed",
        ),
        (
            s.AsnCtiNotifyMonitorStoppedArgument(u8sMonitorCrossRefID="MON-1"),
            "no longer watched: the line was removed, or your right to see it",
        ),
        (
            msgspec.convert({**LIST, "addremove": 0, "lineInfo": line_info()}, s.AsnCtiNotifyLineAddRemoveArgument),
            "line added",
        ),
        (
            msgspec.convert({**LIST, "addremove": 1, "lineInfo": line_info()}, s.AsnCtiNotifyLineAddRemoveArgument),
            "line removed",
        ),
        (
            s.AsnCtiNotifyLineSortOrderChangedArgument(u8sMonitorCrossRefID="MON-1", u8sLineURISortOrder=[]),
            "order of lines changed",
        ),
        (s.AsnLocationInformationChangedArgument(u8sLocationID="demo"), "location demo changed"),
        (object(), "object"),
    ],
)
def test_events_without_a_call(event: object, text: str) -> None:
    assert describe(event) == (text, None)


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (call_event(3, 32), "connected"),
        (call_event(99, 32), "reason 99"),
        (call_event(15, 32), "call data changed: none"),
        (
            s.AsnCtiNotifyConferenceCreatedArgument(
                **LIST, conferenceControllerCallInfo=CALL, conferenceMemberCallInfoList=[CALL, CALL]
            ),
            "conference of 2 and this line",
        ),
        (
            s.AsnCtiNotifyConferenceDestroyedArgument(**LIST, conferenceControllerCallInfo=CALL, conferenceMemberCallInfoList=[]),
            "conference ended",
        ),
        (
            s.AsnCtiNotifyConferencePartyAddedArgument(**LIST, conferenceControllerCallInfo=CALL, conferenceMemberCallInfo=CALL),
            "joined the conference",
        ),
        (
            s.AsnCtiNotifyConferencePartyRemovedArgument(
                **LIST, conferenceControllerCallInfo=CALL, conferenceMemberCallInfo=CALL
            ),
            "left the conference",
        ),
    ],
)
def test_events_about_a_call(event: object, text: str) -> None:
    assert describe(event) == (text, CALL)


def test_the_connection() -> None:
    assert describe(ConnectionChanged(ConnectionState.RECONNECTING)) == ("connection lost", None)
    assert describe(ConnectionChanged(ConnectionState.CONNECTED)) == ("connection is back", None)


def test_call_data_is_told() -> None:
    pairs = [{"key": "order", "value": "42"}, {"key": "name", "value": "x"}]
    call = msgspec.convert({**msgspec.to_builtins(CALL), "callDataList": pairs}, s.AsnCtiCallInformation, strict=False)
    event = msgspec.structs.replace(call_event(15, 32), callinformation=call)
    assert describe(event).what == "call data changed: order=42, name=x"


def test_every_reason_has_words() -> None:
    assert not [reason for reason in CallReason if describe(call_event(reason, 32)).what.startswith("reason")]
