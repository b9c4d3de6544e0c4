"""The figures of RFC 3550: expected and lost packets across wraps and sources, jitter from unevenness only."""

from __future__ import annotations

from callplane.media.reception import Reception
from callplane.media.rtp import FRAME, Packet


def feed(reception: Reception, numbers: list[int], *, ssrc: int = 1, late: float = 0.0) -> None:
    for position, n in enumerate(numbers):
        moment = 0.02 * n + (late if position % 2 else 0.0)
        reception.arrived(Packet(8, False, n & 0xFFFF, n * FRAME, ssrc, b""), moment)


def test_what_is_missing_is_lost() -> None:
    reception = Reception()
    feed(reception, [n for n in range(65500, 65600) if n % 10])
    assert (reception.packets, reception.expected, reception.lost) == (90, 99, 9)
    report = reception.report()
    assert (report.ssrc, report.lost, report.fraction, report.highest) == (1, 9, 9 * 256 // 99, 65599)
    assert reception.report().fraction == 0


def test_order_and_copies_lose_nothing() -> None:
    reception = Reception()
    feed(reception, [1, 3, 2, 4, 4, 5])
    assert reception.lost == 0


def test_another_source_begins_anew_and_losses_stay() -> None:
    reception = Reception()
    feed(reception, [1, 2, 4])
    feed(reception, [50000, 50001], ssrc=2)
    feed(reception, [20000], ssrc=2)
    assert (reception.lost, reception.total_packets, reception.packets) == (1, 6, 1)


def test_jitter_is_unevenness() -> None:
    even, uneven = Reception(), Reception()
    feed(even, list(range(200)))
    feed(uneven, list(range(200)), late=0.01)
    assert even.jitter < 1e-9
    assert 0.009 < uneven.jitter <= 0.01
    uneven.arrived(Packet(8, False, 200, 900000000, 1, b""), 4.0)
    assert uneven.jitter <= 0.01
    assert Reception().expected == 0
