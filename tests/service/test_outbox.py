"""A session's outgoing queue: order, one writing per turn of the loop, and its bound."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

import pytest
from tests.service.taker import Taker

from callplane.service.history import FLOOR_BYTES, MAX_MESSAGES, HistoryBudget
from callplane.service.messages import Frame, Item, conflated, frames_of
from callplane.service.outbox import Outbox, Pump


class Sink(Taker):
    """Writes down what was written together, and how often the queue ran over."""

    def __init__(self, limit: int = 100) -> None:
        super().__init__()
        self.writes: list[str] = []
        self.overflows = 0
        self.budget = HistoryBudget()
        self.outbox = Outbox(limit, self.overflowed, self.budget, Pump())

    def write(self, items: list[Item]) -> None:
        self.writes.append("".join(frame.data.decode() for frame in frames_of(items)))

    def overflowed(self) -> None:
        self.overflows += 1


def text(data: str) -> Frame:
    return Frame(data.encode(), binary=False)


@pytest.fixture
async def sink() -> Sink:
    made = Sink()
    made.outbox.attach(made)
    return made


async def turn() -> None:
    await asyncio.sleep(0)


async def test_messages_of_one_turn_are_written_together(sink: Sink) -> None:
    sink.outbox.put_event(text("a"))
    sink.outbox.put_answer(text("b"))
    assert sink.writes == []
    await turn()
    sink.outbox.put_event(text("c"))
    await turn()
    await turn()
    assert sink.writes == ["ab", "c"]
    assert sink.outbox.waiting_bytes == 0


async def test_events_wait_for_the_answer_that_they_belong_to(sink: Sink) -> None:
    with sink.outbox.events_wait():
        with sink.outbox.events_wait():
            sink.outbox.put_event(text("e"))
        await turn()
        sink.outbox.put_event(text("f"))
        sink.outbox.put_answer(text("A"))
    await turn()
    assert "".join(sink.writes) == "Aef"


async def test_events_do_not_wait_for_answers_that_came_up_later(sink: Sink) -> None:
    with ExitStack() as first, sink.outbox.events_wait():
        first.enter_context(sink.outbox.events_wait())
        sink.outbox.put_event(text("e"))
        first.close()
        await turn()
        assert sink.writes == []
    first = ExitStack()
    first.enter_context(sink.outbox.events_wait())
    sink.outbox.put_event(text("f"))
    with sink.outbox.events_wait():
        sink.outbox.put_event(text("g"))
        first.close()
        await turn()
        assert "".join(sink.writes) == "ef"
    await turn()
    assert "".join(sink.writes) == "efg"


async def test_an_answer_does_not_wait_for_others(sink: Sink) -> None:
    with sink.outbox.events_wait():
        sink.outbox.put_answer(text("A"))
        await turn()
        assert sink.writes == ["A"]


async def test_without_a_writer_messages_wait() -> None:
    sink = Sink()
    sink.outbox.put_event(text("a"))
    await turn()
    assert sink.outbox.waiting_bytes == 1
    sink.outbox.attach(sink)
    await turn()
    assert sink.writes == ["a"]


async def test_a_writer_that_was_replaced_cannot_detach_the_new_one(sink: Sink) -> None:
    other = Sink()
    sink.outbox.attach(other)
    sink.outbox.detach(sink)
    sink.outbox.put_event(text("a"))
    await turn()
    assert (sink.writes, other.writes) == ([], ["a"])
    sink.outbox.detach(other)
    sink.outbox.put_event(text("b"))
    await turn()
    assert other.writes == ["a"]


async def test_a_writer_may_go_before_its_turn(sink: Sink) -> None:
    sink.outbox.put_event(text("a"))
    sink.outbox.detach(sink)
    await turn()
    assert sink.writes == []
    assert sink.outbox.waiting_bytes == 1


@pytest.mark.parametrize("put", [Outbox.put_event, Outbox.put_answer])
async def test_a_slow_reader_that_lets_too_much_wait_is_given_up_once(sink: Sink, put: object) -> None:
    sink.outbox = Outbox(3, sink.overflowed, sink.budget, Pump())
    sink.outbox.attach(sink)
    sink.outbox.pause(sink)
    for _ in range(4):
        put(sink.outbox, text("x"))  # type: ignore[operator]
    assert sink.overflows == 1
    put(sink.outbox, text("y"))  # type: ignore[operator]
    assert sink.overflows == 1
    sink.outbox.detach(sink)
    await turn()
    assert sink.writes == []
    assert sink.outbox.attach(sink)
    await turn()
    assert sink.writes == ["xxxxy"]


async def test_a_reader_that_keeps_up_may_be_told_more_than_the_limit_at_once(sink: Sink) -> None:
    sink.outbox = Outbox(3, sink.overflowed, sink.budget, Pump())
    sink.outbox.attach(sink)
    with sink.outbox.events_wait():
        for _ in range(4):
            sink.outbox.put_event(text("x"))
    sink.outbox.put_answer(text("a long answer"))
    await turn()
    assert "".join(sink.writes) == "xxxxa long answer"
    assert sink.overflows == 0


def about(data: str, *topic: str) -> Frame:
    return Frame(data.encode(), binary=False, topic=topic)


def test_of_one_topic_only_the_newest_stays() -> None:
    frames = [text("begin"), about("1", "call"), about("a", "other"), about("2", "call"), text("end"), about("3", "call")]
    assert [frame.data for frame in conflated(frames)] == [b"begin", b"a", b"end", b"3"]


async def test_the_queue_of_a_slow_reader_is_conflated(sink: Sink) -> None:
    sink.outbox.pause(sink)
    sink.outbox.put_event(text("B"))
    for number in range(200):
        sink.outbox.put_event(about(f"{number:03}", "call"))
    sink.outbox.put_event(text("E"))
    assert sink.outbox.conflations
    assert sink.outbox.waiting_bytes <= 100
    sink.outbox.go_on(sink)
    await turn()
    written = "".join(sink.writes)
    assert written.startswith("B")
    assert written.endswith("199E")
    assert sink.overflows == 0


async def test_somebody_else_can_neither_pause_nor_go_on(sink: Sink) -> None:
    other = Sink()
    sink.outbox.pause(other)
    sink.outbox.put_event(text("a"))
    await turn()
    sink.outbox.pause(sink)
    sink.outbox.go_on(other)
    sink.outbox.put_event(text("b"))
    await turn()
    assert sink.writes == ["a"]


async def test_who_comes_back_gets_exactly_what_he_missed(sink: Sink) -> None:
    for data in "abc":
        sink.outbox.put_event(about(data, "call"))
        await turn()
    sink.outbox.detach(sink)
    sink.outbox.put_event(about("d", "call"))
    again = Sink()
    assert sink.outbox.attach(again, received=1)
    sink.outbox.put_event(text("e"))
    await turn()
    assert again.writes == ["bcde"]
    third = Sink()
    assert sink.outbox.attach(third, received=4)
    await turn()
    assert third.writes == ["e"]


async def test_who_says_nothing_gets_what_was_not_sent(sink: Sink) -> None:
    sink.outbox.put_event(text("a"))
    await turn()
    sink.outbox.detach(sink)
    sink.outbox.put_event(text("b"))
    again = Sink()
    assert sink.outbox.attach(again)
    await turn()
    assert again.writes == ["b"]


async def test_who_was_away_too_long_is_told_so(sink: Sink) -> None:
    sink.outbox.detach(sink)
    for _ in range(MAX_MESSAGES + 1):
        sink.outbox.put_event(text("x"))
    assert sink.outbox.waiting_bytes == 0
    assert not sink.outbox.attach(sink, received=0)


async def test_what_was_sent_long_ago_cannot_be_sent_again() -> None:
    sink = Sink(limit=1 << 20)
    sink.outbox.attach(sink)
    sink.budget.change(1 << 20)
    for _ in range(3):
        sink.outbox.put_event(text("x" * (FLOOR_BYTES // 2)))
        await turn()
    assert sink.outbox.kept_bytes == FLOOR_BYTES
    assert sink.outbox.attach(sink, received=1)
    assert not sink.outbox.attach(sink, received=0)


async def test_closing_sends_what_may_leave(sink: Sink) -> None:
    with sink.outbox.events_wait():
        sink.outbox.put_answer(text("A"))
        sink.outbox.put_event(text("e"))
        sink.outbox.close()
    sink.outbox.put_event(text("late"))
    await turn()
    assert sink.writes == ["A"]
    assert sink.outbox.waiting_bytes == 0
