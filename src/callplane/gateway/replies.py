"""What the HTTP server answers: JSON bodies, and problems on their way to becoming one. Knows no route."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

import msgspec
from aiohttp import web

from callplane.errors import AccessDenied, InvalidLine, Refusal, UnknownObject

log = logging.getLogger(__name__)

CONTENT_TYPE = "application/json;charset=utf-8"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class HttpError(Exception):
    """A request is not answered with what it asked for. `body` is written as JSON (bytes: it is JSON already)."""

    def __init__(self, status: int, body: object, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.headers = headers


def json_reply(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """An answer in JSON; bytes are taken as they are."""
    data = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return web.Response(status=status, body=data, headers={"Content-Type": CONTENT_TYPE, **(headers or {})})


def _reply(problem: HttpError) -> web.Response:
    return json_reply(problem.body, problem.status, problem.headers)


def text_problem(status: int, text: str, headers: Mapping[str, str] | None = None) -> HttpError:
    """A problem with a sentence that says what is wrong and what to do."""
    return HttpError(status, {"error": {"_type": "WsError", "iErrorDetail": status, "u8sErrorString": text}}, headers)


def refusal_problem(refusal: Refusal) -> HttpError:
    """A refusal outside of the interface's operations."""
    return text_problem(refusal_status(refusal), str(refusal))


def refusal_status(refusal: Refusal) -> int:
    """The HTTP status of a refusal."""
    match refusal:
        case AccessDenied():
            return HTTPStatus.FORBIDDEN
        case InvalidLine() | UnknownObject():
            return HTTPStatus.NOT_FOUND
    return HTTPStatus.BAD_REQUEST


@web.middleware
async def problems_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn everything that a handler raises into an answer that shows nothing of the inside."""
    try:
        return await handler(request)
    except HttpError as problem:
        return _reply(problem)
    except web.HTTPException as found:
        headers = {"Allow": found.headers["Allow"]} if "Allow" in found.headers else None
        return _reply(text_problem(found.status, _TEXTS.get(found.status, found.reason), headers))
    except ConnectionError:
        raise
    except Exception:
        log.exception("%s %s failed", request.method, request.path)
        return _reply(text_problem(500, "the server failed to answer: its administrator finds the reason in its log"))


_TEXTS: Mapping[int, str] = {
    HTTPStatus.NOT_FOUND: "there is nothing at this address",
    HTTPStatus.METHOD_NOT_ALLOWED: "this address does not take this method",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "the body is too long: the server's limit is max_message_bytes",
}


async def read_body(request: web.Request, seconds: float = 30.0) -> bytes:
    """The whole body; 413 when it is too long, 408 when it takes too long to come."""
    try:
        async with asyncio.timeout(seconds):
            return await request.read()
    except TimeoutError:
        raise text_problem(HTTPStatus.REQUEST_TIMEOUT, "the body did not come in time") from None
