"""Tokens of an OpenID Connect provider: whether they are its own, for this server, valid now, and whom they name.

Knows the provider's claims (OpenID Connect Core 1.0 clause 3.1.3.7) and its keys; no user of the directory.
"""

from __future__ import annotations

from dataclasses import dataclass

import jwt
import msgspec

from callplane.errors import LogonRefused
from callplane.service.key_set import ALGORITHMS, KeySet
from callplane.service.logon_details import TOKEN_EXPIRED, WRONG_CREDENTIALS
from callplane.settings import OidcSettings

_SIGNATURES = jwt.PyJWS(sorted(frozenset[str]().union(*ALGORITHMS.values())), {"enforce_minimum_key_length": True})
_BAD = (jwt.PyJWTError, msgspec.MsgspecError, UnicodeError, RecursionError)


class _Issuer(msgspec.Struct):
    iss: str


class _Claims(msgspec.Struct):
    aud: str | list[str]
    exp: float
    nbf: float = 0
    iat: float = 0


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a token names, and until when (UTC seconds since the epoch)."""

    user: str
    expires: float


class Provider:
    """The configured provider."""

    def __init__(self, settings: OidcSettings, keys: KeySet) -> None:
        self._settings = settings
        self._keys = keys

    def issued(self, text: str) -> bool:
        """Whether a token says that it is from this provider. Nothing is verified."""
        try:
            payload = _SIGNATURES.decode(text, options={"verify_signature": False})
            return msgspec.json.decode(payload, type=_Issuer).iss == self._settings.issuer
        except _BAD:
            return False

    async def verify(self, text: str, now: float) -> Identity:
        """Whom a token that is `issued` names. Raises LogonRefused: 101, 109 without keys, 130 when it has expired."""
        header = _SIGNATURES.get_unverified_header(text)
        algorithm = header.get("alg")
        if algorithm not in _SIGNATURES.get_algorithms():
            raise _invalid("this token is signed in a way that is not taken here: use one signed with RS256 or ES256")
        key = await self._keys.find(header.get("kid"), algorithm, now)
        try:
            payload = _SIGNATURES.decode(text, key, [algorithm])
            claims = msgspec.json.decode(payload, type=_Claims)
            others = msgspec.json.decode(payload, type=dict[str, object])
        except _BAD:
            raise _invalid("this token was changed, or lacks a claim: get a new one") from None
        self._check(claims, now)
        return Identity(self._user(others), claims.exp)

    def _check(self, claims: _Claims, now: float) -> None:
        audience = [claims.aud] if isinstance(claims.aud, str) else claims.aud
        if self._settings.audience not in audience:
            raise _invalid("this token is for another audience: get one for this server")
        if now >= claims.exp + self._settings.leeway_seconds:
            raise LogonRefused(TOKEN_EXPIRED, "this token has expired: get a new one")
        if now < max(claims.nbf, claims.iat) - self._settings.leeway_seconds:
            raise _invalid("this token is not valid yet: check the clocks of the server and of the provider")

    def _user(self, claims: dict[str, object]) -> str:
        name = claims.get(self._settings.user_claim)
        if not isinstance(name, str) or not name:
            raise _invalid(f"this token has no text in its claim '{self._settings.user_claim}': see [oidc] user_claim")
        if self._settings.user_claim == "email" and claims.get("email_verified") is False:
            raise _invalid("the provider has not verified this token's e-mail address: verify it there")
        return name


def _invalid(text: str) -> LogonRefused:
    return LogonRefused(WRONG_CREDENTIALS, text)
