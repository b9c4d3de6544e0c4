"""The store in the field's words: users, lines, who owns what, who may do what. Knows tables, no session and no clock.

Every method is one transaction; a change raises the revision. Names of users are compared in lower case.
`UnknownObject` is raised for what is not there, `Refusal` for what cannot be done, `ConfigurationError` when the database
cannot be used; all say what to do.
"""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

import msgspec
import sqlalchemy as sa

from callplane.errors import AccessDenied, Busy, ConfigurationError, Refusal, UnknownObject
from callplane.model.line import LineSettings
from callplane.store import passwords
from callplane.store.database import open_engine
from callplane.store.records import (
    LineRecord,
    LogonFailures,
    Snapshot,
    TokenKey,
    TokenRecord,
    UserFailures,
    UserRecord,
    user_key,
)
from callplane.store.schema import (
    address_failures,
    counter,
    counters,
    grants,
    line_settings,
    lines,
    migrate,
    ownership,
    schema_version,
    token_keys,
    tokens,
    user_failures,
    users,
)

_USER_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")
_EXPIRED_TOKEN_SECONDS = 30 * 86_400


class Store:
    """A database of callplane. Use it from one thread at a time (the server does so through `AsyncStore`)."""

    def __init__(self, url: str, *, create: bool = False) -> None:
        """Open the store at a database URL; `create` makes it where it is missing."""
        self._engine = open_engine(url, create=create)
        with self.transaction() as connection:
            if not create and not schema_version(connection):
                raise ConfigurationError(
                    "the store is empty: run 'callplane init', or name another place with --data or --config"
                )
            migrate(connection)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """A transaction, for the store's own modules. Raises ConfigurationError when the database cannot be used."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except sa.exc.DatabaseError as error:
            raise ConfigurationError(
                f"the store cannot be used ({error.orig}): check its file, its rights and the disk"
            ) from error

    @contextmanager
    def _change(self) -> Iterator[sa.Connection]:
        """A transaction that raises the revision."""
        with self.transaction() as connection:
            yield connection
            _raise_revision(connection)

    # --- the whole --------------------------------------------------------------------------------

    def revision(self) -> int:
        """A number that grows with every change."""
        with self.transaction() as connection:
            return counter(connection, "revision")

    def snapshot(self) -> Snapshot:
        """Users, lines, ownership and grants at one moment, users and lines in alphabetical order."""
        with self.transaction() as connection:
            own: dict[str, list[str]] = defaultdict(list)
            for row in connection.execute(sa.select(ownership).order_by(ownership.c.position, ownership.c.line)):
                own[row.user].append(row.line)
            return Snapshot(
                revision=counter(connection, "revision"),
                users=tuple(UserRecord(*row) for row in connection.execute(sa.select(users).order_by(users.c.name))),
                lines=tuple(LineRecord(*row) for row in connection.execute(sa.select(lines).order_by(lines.c.uri))),
                ownership={user: tuple(uris) for user, uris in own.items()},
                grants={(row.user, row.line): row.flags for row in connection.execute(sa.select(grants))},
            )

    # --- users ------------------------------------------------------------------------------------

    def add_user(
        self, name: str, password: str, *, now: float, display_name: str = "", administrator: bool = False
    ) -> UserRecord:
        """Add a user who is enabled and has no line."""
        key = user_key(name)
        if not _USER_NAME.fullmatch(key):
            raise Refusal(
                f"'{name}' cannot be a user's name: use up to 64 letters, digits and . _ @ + -, a letter or digit first"
            )
        record = UserRecord(key, display_name or name, _hash(password), administrator=administrator, created=now)
        with self._change() as connection:
            if connection.execute(sa.select(users.c.name).where(users.c.name == key)).first():
                raise Refusal(f"there is a user '{key}' already: choose another name, or see 'callplane user passwd'")
            connection.execute(sa.insert(users).values(asdict(record)))
        return record

    def remove_user(self, name: str) -> None:
        """Remove a user with his ownership, grants and failed log-ons."""
        with self._change() as connection:
            key = _known_user(connection, name)
            connection.execute(sa.delete(users).where(users.c.name == key))
            connection.execute(sa.delete(user_failures).where(user_failures.c.name == key))

    def enable_user(self, name: str, enabled: bool) -> None:
        """Let a user log on, or not. Enabling also ends a lock-out, disabling his tokens."""
        with self._change() as connection:
            key = _known_user(connection, name)
            connection.execute(sa.update(users).where(users.c.name == key).values(enabled=enabled))
            if enabled:
                connection.execute(sa.delete(user_failures).where(user_failures.c.name == key))
            else:
                _revoke(connection, tokens.c.user == key)

    def set_password(self, name: str, password: str) -> None:
        """Give a user a new password; end his lock-out and his tokens."""
        password_hash = _hash(password)
        with self._change() as connection:
            key = _known_user(connection, name)
            new = {"password_hash": password_hash, "password_serial": users.c.password_serial + 1}
            connection.execute(sa.update(users).where(users.c.name == key).values(new))
            _revoke(connection, tokens.c.user == key)
            connection.execute(sa.delete(user_failures).where(user_failures.c.name == key))

    def renew_hash(self, name: str, old_hash: str, new_hash: str) -> None:
        """Replace the hash of the same password; nothing happens when the password has changed in between."""
        with self._change() as connection:
            same = (users.c.name == name) & (users.c.password_hash == old_hash)
            connection.execute(sa.update(users).where(same).values(password_hash=new_hash))

    # --- lines ------------------------------------------------------------------------------------

    def put_lines(self, records: Iterable[LineRecord]) -> bool:
        """Add lines and update known ones. Returns whether anything changed (only then the revision rises)."""
        wanted = {record.uri: record for record in records}
        with self.transaction() as connection:
            known = {line.uri: line for line in _lines_where(connection, sa.true())}
            new = [asdict(line) for uri, line in wanted.items() if uri not in known]
            changed = [line for uri, line in wanted.items() if uri in known and known[uri] != line]
            if new:
                connection.execute(sa.insert(lines), new)
            for line in changed:  # without its URI: to touch that makes the database look through all that refer to it
                values = {"number": line.number, "pbx": line.pbx, "descriptor": line.descriptor}
                connection.execute(sa.update(lines).where(lines.c.uri == line.uri).values(values))
            if new or changed:
                _raise_revision(connection)
        return bool(new or changed)

    def find_line(self, text: str) -> LineRecord:
        """The line with this URI or number; the last digits of a number will do where they fit one line only."""
        with self.transaction() as connection:
            found = _lines_where(connection, (lines.c.uri == text) | (lines.c.number == text))
            if not found and text.isascii() and text.isdigit():
                found = _lines_where(connection, lines.c.number.endswith(text))
        if not found:
            raise UnknownObject(f"no line '{text}' is known: see 'callplane line list', or assign it by its URI tel:NUMBER@PBX")
        if len(found) > 1:
            raise Refusal(f"'{text}' fits several lines: give one of {', '.join(line.uri for line in found)}")
        return found[0]

    def assign_line(self, user: str, line: str, position: int | None = None) -> None:
        """Make a line (URI) one of the user's own, at `position` (0 is the primary) or as the last one."""
        with self._change() as connection:
            key = _known_user(connection, user)
            _require_line(connection, line)
            own = [uri for uri in _own_lines(connection, key) if uri != line]
            own.insert(len(own) if position is None else position, line)
            _write_own_lines(connection, key, own)

    def unassign_line(self, user: str, line: str) -> None:
        """Take a line (URI) away from its owner."""
        with self._change() as connection:
            key = _known_user(connection, user)
            own = _own_lines(connection, key)
            _require_own(key, own, [line])
            _write_own_lines(connection, key, [uri for uri in own if uri != line])

    def order_lines(self, user: str, first: Sequence[str]) -> None:
        """Put these own lines (URIs) first, in this order; the others follow in theirs."""
        with self._change() as connection:
            key = _known_user(connection, user)
            own = _own_lines(connection, key)
            _require_own(key, own, first)
            _write_own_lines(connection, key, list(dict.fromkeys([*first, *own])))

    # --- rights -----------------------------------------------------------------------------------

    def grant(self, user: str, line: str, flags: int) -> None:
        """Give a user rights on a line (URI) in place of the former ones; 0 withdraws them."""
        with self._change() as connection:
            key = _known_user(connection, user)
            _require_line(connection, line)
            connection.execute(sa.delete(grants).where((grants.c.user == key) & (grants.c.line == line)))
            if flags:
                connection.execute(sa.insert(grants).values(user=key, line=line, flags=flags))

    # --- settings of lines ------------------------------------------------------------------------

    def line_settings(self) -> dict[str, LineSettings]:
        """The settings of all lines that have any, by URI."""
        with self.transaction() as connection:
            rows = connection.execute(sa.select(line_settings))
            return {row.line: msgspec.json.decode(row.document, type=LineSettings) for row in rows}

    def save_line_settings(self, line: str, settings: LineSettings) -> None:
        """Keep the settings of a line (URI), whether the line itself is known or not."""
        with self._change() as connection:
            connection.execute(sa.delete(line_settings).where(line_settings.c.line == line))
            if settings != LineSettings():
                document = msgspec.json.encode(settings).decode()
                connection.execute(sa.insert(line_settings).values(line=line, document=document))

    # --- failed log-ons ---------------------------------------------------------------------------

    def logon_failures(self) -> LogonFailures:
        """All failed log-ons that are kept."""
        with self.transaction() as connection:
            by_address: dict[str, list[float]] = defaultdict(list)
            for row in connection.execute(sa.select(address_failures).order_by(address_failures.c.at)):
                by_address[row.address].append(row.at)
            return LogonFailures(
                users={
                    row.name: UserFailures(row.in_a_row, row.last, row.locked_until)
                    for row in connection.execute(sa.select(user_failures))
                },
                addresses={address: tuple(times) for address, times in by_address.items()},
            )

    def record_failure(self, name: str, failures: UserFailures, address: str, at: float) -> None:
        """Keep a failed log-on: the name's new count and the address's further failure."""
        with self.transaction() as connection:
            connection.execute(sa.delete(user_failures).where(user_failures.c.name == name))
            connection.execute(sa.insert(user_failures).values(name=name, **asdict(failures)))
            connection.execute(sa.insert(address_failures).values(address=address, at=at))

    def record_failure_without_name(self, address: str, at: float) -> None:
        """Keep a failed log-on of an address that concerns no name."""
        with self.transaction() as connection:
            connection.execute(sa.insert(address_failures).values(address=address, at=at))

    def forget_failures(self, name: str) -> None:
        """Begin to count anew for a name: he logged on."""
        with self.transaction() as connection:
            connection.execute(sa.delete(user_failures).where(user_failures.c.name == name))

    def prune_failures(self, *, addresses_before: float, unknown_names_before: float) -> None:
        """Drop what no longer counts: failures of addresses, and names that no user has, from before these times."""
        with self.transaction() as connection:
            connection.execute(sa.delete(address_failures).where(address_failures.c.at < addresses_before))
            stale = (user_failures.c.last < unknown_names_before) & user_failures.c.name.not_in(sa.select(users.c.name))
            connection.execute(sa.delete(user_failures).where(stale))

    # --- tokens -----------------------------------------------------------------------------------

    def token_keys(self, now: float) -> tuple[TokenKey, ...]:
        """The keys of tokens, the newest first; the first one is made here."""
        with self.transaction() as connection:
            query = sa.select(token_keys.c.id, token_keys.c.secret).order_by(token_keys.c.created.desc(), token_keys.c.id)
            found = tuple(TokenKey(*row) for row in connection.execute(query))
            if not found:
                found = (TokenKey(secrets.token_hex(8), secrets.token_bytes(32)),)
                connection.execute(sa.insert(token_keys).values(**asdict(found[0]), created=now))
            return found

    def add_token(self, record: TokenRecord, limit: int) -> None:
        """Note a token that is issued. Raises Busy when its user has `limit` valid ones already.

        Tokens that expired long ago are forgotten; until then a session that one of them opened can be ended by its id.
        """
        with self.transaction() as connection:
            connection.execute(sa.delete(tokens).where(tokens.c.expires <= record.issued - _EXPIRED_TOKEN_SECONDS))
            valid = (tokens.c.user == record.user) & (tokens.c.expires > record.issued) & ~tokens.c.revoked
            if connection.execute(sa.select(sa.func.count()).select_from(tokens).where(valid)).scalar_one() >= limit:
                raise Busy(f"{record.user} has {limit} valid tokens: use one, or revoke them with 'callplane token revoke'")
            revoked_parent = (tokens.c.id == record.parent) & tokens.c.revoked
            if connection.execute(sa.select(tokens.c.id).where(revoked_parent)).first():
                raise AccessDenied("the token of this session was revoked: log on again")
            connection.execute(sa.insert(tokens).values(asdict(record)))

    def tokens(self, now: float) -> tuple[TokenRecord, ...]:
        """The tokens that are valid, by user, the oldest first."""
        with self.transaction() as connection:
            valid = (tokens.c.expires > now) & ~tokens.c.revoked
            query = sa.select(tokens).where(valid).order_by(tokens.c.user, tokens.c.issued, tokens.c.id)
            return tuple(TokenRecord(*row) for row in connection.execute(query))

    def revoked_tokens(self) -> frozenset[str]:
        """The ids of all tokens that were revoked and not yet forgotten."""
        with self.transaction() as connection:
            return frozenset(connection.execute(sa.select(tokens.c.id).where(tokens.c.revoked)).scalars())

    def revoke_tokens(self, user: str) -> int:
        """Revoke all tokens of a user; returns how many these were."""
        with self._change() as connection:
            return _revoke(connection, tokens.c.user == _known_user(connection, user))

    def revoke_token(self, token: str) -> int:
        """Revoke a token by its id, and those that were issued in the sessions which it opened; returns how many these were."""
        with self._change() as connection:
            if not connection.execute(sa.select(tokens.c.id).where(tokens.c.id == token)).first():
                raise UnknownObject(f"there is no token '{token}': see 'callplane token list'")
            family = sa.select(tokens.c.id).where(tokens.c.id == token).cte(recursive=True)
            family = family.union(sa.select(tokens.c.id).where(tokens.c.parent == family.c.id))
            return _revoke(connection, tokens.c.id.in_(sa.select(family.c.id)))


