"""The AsyncAPI document: sound in itself, complete, and true to the recorded messages."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from jsonschema import Draft202012Validator
from tests.description.test_openapi import SERVED

from callplane.description.asyncapi import asyncapi, events
from callplane.description.json_schema import Schema
from callplane.wire import operations
from callplane.wire.codec import EVENT_ID
from callplane.wire.json_codec import JsonCodec
from callplane.wire.types import common, cti
from callplane.wire.types.rose import InvokeProblem, RejectProblem

DOCUMENT = asyncapi(SERVED)
MESSAGES = DOCUMENT["channels"]["websocket"]["messages"]
CODEC = JsonCodec()
RESULT = cti.AsnCtiHoldResult(bSuccess=True)


def fits(message: str, data: bytes) -> bool:
    schema = MESSAGES[message]["payload"] | {"components": DOCUMENT["components"]}
    return bool(Draft202012Validator(schema).is_valid(json.loads(data)))


def test_it_has_the_parts_that_the_specification_requires() -> None:
    assert DOCUMENT["asyncapi"] == "3.0.0"
    assert {"title", "version"} <= set(DOCUMENT["info"])
    for operation in DOCUMENT["operations"].values():
        assert operation["action"] in ("send", "receive")
        assert operation["channel"] == {"$ref": "#/channels/websocket"}
        assert operation["messages"]


def test_every_reference_leads_somewhere() -> None:
    for reference in references(DOCUMENT):
        found: Schema = DOCUMENT
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        assert found


@pytest.mark.parametrize("name", MESSAGES)
def test_every_message_has_a_valid_schema(name: str) -> None:
    Draft202012Validator.check_schema(MESSAGES[name]["payload"])
    assert MESSAGES[name]["summary"]


def test_every_operation_and_event_is_there() -> None:
    assert set(DOCUMENT["operations"]) == {operation.name for operation in operations.ALL}
    sent = {name for name, operation in DOCUMENT["operations"].items() if operation["action"] == "send"}
    assert sent == {event.name for event in events()}
    assert sum(name.startswith("asnCtiNotify") for name in sent) == 15


def test_requests_are_answered_and_events_are_not() -> None:
    for operation in operations.ALL:
        described = DOCUMENT["operations"][operation.name]
        assert ("reply" in described) is not operation.is_event
        if not operation.is_event:
            assert len(described["reply"]["messages"]) == 3


def test_messages_of_both_sides_fit() -> None:
    hold = cti.AsnCtiHoldArgument(u8sConnectionID="{1}", bHold=True)
    invoke = CODEC.invoke(1, operations.CTI_HOLD, hold)
    assert fits("asnCtiHold.invoke", invoke)
    assert fits("asnCtiHold.invoke", b"[" + invoke + b"]")
    assert not fits("asnCtiHold.invoke", b"[]")
    assert not fits("asnCtiHold.invoke", CODEC.invoke(1, operations.CTI_DROP_CALL, hold))
    assert fits("asnCtiHold.result", b"[" + CODEC.result(1, RESULT) + b"]")
    assert not fits("asnCtiHold.result", CODEC.result(1, RESULT))


def test_errors_rejects_and_events_fit() -> None:
    error = common.AsnRequestError(iErrorDetail=1, u8sErrorString="no")
    assert fits("error", b"[" + CODEC.error(1, error) + b"]")
    problem = RejectProblem(invokeProblem=InvokeProblem.unrecognisedOperation)
    assert fits("reject", b"[" + CODEC.reject(None, problem, "what?") + b"]")
    stopped = cti.AsnCtiNotifyMonitorStoppedArgument(u8sMonitorCrossRefID="1")
    event = CODEC.invoke(EVENT_ID, operations.CTI_NOTIFY_MONITOR_STOPPED, stopped)
    assert fits("asnCtiNotifyMonitorStopped.event", b"[" + event + b"]")
    request = CODEC.invoke(1, operations.CTI_NOTIFY_MONITOR_STOPPED, stopped)
    assert not fits("asnCtiNotifyMonitorStopped.event", b"[" + request + b"]")


def test_older_names_are_taken() -> None:
    assert fits("asnGetUserTokenV2.invoke", b'{"invoke":{"invokeID":1,"operationID":0,"operationName":"asnGetUserToken"}}')


def references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref":
                yield inner
            else:
                yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)
