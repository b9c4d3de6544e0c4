"""Every sample of every foreign encoder is read, and what we write for the same content is what the C++ server writes."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.wire import samples

from callplane.wire import framing, operations
from callplane.wire.ber import BerCodec
from callplane.wire.ber_decode import decode
from callplane.wire.ber_encode import encoder
from callplane.wire.codec import EVENT_ID, Encoding, Invoke, Reject
from callplane.wire.json_codec import JsonCodec
from callplane.wire.rose import Answer, EventReceived, InvokeReceived, Peer

JSON, BER = JsonCodec(), BerCodec()


def content(name: str) -> tuple[Any, Any]:
    """Message (without its raw part) and value of a sample."""
    codec = BER if name.endswith(".hex") else JSON
    [message] = codec.read(samples.load(name))
    value = samples.value_of(codec, message, name)
    if isinstance(message, Invoke):
        operation = operations.find(message.operation_id, message.operation_name)
        return ("invoke", message.invoke_id, operation), value
    if isinstance(message, Reject):
        return message, value
    return (type(message), message.invoke_id), value


@pytest.mark.parametrize("name", samples.names("*.json") + samples.names("*.hex"))
def test_the_same_content_from_every_encoder(name: str) -> None:
    twins = samples.names(f"{name[:2]}_*.json") or [name]
    if name.startswith(("17", "18")):  # the encoders give no or another reason
        assert content(name)[0].problem.invokeProblem in (1, 2)
    else:
        assert content(name) == content(twins[0])


@pytest.mark.parametrize("name", samples.names("00_browser*.txt"))
def test_older_browser_clients(name: str) -> None:
    [received] = Peer().receive(samples.load(name), JSON)
    assert isinstance(received, InvokeReceived)
    assert received.operation.name in name


@pytest.mark.parametrize("name", samples.names("*.tcp-J.txt"))
def test_tcp_frames(name: str) -> None:
    data = samples.load(name)  # the server counts a line end as part of the message
    [frame] = framing.TcpFrameReader().feed(data)
    assert frame.encoding is Encoding.JSON
    assert JSON.read(frame.message) == JSON.read(samples.load(name.replace(".tcp-J.txt", ".json")))
    assert framing.to_tcp(Encoding.JSON, frame.message) == data


@pytest.mark.parametrize("name", samples.names("*.ws-array.json"))
def test_websocket_arrays(name: str) -> None:
    plain = samples.load(name.replace(".ws-array", ""))
    assert framing.to_websocket(Encoding.JSON, plain) == samples.load(name)


@pytest.mark.parametrize("name", samples.names("*.server-cpp.json"))
def test_our_json_equals_the_servers(name: str) -> None:
    data = samples.load(name)
    [message] = JSON.read(data)
    ours = msgspec.json.decode(samples.write_again(JSON, message, samples.value_of(JSON, message, name)))
    theirs = msgspec.json.decode(data)
    if isinstance(message, Invoke):  # we always write both
        theirs["invoke"] |= {"operationID": 1260, "operationName": "asnCtiEnumPhoneLines"} if message.invoke_id == 2 else {}
    assert ours == theirs


@pytest.mark.parametrize("name", samples.names("*.server-cpp.json"))
def test_type_names_come_first(name: str) -> None:
    [message] = JSON.read(samples.load(name))
    ours = samples.write_again(JSON, message, samples.value_of(JSON, message, name))
    typed = ours.count(b'{"_type":"')
    assert typed == ours.count(b"_type") == (0 if isinstance(message, Reject) else 1)


@pytest.mark.parametrize("name", samples.names("*.cpp.ber.hex"))
def test_our_ber_equals_the_servers(name: str) -> None:
    data = samples.load(name)
    [message] = BER.read(data)
    value = samples.value_of(BER, message, name)
    assert encoder("ROSEMessage")(decode("ROSEMessage", data)) == data
    if isinstance(message, Invoke):
        assert encoder(type(value).__name__)(value) == message.argument
    if not isinstance(message, Invoke) or message.operation_name is None:
        assert samples.write_again(BER, message, value) == data


@pytest.mark.parametrize("codec", [JSON, BER])
@pytest.mark.parametrize("name", samples.names("*_event_*.json") + samples.names("*_event_*.hex"))
def test_event_samples_are_events(name: str, codec: JsonCodec | BerCodec) -> None:
    reader = BER if name.endswith(".hex") else JSON
    [received] = Peer().receive(samples.load(name), reader)
    assert isinstance(received, EventReceived)
    again = codec.invoke(EVENT_ID, received.operation, received.argument)
    assert Peer().receive(again, codec) == [received]


def test_rejects_of_events_are_swallowed() -> None:
    for name in samples.names("17_*"):
        assert Peer().receive(samples.load(name), BER if name.endswith(".hex") else JSON) == []


def test_an_unknown_operation_is_rejected_as_the_server_does() -> None:
    [answer] = Peer().receive(b'{"invoke":{"invokeID":5,"operationID":9}}', JSON)
    assert isinstance(answer, Answer)
    [ours], [theirs] = JSON.read(answer.data), JSON.read(samples.load("10_reject_unknown_operation.server-cpp.json"))
    assert isinstance(ours, Reject)
    assert isinstance(theirs, Reject)
    assert (ours.invoke_id, ours.problem) == (theirs.invoke_id, theirs.problem)