def _revoke(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> int:
    meant = condition & ~tokens.c.revoked
    count: int = connection.execute(sa.select(sa.func.count()).select_from(tokens).where(meant)).scalar_one()
    connection.execute(sa.update(tokens).where(meant).values(revoked=True))
    return count


def _hash(password: str) -> str:
    if not password or len(password) > 1024:
        raise Refusal("a password has between 1 and 1024 characters: choose another one")
    return passwords.hash_password(password)


def _raise_revision(connection: sa.Connection) -> None:
    connection.execute(sa.update(counters).where(counters.c.name == "revision").values(value=counters.c.value + 1))


def _known_user(connection: sa.Connection, name: str) -> str:
    key = user_key(name)
    if not connection.execute(sa.select(users.c.name).where(users.c.name == key)).first():
        raise UnknownObject(f"there is no user '{name}': see 'callplane user list'")
    return key


def _lines_where(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> list[LineRecord]:
    return [LineRecord(*row) for row in connection.execute(sa.select(lines).where(condition).order_by(lines.c.uri))]


def _require_line(connection: sa.Connection, uri: str) -> None:
    if not _lines_where(connection, lines.c.uri == uri):
        raise UnknownObject(f"no line '{uri}' is known: see 'callplane line list'")


def _own_lines(connection: sa.Connection, user: str) -> list[str]:
    query = sa.select(ownership.c.line).where(ownership.c.user == user).order_by(ownership.c.position, ownership.c.line)
    return list(connection.execute(query).scalars())


def _require_own(user: str, own: Sequence[str], wanted: Sequence[str]) -> None:
    for uri in wanted:
        if uri not in own:
            raise Refusal(f"'{uri}' is no line of {user}: assign it first with 'callplane line assign'")


def _write_own_lines(connection: sa.Connection, user: str, uris: Sequence[str]) -> None:
    connection.execute(sa.delete(ownership).where(ownership.c.user == user))
    if uris:
        rows = [{"user": user, "line": uri, "position": position} for position, uri in enumerate(uris)]
        connection.execute(sa.insert(ownership), rows)
