"""Hooks in the store, and the events that they are still to be told. Knows records; nothing of events' meaning or of HTTP."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace

import msgspec
import sqlalchemy as sa

from callplane.errors import Refusal, UnknownObject
from callplane.store.records import WebhookEventRecord, WebhookRecord, user_key
from callplane.store.schema import users, webhook_events, webhooks
from callplane.store.store import Store

_AT_ONCE = 500  # parameters of one statement that every database takes


def add_webhook(store: Store, record: WebhookRecord) -> None:
    """Add a hook. Raises UnknownObject for its user, Refusal when there is one of that name."""
    with store.transaction() as connection:
        user = user_key(record.user)
        if not connection.execute(sa.select(users.c.name).where(users.c.name == user)).first():
            raise UnknownObject(f"there is no user '{record.user}': see 'callplane user list'")
        if connection.execute(sa.select(webhooks.c.name).where(webhooks.c.name == record.name)).first():
            raise Refusal(f"there is a webhook '{record.name}' already: remove it first, or choose another name")
        document = msgspec.json.encode(replace(record, user=user)).decode()
        connection.execute(sa.insert(webhooks).values(name=record.name, user=user, document=document))


def remove_webhook(store: Store, name: str) -> int:
    """Remove a hook with the events that wait for it; returns how many these are. Raises UnknownObject."""
    with store.transaction() as connection:
        waiting = webhook_events.c.hook == name
        count: int = connection.execute(sa.select(sa.func.count()).select_from(webhook_events).where(waiting)).scalar_one()
        connection.execute(sa.delete(webhook_events).where(waiting))
        if not connection.execute(sa.delete(webhooks).where(webhooks.c.name == name)).rowcount:
            raise UnknownObject(f"there is no webhook '{name}': see 'callplane webhook list'")
        return count


def load_webhooks(store: Store) -> tuple[WebhookRecord, ...]:
    """All hooks, by name."""
    with store.transaction() as connection:
        documents = connection.execute(sa.select(webhooks.c.document).order_by(webhooks.c.name)).scalars()
        return tuple(msgspec.json.decode(document, type=WebhookRecord) for document in documents)


def find_webhook(store: Store, name: str) -> WebhookRecord:
    """The hook of that name. Raises UnknownObject."""
    found = next((hook for hook in load_webhooks(store) if hook.name == name), None)
    if found is None:
        raise UnknownObject(f"there is no webhook '{name}': see 'callplane webhook list'")
    return found


def waiting_events(store: Store) -> dict[str, int]:
    """How many events wait, by hook; hooks without any are left out."""
    with store.transaction() as connection:
        query = sa.select(webhook_events.c.hook, sa.func.count().label("waiting")).group_by(webhook_events.c.hook)
        return {row.hook: row.waiting for row in connection.execute(query)}


def load_webhook_events(store: Store) -> tuple[WebhookEventRecord, ...]:
    """All events that wait, in the order of their numbers."""
    with store.transaction() as connection:
        rows = connection.execute(sa.select(webhook_events).order_by(webhook_events.c.number))
        return tuple(WebhookEventRecord(*row) for row in rows)


def keep_webhook_events(store: Store, added: Sequence[WebhookEventRecord], gone: Sequence[int]) -> None:
    """Keep those that are new, where their hook is still there, and forget those with the numbers `gone`."""
    with store.transaction() as connection:
        hooks: Collection[str] = set(connection.execute(sa.select(webhooks.c.name)).scalars())
        rows = [asdict(record) for record in added if record.hook in hooks]
        if rows:
            connection.execute(sa.insert(webhook_events), rows)
        for start in range(0, len(gone), _AT_ONCE):
            numbers = gone[start : start + _AT_ONCE]
            connection.execute(sa.delete(webhook_events).where(webhook_events.c.number.in_(numbers)))
