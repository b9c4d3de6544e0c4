"""Packets are read and written exactly, junk is refused, and one stream goes on whatever feeds it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callplane.media.rtp import FRAME, MAX_PACKET, Malformed, Packet, Stream, ahead, build, following, parse

HEAD = bytes.fromhex("80080001000000a000000007")


@given(
    st.integers(0, 127),
    st.booleans(),
    st.integers(0, 65535),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1),
    st.binary(max_size=200),
)
def test_what_is_built_is_read(payload_type: int, marker: bool, sequence: int, timestamp: int, ssrc: int, payload: bytes) -> None:
    data = build(payload_type, sequence, timestamp, ssrc, payload, marker=marker)
    assert parse(data) == Packet(payload_type, marker, sequence, timestamp, ssrc, payload)


def test_what_stands_around_the_payload_is_left_out() -> None:
    contributors = bytes([0x82]) + HEAD[1:] + bytes(8) + b"sound"
    extended = bytes([0x90]) + HEAD[1:] + bytes.fromhex("bede0001") + bytes(4) + b"sound"
    padded = bytes([0xA0]) + HEAD[1:] + b"sound" + b"\0\0\3"
    for data in (HEAD + b"sound", contributors, extended, padded):
        assert parse(data).payload == b"sound"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        HEAD[:11],
        b"\x40" + HEAD[1:],
        bytes([0x8F]) + HEAD[1:],
        bytes([0x90]) + HEAD[1:] + b"\0",
        bytes([0x90]) + HEAD[1:] + bytes.fromhex("bedeffff"),
        bytes([0xA0]) + HEAD[1:] + b"\0",
        bytes([0xA0]) + HEAD[1:] + b"\xff",
        HEAD + bytes(MAX_PACKET),
        b"INVITE sip:101@127.0.0.1 SIP/2.0\r\n\r\n",
    ],
)
def test_what_is_no_packet_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse(data)


@given(st.binary(max_size=100))
def test_junk_never_does_more(data: bytes) -> None:
    try:
        parse(data)
    except Malformed:
        return


def test_numbers_wrap() -> None:
    assert ahead(5, 0xFFFFFFFB) == 10
    assert ahead(0xFFFFFFFB, 5) == -10
    assert following(2, 65534) == 4
    assert following(65534, 2) == -4


def packet(sequence: int, timestamp: int, ssrc: int = 1, *, marker: bool = False) -> Packet:
    return Packet(8, marker, sequence, timestamp, ssrc, b"x")


def test_packets_passed_on_keep_gaps_and_order() -> None:
    stream = Stream(9, 65533, 0xFFFFFFFF)
    sent = [parse(stream.passed_on(packet(n, n * FRAME), 0, b"y", 0.02 * n)) for n in (10, 11, 14, 13)]
    assert [p.sequence for p in sent] == [65534, 65535, 2, 1]
    first = sent[0].timestamp
    assert [ahead(p.timestamp, first) // FRAME for p in sent] == [0, 1, 4, 3]
    assert [p.marker for p in sent] == [True, False, False, False]
    assert {(p.ssrc, p.payload_type, p.payload) for p in sent} == {(9, 0, b"y")}


def test_another_source_goes_on_from_the_last_packet() -> None:
    stream = Stream(9, 100, 1000)
    stream.passed_on(packet(5, 0), 8, b"", 1.0)
    own = [parse(stream.own(8, b"", now)) for now in (2.0, 2.021, 2.039, 5.0)]
    back = parse(stream.passed_on(packet(90, 77, 2), 8, b"", 5.02))
    assert [p.sequence for p in (*own, back)] == [102, 103, 104, 105, 106]
    assert [p.timestamp for p in own] == [1000 + 8000, 9160, 9320, 9320 + 23688]
    assert back.timestamp == own[-1].timestamp + FRAME
    assert [p.marker for p in (*own, back)] == [True, False, False, False, True]


def test_packets_of_one_event_share_a_timestamp() -> None:
    stream = Stream(9, 0, 0)
    stream.own(8, b"", 1.0)
    stream.change_source()
    event = [parse(stream.own(101, b"", 1.0 + 0.02 * n, fresh=n == 1)) for n in (1, 2, 3)]
    stream.change_source()
    after = parse(stream.own(8, b"", 1.08))
    assert [p.timestamp for p in event] == [FRAME] * 3
    assert [p.marker for p in event] == [True, False, False]
    assert after.timestamp == 4 * FRAME
