"""Hooks and what waits for them in the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callplane.errors import Refusal, UnknownObject
from callplane.store.records import WebhookEventRecord, WebhookRecord
from callplane.store.store import Store
from callplane.store.webhooks import (
    add_webhook,
    find_webhook,
    keep_webhook_events,
    load_webhook_events,
    load_webhooks,
    remove_webhook,
    waiting_events,
)

CRM = WebhookRecord("crm", "alice", "https://crm.example.com", "whsec_x", ("tel:1@a",), kinds=("call",), created=5.0)
LOG = WebhookRecord("log", "bob", "https://log.example.com", "whsec_y", all_lines=True)


def event(number: int, hook: str = "crm") -> WebhookEventRecord:
    return WebhookEventRecord(number, hook, f"evt_{number}", "tel:1@a", "{}")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr("callplane.store.store._hash", lambda _: "hash")
    store = Store(f"sqlite:///{tmp_path}/store.db", create=True)
    for user in ("alice", "bob"):
        store.add_user(user, "secret", now=0.0)
    add_webhook(store, LOG)
    add_webhook(store, CRM)
    yield store
    store.close()


def test_hooks_come_out_as_they_went_in(store: Store) -> None:
    assert load_webhooks(store) == (CRM, LOG)
    assert find_webhook(store, "log") == LOG
    assert "whsec" not in repr(CRM)


def test_a_name_is_taken_once_and_a_user_must_be_there(store: Store) -> None:
    with pytest.raises(Refusal, match="already"):
        add_webhook(store, CRM)
    with pytest.raises(UnknownObject, match="nobody"):
        add_webhook(store, WebhookRecord("new", "nobody", "", ""))
    with pytest.raises(UnknownObject, match="other"):
        find_webhook(store, "other")
    with pytest.raises(UnknownObject, match="other"):
        remove_webhook(store, "other")


def test_events_wait_in_their_order(store: Store) -> None:
    keep_webhook_events(store, [event(2), event(1), event(3, "log")], [])
    assert [found.number for found in load_webhook_events(store)] == [1, 2, 3]
    assert waiting_events(store) == {"crm": 2, "log": 1}
    keep_webhook_events(store, [event(4)], [1, 3, *range(100, 2000)])
    assert load_webhook_events(store) == (event(2), event(4))


def test_a_hook_takes_its_events_along_and_a_user_his_hooks(store: Store) -> None:
    keep_webhook_events(store, [event(1), event(2), event(3, "log"), event(4, "gone")], [])
    assert remove_webhook(store, "crm") == 2
    assert waiting_events(store) == {"log": 1}
    store.remove_user("bob")
    assert load_webhooks(store) == ()
    assert load_webhook_events(store) == ()
