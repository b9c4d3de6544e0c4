"""Logging on against a real store; time is an argument."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import argon2
import pytest

from callplane.errors import AccessDenied, LogonRefused
from callplane.service import logon as logon_module
from callplane.service.directory import Directory
from callplane.service.logon import Logon, require_administrator
from callplane.service.tokens import Tokens
from callplane.settings import LogonSettings, TokenSettings
from callplane.store import passwords
from callplane.store.records import UserRecord
from callplane.store.store import Store
from callplane.store.worker import AsyncStore

HERE, THERE = "10.0.0.1", "10.0.0.2"
SETTINGS = LogonSettings(address_failures=4, address_seconds=60, user_failures=3, user_seconds=900)


class Server:
    """What a server has of log-ons; `restart` keeps the store only."""

    def __init__(self, path: Path) -> None:
        self.url = f"sqlite:///{path / 'callplane.db'}"

    async def start(self) -> None:
        self.store = AsyncStore(Store(self.url, create=True))
        self.directory = Directory()
        tokens = Tokens(self.directory, self.store, TokenSettings(), "callplane:local")
        self.logon = Logon(self.directory, self.store, SETTINGS, tokens)
        await self.refresh()

    async def refresh(self) -> None:
        self.directory.replace(await self.store.run(Store.snapshot))
        await self.logon.load()

    async def stop(self) -> None:
        self.logon.close()
        await self.store.close()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def detail(self, user: str, password: str, address: str = HERE, now: float = 0.0) -> int:
        """The detail of the refusal, 0 for success."""
        try:
            await self.logon.verify(user, password, address, now)
        except LogonRefused as refusal:
            return refusal.detail
        return 0


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    server = Server(tmp_path)
    await server.start()
    for name in ("alice", "bob"):
        await server.store.run(Store.add_user, name, "secret", now=0.0)
    await server.refresh()
    yield server
    await server.stop()


async def test_the_right_password_gives_the_user(server: Server) -> None:
    assert (await server.logon.verify("Alice", "secret", HERE, 0.0)).name == "alice"


async def test_a_wrong_password_and_an_unknown_name_get_the_same_answer_and_both_are_hashed(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []

    def verify(password_hash: str, password: str) -> bool:
        hashed.append(password_hash.rpartition("$")[0].rpartition("$")[0])
        return not password

    monkeypatch.setattr(passwords, "verify_password", verify)
    texts = []
    for user in ("alice", "nobody", "\ud800"):
        with pytest.raises(LogonRefused) as raised:
            await server.logon.verify(user, "wrong", HERE, 0.0)
        texts.append((raised.value.detail, str(raised.value)))
    assert len(set(texts)) == 1
    assert texts[0][0] == 101
    assert len(hashed) == 3
    assert len(set(hashed)) == 1


async def test_a_disabled_user(server: Server) -> None:
    await server.store.run(Store.enable_user, "alice", False)
    await server.refresh()
    assert await server.detail("alice", "secret") == 107
    assert await server.detail("alice", "wrong") == 101


@pytest.mark.parametrize("name", ["alice", "nobody"])
async def test_a_name_is_locked_and_stays_so_after_a_restart(server: Server, name: str) -> None:
    for address in ("10.1.0.1", "10.1.0.2", "10.1.0.3"):
        assert await server.detail(name, "wrong", address) == 101
    for _ in range(2):
        assert await server.detail(name, "secret", THERE, 899.0) == 129
        assert await server.detail("bob", "secret", THERE, 899.0) == 0
        await server.restart()
    assert await server.detail(name, "secret", THERE, 900.0) == (0 if name == "alice" else 101)


async def test_an_address_is_blocked_for_everybody_and_stays_so_after_a_restart(server: Server) -> None:
    for user in ("alice", "bob", "carol", "dave"):
        assert await server.detail(user, "wrong") == 101
    for _ in range(2):
        assert await server.detail("alice", "secret", HERE, 59.0) == 131
        assert await server.detail("alice", "secret", THERE, 59.0) == 0
        await server.restart()
    assert await server.detail("alice", "secret", HERE, 60.0) == 0


async def test_success_begins_the_row_anew(server: Server) -> None:
    for now in (0.0, 100.0, 200.0):
        assert await server.detail("alice", "wrong", HERE, now) == 101
        assert await server.detail("alice", "wrong", HERE, now) == 101
        assert await server.detail("alice", "secret", HERE, now) == 0
    assert not (await server.store.run(Store.logon_failures)).users


async def test_enabling_ends_a_lock_out_in_the_running_server(server: Server) -> None:
    for address in ("10.1.0.1", "10.1.0.2", "10.1.0.3"):
        await server.detail("alice", "wrong", address)
    assert await server.detail("alice", "secret", THERE) == 129
    await server.store.run(Store.enable_user, "alice", True)
    await server.refresh()
    assert await server.detail("alice", "secret", THERE) == 0


async def test_many_attempts_at_once_do_not_outrun_the_counting(server: Server) -> None:
    details = await asyncio.gather(*(server.detail("alice", f"guess {n}", f"10.1.0.{n}") for n in range(20)))
    assert details.count(101) <= SETTINGS.user_failures + 1
    assert set(details) == {101, 129}


async def test_right_credentials_are_remembered_until_the_password_changes(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = []
    verify = passwords.verify_password

    def counting(password_hash: str, password: str) -> bool:
        hashed.append(password_hash)
        return verify(password_hash, password)

    monkeypatch.setattr(passwords, "verify_password", counting)
    monkeypatch.setattr(logon_module, "_REMEMBERED", 1)
    for _ in range(3):
        assert await server.detail("alice", "secret") == 0
    assert len(hashed) == 1
    assert await server.detail("alice", "wrong") == 101
    assert await server.detail("bob", "secret") == 0
    assert await server.detail("alice", "secret") == 0
    assert len(hashed) == 4
    await server.store.run(Store.set_password, "alice", "other")
    await server.refresh()
    assert await server.detail("alice", "secret") == 101
    assert await server.detail("alice", "other") == 0


async def test_many_who_come_at_once_with_the_same_password_are_not_all_hashed(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = []
    verify = passwords.verify_password

    def counting(password_hash: str, password: str) -> bool:
        hashed.append(password)
        return verify(password_hash, password)

    monkeypatch.setattr(passwords, "verify_password", counting)
    details = await asyncio.gather(*(server.detail("alice", "secret") for _ in range(20)))
    assert set(details) == {0}
    assert len(hashed) <= logon_module._HASHERS


async def test_a_hash_with_old_parameters_is_renewed_and_the_password_stays(server: Server) -> None:
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("secret")
    before = (await server.store.run(Store.snapshot)).users[0]
    await server.store.run(Store.renew_hash, "alice", before.password_hash, weak)
    await server.refresh()
    assert await server.detail("alice", "secret") == 0
    change = server.directory.replace(await server.store.run(Store.snapshot))
    assert not change.ended
    alice = server.directory.user("alice")
    assert alice is not None
    assert not passwords.needs_rehash(alice.password_hash)
    assert await server.detail("alice", "secret") == 0


def test_administrators() -> None:
    require_administrator(UserRecord("root", "Root", "", administrator=True))
    with pytest.raises(AccessDenied):
        require_administrator(UserRecord("alice", "Alice", ""))
