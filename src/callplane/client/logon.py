"""Where a server is, who logs in there, and the HTTP exchange that makes a session. Knows nothing of what a session is for."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
import msgspec

from callplane.client.errors import ConnectionFailed, LogonRefused

DEFAULT_URL = "http://127.0.0.1:7224"
WRONG_CREDENTIALS = 101

_SCHEMES = {"http": "http", "https": "https", "ws": "http", "wss": "https"}
_PORTS = {"http": 7224, "https": 7225}


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a log-on is made with: user and password, or a token, or the id of a session that exists already."""

    user: str = ""
    password: str = ""
    token: str = ""
    session_id: str = ""


class _Detail(msgspec.Struct):
    iErrorDetail: int = WRONG_CREDENTIALS  # noqa: N815 - the interface's name
    u8sErrorString: str = ""  # noqa: N815 - the interface's name


class _Answer(msgspec.Struct):
    sessionid: str = ""
    error: _Detail | None = None


def base_url(url: str) -> str:
    """`http://host:port` or `https://host:port` of a server's address; a path is kept.

    Schemes http, https, ws, wss or none (then http); the port is 7224 without and 7225 with TLS when it is left out.
    ConnectionFailed for anything else.
    """
    full = url if re.match(r"\w+://", url) else f"http://{url}"
    try:
        parts = urlsplit(full)
        scheme = _SCHEMES[parts.scheme]
        port = parts.port or _PORTS[scheme]
    except (KeyError, ValueError):
        raise ConnectionFailed(f"{url!r} is no address of a server: write it like {DEFAULT_URL}") from None
    if not parts.hostname:
        raise ConnectionFailed(f"{url!r} names no host: write it like {DEFAULT_URL}")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{scheme}://{host}:{port}{parts.path.rstrip('/')}"


def unreachable(base: str) -> ConnectionFailed:
    """The error for an address where nobody answers."""
    return ConnectionFailed(
        f"No server answers at {base}. Start one with `callplane demo` (or `make demo`), or give the address of one that runs"
    )


async def create_session(http: aiohttp.ClientSession, base: str, credentials: Credentials) -> str:
    """Log on; the id of the new session. LogonRefused, ConnectionFailed."""
    headers = {"x-ucsid": "local", "x-no401": "1"}
    if credentials.token:
        headers["x-uctoken"] = credentials.token
    else:
        login = f"{credentials.user}:{credentials.password}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(login).decode()}"
    body = {"negotiate": {"iClientProtocolVersion": 70}}
    try:
        async with http.post(f"{base}/ws/client/createsession", headers=headers, json=body) as response:
            return _session_id(base, response.status, await response.read())
    except (aiohttp.ClientConnectionError, TimeoutError) as error:
        raise unreachable(base) from error


def _session_id(base: str, status: int, body: bytes) -> str:
    try:
        answer = msgspec.json.decode(body, type=_Answer)
    except msgspec.MsgspecError:
        answer = _Answer()
    if answer.sessionid:
        return answer.sessionid
    if status in (400, 401, 403) and (answer.error or status == 401):
        error = answer.error or _Detail()
        raise LogonRefused(error.iErrorDetail, error.u8sErrorString or "The log-on was refused: check user and password")
    reason = answer.error.u8sErrorString if answer.error else f"it answered HTTP {status}"
    raise ConnectionFailed(f"The server at {base} gives no session: {reason}. Check that it is a callplane server")
