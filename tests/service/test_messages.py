"""Single messages and batches: how they are put together, framed, taken apart and conflated."""

from __future__ import annotations

import pytest

from callplane.service.messages import (
    BATCH_BYTES,
    BATCH_EVENTS,
    Batch,
    Copy,
    Frame,
    Item,
    batches,
    conflated,
    frames_of,
    to_bytes,
)


def framing(size: int, binary: bool) -> tuple[bytes, bytes]:
    return b"%d%c<" % (size, b"jb"[binary]), b">"


def event(start: bytes, rest: bytes, topic: str = "") -> Frame:
    """An event for references of two characters."""
    return Frame(start, False, (topic,) if topic else None, rest=rest, more=2 + len(rest))


def batch(*events: Frame) -> Batch:
    made = Batch()
    for one in events:
        made.add(one)
    made.close()
    return made


def test_a_single_message() -> None:
    frame = Frame(b"abc", True)
    assert (frame.data, frame.size, frame.count, frame.frames()) == (b"abc", 3, 1, [frame])
    assert to_bytes([frame], framing) == b"3b<abc>"


def test_copies_differ_in_their_references_only() -> None:
    both = batch(event(b"{", b"}"), event(b"[", b"...]"))
    copies = [Copy(both, b"M1"), Copy(both, b"M2")]
    assert [(copy.size, copy.count) for copy in copies] == [(11, 2)] * 2
    assert [[frame.data for frame in copy.frames()] for copy in copies] == [[b"{M1}", b"[M1...]"], [b"{M2}", b"[M2...]"]]
    assert to_bytes([copies[0]], framing) == b"4j<{M1}>7j<[M1...]>"


def test_a_batch_is_cut_once_for_each_framing() -> None:
    calls = []

    def counted(size: int, binary: bool) -> tuple[bytes, bytes]:
        calls.append(size)
        return framing(size, binary)

    both = batch(event(b"{", b"}"), event(b"[", b"]"))
    items: list[Item] = [Copy(both, b"M1"), Copy(both, b"M2"), Frame(b"x", False)]
    assert to_bytes(items, counted) == b"4j<{M1}>4j<[M1]>4j<{M2}>4j<[M2]>1j<x>"
    assert calls == [4, 4, 1]
    assert to_bytes(items[:1], lambda *_: (b"", b"\n")) == b"{M1}\n[M1]\n"


@pytest.mark.parametrize(("size", "fits"), [(BATCH_BYTES - 3, True), (BATCH_BYTES - 2, False)])
def test_a_batch_that_is_full_takes_no_more(size: int, fits: bool) -> None:
    made = Batch()
    made.add(event(bytes(size), b""))
    assert made.open is fits


def test_a_batch_of_many_small_events_is_full_too() -> None:
    events = [event(b"%d" % number, b"") for number in range(BATCH_EVENTS + 1)]
    full, rest = batches(events)
    assert (full.open, len(full.events), rest.open, rest.events) == (False, BATCH_EVENTS, False, (events[-1],))
    assert batches([]) == []


def test_what_a_newer_message_makes_needless() -> None:
    items: list[Item] = [
        Copy(batch(event(b"begin", b""), event(b"1", b"", "call")), b"M1"),
        Copy(batch(event(b"2", b"", "call")), b"M2"),
        Copy(batch(event(b"3", b"", "call"), event(b"end", b"")), b"M1"),
    ]
    assert [frame.data for frame in conflated(frames_of(items))] == [b"beginM1", b"2M2", b"3M1", b"endM1"]
