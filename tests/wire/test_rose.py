from __future__ import annotations

import json

import pytest

from callplane.errors import Busy
from callplane.wire import operations
from callplane.wire.ber import BerCodec
from callplane.wire.codec import EVENT_ID, Codec, Reject
from callplane.wire.json_codec import JsonCodec
from callplane.wire.rose import (
    LONGEST_DETAILS,
    Answer,
    ErrorReceived,
    EventReceived,
    InvokeReceived,
    Peer,
    RejectReceived,
    ResultReceived,
)
from callplane.wire.types import cti
from callplane.wire.types.auth import AsnLogoffArgument
from callplane.wire.types.common import AsnRequestError
from callplane.wire.types.rose import InvokeProblem, RejectProblem, ReturnErrorProblem, ReturnResultProblem

HOLD = operations.CTI_HOLD
ARGUMENT = cti.AsnCtiHoldArgument(bHold=True, u8sConnectionID="c")
RESULT = cti.AsnCtiHoldResult(bSuccess=True)
JSON = JsonCodec()

codecs = pytest.mark.parametrize("codec", [JSON, BerCodec()], ids=["json", "ber"])


def rejected(answers: object, codec: Codec) -> Reject:
    assert isinstance(answers, list)
    [answer] = answers
    assert isinstance(answer, Answer)
    [reject] = codec.read(answer.data)
    assert isinstance(reject, Reject)
    return reject


@codecs
def test_a_request_and_its_result(codec: Codec) -> None:
    client, server = Peer(), Peer()
    invoke_id, request = client.invoke(HOLD, ARGUMENT, codec)
    assert server.receive(request, codec) == [InvokeReceived(invoke_id, HOLD, ARGUMENT, codec)]
    answer = codec.result(invoke_id, RESULT)
    assert client.receive(answer, codec) == [ResultReceived(invoke_id, HOLD, RESULT)]
    assert client.receive(answer, codec) == []


@codecs
def test_what_is_not_served_is_rejected_before_its_argument_is_read(codec: Codec) -> None:
    server = Peer(objection=lambda operation: (InvokeProblem.resourceLimitation, f"no {operation.name}"))
    for invoke in (codec.invoke(7, HOLD, ARGUMENT), codec.invoke(7, HOLD, operations.LOGOFF.argument())):
        reject = rejected(server.receive(invoke, codec), codec)
        problem = RejectProblem(invokeProblem=InvokeProblem.resourceLimitation)
        assert (reject.invoke_id, reject.problem, reject.details) == (7, problem, "no asnCtiHold")
    assert server.receive(codec.invoke(99999, HOLD, ARGUMENT), codec) == []


@codecs
def test_a_request_and_its_error(codec: Codec) -> None:
    client = Peer()
    invoke_id, _ = client.invoke(HOLD, ARGUMENT, codec)
    error = AsnRequestError(iErrorDetail=2, u8sErrorString="no")
    assert client.receive(codec.error(invoke_id, error), codec) == [ErrorReceived(invoke_id, HOLD, error)]
    assert client.receive(codec.error(invoke_id, error), codec) == []


@codecs
def test_a_request_and_its_reject(codec: Codec) -> None:
    client = Peer()
    invoke_id, _ = client.invoke(HOLD, ARGUMENT, codec)
    problem = RejectProblem(invokeProblem=InvokeProblem.resourceLimitation)
    reject = codec.reject(invoke_id, problem, "not here")
    assert client.receive(reject, codec) == [RejectReceived(invoke_id, HOLD, problem, "not here")]
    assert client.receive(reject, codec) == []
    assert client.receive(codec.reject(None, problem, None), codec) == []


@codecs
def test_an_empty_result_needs_no_value(codec: Codec) -> None:
    client = Peer()
    invoke_id, _ = client.invoke(operations.SUBSCRIBE_SERVICES, operations.SUBSCRIBE_SERVICES.argument(), codec)
    [received] = client.receive(codec.result(invoke_id, None), codec)
    assert isinstance(received, ResultReceived)


@codecs
def test_answers_that_cannot_be_read_end_the_request(codec: Codec) -> None:
    client = Peer()
    first, _ = client.invoke(HOLD, ARGUMENT, codec)
    second, _ = client.invoke(HOLD, ARGUMENT, codec)
    [result] = client.receive(codec.result(first, None), codec)
    [error] = client.receive(codec.error(second, AsnLogoffArgument()), codec)
    assert isinstance(result, RejectReceived)
    assert isinstance(error, RejectReceived)
    assert result.problem == RejectProblem(returnResultProblem=ReturnResultProblem.mistypedResult)
    assert error.problem == RejectProblem(returnErrorProblem=ReturnErrorProblem.mistypedParameter)
    assert "bSuccess" in (result.details or "")


