"""What can be sent again, and how much of it is kept."""

from __future__ import annotations

import pytest

from callplane.service.history import FLOOR_BYTES, MAX_BYTES, MAX_MESSAGES, STRETCHES, History, HistoryBudget
from callplane.service.messages import Batch, Copy, Frame, Item


def frames(*data: bytes) -> list[Item]:
    return [Frame(item, binary=False) for item in data]


def test_going_back_takes_messages_out_again() -> None:
    history = History(HistoryBudget())
    history.add(frames(b"1", b"22", b"333"), 6, 3)
    assert (history.sent, history.size) == (3, 6)
    assert history.rewind(1) == frames(b"22", b"333")
    assert (history.sent, history.size) == (1, 1)
    assert history.rewind(5) == []


@pytest.mark.parametrize("at_once", [1, 7, MAX_MESSAGES + 5])
def test_there_is_an_end_to_what_is_kept(at_once: int) -> None:
    history = History(HistoryBudget())
    for _ in range(2 * MAX_MESSAGES // at_once + 1):
        history.add(frames(*[b"x"] * at_once), at_once, at_once)
        assert history.size == history.count <= MAX_MESSAGES * (1 + 2 / STRETCHES)
    assert History.rewind(history, history.sent - MAX_MESSAGES) == frames(*[b"x"] * MAX_MESSAGES)


def test_one_message_too_many_is_missed_for_good() -> None:
    history = History(HistoryBudget())
    history.add(frames(*[b"x"] * (MAX_MESSAGES + 5)), MAX_MESSAGES + 5, MAX_MESSAGES + 5)
    assert history.rewind(4) is None
    assert (history.sent, history.size) == (4, 0)
    history.add(frames(b"y"), 1, 1)
    assert history.rewind(4) == frames(b"y")


def test_what_was_sent_past_it_leaves_nothing_before_it() -> None:
    history = History(HistoryBudget())
    history.add(frames(b"1", b"2"), 2, 2)
    history.skip(0)
    assert (history.sent, history.size) == (2, 2)
    history.skip(3)
    history.add(frames(b"6"), 1, 1)
    assert (history.sent, history.size) == (6, 1)
    assert history.rewind(5) == frames(b"6")
    assert history.rewind(4) is None


def test_going_back_into_the_middle_of_a_batch() -> None:
    history = History(HistoryBudget(total=FLOOR_BYTES))
    batch = Batch()
    for number in range(5):
        batch.add(Frame(b"%d" % number + bytes(FLOOR_BYTES // 20), False, rest=b".", more=3))
    for _ in range(2):
        history.add([Copy(batch, b"M1")], batch.size, 5)
    assert history.count == 10
    for received, missing in ((8, 2), (3, 5), (0, 3)):
        frames_again = history.rewind(received)
        assert frames_again is not None
        assert len(frames_again) == missing
        assert frames_again[0].data[:1] == b"%d" % (received % 5)
        assert history.count == history.sent == received


def framing(size: int, _binary: bool) -> tuple[bytes, bytes]:
    return b"%7d:" % size, b""


@pytest.mark.parametrize(("unconfirmed", "arrived"), [(0, 6), (1, 5), (9, 5), (10, 4), (45, 1), (46, 0), (99, 0)])
def test_what_has_arrived_for_certain(unconfirmed: int, arrived: int) -> None:
    history = History(HistoryBudget())
    history.add(frames(b"1"), 1, 1)
    batch = Batch()
    for _ in range(5):
        batch.add(Frame(b"x", False, more=0))
    history.add([Copy(batch, b"")], 5, 5)
    assert history.arrived(unconfirmed, framing) == arrived


def test_many_histories_share_one_budget() -> None:
    budget = HistoryBudget(total=10 * FLOOR_BYTES)
    assert budget.share == 10 * FLOOR_BYTES
    made = [History(budget) for _ in range(5)]
    assert budget.share == 2 * FLOOR_BYTES
    more = [History(budget) for _ in range(100)]
    assert budget.share == FLOOR_BYTES
    made[0].add(frames(b"x" * 2 * FLOOR_BYTES, b"y"), 2 * FLOOR_BYTES + 1, 2)
    assert made[0].size == 1
    for history in (*made, *more):
        history.forget()
    assert budget.histories == 0
    assert HistoryBudget(total=1 << 40).share == MAX_BYTES
