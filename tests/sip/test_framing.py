"""SIP over a stream."""

from __future__ import annotations

import pytest

from callplane.sip.framing import PING, PONG, StreamReader
from callplane.sip.grammar import BadMessage

ONE = b"OPTIONS sip:h SIP/2.0\r\nContent-Length: 3\r\n\r\nabc"
TWO = b"SIP/2.0 200 OK\r\nl:0\r\n\r\n"


@pytest.mark.parametrize("step", [1, 2, 3, 7, 1000])
def test_messages_are_cut_wherever_the_stream_is(step: int) -> None:
    reader, stream = StreamReader(), ONE + PONG + TWO + PING + ONE
    found: list[bytes] = []
    for at in range(0, len(stream), step):
        found += reader.feed(stream[at : at + step])
    assert found == [ONE, TWO, ONE]
    assert reader.pings == 1


@pytest.mark.parametrize(
    "data",
    [
        b"OPTIONS sip:h SIP/2.0\r\n\r\n",
        b"X\r\nContent-Length: 1\r\nl: 2\r\n\r\n",
        b"X\r\nContent-Length: 99999\r\n\r\n",
        b"X" * 70_000,
    ],
)
def test_a_stream_that_cannot_be_read_on(data: bytes) -> None:
    with pytest.raises(BadMessage):
        list(StreamReader().feed(data))
