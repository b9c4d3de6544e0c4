"""Session descriptions."""

from __future__ import annotations

import pytest

from callplane.sip.grammar import BadMessage
from callplane.sip.sdp import EVENTS, MAX_BYTES, PCMA, PCMU, Audio, Codec, Description, Direction, write

PHONE = b"""v=0
o=alice 1 1 IN IP4 192.0.2.1
s=call
c=IN IP4 192.0.2.1
t=0 0
a=sendonly
m=video 6000 RTP/AVP 96
a=rtpmap:96 H264/90000
m=audio 4000 RTP/AVP 96 8 0 101 200 x 77
c=IN IP4 192.0.2.2/127
a=rtpmap:96 opus/48000/2
a=fmtp:96 useinbandfec=1
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-16
m=audio 4002 RTP/AVP 0
"""


def test_a_description_is_read() -> None:
    found = Description.read(PHONE)
    assert found.shape == ("video RTP/AVP", "audio RTP/AVP", "audio RTP/AVP")
    assert found.place == 1
    opus = Codec(96, "opus", 48000, "2", "useinbandfec=1")
    assert found.audio == Audio("192.0.2.2", 4000, (opus, PCMA, PCMU, EVENTS), Direction.SENDONLY)
    assert found.audio.speech == (opus, PCMA, PCMU)
    assert found.audio.events == EVENTS


def test_what_is_written_is_read_again_with_its_shape() -> None:
    audio = Audio("2001:db8::1", 4000, (PCMU, EVENTS), Direction.RECVONLY)
    data = write(audio, session=7, version=3, shape=("video RTP/SAVP", "audio RTP/AVP"), place=1)
    origin = "callplane 7 3 IN IP6 2001:db8::1"
    assert Description.read(data) == Description(("video RTP/SAVP", "audio RTP/AVP"), 1, audio, origin)
    assert b"o=callplane 7 3 IN IP6 2001:db8::1\r\n" in data
    assert b"m=video 0 RTP/SAVP 0\r\n" in data


def test_the_old_way_to_hold_is_understood() -> None:
    data = PHONE.replace(b"c=IN IP4 192.0.2.2/127", b"c=IN IP4 0.0.0.0").replace(b"a=sendonly", b"a=sendrecv")
    assert Description.read(data).audio == Audio("0.0.0.0", 4000, Description.read(PHONE).audio.codecs, Direction.INACTIVE)  # type: ignore[union-attr]


@pytest.mark.parametrize("stream", [b"m=audio 0 RTP/AVP 0", b"m=audio 4000 RTP/SAVP 0", b"m=image 4000 udptl t38"])
def test_streams_that_are_nothing_for_us(stream: bytes) -> None:
    assert Description.read(b"v=0\nc=IN IP4 h\n" + stream + b"\n").audio is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"v=0\n",
        b"nonsense\nm=audio 1 RTP/AVP 0\n",
        b"m=audio x\n",
        b"m=audio 4000 RTP/AVP 0\n",
        b"c=IN IP4 h\nm=audio 70000 RTP/AVP 0\n",
        b"m=audio 1 RTP/AVP 0\n" * 17,
        b"v" * (MAX_BYTES + 1),
    ],
)
def test_descriptions_that_cannot_be_used(data: bytes) -> None:
    with pytest.raises(BadMessage) as refused:
        Description.read(data)
    assert refused.value.status == 488


def test_what_two_have_in_common_keeps_the_offers_order_and_types() -> None:
    ours = Audio("h", 1, (PCMA, PCMU, EVENTS))
    offered = (Codec(9, "G722"), Codec(0, "pcmu"), Codec(8, "PCMA", channels="1"), Codec(96, "telephone-event"))
    found = ours.understood(offered)
    assert found is not None
    assert found.codecs == offered[1:]
    shared = ours.shared(offered)
    assert shared is not None
    assert shared.codecs == ours.codecs
    assert ours.shared(offered[:1]) is None
    assert ours.understood((Codec(9, "G722"), Codec(96, "telephone-event"))) is None


def test_directions_are_mirrored() -> None:
    pairs = [(d.mirrored, d.mirrored.mirrored is d) for d in Direction]
    assert [d for d, _ in pairs] == [Direction.RECVONLY, Direction.SENDONLY]
    assert Direction.SENDRECV.mirrored is Direction.SENDRECV
    assert Direction.INACTIVE.mirrored is Direction.INACTIVE
    assert Audio("h", 1).directed(Direction.INACTIVE).direction is Direction.INACTIVE
