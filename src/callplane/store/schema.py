"""The tables and how they grow from version to version. Plain SQL types, so that any database of SQLAlchemy can hold
them.

Times are UTC seconds since the epoch. User names and line URIs are the keys: they never change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from callplane.errors import ConfigurationError

METADATA = sa.MetaData()

# Rows "schema" (version of the tables) and "revision" (grows with every change).
counters = sa.Table(
    "counters",
    METADATA,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("value", sa.Integer, nullable=False),
)

users = sa.Table(
    "users",
    METADATA,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("display_name", sa.String(256), nullable=False),
    sa.Column("password_hash", sa.String(256), nullable=False),
    sa.Column("password_serial", sa.Integer, nullable=False, default=0),
    sa.Column("enabled", sa.Boolean, nullable=False, default=True),
    sa.Column("administrator", sa.Boolean, nullable=False, default=False),
    sa.Column("created", sa.Double, nullable=False),
)

lines = sa.Table(
    "lines",
    METADATA,
    sa.Column("uri", sa.String(256), primary_key=True),
    sa.Column("number", sa.String(64), nullable=False, index=True),
    sa.Column("pbx", sa.String(64), nullable=False),
    sa.Column("descriptor", sa.String(256), nullable=False, default=""),
)


def _user() -> sa.Column[str]:
    return sa.Column("user", sa.ForeignKey("users.name", ondelete="CASCADE"), primary_key=True)


def _line() -> sa.Column[str]:
    return sa.Column("line", sa.ForeignKey("lines.uri", ondelete="CASCADE"), primary_key=True)


ownership = sa.Table("ownership", METADATA, _user(), _line(), sa.Column("position", sa.Integer, nullable=False))
grants = sa.Table("grants", METADATA, _user(), _line(), sa.Column("flags", sa.Integer, nullable=False))

# What a PBX may forget. Kept by URI alone: a line's settings are kept while its PBX is away.
line_settings = sa.Table(
    "line_settings",
    METADATA,
    sa.Column("line", sa.String(256), primary_key=True),
    sa.Column("document", sa.Text, nullable=False),
)

# By name, not by user: a name that nobody has is locked as any other, so that the answers do not tell who exists.
user_failures = sa.Table(
    "user_failures",
    METADATA,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("in_a_row", sa.Integer, nullable=False),
    sa.Column("last", sa.Double, nullable=False),
    sa.Column("locked_until", sa.Double, nullable=False),
)

address_failures = sa.Table(
    "address_failures",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("address", sa.String(64), nullable=False),
    sa.Column("at", sa.Double, nullable=False, index=True),
)

# The secrets that sign tokens: the newest signs, all of them verify.
token_keys = sa.Table(
    "token_keys",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("secret", sa.LargeBinary(64), nullable=False),
    sa.Column("created", sa.Double, nullable=False),
)

tokens = sa.Table(
    "tokens",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("user", sa.ForeignKey("users.name", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("login", sa.Boolean, nullable=False),
    sa.Column("issued", sa.Double, nullable=False),
    sa.Column("expires", sa.Double, nullable=False, index=True),
    sa.Column("parent", sa.String(32), nullable=False, default="", index=True),
    sa.Column("revoked", sa.Boolean, nullable=False, default=False),
)

# Data announced for coming calls. The numbers grow; they are the service's own.
announcements = sa.Table(
    "announcements",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("expires", sa.Double, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
)

webhooks = sa.Table(
    "webhooks",
    METADATA,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("user", sa.ForeignKey("users.name", ondelete="CASCADE"), nullable=False),
    sa.Column("document", sa.Text, nullable=False),
)

# What hooks are still to be told. The numbers grow; they are the server's own.
webhook_events = sa.Table(
    "webhook_events",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("hook", sa.ForeignKey("webhooks.name", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("id", sa.String(64), nullable=False),
    sa.Column("line", sa.String(256), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)


# SIP phones. Passwords are kept as HA1 (RFC 7616) by each algorithm; `serial` grows when a phone is to register anew.
phones = sa.Table(
    "phones",
    METADATA,
    sa.Column("pbx", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("extension", sa.String(32), nullable=False),
    sa.Column("ha1_md5", sa.String(32), nullable=False),
    sa.Column("ha1_sha256", sa.String(64), nullable=False),
    sa.Column("auto_answer", sa.Boolean, nullable=False, default=False),
    sa.Column("serial", sa.Integer, nullable=False, default=0),
    sa.Column("created", sa.Double, nullable=False),
)


def _add_tokens(connection: sa.Connection) -> None:
    METADATA.create_all(connection, tables=[token_keys, tokens])


def _add_announcements(connection: sa.Connection) -> None:
    METADATA.create_all(connection, tables=[announcements])


def _add_webhooks(connection: sa.Connection) -> None:
    METADATA.create_all(connection, tables=[webhooks, webhook_events])


def _add_phones(connection: sa.Connection) -> None:
    METADATA.create_all(connection, tables=[phones])


# Step n leads from version n + 1 to n + 2; a new store begins with the newest. A step that was released never changes.
MIGRATIONS: tuple[Callable[[sa.Connection], None], ...] = (_add_tokens, _add_announcements, _add_webhooks, _add_phones)


def counter(connection: sa.Connection, name: str) -> int:
    """The value of a counter that is there."""
    value: int = connection.execute(sa.select(counters.c.value).where(counters.c.name == name)).scalar_one()
    return value


def schema_version(connection: sa.Connection) -> int:
    """The version of the tables; 0 where there are none."""
    if not sa.inspect(connection).has_table(counters.name):
        return 0
    return counter(connection, "schema")


def migrate(connection: sa.Connection, steps: Sequence[Callable[[sa.Connection], None]] = MIGRATIONS) -> None:
    """Bring the tables to the newest version. Raises ConfigurationError when a newer callplane made them."""
    version, newest = schema_version(connection), len(steps) + 1
    if version > newest:
        raise ConfigurationError(
            f"the store has version {version}, this callplane knows {newest}: install the newer callplane again"
        )
    if version == 0:
        METADATA.create_all(connection)
        connection.execute(sa.insert(counters), [{"name": "schema", "value": newest}, {"name": "revision", "value": 0}])
        return
    for step in steps[version - 1 :]:
        step(connection)
    connection.execute(sa.update(counters).where(counters.c.name == "schema").values(value=newest))
