from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from tests.wire import samples

from callplane.wire import operations
from callplane.wire.codec import (
    EVENT_ID,
    Encoding,
    Error,
    Invoke,
    Limits,
    MistypedValue,
    Reject,
    Result,
    UndecodableMessage,
)
from callplane.wire.json_codec import JsonCodec
from callplane.wire.types import auth, auth_common, cti
from callplane.wire.types.common import AsnNetDatabaseContact, AsnRequestError
from callplane.wire.types.contact_common import AsnExternalPresenceState
from callplane.wire.types.main import AsnKeepAliveArgument
from callplane.wire.types.rose import InvokeProblem, RejectProblem
from callplane.wire.types.sipcti_common import AsnProjectPinRule

CODEC = JsonCodec()
CALL = {"u8sPhoneNumberFrom": "a", "u8sPhoneNumberTo": "b", "iNumberFormat": 0}


def read_call(**members: object) -> cti.AsnCtiMakeCallArgument:
    return CODEC.read_value(json.dumps(CALL | members).encode(), cti.AsnCtiMakeCallArgument)


# Messages ------------------------------------------------------------------------------------------------------------


def test_the_four_messages() -> None:
    assert CODEC.encoding is Encoding.JSON
    assert CODEC.read(b'{"invoke":{"invokeID":1,"operationID":2,"argument":{"a":1}}}') == [Invoke(1, 2, None, b'{"a":1}')]
    assert CODEC.read(b'{"invoke":{"invokeID":1,"operationID":2,"argument":null}}') == [Invoke(1, 2, None, None)]
    assert CODEC.read('{"result":{"invokeID":1}}') == [Result(1, None)]
    assert CODEC.read(b'{"result":{"invokeID":1,"result":{"resultValue":0,"result":{}}}}') == [Result(1, b"{}")]
    assert CODEC.read(b'{"error":{"invokedID":1,"error_value":0}}') == [Error(1, None)]
    assert CODEC.read(b'{"reject":{"invokedID":{"invokednull":null}}}') == [Reject(None, None, None)]


def test_an_array_of_messages() -> None:
    message = b'{"result":{"invokeID":1}}'
    assert CODEC.read(b"[" + message + b"]") == [Result(1, None)]
    assert CODEC.read(b"[" + message + b"," + message + b"]") == [Result(1, None)] * 2


@pytest.mark.parametrize(
    ("data", "problem", "invoke_id"),
    [
        (b"", 2, None),
        (b"\xa1\x00", 2, None),
        (b'{"invoke":{"invokeID":7,"operationID":1,"argument":{}}', 2, None),
        (b'{"foo":1, "bar":', 2, None),
        (b'{"invoke":{"invokeID":7,"operationName":"\xff"}}', 2, None),
        ('{"invoke":{"invokeID":7,"operationName":"\ud800"}}', 2, None),
        (rb'{"invoke":{"invokeID":7,"operationName":"\ud800"}}', 2, None),
        (b'{"x":' + b"9" * 9000 + b"}", 2, None),
        (b"5", 0, None),
        (b"null", 0, None),
        (b"[]", 0, None),
        (b"{}", 0, None),
        (b"[5]", 0, None),
        (b'{"unbind":{"invokeID":7}}', 0, None),
        (b'{"invoke":{"invokeID":7},"result":{"invokeID":7}}', 0, None),
        (b'{"invoke":5}', 1, None),
        (b'{"invoke":{"operationID":7}}', 1, None),
        (b'{"invoke":{"invokeID":"7"}}', 1, None),
        (b'{"invoke":{"invokeID":99999999999999999999}}', 1, None),
        (b'[{"invoke":{"invokeID":7}}]', 1, 7),
        (b'{"error":{"invokedID":7}}', 1, 7),
        (b'{"reject":{"invokedID":{"invokedID":7},"reject":5}}', 1, 7),
    ],
)
def test_what_is_no_message(data: bytes | str, problem: int, invoke_id: int | None) -> None:
    with pytest.raises(UndecodableMessage) as raised:
        CODEC.read(data)
    assert raised.value.problem == RejectProblem(generalProblem=problem)
    assert raised.value.invoke_id == invoke_id
    assert CODEC.read(CODEC.reject(invoke_id, raised.value.problem, raised.value.details)) == [
        Reject(invoke_id, raised.value.problem, raised.value.details)
    ]


LIMITED = JsonCodec(Limits(size=200, depth=4, elements=3))


@pytest.mark.parametrize(
    "text",
    ['"' + "x" * 200 + '"', "[[[[[]]]]]", "[1,2,3,4,5]", '{"a":[{"b":[{}]}]}', '["\\"",1,2,3,4]', '"' + ",\\\\" * 30],
)
def test_limits(text: str) -> None:
    with pytest.raises(UndecodableMessage) as raised:
        LIMITED.read(text)
    assert raised.value.problem == RejectProblem(generalProblem=2)