@codecs
def test_an_event(codec: Codec) -> None:
    operation = operations.CTI_NOTIFY_MONITOR_STOPPED
    argument = operation.argument(u8sMonitorCrossRefID="m")
    invoke_id, event = Peer(max_pending=0).invoke(operation, argument, codec)
    assert invoke_id == EVENT_ID
    assert Peer().receive(event, codec) == [EventReceived(operation, argument)]


@codecs
def test_log_off_may_be_an_invoke_or_an_event(codec: Codec) -> None:
    argument = AsnLogoffArgument()
    as_invoke = codec.invoke(7, operations.LOGOFF, argument)
    as_event = codec.invoke(EVENT_ID, operations.LOGOFF, argument)
    assert Peer().receive(as_invoke, codec) == [InvokeReceived(7, operations.LOGOFF, argument, codec)]
    assert Peer().receive(as_event, codec) == [EventReceived(operations.LOGOFF, argument)]


@codecs
def test_an_open_id_may_be_used_again(codec: Codec) -> None:
    server = Peer()
    request = codec.invoke(7, HOLD, ARGUMENT)
    assert server.receive(request, codec) == server.receive(request, codec) == [InvokeReceived(7, HOLD, ARGUMENT, codec)]


@codecs
def test_mistyped_arguments_are_rejected(codec: Codec) -> None:
    wrong = codec.invoke(7, HOLD, cti.AsnCtiLineMonitorStopArgument(u8sMonitorCrossRefID="x"))
    reject = rejected(Peer().receive(wrong, codec), codec)
    assert reject.invoke_id == 7
    assert reject.problem == RejectProblem(invokeProblem=InvokeProblem.mistypedArgument)
    assert "bHold" in (reject.details or "")


def test_an_absent_argument_is_fine_where_nothing_is_required() -> None:
    [received] = Peer().receive(b'{"invoke":{"invokeID":1,"operationID":1714}}', JSON)
    assert isinstance(received, InvokeReceived)
    reject = rejected(Peer().receive(b'{"invoke":{"invokeID":1,"operationID":1262}}', JSON), JSON)
    assert reject.problem == RejectProblem(invokeProblem=InvokeProblem.mistypedArgument)
    assert "u8sLinePhoneNumber" in (reject.details or "")


@pytest.mark.parametrize("name", [None, "asnFuture"])
def test_unknown_operations_are_rejected(name: str | None) -> None:
    text = json.dumps({"invoke": {"invokeID": 7, "operationID": 0 if name else 4711, "operationName": name}})
    reject = rejected(Peer().receive(text, JSON), JSON)
    assert reject.invoke_id == 7
    assert reject.problem == RejectProblem(invokeProblem=InvokeProblem.unrecognisedOperation)


def test_rejects_quote_little() -> None:
    text = json.dumps({"invoke": {"invokeID": 7, "operationID": 0, "operationName": "x" * 9999}})
    assert len(rejected(Peer().receive(text, JSON), JSON).details or "") == LONGEST_DETAILS


@pytest.mark.parametrize("operation_id", [4711, 1294])
def test_unknown_and_mistyped_events_are_swallowed(operation_id: int) -> None:
    assert Peer().receive(b'{"invoke":{"invokeID":99999,"operationID":%d}}' % operation_id, JSON) == []


@codecs
def test_what_is_no_message_is_rejected(codec: Codec) -> None:
    reject = rejected(Peer().receive(b"\xa1\x03\x02", codec), codec)
    assert reject.invoke_id is None
    assert reject.problem == RejectProblem(generalProblem=2)


def test_several_messages_in_one_frame() -> None:
    one = JSON.invoke(1, HOLD, ARGUMENT)
    frame = b"[" + b",".join((one, b'{"result":{"invokeID":1}}', one)) + b"]"
    assert Peer().receive(frame, JSON) == [InvokeReceived(1, HOLD, ARGUMENT, JSON)] * 2


def test_requests_that_wait_are_bounded() -> None:
    client = Peer(max_pending=2)
    first, _ = client.invoke(HOLD, ARGUMENT, JSON)
    client.invoke(HOLD, ARGUMENT, JSON)
    with pytest.raises(Busy):
        client.invoke(HOLD, ARGUMENT, JSON)
    client.forget(first)
    client.forget(first)
    assert client.receive(JSON.result(first, RESULT), JSON) == []
    client.invoke(HOLD, ARGUMENT, JSON)


def test_the_id_of_events_is_never_used_for_a_request() -> None:
    client = Peer()
    client._last_id = EVENT_ID - 2
    assert [client.invoke(HOLD, ARGUMENT, JSON)[0] for _ in range(2)] == [EVENT_ID - 1, EVENT_ID + 1]
