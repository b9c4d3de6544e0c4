"""What administrators change: it is in the store, followed at once, and in the audit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from callplane.errors import Refusal, UnknownObject
from callplane.service.administration import Administration
from callplane.service.audit import Audit
from callplane.service.sessions import Sessions
from callplane.store import passwords
from callplane.store.phones import load_phones, put_phone
from callplane.store.records import LineRecord, PhoneRecord, Snapshot
from callplane.store.store import Store
from callplane.store.worker import AsyncStore

LINE = LineRecord("tel:+49815136856101@demo", "+49815136856101", "demo", "Alice")


class Office:
    """A store with one line, and an administration over it."""

    def __init__(self, path: Path) -> None:
        plain = Store(f"sqlite:///{path / 'callplane.db'}", create=True)
        plain.put_lines([LINE])
        self.store = AsyncStore(plain)
        self.sessions = Sessions(lambda: 0.0, idle_seconds=60, grace_seconds=60, queue_bytes=1000, limit=9)
        self.audit = Audit(lambda: 5.0)
        self.refreshed = 0
        self.administration = Administration(self.store, self.sessions, self.audit, self.refresh, lambda: 5.0)

    async def refresh(self) -> None:
        self.refreshed += 1

    async def snapshot(self) -> Snapshot:
        return await self.store.run(Store.snapshot)

    @property
    def acts(self) -> list[tuple[str, str, str]]:
        """What the audit has, oldest first."""
        return [(entry.action, entry.line, entry.target) for entry in reversed(self.audit.after(0))]


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    monkeypatch.setattr(passwords, "hash_password", lambda password: f"hash of {password}")
    office = Office(tmp_path)
    yield office
    await office.store.close()


async def test_a_users_life(office: Office) -> None:
    does = office.administration
    await does.add_user("admin", "Eve", "pw", "Eve E.", administrator=True)
    (eve,) = (await office.snapshot()).users
    assert (eve.name, eve.display_name, eve.administrator, eve.created) == ("eve", "Eve E.", True, 5.0)
    await does.assign_line("admin", "eve", "101", None)
    await does.grant("admin", "eve", LINE.uri, "team")
    await does.enable_user("admin", "eve", enabled=False)
    await does.set_password("admin", "eve", "other")
    after = await office.snapshot()
    assert after.ownership == {"eve": (LINE.uri,)}
    assert after.grants == {("eve", LINE.uri): 519}
    assert (after.users[0].enabled, after.users[0].password_serial) == (False, 1)
    await does.unassign_line("admin", "eve", "101")
    await does.remove_user("admin", "eve")
    assert (await office.snapshot()).users == ()
    assert office.refreshed == 7
    assert office.acts == [
        ("user.add", "", "eve"),
        ("line.assign", LINE.uri, "eve"),
        ("rights.grant", LINE.uri, "eve: team"),
        ("user.disable", "", "eve"),
        ("user.password", "", "eve"),
        ("line.unassign", LINE.uri, "eve"),
        ("user.remove", "", "eve"),
    ]


async def test_what_is_refused_changes_nothing(office: Office) -> None:
    does = office.administration
    for attempt in (
        does.add_user("admin", "eve", "", "", administrator=False),
        does.remove_user("admin", "Admin"),
        does.enable_user("admin", "admin", enabled=False),
        does.grant("admin", "eve", "101", "everything"),
    ):
        with pytest.raises(Refusal):
            await attempt
    with pytest.raises(UnknownObject):
        await does.assign_line("admin", "eve", "999", None)
    with pytest.raises(UnknownObject):
        await does.set_password("admin", "eve", "pw")
    assert (office.refreshed, office.acts) == (0, [])


async def test_a_phone_is_let_go(office: Office) -> None:
    await office.store.run(put_phone, PhoneRecord("demo", "101", "101", "", ""))
    await office.administration.kick_phone("admin", "demo", "101")
    (phone,) = await office.store.run(load_phones)
    assert phone.serial == 1
    await office.administration.remove_phone("admin", "demo", "101")
    assert await office.store.run(load_phones) == ()
    assert office.acts == [("phone.kick", "", "101@demo"), ("phone.remove", "", "101@demo")]
    assert office.refreshed == 2


async def test_a_session_is_ended_by_its_name(office: Office) -> None:
    session = office.sessions.open("alice")
    office.administration.end_session("admin", session.name)
    assert session.ended
    assert office.acts == [("session.end", "", session.name)]
    with pytest.raises(UnknownObject):
        office.administration.end_session("admin", session.name)
