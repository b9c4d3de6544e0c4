"""What a program is told after a gap, and what it knew before. No sockets."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace
from tests.client.fake_server import ALICE, BOB, call_event, call_information, line_info, monitor_started

from callplane.client import CallState, is_synthetic
from callplane.client.differences import line_differences, list_differences
from callplane.client.events import ConnectionChanged, ConnectionState, Event
from callplane.client.line_state import LineState, ListState
from callplane.client.subscriptions import Subscriptions
from callplane.wire import operations as op
from callplane.wire.types import cti
from callplane.wire.types.common import AsnNetDatabaseContact
from callplane.wire.types.sipcti_common import AsnLineForward, AsnProjectPinRule

NOW = "2026-01-01T12:30:00Z"
FORWARD = AsnLineForward(
    iInternalID=1,
    iForwardController=1,
    iForwardMode=1,
    iBackEndSpecific=0,
    iNoAnswerTime=0,
    u8sDestination="+49",
    u8sCallerIDList=[],
)
OFFICE = cti.AsnRemoteOfficeState(u8sController="", iEnabled=1, u8sDestination="+49")
KINDS = cti.AsnCtiNotifyLineAddRemoveArgumentEnum


def state(*calls: cti.AsnCtiCallInformation, **changes: Any) -> LineState:
    return LineState(replace(monitor_started(*calls), **changes))


def told(before: LineState, after: LineState) -> list[Event]:
    """The differences; they must lead to the state that is there."""
    events = list(line_differences(before, after, "MON-1", NOW))
    for event in events:
        before.take(event)
    assert vars(before) | {"calls": dict(sorted(before.calls.items()))} == vars(after) | {
        "calls": dict(sorted(after.calls.items()))
    }
    return events


def reasons(events: list[Event]) -> list[tuple[str, int]]:
    assert all(is_synthetic(event) for event in events)
    return [
        (event.callinformation.u8sConnectionID, event.reason)
        for event in events
        if isinstance(event, cti.AsnCtiNotifyLineCallInformationChangedArgument)
    ]


def test_nothing_to_tell() -> None:
    assert told(state(call_information()), state(call_information())) == []


def test_calls_that_ended_changed_or_are_new() -> None:
    before = state(call_information("{1}"), call_information("{2}", 8))
    after = state(call_information("{2}", 32), call_information("{3}", 2, bOutbound=False), call_information("{4}", 32))
    events = told(before, after)
    assert reasons(events) == [("{1}", 12), ("{2}", 3), ("{3}", 0), ("{4}", 1)]
    ended = events[0]
    assert isinstance(ended, cti.AsnCtiNotifyLineCallInformationChangedArgument)
    assert ended.callinformation.iCallState == CallState.eCALLSTATEDESTROYED
    assert (ended.callinformation.utcCallDisconnected, ended.callinformation.iFeatures) == (NOW, 0)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"state": 4}, 14),
        ({"state": 16}, 10),
        ({"state": 64}, 4),
        ({"state": 128}, 5),
        ({"state": 256}, 11),
        ({"iFeatures": 0}, 14),
        ({"u8sRemoteNumberSC": "+1"}, 6),
        ({"pRemoteContact": AsnNetDatabaseContact(u8sDisplayName="B")}, 7),
        ({"projectPinRule": AsnProjectPinRule(u8sProjectName="p")}, 8),
        ({"u8sNote": "n"}, 9),
        ({"pu8sHoldNumberSC": "+1"}, 13),
        ({"callDataList": [cti.AsnCtiCallData(key="k", value="v")]}, 15),
    ],
)
def test_why_a_call_is_told_again(changes: dict[str, Any], reason: int) -> None:
    assert reasons(told(state(call_information()), state(call_information(**changes)))) == [("{C-1}", reason)]


def test_the_line_itself() -> None:
    after = state(
        lineInfo=line_info(name="Alicia"),
        iDoNotDisturb=1,
        optionalParams={"BusyOnBusy": 1},
        seqLineForwards=[FORWARD],
        remoteOfficeState=OFFICE,
    )
    events = told(state(), after)
    assert [type(event) for event in events] == [
        cti.AsnCtiNotifyLineInfoChangedArgument,
        cti.AsnCtiNotifyLineDoNotDisturbChangedArgument,
        cti.AsnCtiNotifyLineForwardingChangedArgument,
        cti.AsnCtiNotifyLineRemoteOfficeChangedArgument,
    ]
    assert [is_synthetic(event) for event in events] == [True, True, False, False]
    assert not is_synthetic(ConnectionChanged(ConnectionState.CONNECTED))


def test_a_state_follows_its_events() -> None:
    line = state(call_information())
    feature = cti.AsnCtiCallFeature(u8sConnectionID="{C-1}", iFeatures=7)
    unknown = cti.AsnCtiCallFeature(u8sConnectionID="{X}", iFeatures=7)
    line.take(
        cti.AsnCtiNotifyLineCallFeaturesChangedArgument(
            u8sLineMonitorCrossRefID="MON-1", u8sLinePhoneNumber=ALICE, callFeaturesList=[feature, unknown]
        )
    )
    line.take(ConnectionChanged(ConnectionState.CONNECTED))
    assert line.calls == {"{C-1}": call_information(iFeatures=7)}
    line.take(call_event(12, 1))
    line.take(call_event(12, 1))
    assert line.calls == {}


def listed(*lines: cti.AsnCtiLineInfo) -> cti.AsnCtiEnumPhoneLinesResult:
    return cti.AsnCtiEnumPhoneLinesResult(seqLines=list(lines), u8sLineMonitorCrossRefID="L-1")


def test_lists_of_lines() -> None:
    third = line_info("tel:+3@demo", "C", 0)
    before, after = ListState(listed(line_info(), line_info(BOB, "Bob", 2))), ListState(listed(line_info(BOB, "Bob", 1), third))
    events = list(list_differences(before, after, "L-1"))
    changes = [e.addremove for e in events if isinstance(e, cti.AsnCtiNotifyLineAddRemoveArgument)]
    assert changes == [KINDS.removed, KINDS.added]
    for event in events:
        before.take(event)
    assert list(before.lines) == list(after.lines)
    assert before.own == [BOB]
    before.take(ConnectionChanged(ConnectionState.CONNECTED))
    assert list(list_differences(after, after, "L-1")) == []


def start(subscriptions: Subscriptions, result: Struct, link: int = 1) -> Any:
    argument = cti.AsnCtiLineMonitorStartArgument(u8sLinePhoneNumber=ALICE)
    return subscriptions.answered(op.CTI_LINE_MONITOR_START, argument, result, link)


def stop(reference: str) -> cti.AsnCtiLineMonitorStopArgument:
    return cti.AsnCtiLineMonitorStopArgument(u8sMonitorCrossRefID=reference)


def test_a_program_keeps_its_ids_over_sessions() -> None:
    subscriptions = Subscriptions()
    assert start(subscriptions, monitor_started()) == monitor_started()
    subscriptions.session_lost()
    (known,) = subscriptions.missing()
    events = list(subscriptions.restored(known, monitor_started(call_information(), reference="NEW"), 2, NOW))
    assert reasons(events) == [("{C-1}", 1)]
    assert subscriptions.missing() == []
    assert subscriptions.take(call_event(3, 32, "NEW"), 2) == call_event(3, 32, "MON-1")
    assert subscriptions.outgoing(stop("MON-1")) == stop("NEW")
    assert subscriptions.outgoing(stop("other")) == stop("other")
    second = start(subscriptions, monitor_started(reference="MON-1"), 2)
    assert second.u8sMonitorCrossRefID == "MON-1'"
    subscriptions.settled(stop("MON-1"))
    subscriptions.settled(stop("MON-1"))
    assert subscriptions.take(call_event(3, 32, "NEW"), 2) == call_event(3, 32, "NEW")


def test_the_end_of_a_monitor_from_an_earlier_link_is_not_told_yet() -> None:
    subscriptions = Subscriptions()
    stopped = cti.AsnCtiNotifyMonitorStoppedArgument(u8sMonitorCrossRefID="MON-1")
    start(subscriptions, monitor_started())
    assert subscriptions.take(stopped, 2) is None
    (known,) = subscriptions.missing()
    assert subscriptions.refused(known) == stopped
    start(subscriptions, monitor_started(), 2)
    assert subscriptions.take(stopped, 2) == stopped
    assert subscriptions.missing() == []


def test_lists_are_restored_and_other_results_left_alone() -> None:
    subscriptions = Subscriptions()
    argument = cti.AsnCtiEnumPhoneLinesArgument(typeofLines=cti.AsnCtiEnumPhoneLinesArgumentEnum(1), attachChangeNotify=1)
    plain = cti.AsnCtiEnumPhoneLinesResult(seqLines=[])
    assert subscriptions.answered(op.CTI_ENUM_PHONE_LINES, argument, plain, 1) is plain
    assert subscriptions.answered(op.CTI_LINE_MONITOR_STOP, stop("x"), cti.AsnCtiLineMonitorStopResult(), 1)
    subscriptions.answered(op.CTI_ENUM_PHONE_LINES, argument, listed(), 1)
    subscriptions.session_lost()
    (known,) = subscriptions.missing()
    (added, _order) = subscriptions.restored(known, listed(line_info()), 2, NOW)
    assert isinstance(added, cti.AsnCtiNotifyLineAddRemoveArgument)
