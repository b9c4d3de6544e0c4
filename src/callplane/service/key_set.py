"""The public keys of an OpenID Connect provider (JWKS, RFC 7517): fetched, kept, and fetched anew when they do not suffice.

Knows keys and where they come from; no token and no user. Only keys for signatures with a public half are taken: a shared
secret in a key set would let everybody who can read it sign.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import aiohttp
import jwt
import msgspec
from jwt.algorithms import AllowedPublicKeys

from callplane.errors import LogonRefused
from callplane.service.logon_details import PROVIDER_FAILED, WRONG_CREDENTIALS

log = logging.getLogger(__name__)

ALGORITHMS: Final[Mapping[str, frozenset[str]]] = {
    "RSA": frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}),
    "EC": frozenset({"ES256", "ES384", "ES512"}),
    "OKP": frozenset({"EdDSA"}),
}
"""By type of key (RFC 7518 clause 6.1) the algorithms that it may be used with."""
REFETCH_SECONDS: Final = 60.0
_FRESH_SECONDS: Final = 3_600.0
_FETCH_SECONDS: Final = 10.0
_LONGEST_SET: Final = 1 << 20

Load = Callable[[], Awaitable[bytes]]


class _Document(msgspec.Struct):
    keys: list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key, its id, and the algorithms that it may be used with."""

    id: object
    algorithms: frozenset[str]
    key: AllowedPublicKeys


class KeySet:
    """The keys that `load` gives. Times are in UTC seconds since the epoch."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._keys: tuple[PublicKey, ...] = ()
        self._tried = self._loaded = -math.inf
        self._turn = asyncio.Lock()

    async def find(self, key_id: str | None, algorithm: str, now: float) -> AllowedPublicKeys:
        """The key with this id for this algorithm; without an id the only one that fits.

        Raises LogonRefused: 101 when there is none, 109 when no keys could be had at all.
        """
        found = self._fitting(key_id, algorithm)
        if not found or now - self._loaded > _FRESH_SECONDS:
            await self._refresh(now)
            found = self._fitting(key_id, algorithm)
        if len(found) == 1:
            return found[0].key
        if self._loaded == -math.inf:
            raise LogonRefused(PROVIDER_FAILED, "the keys of the token's provider cannot be had now: try again in a minute")
        raise LogonRefused(WRONG_CREDENTIALS, "this token is signed with a key that its provider does not name: get a new one")

    def _fitting(self, key_id: str | None, algorithm: str) -> list[PublicKey]:
        return [key for key in self._keys if algorithm in key.algorithms and key_id in (None, key.id)]

    async def _refresh(self, now: float) -> None:
        """Fetch the keys, once a minute at most. A failure leaves the former ones."""
        async with self._turn:
            if 0 <= now - self._tried < REFETCH_SECONDS:
                return
            self._tried = now
            try:
                self._keys = parse(await self._load())
                self._loaded = now
            except (OSError, aiohttp.ClientError, TimeoutError, ValueError) as error:
                log.warning("the keys of the OpenID provider cannot be had: %s", error or type(error).__name__)


def parse(data: bytes) -> tuple[PublicKey, ...]:
    """The usable keys of a JWKS document. Raises ValueError when it is none."""
    try:
        document = msgspec.json.decode(data, type=_Document)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError(f"this is no JWKS document ({error})") from None
    return tuple(key for key in map(_key, document.keys) if key is not None)


def _key(entry: dict[str, object]) -> PublicKey | None:
    """One key; None for what is not for signatures, is secret or cannot be read."""
    algorithms = ALGORITHMS.get(str(entry.get("kty")), frozenset())
    if named := entry.get("alg"):
        algorithms &= {str(named)}
    if not algorithms or entry.get("use", "sig") != "sig" or "d" in entry:
        return None
    try:
        return PublicKey(entry.get("kid"), algorithms, jwt.PyJWK(entry).key)
    except jwt.PyJWTError:
        return None


def loader(source: str, directory: Path) -> Load:
    """What reads a JWKS from its https address, or from a file seen from a directory."""
    if source.startswith("https://"):
        return lambda: fetch(source)
    return lambda: asyncio.to_thread((directory / source).read_bytes)


async def fetch(address: str) -> bytes:
    """A document by HTTP. Raises OSError, aiohttp.ClientError, TimeoutError, or ValueError when it is too long."""
    timeout = aiohttp.ClientTimeout(total=_FETCH_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout, raise_for_status=True) as client, client.get(address) as response:
        data = await response.content.read(_LONGEST_SET)
        if not response.content.at_eof():
            raise ValueError(f"the document is longer than {_LONGEST_SET} bytes")
        return data
