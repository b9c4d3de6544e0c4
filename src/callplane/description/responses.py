"""Building blocks of OpenAPI answers. Knows OpenAPI's shapes; no route."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from callplane.description.json_schema import Schema

PLACE: Final = "#/components/schemas/"
"""Where the document keeps its schemas."""

_MEANINGS: Final[dict[HTTPStatus, str]] = {
    HTTPStatus.OK: "Done.",
    HTTPStatus.CREATED: "Made.",
    HTTPStatus.BAD_REQUEST: "The request cannot be read, or is refused. Plain text where not even its head can be read,"
    " such as one with an address of more than 8190 bytes.",
    HTTPStatus.UNAUTHORIZED: "Not logged on, or the session has ended.",
    HTTPStatus.FORBIDDEN: "The right is missing.",
    HTTPStatus.NOT_FOUND: "There is no such thing for this user.",
    HTTPStatus.REQUEST_TIMEOUT: "The body did not come in time.",
    HTTPStatus.CONFLICT: "Not possible now; nothing was changed.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is longer than max_message_bytes.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "A change must say that its body is JSON.",
    HTTPStatus.UPGRADE_REQUIRED: "The request is no opening handshake of a WebSocket.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "The server failed; its log says why.",
    HTTPStatus.NOT_IMPLEMENTED: "Known, but not served here.",
    HTTPStatus.BAD_GATEWAY: "The server that was asked for is not here.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The PBX is not running.",
}
_TEXT: Final[Schema] = {"text/plain": {"schema": {"type": "string"}}}
_CHALLENGE: Final[Schema] = {"WWW-Authenticate": {"schema": {"type": "string"}}}


def named(name: str) -> Schema:
    """A schema of the document."""
    return {"$ref": f"{PLACE}{name}"}


def either(*schemas: Schema) -> Schema:
    """One of several."""
    return schemas[0] if len(schemas) == 1 else {"anyOf": list(schemas)}


def json_answer(schema: Schema) -> Schema:
    """A body in JSON."""
    return {"content": {"application/json": {"schema": schema}}}


def answers(status: HTTPStatus, schema: Schema, *, challenge: bool = False) -> Schema:
    """One entry of `responses`: a body in JSON; with `challenge`, the header that asks for credentials."""
    headers = {"headers": _CHALLENGE} if challenge else {}
    found: Schema = {"description": _MEANINGS[status]} | headers | json_answer(schema)
    if status is HTTPStatus.BAD_REQUEST:
        found["content"] = found["content"] | _TEXT
    return {str(int(status)): found}
