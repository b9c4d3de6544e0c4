"""Data announced for coming calls, kept so that they survive a restart. Knows documents by number; not what they say."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from callplane.store.records import AnnouncementRecord
from callplane.store.schema import announcements
from callplane.store.store import Store


def load_announcements(store: Store, now: float) -> tuple[AnnouncementRecord, ...]:
    """Those that are still due, the oldest first; the others are forgotten."""
    with store.transaction() as connection:
        connection.execute(sa.delete(announcements).where(announcements.c.expires <= now))
        rows = connection.execute(sa.select(announcements).order_by(announcements.c.number))
        return tuple(AnnouncementRecord(*row) for row in rows)


def keep_announcements(store: Store, added: Sequence[AnnouncementRecord], gone: Sequence[int]) -> None:
    """Keep those that are new and forget those with the numbers `gone`."""
    with store.transaction() as connection:
        if added:
            connection.execute(sa.insert(announcements), [_row(record) for record in added])
        if gone:
            connection.execute(sa.delete(announcements).where(announcements.c.number.in_(gone)))


def _row(record: AnnouncementRecord) -> dict[str, object]:
    return {"number": record.number, "expires": record.expires, "document": record.document}
