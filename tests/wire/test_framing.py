from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire import samples

from callplane.wire.codec import Encoding, Limits
from callplane.wire.framing import BrokenFrame, Frame, TcpFrameReader, to_tcp, to_websocket

MESSAGES = [
    Frame(Encoding.JSON if name.endswith(".json") else Encoding.BER, samples.load(name))
    for name in samples.names("0*.server-cpp.json") + samples.names("0*.hex")
]
INDEFINITE = bytes.fromhex("a180020102a280 0c0161 0000 020204ec 3080 0a0100 020101 0000 0000")


@given(st.lists(st.sampled_from(MESSAGES), min_size=1, max_size=6), st.data())
def test_messages_in_pieces_of_any_size(frames: list[Frame], data: st.DataObject) -> None:
    stream = b"".join(to_tcp(*frame) for frame in frames)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    reader = TcpFrameReader()
    ends = [*cuts, len(stream)]
    assert [f for start, end in zip([0, *cuts], ends, strict=True) for f in reader.feed(stream[start:end])] == frames
    assert reader.take_rest() == b""


@pytest.mark.parametrize("message", [*MESSAGES[:2], *MESSAGES[-2:], Frame(Encoding.BER, INDEFINITE)], ids=repr)
def test_byte_by_byte_and_with_trailing_bytes(message: Frame) -> None:
    stream = to_tcp(*message)
    reader = TcpFrameReader()
    got = [list(reader.feed(bytes((byte,)))) for byte in stream + stream[:5]]
    assert got == [[]] * (len(stream) - 1) + [[message]] + [[]] * 5
    assert reader.take_rest() == stream[:5]
    assert list(reader.feed(stream)) == [message]


@pytest.mark.parametrize("first", [b"{", b"j", b"\x00", b"\xa0", b"\xa5", b"[", b" "])
def test_a_wrong_first_byte_breaks_the_stream(first: bytes) -> None:
    with pytest.raises(BrokenFrame) as raised:
        list(TcpFrameReader().feed(first))
    assert raised.value.encoding is Encoding.JSON


@pytest.mark.parametrize("data", [b"Jx", b"J000001x", b"J-000001", b"J 000001", "J٣".encode()])
def test_a_wrong_header_breaks_the_stream_at_once(data: bytes) -> None:
    with pytest.raises(BrokenFrame):
        list(TcpFrameReader().feed(data))


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"J0000101", Encoding.JSON),
        (b"\xa1\x81\x65", Encoding.BER),
        (b"\xa1\x84\xff\xff\xff\xff", Encoding.BER),
        (b"\xa1\x85", Encoding.BER),
        (b"\xa1\x80" * 5, Encoding.BER),
        (b"\xa1\x80" + b"\x0c\x20" + b"x" * 32 + b"\x0c\x50", Encoding.BER),
    ],
)
def test_what_is_over_the_limit_breaks_the_stream_before_it_has_come(data: bytes, encoding: Encoding) -> None:
    with pytest.raises(BrokenFrame) as raised:
        list(TcpFrameReader(Limits(size=100, depth=4)).feed(data))
    assert raised.value.encoding is encoding


def test_messages_before_the_break_are_given_out() -> None:
    frames = TcpFrameReader().feed(to_tcp(*MESSAGES[0]) + b"x")
    assert next(frames) == MESSAGES[0]
    with pytest.raises(BrokenFrame):
        next(frames)


def test_the_limit_itself_is_accepted() -> None:
    reader = TcpFrameReader(Limits(size=10))
    assert list(reader.feed(b"J0000010" + b"x" * 10)) == [Frame(Encoding.JSON, b"x" * 10)]
    assert list(reader.feed(b"\xa1\x08" + b"x" * 8)) == [Frame(Encoding.BER, b"\xa1\x08" + b"x" * 8)]


def test_payloads() -> None:
    assert to_websocket(Encoding.JSON, b"{}") == b"[{}]"
    assert to_websocket(Encoding.BER, b"\xa1\x00") == b"\xa1\x00"
    assert to_tcp(Encoding.JSON, b"{}") == b"J0000002{}"
    assert to_tcp(Encoding.BER, b"\xa1\x00") == b"\xa1\x00"
    with pytest.raises(ValueError, match="10000000"):
        to_tcp(Encoding.JSON, bytes(10_000_000))
