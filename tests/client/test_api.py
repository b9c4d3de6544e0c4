"""Typed calls, monitors and events, against a fake server over a real socket."""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest
from tests.client.fake_server import ALICE, BOB, FakeServer, call_event, monitor_started

from callplane.client import Client, ConnectionLost, DigitMode, ForwardMode, LineScope, NumberFormat, TokenType, connect
from callplane.wire import operations as op
from callplane.wire.types import cti, main
from callplane.wire.types.common import AsnNetDatabaseContact
from callplane.wire.types.sipcti_common import AsnProjectPinRule

SESSION_OPERATIONS = {"asnLoginV2", "asnNegotiateServerConnectionV2", "asnStartTLS", "asnCreateAuthToken"}
"""Those that belong to other transports and have no method."""

Call = Callable[[Client], Awaitable[object]]
NO_PROJECT: dict[str, object] = msgspec.to_builtins(AsnProjectPinRule())

CALLS: list[tuple[str, Call, dict[str, Any]]] = [
    ("asnCtiEnumPhoneLines", lambda c: c.enum_phone_lines(), {"typeofLines": 1, "attachChangeNotify": 0}),
    (
        "asnCtiEnumPhoneLines",
        lambda c: c.enum_phone_lines(LineScope.userOwnLines, subscribe=True),
        {"typeofLines": 0, "attachChangeNotify": 1},
    ),
    ("asnCtiSnapshotPhoneLine", lambda c: c.snapshot_phone_line(ALICE), {"u8sLinePhoneNumber": ALICE}),
    ("asnCtiLineMonitorStart", lambda c: c.line_monitor_start(ALICE), {"u8sLinePhoneNumber": ALICE}),
    ("asnCtiLineMonitorStop", lambda c: c.line_monitor_stop("MON-1"), {"u8sMonitorCrossRefID": "MON-1"}),
    (
        "asnCtiLineSetDoNotDisturb",
        lambda c: c.line_set_do_not_disturb(ALICE, True),
        {"u8sLinePhoneNumber": ALICE, "bDoNotDisturb": True},
    ),
    (
        "asnCtiLineSetRemoteOffice",
        lambda c: c.line_set_remote_office(ALICE, "+4989"),
        {
            "u8sLinePhoneNumber": ALICE,
            "remoteOfficeState": {"u8sController": "", "iEnabled": 1, "u8sDestination": "+4989"},
        },
    ),
    (
        "asnCtiMakeCall",
        lambda c: c.make_call(ALICE, "102"),
        {"u8sPhoneNumberFrom": ALICE, "u8sPhoneNumberTo": "102", "iNumberFormat": 0},
    ),
    (
        "asnCtiMakeCall",
        lambda c: c.make_call(
            ALICE,
            "102",
            number_format=NumberFormat.eTAPIDIALNUMBERFORMATPLAIN,
            hide_caller_id=True,
            contact=AsnNetDatabaseContact(u8sDisplayName="Bob"),
            parameters={"DialRemoteOffice": 1},
        ),
        {
            "u8sPhoneNumberFrom": ALICE,
            "u8sPhoneNumberTo": "102",
            "iNumberFormat": 2,
            "newCallParams": {
                "projectPinRule": NO_PROJECT,
                "bHideMyCallerID": True,
                "asnRemoteContact": {"u8sDisplayName": "Bob"},
                "optionalParams": {"DialRemoteOffice": 1},
            },
        },
    ),
    ("asnCtiDropCall", lambda c: c.drop_call("{C}"), {"u8sConnectionID": "{C}"}),
    ("asnCtiLineDropCall", lambda c: c.line_drop_call(ALICE), {"u8sLineDescriptor": ALICE}),
    ("asnCtiAnswerCall", lambda c: c.answer_call("{C}"), {"u8sConnectionID": "{C}"}),
    (
        "asnCtiRedirectCall",
        lambda c: c.redirect_call("{C}", "103"),
        {"u8sContactID": "", "u8sConnectionID": "{C}", "u8sPhoneNumber": "103", "iNumberFormat": 0},
    ),
    (
        "asnCtiPickupCall",
        lambda c: c.pickup_call("", ALICE, user="bob"),
        {"u8sContactID": "bob", "u8sConnectionID": "", "u8sPhoneNumber": ALICE, "iNumberFormat": 0},
    ),
    ("asnCtiHold", lambda c: c.hold("{C}"), {"bHold": True, "u8sConnectionID": "{C}"}),
    ("asnCtiHold", lambda c: c.hold("{C}", False), {"bHold": False, "u8sConnectionID": "{C}"}),
    ("asnCtiSwapHold", lambda c: c.swap_hold("{C}"), {"u8sConnectionID": "{C}"}),
    ("asnCtiMergeCalls", lambda c: c.merge_calls("{C}", "{D}"), {"u8sConnectionID1": "{C}", "u8sConnectionID2": "{D}"}),
    ("asnCtiConference", lambda c: c.conference("{C}", "{D}"), {"u8sConnectionID1": "{C}", "u8sConnectionID2": "{D}"}),
    ("asnCtiCompleteCall", lambda c: c.complete_call("{C}"), {"u8sConnectionID": "{C}"}),
    ("asnCtiStartCallRecording", lambda c: c.start_call_recording("{C}"), {"u8sConnectionID": "{C}"}),
    ("asnCtiStopCallRecording", lambda c: c.stop_call_recording("{C}"), {"u8sConnectionID": "{C}"}),
    (
        "asnCtiDialDigits",
        lambda c: c.dial_digits("{C}", "12#", mode=DigitMode.eLINEDIGITMODEDTMF, duration=80),
        {"u8sConnectionID": "{C}", "iDigitMode": 2, "iDigitDuration": 80, "u8sDigitsToDial": "12#"},
    ),
    (
        "asnCtiSetCallData",
        lambda c: c.set_call_data("", {"order": "42"}, parameters={"calledNumber": "102"}),
        {
            "u8sConnectionID": "",
            "callDataList": [{"key": "order", "value": "42"}],
            "optionalParams": {"calledNumber": "102"},
        },
    ),
    (
        "asnCtiSetForward",
        lambda c: c.set_forward(ALICE, "102", mode=ForwardMode.eFORWARDMODEBUSY),
        {"u8sPhoneNumberFrom": ALICE, "u8sPhoneNumberTo": "102", "optionalParams": {"ForwardMode": 2}},
    ),
    ("asnCtiRemoveForward", lambda c: c.remove_forward(ALICE), {"u8sPhoneNumberFrom": ALICE}),
    (
        "asnCtiRemoveForward",
        lambda c: c.remove_forward(ALICE, mode=ForwardMode.eFORWARDMODEBUSY, destination="102"),
        {"u8sPhoneNumberFrom": ALICE, "optionalParams": {"ForwardMode": 2, "ForwardDestination": "102"}},
    ),
    ("asnGetLoggedInContactV2", lambda c: c.get_logged_in_contact(), {}),
    ("asnGetUserTokenV2", lambda c: c.get_user_token(lifetime=60), {"iType": 1, "iTTL": 60}),
    ("asnGetUserTokenV2", lambda c: c.get_user_token(TokenType.eUserTokenExternal), {"iType": 0}),
    ("asnTokenVerifyV2", lambda c: c.token_verify("abc"), {"u8sToken": "abc"}),
    ("asnCheckConnection", lambda c: c.check_connection(), {}),
    ("asnSubscribeServices", lambda c: c.subscribe_services(), {}),
    ("asnGetLocationIDs", lambda c: c.get_location_ids(), {}),
    ("asnGetLocationIDs", lambda c: c.get_location_ids(["demo"]), {"locationIDs": ["demo"]}),
    ("asnGetLocationInformation2", lambda c: c.get_location_information("demo"), {"u8sLocationID": "demo"}),
]