def test_limits_do_not_count_what_stands_in_texts() -> None:
    text = r'{"invoke":{"invokeID":1,"operationID":2,"operationName":"[[[[[[,,,,,\"[{"}}'
    assert LIMITED.read(text) == [Invoke(1, 2, '[[[[[[,,,,,"[{', None)]


def test_siblings_are_not_nested() -> None:
    text = b'{"invoke":{"invokeID":1,"operationID":2,"argument":[[],[],[]]}}'
    assert JsonCodec(Limits(depth=4)).read(text) == [Invoke(1, 2, None, b"[[],[],[]]")]


def test_without_a_depth_limit_the_interpreters_own_holds() -> None:
    with pytest.raises(UndecodableMessage):
        JsonCodec(Limits(depth=1 << 20, elements=1 << 20)).read(b'{"x":' + b"[" * 99_999 + b"]" * 99_999 + b"}")


# Values --------------------------------------------------------------------------------------------------------------


def test_empty_objects_of_older_clients_are_filled() -> None:
    call = read_call(newCallParams={"projectPinRule": {}, "asnRemoteContact": {}, "optionalParams": {}}, optionalParams={})
    params = call.newCallParams
    assert params is not None
    assert params.projectPinRule == AsnProjectPinRule()
    assert params.projectPinRule.u8sProjectName == ""
    assert params.bHideMyCallerID is False
    assert params.asnRemoteContact == AsnNetDatabaseContact()
    assert params.optionalParams == {}
    assert read_call(newCallParams={}) == read_call(newCallParams={"projectPinRule": {"iProjectType": 0}})


def test_filled_members_are_written() -> None:
    written = json.loads(CODEC.invoke(1, operations.CTI_MAKE_CALL, read_call(newCallParams={})))
    assert written["invoke"]["argument"]["newCallParams"] == {
        "projectPinRule": {
            "u8sProjectName": "",
            "u8sProjectPin": "",
            "iProjectType": 0,
            "bAssociatedCallIsPrivateCall": False,
            "u8sLocationID": "",
            "u8sUserEnteredPin": "",
            "u8sUserEnteredUserID": "",
        },
        "bHideMyCallerID": False,
    }


def test_null_is_absent() -> None:
    rule = {"projectPinRule": None, "bHideMyCallerID": None}
    assert read_call(newCallParams=None) == read_call()
    assert read_call(newCallParams=rule) == read_call(newCallParams={})
    with pytest.raises(MistypedValue, match="u8sPhoneNumberTo"):
        read_call(u8sPhoneNumberTo=None)


def test_numbers_and_booleans_of_foreign_encoders() -> None:
    call = read_call(iNumberFormat=True, newCallParams={"bHideMyCallerID": 1})
    assert call.iNumberFormat == 1
    assert type(call.iNumberFormat) is int
    assert call.newCallParams is not None
    assert call.newCallParams.bHideMyCallerID is True
    lines = CODEC.read_value(b'{"typeofLines":true,"attachChangeNotify":false}', cti.AsnCtiEnumPhoneLinesArgument)
    assert lines.typeofLines is cti.AsnCtiEnumPhoneLinesArgumentEnum.userMonitorLines


def test_lists_are_read_loosely_too() -> None:
    text = (
        b'{"u8sLineMonitorCrossRefID":"","u8sLinePhoneNumber":"","callFeaturesList":[{"u8sConnectionID":"x","iFeatures":true}]}'
    )
    read = CODEC.read_value(text, cti.AsnCtiNotifyLineCallFeaturesChangedArgument)
    assert read.callFeaturesList[0].iFeatures == 1


@pytest.mark.parametrize(
    ("members", "named"),
    [
        ({"u8sPhoneNumberTo": 5}, "u8sPhoneNumberTo"),
        ({"iNumberFormat": "0"}, "iNumberFormat"),
        ({"iNumberFormat": 0.5}, "iNumberFormat"),
        ({"iNumberFormat": 2**63}, "iNumberFormat"),
        ({"newCallParams": []}, "newCallParams"),
        ({"newCallParams": {"bHideMyCallerID": "true"}}, r"newCallParams\.bHideMyCallerID"),
        ({"newCallParams": {"bHideMyCallerID": 2}}, r"newCallParams\.bHideMyCallerID"),
        ({"newCallParams": {"optionalParams": {"Address": 1.5}}}, r"newCallParams\.optionalParams: .*Address"),
    ],
)
def test_wrong_types_are_named(members: dict[str, Any], named: str) -> None:
    with pytest.raises(MistypedValue, match=f"^{named}"):
        read_call(**members)


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        (None, "u8sLinePhoneNumber is missing"),
        (b"{}", "u8sLinePhoneNumber is missing"),
        (b"[]", "object"),
        (b'{"u8sLinePhoneNumber":"\xff"}', "Not JSON"),
        (b'{"u8sLinePhoneNumber":5,"x":"\xff"}', "Not JSON"),
        (rb'{"u8sLinePhoneNumber":"\ud800"}', "Not JSON"),
        (b'{"u8sLinePhoneNumber":', "Not JSON"),
        (b'{"u8sLinePhoneNumber":' + b"7" * 5000 + b"}", "."),
    ],
)
def test_what_is_no_value(raw: bytes | None, named: str) -> None:
    with pytest.raises(MistypedValue, match=named):
        CODEC.read_value(raw, cti.AsnCtiLineMonitorStartArgument)


