"""Work for the store, one thing after the other."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from callplane.errors import UnknownObject
from callplane.model.line import LineSettings
from callplane.store.records import LineRecord
from callplane.store.store import Store
from callplane.store.worker import AsyncStore

LINE = LineRecord("tel:101@main", "101", "main")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncStore:
    return AsyncStore(Store(f"sqlite:///{tmp_path / 'callplane.db'}", create=True))


async def test_what_was_begun_is_on_disk_when_it_has_settled(store: AsyncStore, tmp_path: Path) -> None:
    store.begin(Store.put_lines, [LINE])
    store.begin(Store.save_line_settings, LINE.uri, LineSettings(do_not_disturb=True))
    await store.settled()
    other = Store(f"sqlite:///{tmp_path / 'callplane.db'}")
    assert other.line_settings() == {LINE.uri: LineSettings(do_not_disturb=True)}
    other.close()
    await store.close()


async def test_a_failure_is_logged_and_the_next_work_is_done(store: AsyncStore, caplog: pytest.LogCaptureFixture) -> None:
    store.begin(Store.remove_user, "nobody")
    with pytest.raises(UnknownObject):
        await store.run(Store.remove_user, "nobody")
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    await store.close()
