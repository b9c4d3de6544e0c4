"""Reports are built and read; junk says nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from callplane.media import rtcp
from callplane.media.reception import ReceptionReport
from callplane.media.rtcp import Sent, Told

SENT = Sent(5, 8000, 50, 8000)
HEARD = ReceptionReport(7, 128, 3, 70000, 16)


def test_a_report_tells_its_time_and_how_the_other_is_heard() -> None:
    data = rtcp.sender_report(SENT, 1000.5, "192.0.2.1", HEARD, 99, 6)
    assert len(data) % 4 == 0
    assert rtcp.read(data, 7) == Told(rtcp.middle(rtcp.ntp(1000.5)), 128, 3, 99, 6)
    assert rtcp.read(data, 8) == Told(rtcp.middle(rtcp.ntp(1000.5)))


def test_a_report_without_anything_heard_and_a_farewell() -> None:
    data = rtcp.sender_report(SENT, 1.0, "a", None, 0, 0, bye=True)
    assert rtcp.read(data, 7).fraction is None
    assert data[-7] == 203


def test_a_receiver_report_is_read() -> None:
    block = rtcp.sender_report(SENT, 1.0, "a", HEARD, 1, 2)[28:52]
    assert rtcp.read(bytes.fromhex("81c9000700000001") + block, 7) == Told(0, 128, 3, 1, 2)


@given(st.binary(max_size=120), st.integers(0, 120))
def test_junk_says_nothing_and_harms_nobody(junk: bytes, cut: int) -> None:
    rtcp.read(junk, 7)
    rtcp.read(rtcp.sender_report(SENT, 1.0, "a", HEARD, 1, 2)[:cut] + junk, 7)
