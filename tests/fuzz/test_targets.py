"""The targets of the fuzzer hold for its seeds, and decoders keep their memory and time in bounds whatever they are sent."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest
from fuzz.seeds import HOSTILE, seeds
from fuzz.targets import TARGETS
from hypothesis import given, settings
from hypothesis import strategies as st

from callplane.numbers import DEMO_LOCATION, explain
from callplane.wire.ber import BerCodec
from callplane.wire.codec import DEFAULT_LIMITS, MistypedValue, UndecodableMessage
from callplane.wire.framing import TcpFrameReader
from callplane.wire.json_codec import JsonCodec
from callplane.wire.types import cti

MIB = 1 << 20
SIZE = DEFAULT_LIMITS.size
HUGE = {
    "nested arrays": b"[" * SIZE,
    "nested objects": b'{"a":' * (SIZE // 5),
    "many objects": b"[" + b"{}," * (SIZE // 3 - 1) + b"{}]",
    "many numbers": b'{"result":[' + b"1," * (SIZE // 2 - 10) + b"1]}",
    "a long number": b'{"invoke":{"invokeID":' + b"9" * (SIZE - 30) + b"}}",
    "a long text": b'{"invoke":{"operationName":"' + b"\\u00e4" * (SIZE // 6 - 10) + b'"}}',
    "nested indefinite": b"\xa1\x80" * (SIZE // 2),
    "nested definite": b"".join(b"\xa1\x83" + (SIZE - at).to_bytes(3, "big") for at in range(5, SIZE, 5)),
    "many elements": b"\xa1\x83" + (SIZE - 5).to_bytes(3, "big") + b"\x05\x00" * (SIZE // 2 - 3),
    "many sequences": b"\x30\x83" + (SIZE - 5).to_bytes(3, "big") + b"\x30\x00" * (SIZE // 2 - 3),
    "beyond the limit": b"[" + b" " * (4 * SIZE) + b"]",
}


def peak(work: Callable[[], object]) -> int:
    """Bytes of memory that something took at its worst."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", TARGETS)
def test_seeds(name: str) -> None:
    given = list(seeds(name))
    assert given
    for seed in given:
        TARGETS[name](seed)


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.binary(max_size=64))
@settings(max_examples=60, deadline=None)
def test_junk(name: str, data: bytes) -> None:
    TARGETS[name](data)


@pytest.mark.parametrize("seed", HOSTILE)
@pytest.mark.parametrize("name", TARGETS)
def test_hostile_inputs(name: str, seed: bytes) -> None:
    TARGETS[name](seed)


@pytest.mark.parametrize("codec", [JsonCodec(), BerCodec()], ids=["json", "ber"])
@pytest.mark.parametrize("data", HUGE.values(), ids=HUGE)
def test_messages_take_little_memory(codec: JsonCodec | BerCodec, data: bytes) -> None:
    def read() -> None:
        for tag in (data, b"\xa1" + data[1:]):
            with pytest.raises(UndecodableMessage):
                codec.read(tag)

    assert peak(read) < 64 * MIB


@pytest.mark.parametrize("codec", [JsonCodec(), BerCodec()], ids=["json", "ber"])
@pytest.mark.parametrize("data", HUGE.values(), ids=HUGE)
def test_values_take_little_memory(codec: JsonCodec | BerCodec, data: bytes) -> None:
    def read() -> None:
        with pytest.raises(MistypedValue):
            codec.read_value(data, cti.AsnCtiMakeCallArgument)

    assert peak(read) < 128 * MIB


def test_a_stream_keeps_no_more_than_one_message() -> None:
    head = b"J%07d" % SIZE

    def feed() -> None:
        reader = TcpFrameReader()
        for _ in range(3):
            for piece in (head, *[b" " * 4096] * (SIZE // 4096)):
                list(reader.feed(piece))
        assert reader.take_rest() == b""

    assert peak(feed) < 16 * MIB


def test_a_long_text_is_no_number() -> None:
    assert peak(lambda: explain("+49 8151 " * 100_000, DEMO_LOCATION)) < 16 * MIB
