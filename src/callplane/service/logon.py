"""Who may log on: names, passwords, tokens, lock-outs, administrators. Knows the directory and the store, no transport.

A wrong password and an unknown name get the same answer after the same time. Hashing runs in two threads; an attempt that
waits for them is checked again before its turn, so that many at once do not outrun the counting. Since thousands of
clients come back at once after a restart, credentials that were right are remembered (as a keyed hash) until the user's
password changes. The number of waiting attempts is bounded by the connections that the gateway admits.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from hmac import compare_digest

from callplane.errors import AccessDenied, LogonRefused
from callplane.service.directory import Directory
from callplane.service.logon_details import LOCKED, NOT_ENABLED, WRONG_CREDENTIALS
from callplane.service.throttle import STRANGER, Throttle
from callplane.service.tokens import Tokens, TokenType, Verified
from callplane.settings import LogonSettings
from callplane.store import passwords
from callplane.store.records import UserRecord, user_key
from callplane.store.store import Store
from callplane.store.worker import AsyncStore

_HASHERS = 2
_REMEMBERED = 10_000


class Logon:
    """Verifies credentials against the directory's users. `load` before use, and again whenever the directory was replaced."""

    def __init__(self, directory: Directory, store: AsyncStore, settings: LogonSettings, tokens: Tokens) -> None:
        self._directory = directory
        self.tokens = tokens
        self._store = store
        self._settings = settings
        self._throttle = Throttle(settings)
        self._threads = ThreadPoolExecutor(max_workers=_HASHERS, thread_name_prefix="password")
        self._turns = asyncio.Semaphore(_HASHERS)
        self._nobody = passwords.hash_password(secrets.token_hex())
        self._key = secrets.token_bytes(32)
        self._remembered: OrderedDict[str, tuple[str, bytes]] = OrderedDict()

    async def load(self) -> None:
        """Take the failures that count from the store: those before a restart, without those that an administrator ended."""
        self._throttle = Throttle(self._settings, await self._store.run(Store.logon_failures))

    def close(self) -> None:
        self._threads.shutdown()

    def user(self, name: str) -> UserRecord | None:
        """The user of that name, as he is now."""
        return self._directory.user(name)

    async def verify(self, user: str, password: str, address: str, now: float) -> UserRecord:
        """The user with this name and password. Raises LogonRefused with detail 101, 107, 129 or 131.

        `address` is where the attempt comes from, `now` is in UTC seconds since the epoch.
        """
        record = self._directory.user(user)
        key = record.name if record else _stranger(user)
        self._check(key, address, now)
        if not record or not self._is_remembered(record, password):
            record = await self._prove(record, password, key, address, now)
        if not record.enabled:
            raise LogonRefused(NOT_ENABLED, "this user is not enabled: ask an administrator to enable him")
        if self._throttle.succeeded(key):
            await self._store.run(Store.forget_failures, key)
        return record

    async def authenticate_token(self, token: str, address: str, now: float) -> Verified:
        """The login token that a text is: its user, and the id that his session must be opened with. Raises LogonRefused.

        Details: 101, 107, 109 and 130 as `Tokens.verify`, 131. As with passwords, what proves nobody (101) counts against
        the address; a genuine token that has expired does not: a whole office may come back with one after a night.
        """
        self._check("", address, now)
        try:
            verified = await self.tokens.verify(token, now)
            if verified.type is not TokenType.LOGIN:
                raise LogonRefused(WRONG_CREDENTIALS, "this token is for other services: get one of the type login")
        except LogonRefused as refused:
            if refused.detail == WRONG_CREDENTIALS:
                self._throttle.failed_without_name(address, now)
                await self._store.run(Store.record_failure_without_name, address, now)
                await self._prune(now)
            raise
        return verified

    def _check(self, key: str, address: str, now: float) -> None:
        detail = self._throttle.refusal(key, address, now)
        if detail == LOCKED:
            raise LogonRefused(detail, "too many failures in a row have locked this user out: wait or ask an administrator")
        if detail:
            raise LogonRefused(detail, "too many failed attempts came from this address: wait a minute")

    async def _prove(self, record: UserRecord | None, password: str, key: str, address: str, now: float) -> UserRecord:
        """The record, when the password fits its hash; else the failure is counted and LogonRefused raised."""
        loop = asyncio.get_running_loop()
        password_hash = record.password_hash if record else self._nobody
        async with self._turns:
            self._check(key, address, now)
            if record and self._is_remembered(record, password):  # it was proved while this attempt waited
                return record
            fits = await loop.run_in_executor(self._threads, passwords.verify_password, password_hash, password)
            if not fits or not record:
                failures = self._throttle.failed(key, address, now)
        if not fits or not record:
            await self._store.run(Store.record_failure, key, failures, address, now)
            await self._prune(now)
            raise LogonRefused(WRONG_CREDENTIALS, "wrong user or password: check both and try again")
        if passwords.needs_rehash(password_hash):
            renewed = await loop.run_in_executor(self._threads, passwords.hash_password, password)
            await self._store.run(Store.renew_hash, record.name, password_hash, renewed)
        self._remember(record, password)
        return record

    async def _prune(self, now: float) -> None:
        await self._store.run(
            Store.prune_failures,
            addresses_before=self._throttle.addresses_before(now),
            unknown_names_before=self._throttle.strangers_before(now),
        )

    def _remember(self, record: UserRecord, password: str) -> None:
        self._remembered[record.name] = (record.password_hash, self._digest(record.name, password))
        if len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)

    def _is_remembered(self, record: UserRecord, password: str) -> bool:
        """Whether this password was right before and the hash it was right for is still the user's."""
        password_hash, digest = self._remembered.get(record.name, ("", b""))
        return password_hash == record.password_hash and compare_digest(digest, self._digest(record.name, password))

    def _digest(self, name: str, secret: str) -> bytes:
        return blake2b(_bytes(f"{name}\0{secret}"), key=self._key, digest_size=16).digest()


def _stranger(user: str) -> str:
    """The key of a name that nobody has. Not the name itself: people type passwords into the wrong field."""
    return STRANGER + blake2b(_bytes(user_key(user)), digest_size=16).hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def require_administrator(user: UserRecord) -> None:
    """Raise AccessDenied unless the user is an administrator."""
    if not user.administrator:
        raise AccessDenied("only an administrator may do this: log on as one")