def test_a_missing_member_deep_inside_is_named() -> None:
    with pytest.raises(MistypedValue, match=r"remoteOfficeState\.u8sDestination is missing"):
        CODEC.read_value(
            b'{"u8sLinePhoneNumber":"","remoteOfficeState":{"u8sController":"","iEnabled":0}}',
            cti.AsnCtiLineSetRemoteOfficeArgument,
        )


def test_unknown_numbers_of_an_enumeration_are_refused() -> None:
    with pytest.raises(MistypedValue, match="eType"):
        CODEC.read_value(b'{"u8sUserName":"","iState":0,"eType":9}', AsnExternalPresenceState)


def test_an_empty_object_for_an_optional_structure_is_absent() -> None:
    assert CODEC.read_value(b'{"adminLogin":{}}', auth.AsnGetUserTokenArgument).adminLogin is None
    assert CODEC.read_value(b'{"auth":{}}', auth_common.AsnLoginV2Argument).auth is None
    with pytest.raises(MistypedValue, match="u8sController is missing"):
        CODEC.read_value(b'{"u8sLinePhoneNumber":"1","remoteOfficeState":{}}', cti.AsnCtiLineSetRemoteOfficeArgument)


def test_times_that_are_null_are_empty() -> None:
    name = "07_event_asnCtiNotifyLineCallInformationChanged.server-cpp.json"
    [message] = CODEC.read(samples.load(name))
    assert isinstance(message, Invoke)
    argument = msgspec.json.decode(message.argument or b"")
    argument["callinformation"] |= {"utcCallCreated": None, "iCallType": False}  # the second makes it read loosely
    kind = cti.AsnCtiNotifyLineCallInformationChangedArgument
    assert CODEC.read_value(json.dumps(argument).encode(), kind).callinformation.utcCallCreated == ""


# Writing -------------------------------------------------------------------------------------------------------------


def test_null_members_are_written() -> None:
    written = json.loads(CODEC.invoke(EVENT_ID, operations.KEEP_ALIVE, AsnKeepAliveArgument()))
    assert written["invoke"]["argument"] == {"_type": "AsnKeepAliveArgument", "dummy": None}


def test_a_result_without_value() -> None:
    assert CODEC.result(5, None) == b'{"result":{"invokeID":5}}'
    empty = cti.AsnCtiLineMonitorStopResult()
    assert json.loads(CODEC.result(5, empty))["result"]["result"]["result"] == {"_type": "AsnCtiLineMonitorStopResult"}


def test_an_error() -> None:
    error = AsnRequestError(iErrorDetail=1, u8sErrorString="no")
    [read] = CODEC.read(CODEC.error(5, error))
    assert isinstance(read, Error)
    assert CODEC.read_value(read.error, AsnRequestError) == error


def test_a_reject_without_details() -> None:
    problem = RejectProblem(invokeProblem=InvokeProblem.invalidSessionID)
    assert json.loads(CODEC.reject(5, problem, None)) == {
        "reject": {"invokedID": {"invokedID": 5}, "reject": {"invokeProblem": 8}}
    }


@pytest.mark.parametrize("cross_ref_id", ["", "MON-1", '"\\\n\u00e4\U0001f600'])
def test_a_template_is_the_event_with_another_id(cross_ref_id: str) -> None:
    operation = operations.CTI_NOTIFY_LINE_SORT_ORDER_CHANGED
    argument = operation.argument(u8sMonitorCrossRefID='placeholder "', u8sLineURISortOrder=["x"])
    template = CODEC.event(operation, argument)
    expected = msgspec.structs.replace(argument, u8sMonitorCrossRefID=cross_ref_id)
    assert template.frame(cross_ref_id) == CODEC.invoke(EVENT_ID, operation, expected)


@pytest.mark.parametrize("length", [1, 12, 127, 128, 300])
def test_what_stands_around_an_id_makes_the_same_event(length: int) -> None:
    operation = operations.CTI_NOTIFY_LINE_SORT_ORDER_CHANGED
    template = CODEC.event(operation, operation.argument(u8sMonitorCrossRefID="", u8sLineURISortOrder=["x" * 100]))
    start, rest = template.around(length)
    assert start + b"7" * length + rest == template.frame("7" * length)


def test_an_event_without_id_has_no_template() -> None:
    operation = operations.CTI_NOTIFY_MAKE_CALL_RESULT
    with pytest.raises(ValueError, match="no cross-reference id"):
        CODEC.event(operation, operation.argument(u8sLinePhoneNumber="", u8sConnectionID="", success=1))
