"""Tokens: this server's own are issued, verified and revoked here; those of an OpenID Connect provider are verified.

An own token is a JWT (RFC 7519) signed with HS256 by a secret of the store: only the servers of this store can verify it.
It names its user as he was: one who got a new password, or another person of that name, does not inherit it. What the
issuer writes is the only thing that is read, by one algorithm, whatever a token says about itself. Knows the directory and
the store; no session and no transport.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import jwt
import msgspec

from callplane.errors import LogonRefused, Refusal
from callplane.service.directory import Directory
from callplane.service.logon_details import NOT_ENABLED, TOKEN_EXPIRED, WRONG_CREDENTIALS
from callplane.service.openid import Provider
from callplane.settings import TokenSettings
from callplane.store.records import TokenKey, TokenRecord, UserRecord
from callplane.store.store import Store
from callplane.store.worker import AsyncStore

LONGEST_TOKEN: Final = 8_192
_LONGEST_CONTENT: Final = 2_048
_ALGORITHM: Final = "HS256"
_SIGNATURES = jwt.PyJWS(algorithms=[_ALGORITHM])


class TokenType(IntEnum):
    """What a token is for (interface: AsnUserTokenType)."""

    EXTERNAL = 0
    LOGIN = 1


class Attribute(msgspec.Struct, frozen=True, array_like=True):
    """A profile attribute that a client had put into a token."""

    service: str
    name: str
    value: str | None = None


class Claims(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an own token says (RFC 7519 clause 4.1). Times are in whole UTC seconds since the epoch.

    `serial` and `created` are those of the user's record: the token ends with his password and with himself.
    """

    iss: str
    sub: str
    jti: str
    iat: int
    nbf: int
    exp: int
    type: TokenType
    serial: int
    created: float
    services: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """A token that is asked for; `seconds` is None for the default lifetime."""

    type: TokenType = TokenType.EXTERNAL
    seconds: int | None = None
    services: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class Verified:
    """A token that is valid, and its user. `id` is empty for tokens of another issuer; `expires` as in Claims."""

    user: UserRecord
    id: str
    type: TokenType
    expires: float
    services: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()


def sign(claims: Claims, key: TokenKey) -> str:
    """The token that makes these claims."""
    return _SIGNATURES.encode(msgspec.json.encode(claims), key.secret, _ALGORITHM, {"kid": key.id})


def read(text: str, keys: Mapping[str, TokenKey]) -> Claims:
    """The claims of a token that one of these keys (by id) has signed. Times are not looked at. Raises LogonRefused 101."""
    try:
        key = keys[_SIGNATURES.get_unverified_header(text).get("kid", "")]
        return msgspec.json.decode(_SIGNATURES.decode(text, key.secret, [_ALGORITHM]), type=Claims)
    except (jwt.PyJWTError, KeyError, msgspec.MsgspecError):
        raise invalid("this token was not issued here, or was changed since: get a new one") from None


def invalid(text: str) -> LogonRefused:
    """The refusal of a token that nobody may use."""
    return LogonRefused(WRONG_CREDENTIALS, text)


class Tokens:
    """Issues and verifies. `issuer` names this server in its tokens. `load` before use, and after each change of the store."""

    def __init__(
        self, directory: Directory, store: AsyncStore, settings: TokenSettings, issuer: str, provider: Provider | None = None
    ) -> None:
        self._directory = directory
        self._store = store
        self._settings = settings
        self._issuer = issuer
        self._provider = provider
        self._keys: dict[str, TokenKey] = {}
        self.revoked: frozenset[str] = frozenset()

    async def load(self, now: float) -> None:
        """Take the keys and the ids of revoked tokens from the store; the first key is made now."""
        self._keys = {key.id: key for key in await self._store.run(Store.token_keys, now)}
        self.revoked = await self._store.run(Store.revoked_tokens)

    async def issue(self, user: UserRecord, request: Request, now: float, parent: str = "") -> str:
        """A token for a user, asked for in a session that the token `parent` opened. Raises Refusal."""
        issued = int(now)
        claims = Claims(
            iss=self._issuer,
            sub=user.name,
            jti=secrets.token_hex(16),
            iat=issued,
            nbf=issued,
            exp=issued + self._lifetime(request.seconds),
            type=request.type,
            serial=user.password_serial,
            created=user.created,
            services=request.services,
            attributes=request.attributes,
        )
        if len(msgspec.json.encode((claims.services, claims.attributes))) > _LONGEST_CONTENT:
            raise Refusal(f"a token carries at most {_LONGEST_CONTENT} bytes of services and attributes: give fewer")
        login = claims.type is TokenType.LOGIN
        record = TokenRecord(claims.jti, claims.sub, login, claims.iat, claims.exp, parent)
        await self._store.run(Store.add_token, record, self._settings.per_user)
        return sign(claims, next(iter(self._keys.values())))

    def _lifetime(self, seconds: int | None) -> int:
        if seconds is None:
            return min(self._settings.default_seconds, self._settings.max_seconds)
        if not 1 <= seconds <= self._settings.max_seconds:
            raise Refusal(
                f"a token's lifetime (iTTL) is from 1 to {self._settings.max_seconds} seconds; without it the server chooses"
            )
        return seconds

    async def verify(self, text: str, now: float) -> Verified:
        """The token that a text is, if it is valid now.

        Raises LogonRefused: 101 for what is no token, was changed or revoked, or names nobody; 107 for a user who is not
        enabled; 130 for one that has expired; 109 when the provider's keys cannot be had.
        """
        if len(text) > LONGEST_TOKEN or not text.isascii():
            raise invalid(f"a token has at most {LONGEST_TOKEN} ASCII characters: this is none")
        token = await self._of_provider(text, now) if self._provider and self._provider.issued(text) else self._own(text, now)
        if not token.user.enabled:
            raise LogonRefused(NOT_ENABLED, "this user is not enabled: ask an administrator to enable him")
        return token

    def _own(self, text: str, now: float) -> Verified:
        claims = read(text, self._keys)
        user = self._directory.user(claims.sub)
        if claims.iss != self._issuer or user is None or claims.created != user.created:
            raise invalid("this token is for nobody here: get a new one")
        if claims.serial != user.password_serial or claims.jti in self.revoked:
            raise invalid("this token was revoked: get a new one")
        if now >= claims.exp:
            raise LogonRefused(TOKEN_EXPIRED, "this token has expired: get a new one")
        if now < claims.nbf:
            raise invalid("this token is not valid yet: check the server's clock")
        return Verified(user, claims.jti, claims.type, claims.exp, claims.services, claims.attributes)

    async def _of_provider(self, text: str, now: float) -> Verified:
        assert self._provider is not None
        identity = await self._provider.verify(text, now)
        user = self._directory.user(identity.user)
        if user is None:
            raise invalid("the user whom this token names is unknown here: ask an administrator to add him")
        return Verified(user, "", TokenType.LOGIN, identity.expires)
