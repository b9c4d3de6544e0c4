"""Announced call data in the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callplane.store.announcements import keep_announcements, load_announcements
from callplane.store.records import AnnouncementRecord
from callplane.store.store import Store

ONE, TWO = AnnouncementRecord(1, 100.0, "{}"), AnnouncementRecord(2, 200.0, "[]")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path}/store.db", create=True)
    yield store
    store.close()


def test_what_is_kept_is_there_until_it_goes(store: Store) -> None:
    keep_announcements(store, [ONE, TWO], [])
    assert load_announcements(store, 50.0) == (ONE, TWO)
    keep_announcements(store, [], [1])
    assert load_announcements(store, 50.0) == (TWO,)
    keep_announcements(store, [ONE], [1])
    assert load_announcements(store, 50.0) == (TWO,)


def test_what_has_expired_is_forgotten(store: Store) -> None:
    keep_announcements(store, [ONE, TWO], [])
    assert load_announcements(store, 100.0) == (TWO,)
    assert load_announcements(store, 0.0) == (TWO,)
