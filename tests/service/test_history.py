"""What can be sent again, and how much of it is kept."""

from __future__ import annotations

from callplane.service.history import FLOOR_BYTES, MAX_BYTES, MAX_MESSAGES, Frame, History, HistoryBudget


def frames(*data: bytes) -> list[Frame]:
    return [Frame(item, binary=False) for item in data]


def test_going_back_takes_messages_out_again() -> None:
    history = History(HistoryBudget())
    history.add(frames(b"1", b"22", b"333"), 6)
    assert (history.sent, history.size) == (3, 6)
    assert history.rewind(1) == frames(b"22", b"333")
    assert (history.sent, history.size) == (1, 1)
    assert history.rewind(5) == []


def test_there_is_an_end_to_what_is_kept() -> None:
    history = History(HistoryBudget())
    history.add(frames(*[b"x"] * (MAX_MESSAGES + 5)), MAX_MESSAGES + 5)
    assert history.size == MAX_MESSAGES
    assert len(history.rewind(5) or []) == MAX_MESSAGES


def test_after_a_loss_both_sides_count_alike() -> None:
    history = History(HistoryBudget())
    history.add(frames(*[b"x"] * (MAX_MESSAGES + 5)), MAX_MESSAGES + 5)
    assert history.rewind(4) is None
    assert (history.sent, history.size) == (4, 0)
    history.add(frames(b"y"), 1)
    assert history.rewind(4) == frames(b"y")


def test_many_histories_share_one_budget() -> None:
    budget = HistoryBudget(total=10 * FLOOR_BYTES)
    assert budget.share == 10 * FLOOR_BYTES
    made = [History(budget) for _ in range(5)]
    assert budget.share == 2 * FLOOR_BYTES
    more = [History(budget) for _ in range(100)]
    assert budget.share == FLOOR_BYTES
    made[0].add(frames(b"x" * FLOOR_BYTES, b"y"), FLOOR_BYTES + 1)
    assert made[0].size == 1
    for history in (*made, *more):
        history.forget()
    assert budget.histories == 0
    assert HistoryBudget(total=1 << 40).share == MAX_BYTES