@pytest.fixture(scope="module")
def answers() -> dict[str, msgspec.Struct]:
    """Any result of each operation's type."""
    made: dict[str, msgspec.Struct] = {}
    for operation in op.ALL:
        if operation.result is not None:
            made[operation.name] = any_value(operation.result)
    return made


def any_value(kind: Any) -> Any:
    info = msgspec.inspect.type_info(kind)
    return _any(info)


def _any(info: msgspec.inspect.Type) -> Any:
    match info:
        case msgspec.inspect.StructType():
            required = {field.name: _any(field.type) for field in info.fields if field.required}
            if required or "Choice" not in [base.__name__ for base in info.cls.__mro__]:
                return info.cls(**required)
            first = info.fields[0]
            assert isinstance(first.type, msgspec.inspect.UnionType)
            return info.cls(**{first.name: _any(first.type.types[0])})
        case msgspec.inspect.StrType():
            return "text"
        case msgspec.inspect.IntType():
            return 1
        case msgspec.inspect.BoolType():
            return True
        case msgspec.inspect.EnumType():
            return next(iter(info.cls))
        case msgspec.inspect.ListType():
            return []
    return ""


@pytest.mark.parametrize(("name", "call", "sent"), CALLS)
async def test_every_operation(name: str, call: Call, sent: dict[str, Any], answers: dict[str, msgspec.Struct]) -> None:
    async with FakeServer() as server:
        server.on(op.BY_NAME[name], lambda _: answers[name])
        async with connect(server.url, "alice", "demo") as cti_client:
            assert await call(cti_client) == answers[name]
        assert [(invoked, msgspec.to_builtins(argument)) for invoked, argument in server.invoked] == [(name, sent)]


