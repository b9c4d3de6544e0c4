"""Opens a database by its URL and keeps SQLite safe for two processes at once. Knows no table.

SQLite runs with a write-ahead log, foreign keys and a wait for locks; every transaction begins as a writing one, so
that two of them queue up instead of failing half-way. Its file can be read by its owner only: it holds password
hashes.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from callplane.errors import ConfigurationError

_PRAGMAS = ("busy_timeout = 5000", "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON")


def open_engine(url: str, *, create: bool) -> sa.Engine:
    """An engine for `url`. With `create`, a missing SQLite file is made. Raises ConfigurationError with a remedy."""
    try:
        parsed = sa.make_url(url)
        engine = sa.create_engine(parsed)
    except (ArgumentError, NoSuchModuleError) as error:
        raise ConfigurationError("[store] url is no database URL: write it like sqlite:////var/lib/callplane/store.db") from error
    except ModuleNotFoundError as error:
        raise ConfigurationError(f"the store's database needs the Python package '{error.name}': install it") from error
    if engine.dialect.name == "sqlite":
        _prepare_file(parsed.database, create=create)
        sa.event.listen(engine, "connect", _set_pragmas)
        sa.event.listen(engine, "begin", _begin_writing)
    return engine


def _prepare_file(database: str | None, *, create: bool) -> None:
    if not database or database == ":memory:":
        return
    path = Path(database)
    if path.is_file():
        return
    if not create:
        raise ConfigurationError(
            f"there is no store at {path}: run 'callplane init', or name another place with --data or --config"
        )
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise ConfigurationError(
            f"cannot create {path} ({error.strerror}): choose a data directory that you can write to"
        ) from error


def _set_pragmas(connection: DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_writing(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
