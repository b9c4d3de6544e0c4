"""Who a client is: credentials in an HTTP request or a log-in, sessions by their id, and the answers when they do not fit.

Knows the ways of interface README section 6 to authenticate and where a password may travel; whether it is right is the
log-on service's matter.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import ip_address

from aiohttp import web

from callplane import metrics
from callplane.errors import AccessDenied, Busy, LogonRefused
from callplane.gateway.replies import HttpError, refusal_problem, text_problem
from callplane.gateway.services import GatewayServices
from callplane.service.logon import require_administrator
from callplane.service.sessions import Session
from callplane.store.records import UserRecord
from callplane.wire.types.auth import AsnLogonErrorEnum

MAX_WAITING = 1000
SESSION_NAME = "x-ucsessionid"
CHALLENGE = {"WWW-Authenticate": 'Basic realm="callplane", charset="UTF-8"'}


@dataclass(frozen=True, slots=True)
class Password:
    """A name and a password."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Token:
    """A token that names a user."""

    text: str = field(repr=False)


Credentials = Password | Token


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody who has been authenticated; `token` is the id of the token that did it, if one did."""

    user: UserRecord
    token: str = ""


class Authenticator:
    """Checks credentials, those of MAX_WAITING clients at a time. `require_tls`: from other hosts over TLS only."""

    def __init__(self, services: GatewayServices, *, require_tls: bool) -> None:
        self._services = services
        self._require_tls = require_tls
        self._waiting = 0

    async def verify(self, credentials: Credentials, address: str, *, secure: bool) -> Identity:
        """Who somebody at a network address is. Raises LogonRefused."""
        try:
            return await self._admit(credentials, address, secure=secure)
        except LogonRefused as refused:
            metrics.LOGONS_REFUSED.inc(str(int(refused.detail)))
            raise

    async def _admit(self, credentials: Credentials, address: str, *, secure: bool) -> Identity:
        if self._require_tls and not secure and not is_this_host(address):
            raise LogonRefused(AsnLogonErrorEnum.eNETLOGINTLSREQUIRED, "log on over TLS: this connection can be overheard")
        if self._waiting >= MAX_WAITING:
            raise LogonRefused(AsnLogonErrorEnum.eNETLOGINNOMOREUSERS, "too many others are logging on: try again in a minute")
        self._waiting += 1
        try:
            return await self._verify(credentials, address)
        finally:
            self._waiting -= 1

    async def _verify(self, credentials: Credentials, address: str) -> Identity:
        logon, now = self._services.logon, self._services.clock()
        if isinstance(credentials, Password):
            return Identity(await logon.verify(credentials.user, credentials.password, address, now))
        verified = await logon.authenticate_token(credentials.text, address, now)
        return Identity(verified.user, verified.id)

    def can_be_overheard(self, request: web.Request) -> bool:
        """Whether a secret must not come over a request's connection: TLS is required, and it has none."""
        return self._require_tls and not request.secure and not is_this_host(request.remote or "")

    async def identify(self, request: web.Request) -> Identity:
        """Who sends a request. Raises LogonRefused, or the HttpError 401 when there are no credentials.

        A client that asks for `no401` (its browser would open a window) gets the refusal instead of the 401.
        """
        found = credentials_of(request)
        if found is None:
            if _wants_no_401(request):
                raise LogonRefused(AsnLogonErrorEnum.eNETLOGININVALUSERNAME, "no user and password were given")
            raise text_problem(HTTPStatus.UNAUTHORIZED, "log on with user and password, or with a token", CHALLENGE)
        return await self.verify(found, request.remote or "", secure=request.secure)

    async def user(self, request: web.Request) -> UserRecord:
        """Who sends a request to something that is no part of the interface. Raises the HttpError 401."""
        try:
            return (await self.identify(request)).user
        except LogonRefused as refused:
            raise text_problem(HTTPStatus.UNAUTHORIZED, str(refused), CHALLENGE) from None

    async def administrator(self, request: web.Request) -> UserRecord:
        """The administrator who sends a request, by credentials or by his session. Raises the HttpError 401 or 403.

        A session counts in the header only: no link and no form of another site can make a browser send that.
        """
        session_id = request.headers.get(SESSION_NAME)
        user = await self.user(request) if session_id is None else self._user_of_session(session_id)
        try:
            require_administrator(user)
        except AccessDenied as denied:
            raise refusal_problem(denied) from None
        return user

    def _user_of_session(self, session_id: str) -> UserRecord:
        """Who has a living session. The 401 asks for nothing, since a browser would open a window for a page's request."""
        session = self._services.sessions.find(session_id)
        user = self._services.logon.user(session.user) if session else None
        if user is None:
            raise text_problem(HTTPStatus.UNAUTHORIZED, "the session is unknown or has ended: log on again")
        return user

    def session_of(self, request: web.Request) -> Session | None:
        """The living session that a request names in its header or query."""
        session_id = request.headers.get(SESSION_NAME) or request.query.get(SESSION_NAME)
        return self._services.sessions.find(session_id) if session_id else None

    def open_session(self, identity: Identity, client: str) -> Session:
        """A new session. Raises LogonRefused when there is no room for it."""
        try:
            return self._services.sessions.open(identity.user.name, client, identity.token)
        except Busy as busy:
            raise LogonRefused(AsnLogonErrorEnum.eNETLOGINNOMOREUSERS, str(busy)) from None


def credentials_of(request: web.Request) -> Credentials | None:
    """What a request says about its sender: HTTP Basic or bearer, a token, or `user` and `pass` in the query."""
    scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        return read_basic(rest.strip())
    if scheme.lower() == "bearer":
        return Token(rest.strip())
    if token := request.headers.get("x-uctoken") or request.query.get("token"):
        return Token(token)
    if "user" in request.query and "pass" in request.query:
        return Password(request.query["user"], request.query["pass"])
    return None


def read_basic(text: str) -> Password:
    """The credentials of HTTP Basic (RFC 7617), UTF-8 or Latin-1. What cannot be read fits nobody."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    try:
        user, _, password = data.decode().partition(":")
    except UnicodeDecodeError:
        user, _, password = data.decode("latin-1").partition(":")
    return Password(user, password)


def logon_problem(refused: LogonRefused) -> HttpError:
    """The documented answer to a failed log-on."""
    error = {
        "_type": "AsnLogonError",
        "iErrorDetail": int(refused.detail),
        "sAuthCredetials": "",
        "u8sErrorString": str(refused),
        "u8sFailedUser": "",
    }
    return HttpError(HTTPStatus.BAD_REQUEST, {"error": error, "error_value": 0, "invokedID": 0, "sessionID": ""})


def _wants_no_401(request: web.Request) -> bool:
    given = said(request, "no401")
    return given is not None and given.lower() not in ("0", "false")


def said(request: web.Request, name: str) -> str | None:
    """What a request says about the log-on in a header or its query, with or without `x-` before the name."""
    found = (place.get(key) for place in (request.headers, request.query) for key in (f"x-{name}", name))
    return next((value for value in found if value is not None), None)


def is_this_host(address: str) -> bool:
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback
