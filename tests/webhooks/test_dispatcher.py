"""Deliveries from the event to the target, over restarts, with a store on disk and a target in the hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest
from tests.webhooks.hand import BAD, OK, Hand, happening, hook, until

from callplane import metrics
from callplane.store.records import WebhookEventRecord
from callplane.store.store import Store
from callplane.store.webhooks import add_webhook, load_webhook_events, remove_webhook
from callplane.store.worker import AsyncStore
from callplane.webhooks.dispatcher import Dispatcher
from callplane.webhooks.keeper import Keeper
from callplane.webhooks.retries import retry_delay
from callplane.webhooks.targets import Outcome

CRM = hook()


@pytest.fixture
async def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncStore]:
    monkeypatch.setattr("callplane.store.store._hash", lambda _: "hash")
    plain = Store(f"sqlite:///{tmp_path}/store.db", create=True)
    plain.add_user("alice", "secret", now=0.0)
    add_webhook(plain, CRM)
    store = AsyncStore(plain)
    yield store
    await store.close()


class Place:
    """A dispatcher with the hook `crm`."""

    def __init__(self, store: AsyncStore) -> None:
        self.store = store
        self.hand = Hand()
        self.ids = map(str, count(1))

    async def start(self, **means: int) -> Dispatcher:
        self.dispatcher = Dispatcher(self.hand.means(**means), Keeper(self.store), lambda: next(self.ids))
        await self.dispatcher.start([CRM])
        return self.dispatcher

    @property
    def empty(self) -> bool:
        return not any(self.dispatcher.waiting().values())

    async def kept(self) -> tuple[WebhookEventRecord, ...]:
        return await self.store.run(load_webhook_events)


@pytest.fixture
def place(store: AsyncStore) -> Place:
    return Place(store)


def counted(outcome: str) -> float:
    return metrics.WEBHOOK_EVENTS.value("crm", outcome)


async def test_an_event_is_told_once_and_then_forgotten(place: Place) -> None:
    dispatcher = await place.start()
    before = counted("delivered")
    dispatcher.tell(CRM, happening())
    await until(lambda: place.empty)
    await dispatcher.stop()
    ((name, body),) = place.hand.told
    assert name == "crm"
    assert body == {
        "id": "evt_1",
        "type": "asnCtiNotifyLineInfoChanged",
        "timestamp": "1970-01-01T00:00:00.000Z",
        "hook": "crm",
        "user": "alice",
        "kind": "line",
        "operationID": 1280,
        "dropped": 0,
        "data": {"x": 1},
    }
    assert counted("delivered") == before + 1
    assert await place.kept() == ()


async def test_a_target_that_fails_is_asked_again_with_growing_pauses(place: Place) -> None:
    dispatcher = await place.start(max_attempts=4)
    place.hand.answers = [BAD, Outcome(0, "no answer"), Outcome(503, "HTTP 503", asked=90.0)]
    dispatcher.tell(CRM, happening())
    await until(lambda: place.empty)
    await dispatcher.stop()
    assert place.hand.ids == ["evt_1"] * 4
    first, second, third = place.hand.pauses
    assert retry_delay(1, 0.0) <= first <= retry_delay(1, 1.0)
    assert retry_delay(2, 0.0) <= second <= retry_delay(2, 1.0)
    assert third == 90.0


async def test_an_event_is_given_up_after_too_many_attempts(place: Place) -> None:
    dispatcher = await place.start(max_attempts=3)
    before = counted("given-up")
    place.hand.answers = [BAD] * 3
    dispatcher.tell(CRM, happening())
    dispatcher.tell(CRM, happening())
    await until(lambda: place.empty)
    await dispatcher.stop()
    assert place.hand.ids == ["evt_1"] * 3 + ["evt_2"]
    assert counted("given-up") == before + 1
    assert await place.kept() == ()


async def test_events_of_a_line_stay_in_order_and_other_lines_go_on(place: Place) -> None:
    dispatcher = await place.start()
    place.hand.endless.clear()
    place.hand.answers = [BAD]
    for line in ("a", "a", "b", "b"):
        dispatcher.tell(CRM, happening(line))
    await until(lambda: dispatcher.waiting() == {"crm": 2})
    assert place.hand.ids == ["evt_1", "evt_3", "evt_4"]
    place.hand.endless.set()
    await until(lambda: place.empty)
    await dispatcher.stop()
    assert place.hand.ids[3:] == ["evt_1", "evt_2"]


async def test_what_waits_is_told_after_a_restart_with_the_same_id(place: Place) -> None:
    dispatcher = await place.start()
    place.hand.endless.clear()
    place.hand.answers = [BAD]
    for _ in range(3):
        dispatcher.tell(CRM, happening())
    await until(lambda: place.hand.pauses)
    await dispatcher.stop()
    assert [event.id for event in await place.kept()] == ["evt_1", "evt_2", "evt_3"]

    dispatcher = await place.start()
    dispatcher.tell(CRM, happening())
    await until(lambda: place.empty)
    await dispatcher.stop()
    assert place.hand.ids == ["evt_1", "evt_1", "evt_2", "evt_3", "evt_4"]
    assert await place.kept() == ()


async def test_a_full_queue_drops_what_comes_and_the_next_event_says_so(place: Place) -> None:
    dispatcher = await place.start(max_waiting=2)
    before = counted("dropped")
    place.hand.endless.clear()
    place.hand.answers = [BAD]
    for _ in range(5):
        dispatcher.tell(CRM, happening())
    assert counted("dropped") == before + 3
    await until(lambda: place.hand.pauses)
    place.hand.endless.set()
    await until(lambda: place.empty)
    dispatcher.tell(CRM, happening())
    dispatcher.tell(CRM, happening())
    await until(lambda: place.empty)
    await dispatcher.stop()
    assert [(body["id"], body["dropped"]) for _, body in place.hand.told[1:]] == [
        ("evt_1", 0),
        ("evt_2", 0),
        ("evt_6", 3),
        ("evt_7", 0),
    ]


async def test_what_no_longer_fits_after_a_restart_is_dropped(place: Place) -> None:
    dispatcher = await place.start()
    place.hand.endless.clear()
    place.hand.otherwise = BAD
    for _ in range(3):
        dispatcher.tell(CRM, happening())
    await dispatcher.stop()
    dispatcher = await place.start(max_waiting=2)
    await dispatcher.stop()
    assert [event.id for event in await place.kept()] == ["evt_1", "evt_2"]


async def test_a_hook_that_is_removed_is_told_nothing_more(place: Place) -> None:
    dispatcher = await place.start()
    place.hand.endless.clear()
    place.hand.answers = [BAD]
    dispatcher.tell(CRM, happening())
    dispatcher.tell(CRM, happening())
    await until(lambda: place.hand.pauses)
    await place.store.run(remove_webhook, "crm")
    dispatcher.configure([])
    dispatcher.tell(CRM, happening())
    await dispatcher.stop()
    assert place.hand.ids == ["evt_1"]
    assert await place.kept() == ()


async def test_a_hook_that_is_made_anew_begins_with_nothing(place: Place) -> None:
    dispatcher = await place.start()
    place.hand.endless.clear()
    place.hand.answers = [BAD]
    dispatcher.tell(CRM, happening())
    await until(lambda: place.hand.pauses)
    other = hook(created=1.0)
    dispatcher.configure([other])
    assert dispatcher.waiting() == {"crm": 0}
    dispatcher.tell(other, happening())
    await until(lambda: place.empty)
    await dispatcher.stop()
    assert place.hand.ids == ["evt_1", "evt_2"]


async def test_one_hook_never_waits_for_another(place: Place) -> None:
    await place.store.run(add_webhook, hook("slow"))
    dispatcher = await place.start()
    dispatcher.configure([CRM, hook("slow")])
    place.hand.endless.clear()
    place.hand.answers = [BAD] * 4
    for line in "abcd":
        dispatcher.tell(hook("slow"), happening(line))
    await until(lambda: len(place.hand.pauses) == 4)
    place.hand.otherwise = OK
    dispatcher.tell(CRM, happening())
    await until(lambda: dispatcher.waiting() == {"crm": 0, "slow": 4})
    await dispatcher.stop()
