"""The queue of a hook."""

from __future__ import annotations

import asyncio

from callplane.store.records import WebhookEventRecord
from callplane.webhooks.lanes import Lanes


def event(number: int, line: str = "a") -> WebhookEventRecord:
    return WebhookEventRecord(number, "crm", f"evt_{number}", line, "{}")


async def test_a_line_waits_for_its_first_event_and_others_do_not() -> None:
    lanes = Lanes(10)
    for number, line in ((1, "a"), (2, "a"), (3, "b")):
        assert lanes.offer(event(number, line))
    first, other = await lanes.next(), await lanes.next()
    assert (first.number, other.number) == (1, 3)
    waits = asyncio.ensure_future(lanes.next())
    await asyncio.sleep(0)
    assert not waits.done()
    lanes.done(first)
    assert (await waits).number == 2
    lanes.done(other)
    lanes.done(event(2))
    assert len(lanes) == 0


async def test_a_full_queue_takes_nothing_until_something_is_over() -> None:
    lanes = Lanes(2)
    assert [lanes.offer(event(number)) for number in (1, 2, 3)] == [True, True, False]
    lanes.done(await lanes.next())
    assert lanes.offer(event(4))
    numbers = []
    while len(lanes):
        numbers.append((await lanes.next()).number)
        lanes.done(event(numbers[-1]))
    assert numbers == [2, 4]
