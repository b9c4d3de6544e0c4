"""Who sends an HTTP request: credentials in its header or query, sessions by their id, and the answers when they do not fit.

Knows the ways of interface README section 6 to authenticate; whether a password is right is the log-on service's matter.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import web

from callplane.errors import AccessDenied, Busy, LogonRefused
from callplane.gateway.replies import HttpError, refusal_problem, text_problem
from callplane.gateway.services import GatewayServices
from callplane.service.logon import require_administrator
from callplane.service.sessions import Session
from callplane.store.records import UserRecord
from callplane.wire.types.auth import AsnLogonErrorEnum

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


def credentials_of(request: web.Request) -> Password | Token | None:
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


async def authenticate(services: GatewayServices, request: web.Request) -> UserRecord:
    """The user who sends a request. Raises LogonRefused, or the HttpError 401 when there are no credentials.

    A client that asks for `no401` (its browser would open a window) gets the refusal instead of the 401.
    """
    found = credentials_of(request)
    if found is None:
        if _wants_no_401(request):
            raise LogonRefused(AsnLogonErrorEnum.eNETLOGININVALUSERNAME, "no user and password were given")
        raise text_problem(HTTPStatus.UNAUTHORIZED, "log on with user and password, or with a token", CHALLENGE)
    return await verify(services, found, request.remote or "")


async def verify(services: GatewayServices, credentials: Password | Token, address: str) -> UserRecord:
    """The user whom credentials name. Raises LogonRefused."""
    if isinstance(credentials, Token):
        raise LogonRefused(
            AsnLogonErrorEnum.eNETLOGININVALIDAUTHENTICATIONMETHOD, "this server takes no tokens: use user and password"
        )
    return await services.logon.verify(credentials.user, credentials.password, address, services.clock())


async def authenticate_administrator(services: GatewayServices, request: web.Request) -> UserRecord:
    """The administrator who sends a request. Raises the HttpError 401 or 403."""
    try:
        user = await authenticate(services, request)
        require_administrator(user)
    except LogonRefused as refused:
        raise text_problem(HTTPStatus.UNAUTHORIZED, str(refused), CHALLENGE) from None
    except AccessDenied as denied:
        raise refusal_problem(denied) from None
    return user


def session_of(services: GatewayServices, request: web.Request) -> Session | None:
    """The living session that a request names in its header or query."""
    session_id = request.headers.get(SESSION_NAME) or request.query.get(SESSION_NAME)
    return services.sessions.find(session_id) if session_id else None


def open_session(services: GatewayServices, user: UserRecord, client: str) -> Session:
    """A new session for a user. Raises LogonRefused when there is no room for it."""
    try:
        return services.sessions.open(user.name, client)
    except Busy as busy:
        raise LogonRefused(AsnLogonErrorEnum.eNETLOGINNOMOREUSERS, str(busy)) from None


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
    given = request.headers.get("x-no401") or request.query.get("no401") or request.query.get("x-no401")
    return given is not None and given.lower() not in ("0", "false")
