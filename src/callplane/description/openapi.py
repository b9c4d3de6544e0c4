"""The HTTP routes as an OpenAPI 3.1 document. Knows routes, statuses and bodies; nothing of the server that serves them.

Each operation stands twice, below `/ws/client` (in a session) and below `/ws/direct` (with credentials), each as GET with
the argument in the query and as POST with the argument as body.
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

from callplane.description import json_schema, problems
from callplane.description.admin_routes import ADMIN_PREFIX, ADMIN_ROUTES
from callplane.description.fixed_routes import fixed_paths
from callplane.description.json_schema import Schema
from callplane.description.responses import PLACE, answers, either, json_answer, named
from callplane.description.served import FROM_CLIENT, ControlRoute, Served, deprecated_names, requests
from callplane.description.source import module_of, operation_texts
from callplane.wire.operations import AnyOperation
from callplane.wire.schema import Member, Members
from callplane.wire.types.schema import SCHEMA

OPENAPI: Final = "3.1.1"
_DESCRIPTION: Final = """Remote control of telephone lines and calls.

Log on at `/ws/client/createsession`, then open the WebSocket for events (see `/api/asyncapi.json`) or call single operations
here. Names, types and numbers are those of the ASN.1 modules below `/api/asn1/`.
"""
_SECURITY: Final[Schema] = {
    "basic": {"type": "http", "scheme": "basic"},
    "bearer": {"type": "http", "scheme": "bearer", "description": "A token of asnGetUserTokenV2 or of a trusted issuer."},
    "token": {"type": "apiKey", "in": "header", "name": "x-uctoken", "description": "The same token in a header of its own."},
    "session": {"type": "apiKey", "in": "header", "name": "x-ucsessionid", "description": "`sessionid` of createsession."},
}
_CREDENTIALS: Final[list[Schema]] = [{"basic": []}, {"bearer": []}, {"token": []}]
_SESSION: Final[list[Schema]] = [{"session": []}]


def openapi(server: Served) -> Schema:
    """The document."""
    paths = fixed_paths(server.ucsid, _CREDENTIALS, _SESSION)
    for operation in [*requests(), *sorted(FROM_CLIENT, key=lambda event: event.id)]:
        paths[f"/ws/client/{operation.name}"] = _path(operation, server, "client")
        paths[f"/ws/direct/{operation.name}"] = _path(operation, server, "direct")
    for prefix, routes in {**server.controls, ADMIN_PREFIX: ADMIN_ROUTES}.items():
        for route in routes:
            paths.setdefault(f"/{prefix}/{route.path}", {}).update(_control(prefix, route))
    return {
        "openapi": OPENAPI,
        "info": {
            "title": "callplane",
            "version": server.version,
            "description": _DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "jsonSchemaDialect": json_schema.DIALECT,
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": _schemas(), "securitySchemes": _SECURITY},
    }


def _schemas() -> Schema:
    kinds = {
        kind.__name__ for operation in requests() for kind in (operation.argument, operation.result, operation.error) if kind
    }
    kinds |= {event.argument.__name__ for event in FROM_CLIENT} | {"AsnLogonErrorEnum", "ROSEReject"}
    return {name: json_schema.schema(name, PLACE) for name in sorted(json_schema.reachable(kinds))} | problems.SCHEMAS


# Operations ----------------------------------------------------------------------------------------------------------


def _path(operation: AnyOperation, server: Served, way: str) -> Schema:
    item = {
        "tags": [f"{way}: {module_of(operation.name)}"],
        "summary": operation_texts()[operation.name],
        "description": _explanation(operation, server, way),
        "security": _SESSION if way == "client" else _CREDENTIALS,
        "responses": _responses(operation, server, way),
    }
    query = [_parameter(member) for member in _members(operation)]
    body = {"required": _needs_body(operation), "content": json_answer(named(operation.argument.__name__))["content"]}
    get = {"operationId": f"{way}_get_{operation.name}"} | item | ({"parameters": query} if query else {})
    return {"get": get, "post": {"operationId": f"{way}_{operation.name}"} | item | {"requestBody": body}}


def _explanation(operation: AnyOperation, server: Served, way: str) -> str:
    lines = [f"Number {operation.id}; `/ws/{way}/{operation.id}` is the same."]
    lines += [f"Older clients call it `{name}`; the answer is the same." for name in deprecated_names(operation)]
    if _is_served(operation, server) and way == "direct" and operation not in FROM_CLIENT and server.needs_events(operation):
        lines.append("It leads to events, so it is refused here: use a session with a WebSocket.")
    elif not _is_served(operation, server):
        lines.append("Not served over HTTP: it belongs to a connection.")
    return " ".join(lines)


def _is_served(operation: AnyOperation, server: Served) -> bool:
    return operation in FROM_CLIENT or server.serves(operation)


def _responses(operation: AnyOperation, server: Served, way: str) -> Schema:
    reject, error, problem = named("ROSEReject"), named("AsnRequestError"), named("Problem")
    badly = [reject] if way == "client" else [reject, named("LogonProblem")]
    who = answers(HTTPStatus.UNAUTHORIZED, reject if way == "client" else problem, challenge=way == "direct")
    common = who | answers(HTTPStatus.REQUEST_TIMEOUT, problem) | answers(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, problem)
    if not _is_served(operation, server):
        return common | answers(HTTPStatus.BAD_REQUEST, either(*badly)) | answers(HTTPStatus.NOT_IMPLEMENTED, reject)
    if operation.result is None:
        return common | answers(HTTPStatus.OK, {"type": "object"}) | answers(HTTPStatus.BAD_REQUEST, either(*badly))
    return (
        common
        | answers(HTTPStatus.OK, named(operation.result.__name__))
        | answers(HTTPStatus.BAD_REQUEST, either(error, *badly))
        | answers(HTTPStatus.FORBIDDEN, error)
        | answers(HTTPStatus.NOT_FOUND, error)
        | answers(HTTPStatus.INTERNAL_SERVER_ERROR, either(error, problem))
    )


def _members(operation: AnyOperation) -> list[Member]:
    found = SCHEMA[operation.argument.__name__]
    assert isinstance(found, Members)  # arguments are SEQUENCEs
    return found.members


def _needs_body(operation: AnyOperation) -> bool:
    return any(_is_required(member) for member in _members(operation))


def _is_required(member: Member) -> bool:
    return not member.optional and member.type != "NULL"


def _parameter(member: Member) -> Schema:
    """A member in the query: texts and numbers as they are, all else as JSON."""
    parameter: Schema = {"name": member.name, "in": "query", "required": _is_required(member)}
    if member.type == "AsnSystemTime":
        return parameter | {"schema": {"type": "string", "format": "date-time"}}
    found = json_schema.reference(member.type, PLACE)
    simple = "type" in found and found["type"] != "null"
    return parameter | ({"schema": found} if simple else {"content": {"application/json": {"schema": found}}})


# Control interfaces --------------------------------------------------------------------------------------------------


def _control(prefix: str, route: ControlRoute) -> Schema:
    problem = named("Problem")
    responses = answers(HTTPStatus(route.status), dict(route.reply))
    for status in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        responses |= answers(status, problem, challenge=status is HTTPStatus.UNAUTHORIZED)
    for status in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE):
        responses |= answers(status, problem)
    for number in route.refusals:
        responses |= answers(HTTPStatus(number), either(named("ControlProblem"), problem))
    item: dict[str, Any] = {
        "operationId": f"{prefix}_{route.method}_{route.path}".lower().replace("/", "_").replace("{", "").replace("}", ""),
        "tags": [f"control: {prefix}"],
        "summary": route.summary,
        "description": "For administrators.",
        "security": [{"basic": []}, *_SESSION],
        "responses": responses,
    }
    if route.body is not None:
        required = bool(route.body.get("required"))
        item["requestBody"] = {"required": required, "content": {"application/json": {"schema": dict(route.body)}}}
    parameters = [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in _variables(route.path)]
    return {route.method.lower(): item | ({"parameters": parameters} if parameters else {})}


def _variables(path: str) -> Iterator[str]:
    return (part[1:-1] for part in path.split("/") if part.startswith("{"))
