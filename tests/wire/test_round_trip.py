"""JSON -> BER -> JSON is the identity for every type; junk raises nothing but what is documented."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.wire import samples
from tests.wire.strategies import values

from callplane.wire.ber import BerCodec
from callplane.wire.codec import MistypedValue, Result, UndecodableMessage
from callplane.wire.framing import TcpFrameReader
from callplane.wire.json_codec import JsonCodec
from callplane.wire.operations import ALL
from callplane.wire.rose import Answer, Peer
from callplane.wire.schema import Alternatives, Members
from callplane.wire.types.schema import SCHEMA

JSON, BER = JsonCodec(), BerCodec()
STRUCTURES = {
    name: schema.structure
    for name, schema in SCHEMA.items()
    if isinstance(schema, Members | Alternatives) and not name.startswith("ROSE")
}
SAMPLES = [samples.load(name) for name in samples.names("*.json") + samples.names("*.hex")]


@pytest.mark.parametrize("name", STRUCTURES)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(data=st.data())
def test_json_to_ber_to_json_is_the_identity(name: str, data: st.DataObject) -> None:
    value = data.draw(values(name))
    text = JSON.result(1, value)
    from_json = _value(JSON, text, STRUCTURES[name])
    from_ber = _value(BER, BER.result(1, from_json), STRUCTURES[name])
    assert from_json == value
    assert JSON.result(1, from_ber) == text


def _value(codec: JsonCodec | BerCodec, data: bytes, kind: type[Any]) -> Any:
    [message] = codec.read(data)
    assert isinstance(message, Result)
    return codec.read_value(message.value, kind)


@settings(max_examples=150, deadline=None)
@given(sample=st.sampled_from(SAMPLES), data=st.data())
def test_damaged_messages_raise_only_what_is_documented(sample: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(sample) - 1))
    junk = data.draw(st.binary(max_size=4) | st.sampled_from([b"null", b"{}", b"[]", b"1e999", b'"', b"\x80", b"\xbf\x7f"]))
    _swallow(sample[:at] + junk + sample[at + data.draw(st.integers(0, 4)) :])


@settings(max_examples=150, deadline=None)
@given(junk=st.binary(max_size=60) | st.binary(max_size=60).map(lambda junk: b"\xa1\x80" + junk))
def test_junk_raises_only_what_is_documented(junk: bytes) -> None:
    _swallow(junk)


def _swallow(data: bytes) -> None:
    for codec in (JSON, BER):
        Peer().receive(data, codec)
        for operation in ALL[::5]:
            with suppress(MistypedValue):
                codec.read_value(data, operation.argument)
    with suppress(UndecodableMessage):
        list(TcpFrameReader().feed(data))


@pytest.mark.parametrize("codec", [JSON, BER])
@pytest.mark.parametrize("size", [0, 1, 5])
def test_a_peer_answers_what_it_cannot_read(codec: JsonCodec | BerCodec, size: int) -> None:
    assert [type(received) for received in Peer().receive(b"\xff" * size, codec)] == [Answer]
