"""Digest authentication both ways (RFC 7616 and 8760; RFC 3261, clause 22): MD5 and SHA-256. Knows no user and no store.

A server's nonces need no memory: they hold their time, signed. What is remembered of a nonce is only which counts were used
(`nc`), so that nothing can be played again.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from callplane.sip.grammar import BadMessage, pairs, quoted
from callplane.sip.message import Headers, Request, Response

ALGORITHMS = {"MD5": "md5", "SHA-256": "sha256"}
"""What we offer, in this order: there are phones that understand the first challenge only, whatever follows."""

NONCE_SECONDS = 300.0
MAX_NONCES = 10_000
"""Nonces whose counts are remembered; the oldest is forgotten, and then refused as stale."""


def ha1(algorithm: str, user: str, realm: str, password: str) -> str:
    """What is kept in place of a password: H(user:realm:password) in hexadecimal."""
    return _hash(algorithm, f"{user}:{realm}:{password}")


def _hash(algorithm: str, text: str) -> str:
    return hashlib.new(ALGORITHMS[algorithm], text.encode(), usedforsecurity=False).hexdigest()


def digest(algorithm: str, secret: str, method: str, uri: str, nonce: str, extra: str) -> str:
    """The response for HA1 `secret`; `extra` is `nc:cnonce:qop`, or empty without qop (RFC 2069)."""
    ha2 = _hash(algorithm, f"{method}:{uri}")
    return _hash(algorithm, f"{secret}:{nonce}:{extra}:{ha2}" if extra else f"{secret}:{nonce}:{ha2}")


class Verdict(Enum):
    """MISSING: no credentials for this realm; STALE: right, but with an old nonce; WRONG: not the password."""

    GOOD = "good"
    MISSING = "missing"
    STALE = "stale"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request says of itself in Authorization."""

    user: str
    realm: str
    nonce: str
    uri: str
    response: str
    algorithm: str = "MD5"
    qop: str = ""
    nc: str = ""
    cnonce: str = ""

    @classmethod
    def read(cls, text: str) -> Credentials | None:
        """None for another scheme than Digest. Raises BadMessage."""
        scheme, _, rest = text.partition(" ")
        if scheme.lower() != "digest":
            return None
        found = dict(pairs(rest))
        names = ("username", "realm", "nonce", "uri", "response")
        if any(name not in found for name in names):
            raise BadMessage("the credentials are not complete")
        algorithm = found.get("algorithm", "MD5").upper()
        user, realm, nonce, uri, response = (found[name] for name in names)
        qop, nc, cnonce = (found.get(name, "") for name in ("qop", "nc", "cnonce"))
        return cls(user, realm, nonce, uri, response, algorithm, qop, nc, cnonce)