def test_every_operation_has_its_method() -> None:
    requests = {operation.name for operation in op.ALL if not operation.is_event} - SESSION_OPERATIONS
    assert requests == {name for name, _, _ in CALLS}
    for name in requests:
        method = re.sub(r"(?<=[a-z])([A-Z])", r"_\1", name.removeprefix("asn").removeprefix("Cti").replace("IDs", "Ids"))
        function = getattr(Client, re.sub(r"(_?[vV])?2$", "", method).lower())
        assert inspect.getdoc(function)


async def test_monitor_has_the_snapshot_and_all_events_after_it() -> None:
    events = [call_event(1, 4), call_event(2, 8), call_event(1, 4, "MON-2"), call_event(3, 32)]
    async with FakeServer() as server:
        server.on(op.CTI_LINE_MONITOR_START, lambda _: [monitor_started(), *events])
        async with connect(server.url, "alice", "demo") as cti_client, cti_client.monitor(ALICE) as line:
            assert line.uri == ALICE
            assert line.snapshot == monitor_started()
            seen = [await anext(aiter(line)) for _ in range(3)]
        assert seen == [events[0], events[1], events[3]]
        assert server.invoked[-1][0] == "asnCtiLineMonitorStop"


async def test_monitor_that_the_server_stops() -> None:
    stopped = cti.AsnCtiNotifyMonitorStoppedArgument(u8sMonitorCrossRefID="MON-1")
    async with FakeServer() as server:
        server.on(op.CTI_LINE_MONITOR_START, lambda _: [monitor_started(), call_event(1, 4), stopped])
        async with connect(server.url, "alice", "demo") as cti_client, cti_client.monitor(ALICE) as line:
            assert [event async for event in line] == [call_event(1, 4), stopped]
        assert [name for name, _ in server.invoked] == ["asnCtiLineMonitorStart"]


async def test_monitor_on_a_lost_connection() -> None:
    async with FakeServer() as server:
        server.on(op.CTI_LINE_MONITOR_START, lambda _: monitor_started())
        async with connect(server.url, "alice", "demo", reconnect=False) as cti_client, cti_client.monitor(ALICE) as line:
            assert server.socket
            await server.socket.close()
            with pytest.raises(ConnectionLost):
                await line.wait_for(lambda _: False)


async def test_an_answer_reaches_its_caller_before_later_events() -> None:
    made = cti.AsnCtiNotifyMakeCallResultArgument(u8sLinePhoneNumber=BOB, u8sConnectionID="{C-1}", success=1)
    async with FakeServer() as server:
        server.on(op.CTI_MAKE_CALL, lambda _: [cti.AsnCtiMakeCallResult(u8sConnectionID="{C-1}"), made])
        async with connect(server.url, "alice", "demo") as cti_client:
            call_id = (await cti_client.make_call(ALICE, "102")).u8sConnectionID
            assert await cti_client.wait_for(lambda event: event == made, timeout=5) == made
            assert call_id == "{C-1}"


async def test_events_are_for_every_iterator() -> None:
    moved = main.AsnLocationInformationChangedArgument(u8sLocationID="demo")
    async with FakeServer() as server, connect(server.url, "alice", "demo") as cti_client:
        streams = [cti_client.events(), cti_client.events()]
        await server.tell(moved, call_event(3, 32))
        assert [await anext(stream) for stream in streams] == [moved, moved]
        assert [await anext(stream) for stream in streams] == [call_event(3, 32)] * 2


async def test_leaving_ends_iterators_quietly() -> None:
    async with FakeServer() as server:
        async with connect(server.url, "alice", "demo") as cti_client:
            events = cti_client.events()
            reading = asyncio.ensure_future(anext(events, None))
            await asyncio.sleep(0)
        assert await reading is None
