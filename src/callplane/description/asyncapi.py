"""The WebSocket as an AsyncAPI 3.0 document. Knows messages in JSON (interface README section 5); no socket.

Seen from the server: it *receives* what clients ask and answers with a result, an error or a reject; it *sends* events.
"""

from __future__ import annotations

from typing import Final

from callplane.description import json_schema
from callplane.description.json_schema import Schema
from callplane.description.served import FROM_CLIENT, Served, deprecated_names
from callplane.description.source import operation_texts
from callplane.wire import operations
from callplane.wire.codec import EVENT_ID
from callplane.wire.operations import AnyOperation

ASYNCAPI: Final = "3.0.0"
_PLACE: Final = "#/components/schemas/"
_MESSAGES: Final = "#/channels/websocket/messages/"
_CHANNEL: Final[Schema] = {"$ref": "#/channels/websocket"}
_DESCRIPTION: Final = """Line and call control with events, over one WebSocket.

Open a session first (`/ws/client/createsession`, see `/api/openapi.json`). A text frame carries JSON as described here; what the
server sends is always an array of one message, and a client may send the message alone. A binary frame carries the same message
in BER, after the ASN.1 modules below `/api/asn1/`. Events reach a client in the encoding that it has used first.
"""
_INVOKE_ID: Final[Schema] = {"type": "integer", "description": f"Chosen by the sender, not {EVENT_ID}; the answer has the same."}


def asyncapi(server: Served) -> Schema:
    """The document."""
    return {
        "asyncapi": ASYNCAPI,
        "info": {
            "title": "callplane",
            "version": server.version,
            "description": _DESCRIPTION,
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "channels": {"websocket": _channel()},
        "operations": {operation.name: _operation(operation) for operation in operations.ALL},
        "components": {"schemas": _schemas()},
    }


def events() -> list[AnyOperation]:
    """The events that the server sends."""
    return [operation for operation in operations.ALL if operation.is_event and operation not in FROM_CLIENT]


def _channel() -> Schema:
    session = {"type": "string", "description": "`sessionid` of createsession; the header of this name serves as well."}
    query = {"type": "object", "properties": {"x-ucsessionid": session}, "required": ["x-ucsessionid"]}
    return {
        "address": "/ws/client/websocket",
        "description": "The WebSocket of a session.",
        "messages": _messages(),
        "bindings": {"ws": {"method": "GET", "query": query, "bindingVersion": "0.1.0"}},
    }


def _messages() -> Schema:
    found = {"error": _message("The refusal of a request.", _sent("error", _error())), "reject": _reject()}
    for operation in operations.ALL:
        found[_invoke_name(operation)] = _invoke(operation)
        if operation.result is not None:
            found[f"{operation.name}.result"] = _result(operation)
    return found


def _invoke_name(operation: AnyOperation) -> str:
    return f"{operation.name}.event" if operation.is_event else f"{operation.name}.invoke"


def _message(summary: str, payload: Schema) -> Schema:
    return {"summary": summary, "contentType": "application/json", "payload": payload}


def _invoke(operation: AnyOperation) -> Schema:
    body: Schema = {
        "type": "object",
        "properties": {
            "invokeID": {"const": EVENT_ID} if operation.is_event else _INVOKE_ID,
            "operationID": {"enum": [operation.id, 0], "description": "With 0, the name counts."},
            "operationName": {"enum": [operation.name, *deprecated_names(operation)]},
            "argument": _reference(operation.argument),
        },
        "required": ["invokeID", "operationID"],
    }
    wrap = _sent if operation in events() else _received
    return {"name": operation.name} | _message(operation_texts()[operation.name], wrap("invoke", body))


def _result(operation: AnyOperation) -> Schema:
    assert operation.result is not None
    value: Schema = {"resultValue": {"const": 0}, "result": _reference(operation.result)}
    result = {"type": "object", "properties": value, "required": ["resultValue", "result"]}
    body = {"type": "object", "properties": {"invokeID": _INVOKE_ID, "result": result}, "required": ["invokeID"]}
    return _message(f"The good answer to {operation.name}.", _sent("result", body))


def _error() -> Schema:
    members = {"invokedID": _INVOKE_ID, "error_value": {"const": 0}, "error": {"$ref": f"{_PLACE}AsnRequestError"}}
    return {"type": "object", "properties": members, "required": list(members)}


def _reject() -> Schema:
    text = "The message could not be used: unknown or unserved operation, wrong argument, no message at all."
    return _message(text, _sent("reject", {"$ref": f"{_PLACE}ROSEReject"}))


def _envelope(kind: str, body: Schema) -> Schema:
    return {"type": "object", "properties": {kind: body}, "required": [kind]}


def _sent(kind: str, body: Schema) -> Schema:
    return {"type": "array", "items": _envelope(kind, body), "minItems": 1, "maxItems": 1}


def _received(kind: str, body: Schema) -> Schema:
    return {"anyOf": [_envelope(kind, body), _sent(kind, body)]}


def _operation(operation: AnyOperation) -> Schema:
    item = {
        "action": "send" if operation in events() else "receive",
        "channel": _CHANNEL,
        "summary": operation_texts()[operation.name],
        "messages": [_link(_invoke_name(operation))],
    }
    if names := deprecated_names(operation):
        item["description"] = f"Older clients call it {', '.join(names)}, with operationID 0; the answer is the same."
    if operation.is_event:
        return item
    answers = [_link(f"{operation.name}.result"), _link("error"), _link("reject")]
    return item | {"reply": {"channel": _CHANNEL, "messages": answers}}


def _link(message: str) -> Schema:
    return {"$ref": f"{_MESSAGES}{message}"}


def _reference(kind: type) -> Schema:
    return {"$ref": f"{_PLACE}{kind.__name__}"}


def _schemas() -> Schema:
    kinds = {kind.__name__ for o in operations.ALL for kind in (o.argument, o.result, o.error) if kind}
    needed = json_schema.reachable(kinds | {"ROSEReject"})
    return {name: json_schema.schema(name, _PLACE) for name in sorted(needed)}