class Authenticator:
    """The server's side. `key` signs nonces; `ha1s` of a user are by algorithm, None for a user who is not there."""

    def __init__(self, realm: str, key: bytes) -> None:
        self.realm = realm
        self._key = key
        self._counts: OrderedDict[str, int] = OrderedDict()

    def challenge(self, response: Response, now: float, *, stale: bool = False, plain: bool = False) -> Response:
        """Put challenges into a 401, one for each algorithm (RFC 8760, 2.1); `plain`: for MD5 only."""
        nonce = self._nonce(now)
        for algorithm in ("MD5",) if plain else ALGORITHMS:
            text = f'Digest realm={quoted(self.realm)}, nonce="{nonce}", algorithm={algorithm}, qop="auth"'
            response.headers.add("www-authenticate", f"{text}, stale=true" if stale else text)
        return response

    def claimed(self, request: Request) -> Credentials | None:
        """The credentials for our realm, not checked. Raises BadMessage."""
        for value in request.headers.all("authorization"):
            found = Credentials.read(value)
            if found is not None and found.realm == self.realm:
                return found
        return None

    def check(self, request: Request, claimed: Credentials, secrets: Mapping[str, str], now: float) -> Verdict:
        """Whether the credentials are those of who has these `secrets` (HA1 by algorithm; empty: nobody)."""
        secret = secrets.get(claimed.algorithm)
        if claimed.algorithm not in ALGORITHMS or claimed.qop not in ("", "auth"):
            return Verdict.WRONG  # phones and proxies do not agree on the `uri`, so it need not be the request's
        extra = f"{claimed.nc}:{claimed.cnonce}:{claimed.qop}" if claimed.qop else ""
        wanted = digest(claimed.algorithm, secret or "", request.method, claimed.uri, claimed.nonce, extra)
        if not hmac.compare_digest(wanted.encode(), claimed.response.lower().encode()) or secret is None:
            return Verdict.WRONG
        return Verdict.GOOD if self._fresh(claimed, now) else Verdict.STALE

    def _nonce(self, now: float) -> str:
        stamp = f"{int(now * 1000):x}"
        return f"{stamp}.{self._signature(stamp)}"

    def _signature(self, stamp: str) -> str:
        return hmac.new(self._key, f"{self.realm}:{stamp}".encode(), "sha256").hexdigest()[:32]

    def _fresh(self, claimed: Credentials, now: float) -> bool:
        stamp, _, signature = claimed.nonce.partition(".")
        if not hmac.compare_digest(self._signature(stamp).encode(), signature.encode()):
            return False
        if not 0 <= now - int(stamp, 16) / 1000 + 1 <= NONCE_SECONDS + 1:
            return False
        return self._counted(claimed)

    def _counted(self, claimed: Credentials) -> bool:
        """Take note of the count; without qop a nonce is good for one request."""
        try:
            count = int(claimed.nc, 16) if claimed.qop else 1
        except ValueError:
            return False
        # each client counts for itself where two were given the same nonce in the same millisecond
        key = f"{claimed.nonce} {claimed.cnonce if claimed.qop else ''} {claimed.user}"
        if count <= self._counts.get(key, 0):
            return False
        self._counts[key] = count
        self._counts.move_to_end(key)
        if len(self._counts) > MAX_NONCES:
            self._counts.popitem(last=False)
        return True


@dataclass(frozen=True, slots=True)
class Login:
    """A user and password with which we answer challenges."""

    user: str
    password: str


def answer_challenge(request: Request, refusal: Response, login: Login, cnonce: str) -> tuple[str, str] | None:
    """The header and value that answer a 401 or 407; None when it asks for what we cannot do. Raises BadMessage."""
    asked, header = (
        ("proxy-authenticate", "proxy-authorization") if refusal.status == 407 else ("www-authenticate", "authorization")
    )
    for value in refusal.headers.all(asked):
        scheme, _, rest = value.partition(" ")
        found = dict(pairs(rest)) if scheme.lower() == "digest" else {}
        algorithm = found.get("algorithm", "MD5").upper()
        if algorithm not in ALGORITHMS or "nonce" not in found or "realm" not in found:
            continue
        qop = "auth" if "auth" in found.get("qop", "").replace(" ", "").split(",") else ""
        secret = ha1(algorithm, login.user, found["realm"], login.password)
        extra = f"00000001:{cnonce}:auth" if qop else ""
        response = digest(algorithm, secret, request.method, request.uri, found["nonce"], extra)
        parts = {
            "username": quoted(login.user),
            "realm": quoted(found["realm"]),
            "nonce": quoted(found["nonce"]),
            "uri": quoted(request.uri),
            "response": quoted(response),
            "algorithm": algorithm,
        }
        if "opaque" in found:
            parts["opaque"] = quoted(found["opaque"])
        if qop:
            parts |= {"qop": "auth", "nc": "00000001", "cnonce": quoted(cnonce)}
        return header, "Digest " + ", ".join(f"{name}={text}" for name, text in parts.items())
    return None


def authorized(request: Request, header: tuple[str, str], cseq: int) -> Request:
    """The request again, with credentials and the next number; its Via is to be set anew."""
    headers: Headers = request.headers.copy()
    headers.replace(header[0], header[1])
    headers.replace("cseq", f"{cseq} {request.method}")
    return Request(headers, request.body, request.method, request.uri)
