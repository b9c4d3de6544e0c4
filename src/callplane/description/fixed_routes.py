"""The HTTP routes that are no operation: log-on, WebSocket, recordings, the descriptions themselves. OpenAPI's shapes only."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from callplane.description.json_schema import Schema
from callplane.description.responses import answers, either, json_answer, named

_NEGOTIATE: Final[Schema] = {
    "type": "object",
    "properties": {
        "negotiate": {"type": "object", "properties": {"iClientProtocolVersion": {"type": "integer", "examples": [70]}}}
    },
}
_PROBLEM: Final = named("Problem")
_UNREAD: Final[Schema] = answers(HTTPStatus.REQUEST_TIMEOUT, _PROBLEM) | answers(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _PROBLEM)
_NO_USER: Final[Schema] = answers(HTTPStatus.UNAUTHORIZED, _PROBLEM, challenge=True)
_NOT_FOUND: Final[Schema] = answers(HTTPStatus.NOT_FOUND, _PROBLEM)
_ETAG: Final[Schema] = {"ETag": {"schema": {"type": "string"}}}
_UNCHANGED: Final[Schema] = {"304": {"description": "It has not changed."}}
_TAG: Final = "descriptions"
_TEXT: Final[Schema] = {"content": {"text/plain": {"schema": {"type": "string"}}}}


def fixed_paths(ucsid: str, credentials: list[Schema], session: list[Schema]) -> Schema:
    """The paths; `credentials` and `session` are the two ways to say who asks."""
    return {
        "/": {"get": _page("console", "The web console, unless the setting `console` is false.")},
        "/ws/client/createsession": _create_session(ucsid, credentials),
        "/ws/client/websocket": {"get": _websocket(session)},
        "/rights": {"get": _rights([*session, *credentials])},
        "/recordings": {"get": _recordings([*session, *credentials])},
        "/recordings/{id}": {"get": _recording([*session, *credentials])},
        "/healthz": {"get": _watched("health", "Whether the process lives.", _TEXT)},
        "/readyz": {"get": _readiness()},
        "/metrics": {"get": _watched("metrics", "Figures for Prometheus.", _TEXT, [{}, *credentials])},
        "/api/": {"get": _page("descriptions", "These descriptions, for a person with a browser.")},
        "/api/openapi.json": {"get": _document("openapi", "This document.")},
        "/api/asyncapi.json": {"get": _document("asyncapi", "The WebSocket: AsyncAPI 3.0.")},
        "/api/schemas/": {"get": _index("schemas", "Which types there are.")},
        "/api/schemas/{type}.json": {"get": _document("schema", "JSON Schema of a type.", "type")},
        "/api/asn1/": {"get": _index("modules", "Which ASN.1 modules there are.")},
        "/api/asn1/{module}.asn1": {"get": _module()},
    }


def _create_session(ucsid: str, credentials: list[Schema]) -> Schema:
    item: Schema = {
        "tags": ["session"],
        "summary": "Log on: the id of a new session.",
        "description": "A session without WebSocket or calls ends after a while; asnLogoff ends it at once.",
        "security": credentials,
        "parameters": [
            _query("user", "Instead of HTTP Basic, together with `pass`.", {"type": "string"}),
            _query("pass", "The password of `user`.", {"type": "string"}),
            _query("token", "Instead of HTTP Basic: a token.", {"type": "string"}),
            _query("clientappid", "The kind of program: a number of AsnClientAppID.", {"type": "string", "maxLength": 64}),
            _query("ucsid", "The id of the server that is wanted.", {"const": ucsid}),
            _query("no401", "Without credentials: 400 instead of 401, so that a browser asks nobody.", {"type": "string"}),
        ],
        "responses": answers(HTTPStatus.OK, named("NewSession"))
        | answers(HTTPStatus.BAD_REQUEST, either(named("LogonProblem"), _PROBLEM))
        | _NO_USER
        | _UNREAD
        | answers(HTTPStatus.BAD_GATEWAY, _PROBLEM),
    }
    body = {"requestBody": {"required": False} | json_answer(_NEGOTIATE)}
    return {
        "get": {"operationId": "createsession_get"} | item,
        "post": {"operationId": "createsession"} | item | body,
    }


def _websocket(session: list[Schema]) -> Schema:
    switched: Schema = {"101": {"description": "The connection is a WebSocket now; see /api/asyncapi.json."}}
    return {
        "operationId": "websocket",
        "tags": ["session"],
        "summary": "The WebSocket of a session.",
        "description": "An opening handshake (RFC 6455). The session's id may stand in the query, as `x-ucsessionid`, too.",
        "security": session,
        "responses": switched
        | answers(HTTPStatus.BAD_REQUEST, _PROBLEM)
        | answers(HTTPStatus.UNAUTHORIZED, named("ROSEReject"))
        | answers(HTTPStatus.UPGRADE_REQUIRED, _PROBLEM),
    }


def _rights(security: list[Schema]) -> Schema:
    return {
        "operationId": "rights",
        "tags": ["session"],
        "summary": "What the user may do on which line.",
        "description": "By the line's URI: `owner`, a preset such as `control`, or a sum of flags.",
        "security": security,
        "responses": answers(HTTPStatus.OK, {"type": "object", "additionalProperties": {"type": "string"}}) | _NO_USER,
    }


def _recordings(security: list[Schema]) -> Schema:
    recordings = {"type": "array", "items": named("Recording")}
    return {
        "operationId": "recordings",
        "tags": ["recordings"],
        "summary": "The recordings that the user may hear, newest first.",
        "security": security,
        "responses": answers(HTTPStatus.OK, recordings) | _NO_USER,
    }


def _recording(security: list[Schema]) -> Schema:
    sound: Schema = {"content": {"audio/wav": {"schema": {"type": "string", "contentMediaType": "audio/wav"}}}}
    return {
        "operationId": "recording",
        "tags": ["recordings"],
        "summary": "One recording as a WAV file.",
        "security": security,
        "parameters": [_path_parameter("id")],
        "responses": {
            "200": {"description": "The file."} | sound,
            "206": {"description": "The part of it that the header Range asked for."} | sound,
            "304": {"description": "It has not changed."},
            "412": {"description": "It has changed."},
            "416": {"description": "There is no such part."},
        }
        | _NO_USER
        | _NOT_FOUND,
    }


def _watched(name: str, summary: str, content: Schema, security: list[Schema] | None = None) -> Schema:
    """What is there for those who watch over the server."""
    refused = _NO_USER | answers(HTTPStatus.FORBIDDEN, _PROBLEM) if security else {}
    return {
        "operationId": name,
        "tags": ["condition"],
        "summary": summary,
        "security": security or [],
        "responses": {"200": {"description": "So it is."} | content} | refused,
    }


def _readiness() -> Schema:
    schema: Schema = {
        "type": "object",
        "properties": {
            "ready": {"type": "boolean"},
            "pbxs": {"type": "object", "additionalProperties": {"type": "boolean"}},
            "store": {"type": "boolean"},
            "listening": {"type": "boolean"},
        },
        "required": ["ready", "pbxs", "store", "listening"],
    }
    item = _watched("readiness", "Whether links to PBXs, store and listeners are ready.", json_answer(schema))
    item["responses"] |= {"503": {"description": "Not ready: what is false is missing."} | json_answer(schema)}
    return item


def _page(name: str, summary: str) -> Schema:
    page = {"description": "A page.", "content": {"text/html": {"schema": {"type": "string"}}}}
    unchanged = {"304": {"description": "It has not changed."}}
    return {
        "operationId": f"page_{name}",
        "tags": [_TAG],
        "summary": summary,
        "security": [],
        "responses": {"200": page} | unchanged | _NOT_FOUND,
    }


def _index(name: str, summary: str) -> Schema:
    schema = {"type": "object", "additionalProperties": {"type": "string"}}
    return _described(f"index_{name}", summary, json_answer(schema))


def _document(name: str, summary: str, variable: str = "") -> Schema:
    return _described(f"description_{name}", summary, json_answer({"type": "object"}), variable)


def _module() -> Schema:
    return _described("description_module", "An ASN.1 module.", _TEXT, "module")


def _described(operation_id: str, summary: str, content: Schema, variable: str = "") -> Schema:
    found = {
        "200": {"description": "The description.", "headers": _ETAG} | content,
        "304": {"description": "It has not changed."},
    }
    item: Schema = {"operationId": operation_id, "tags": [_TAG], "summary": summary, "security": []}
    if variable:
        return item | {"parameters": [_path_parameter(variable)], "responses": found | _NOT_FOUND}
    return item | {"responses": found}


def _query(name: str, text: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "required": False, "description": text, "schema": schema}


def _path_parameter(name: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
