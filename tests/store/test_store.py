"""The store on an SQLite file: what is put in comes out, also after it was opened again."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from callplane.errors import ConfigurationError, Refusal, UnknownObject
from callplane.model.line import Forward, ForwardMode, LineSettings, RemoteOffice
from callplane.store import demo, schema
from callplane.store.passwords import verify_password
from callplane.store.records import LineRecord, UserFailures, parse_line_uri
from callplane.store.store import Store
from callplane.store.worker import AsyncStore

A, B, C = (LineRecord(f"tel:+4981{n}@demo", f"+4981{n}", "demo", n) for n in ("101", "102", "203"))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'data' / 'callplane.db'}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    store = Store(url, create=True)
    store.add_user("Alice", "secret", display_name="Alice A.", now=100.0)
    store.add_user("bob", "secret", now=101.0)
    store.put_lines([A, B, C])
    yield store
    store.close()


def test_users_survive_a_restart(store: Store, url: str) -> None:
    store.close()
    reopened = Store(url)
    alice, bob = reopened.snapshot().users
    reopened.close()
    assert (alice.name, alice.display_name, alice.enabled, alice.administrator) == ("alice", "Alice A.", True, False)
    assert bob.created == 101.0
    assert alice.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert verify_password(alice.password_hash, "secret")
    assert "argon2" not in repr(alice)


def test_the_file_is_private(store: Store, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "data" / "callplane.db").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["", "no spaces", ".dot", "x" * 65, "ALICE"])
def test_bad_and_taken_names_are_refused(store: Store, name: str) -> None:
    with pytest.raises(Refusal):
        store.add_user(name, "secret", now=0.0)


def test_a_password_is_neither_empty_nor_endless(store: Store) -> None:
    for password in ("", "x" * 1025):
        with pytest.raises(Refusal):
            store.set_password("alice", password)


def test_a_new_password_raises_the_serial_and_a_new_hash_does_not(store: Store) -> None:
    before = store.snapshot().users[0]
    store.renew_hash("alice", before.password_hash, "new hash")
    store.renew_hash("alice", before.password_hash, "too late")
    renewed = store.snapshot().users[0]
    assert (renewed.password_hash, renewed.password_serial) == ("new hash", 0)
    store.set_password("ALICE", "other")
    changed = store.snapshot().users[0]
    assert changed.password_serial == 1
    assert verify_password(changed.password_hash, "other")


def test_users_are_disabled_and_removed(store: Store) -> None:
    store.assign_line("bob", A.uri)
    store.grant("bob", B.uri, 7)
    store.enable_user("bob", False)
    assert not store.snapshot().users[1].enabled
    store.remove_user("bob")
    snapshot = store.snapshot()
    assert [user.name for user in snapshot.users] == ["alice"]
    assert not snapshot.ownership
    assert not snapshot.grants


@pytest.mark.parametrize(
    "action",
    [
        lambda store: store.set_password("nobody", "secret"),
        lambda store: store.enable_user("nobody", True),
        lambda store: store.remove_user("nobody"),
        lambda store: store.assign_line("nobody", A.uri),
        lambda store: store.assign_line("alice", "tel:+1@demo"),
        lambda store: store.grant("alice", "tel:+1@demo", 7),
        lambda store: store.find_line("999"),
        lambda store: store.find_line("+49"),
    ],
)
def test_unknown_users_and_lines(store: Store, action: Callable[[Store], object]) -> None:
    revision = store.revision()
    with pytest.raises(UnknownObject):
        action(store)
    assert store.revision() == revision


def test_own_lines_have_an_order(store: Store) -> None:
    for line in (A, B, C):
        store.assign_line("alice", line.uri)
    store.assign_line("alice", C.uri, 0)
    assert store.snapshot().ownership == {"alice": (C.uri, A.uri, B.uri)}
    store.order_lines("alice", [B.uri, B.uri])
    assert store.snapshot().ownership == {"alice": (B.uri, C.uri, A.uri)}
    store.unassign_line("alice", C.uri)
    assert store.snapshot().ownership == {"alice": (B.uri, A.uri)}
    with pytest.raises(Refusal):
        store.order_lines("alice", [C.uri])
    with pytest.raises(Refusal):
        store.unassign_line("bob", A.uri)


def test_grants_replace_each_other(store: Store) -> None:
    store.grant("alice", B.uri, 7)
    store.grant("alice", B.uri, 519)
    assert store.snapshot().grants == {("alice", B.uri): 519}
    store.grant("alice", B.uri, 0)
    assert not store.snapshot().grants


def test_only_news_of_lines_raise_the_revision(store: Store) -> None:
    revision = store.revision()
    assert not store.put_lines([A, B])
    assert store.revision() == revision
    renamed = LineRecord(A.uri, A.number, A.pbx, "Reception")
    assert store.put_lines([renamed])
    assert store.revision() == revision + 1
    assert store.snapshot().lines[0] == renamed


def test_lines_are_found_by_uri_number_and_last_digits(store: Store) -> None:
    assert store.find_line(A.uri) == store.find_line(A.number) == store.find_line("101") == A
    store.put_lines([LineRecord("tel:+4981101@other", A.number, "other")])
    for ambiguous in (A.number, "101"):
        with pytest.raises(Refusal):
            store.find_line(ambiguous)


def test_line_uris_are_read() -> None:
    assert parse_line_uri("tel:+4981@demo") == LineRecord("tel:+4981@demo", "+4981", "demo")
    assert parse_line_uri("tel:11833@demo") is not None
    assert parse_line_uri("+4981@demo") is None
    assert parse_line_uri("tel:+4981@de mo") is None


def test_line_settings_survive(store: Store, url: str) -> None:
    forward = Forward(ForwardMode.NO_ANSWER, "+4930", 20, ("+4940",))
    settings = LineSettings(True, (forward,), RemoteOffice(True, "+4930", "server"))
    store.save_line_settings("tel:+99@away", settings)
    store.close()
    reopened = Store(url)
    assert reopened.line_settings() == {"tel:+99@away": settings}
    reopened.save_line_settings("tel:+99@away", LineSettings())
    assert not reopened.line_settings()
    reopened.close()


def test_failed_log_ons_are_kept_and_pruned(store: Store) -> None:
    store.record_failure("alice", UserFailures(1, 10.0, 0.0), "10.0.0.1", 10.0)
    store.record_failure("alice", UserFailures(2, 20.0, 0.0), "10.0.0.1", 20.0)
    store.record_failure("ghost", UserFailures(1, 20.0, 0.0), "10.0.0.2", 20.0)
    failures = store.logon_failures()
    assert failures.users == {"alice": UserFailures(2, 20.0, 0.0), "ghost": UserFailures(1, 20.0, 0.0)}
    assert failures.addresses == {"10.0.0.1": (10.0, 20.0), "10.0.0.2": (20.0,)}
    store.prune_failures(addresses_before=15.0, unknown_names_before=30.0)
    failures = store.logon_failures()
    assert failures.users.keys() == {"alice"}
    assert failures.addresses == {"10.0.0.1": (20.0,), "10.0.0.2": (20.0,)}
    store.forget_failures("alice")
    assert not store.logon_failures().users


def test_enabling_and_a_new_password_end_a_lock_out(store: Store) -> None:
    locked = UserFailures(10, 10.0, 910.0)
    store.record_failure("alice", locked, "10.0.0.1", 10.0)
    store.enable_user("alice", True)
    assert not store.logon_failures().users
    store.record_failure("alice", locked, "10.0.0.1", 10.0)
    store.set_password("alice", "other")
    assert not store.logon_failures().users


def test_a_missing_or_empty_store_is_not_made_by_chance(url: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        Store(url)
    (tmp_path / "empty.db").touch()
    with pytest.raises(ConfigurationError):
        Store(f"sqlite:///{tmp_path / 'empty.db'}")


@pytest.mark.parametrize("bad", ["nonsense", "nosuchdb:///x", "postgresql://127.0.0.1:1/none", "sqlite:////proc/nowhere/x.db"])
def test_bad_urls(bad: str) -> None:
    with pytest.raises(ConfigurationError):
        Store(bad, create=True)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("this is a text that is no database at all, only words" * 50)
    with pytest.raises(ConfigurationError):
        Store(f"sqlite:///{tmp_path / 'text.db'}")


def test_a_database_that_cannot_be_written(store: Store) -> None:
    with store._engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE grants"))
    with pytest.raises(ConfigurationError):
        store.grant("alice", A.uri, 7)


def test_older_tables_are_brought_forward_and_newer_ones_refused(store: Store) -> None:
    def add_column(connection: sa.Connection) -> None:
        connection.execute(sa.text("ALTER TABLE users ADD COLUMN nickname VARCHAR(64)"))

    with store._engine.begin() as connection:
        steps = (*schema.MIGRATIONS, add_column)
        schema.migrate(connection, steps)
        assert schema.schema_version(connection) == len(steps) + 1
        schema.migrate(connection, steps)
        with pytest.raises(ConfigurationError):
            schema.migrate(connection)


def test_a_store_of_the_first_version_gets_all_tables(store: Store, url: str) -> None:
    with store._engine.begin() as connection:
        for table in (schema.tokens, schema.token_keys):
            table.drop(connection)
        connection.execute(sa.update(schema.counters).where(schema.counters.c.name == "schema").values(value=1))
    store.close()
    reopened = Store(url)
    assert reopened.token_keys(now=1.0)
    reopened.close()


def test_the_tables_suit_postgresql_too() -> None:
    for table in schema.METADATA.sorted_tables:
        assert str(CreateTable(table).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]


def test_the_demo_is_put_into_an_empty_store_only(url: str, store: Store, tmp_path: Path) -> None:
    assert not demo.populate(store, now=1.0)
    fresh = Store(f"sqlite:///{tmp_path / 'demo.db'}", create=True)
    assert demo.populate(fresh, now=1.0)
    snapshot = fresh.snapshot()
    assert [user.name for user in snapshot.users] == ["admin", "alice", "bob", "carol", "dave"]
    assert snapshot.ownership["alice"] == ("tel:+49815136856101@demo", "tel:+49815136856111@demo")
    assert snapshot.grants[("alice", "tel:+49815136856103@demo")] == 775
    assert len(snapshot.grants) == 2 + 2 + 4
    assert not demo.populate(fresh, now=2.0)
    fresh.close()


async def test_the_worker_runs_methods_in_order_and_passes_errors_on(url: str) -> None:
    store = AsyncStore(Store(url, create=True))
    await store.run(Store.add_user, "alice", "secret", now=1.0)
    assert (await store.run(Store.snapshot)).users[0].name == "alice"
    with pytest.raises(UnknownObject):
        await store.run(Store.remove_user, "bob")
    await store.close()
