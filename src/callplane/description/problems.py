"""The bodies of HTTP answers that are no result, as JSON Schema. Knows their shapes; not when which of them is given."""

from __future__ import annotations

from typing import Final

from callplane.description.json_schema import Schema

_ERROR_DETAIL: Final[Schema] = {
    "type": "object",
    "properties": {
        "_type": {"const": "WsError"},
        "iErrorDetail": {"type": "integer"},
        "u8sErrorString": {"type": "string", "description": "A sentence: what is wrong and what to do."},
        "details": {"type": "string"},
    },
    "required": ["_type", "iErrorDetail", "u8sErrorString"],
}
SCHEMAS: Final[dict[str, Schema]] = {
    "Problem": {
        "description": "The request could not be served. iErrorDetail is the HTTP status, or 119 for another server's id.",
        "type": "object",
        "properties": {"error": _ERROR_DETAIL},
        "required": ["error"],
    },
    "LogonProblem": {
        "description": "The log-on failed. iErrorDetail is a number of AsnLogonErrorEnum.",
        "type": "object",
        "properties": {
            "error": {
                "type": "object",
                "properties": {
                    "_type": {"const": "AsnLogonError"},
                    "iErrorDetail": {"$ref": "#/components/schemas/AsnLogonErrorEnum"},
                    "sAuthCredetials": {"type": "string"},
                    "u8sErrorString": {"type": "string"},
                    "u8sFailedUser": {"type": "string"},
                },
                "required": ["_type", "iErrorDetail", "u8sErrorString"],
            },
            "error_value": {"const": 0},
            "invokedID": {"const": 0},
            "sessionID": {"const": ""},
        },
        "required": ["error", "error_value", "invokedID", "sessionID"],
    },
    "ControlProblem": {
        "description": "The control interface refuses; the text says why.",
        "type": "object",
        "properties": {"error": {"type": "string"}},
        "required": ["error"],
    },
    "NewSession": {
        "type": "object",
        "properties": {"sessionid": {"type": "string", "pattern": "^[0-9A-F]{32}$"}},
        "required": ["sessionid"],
    },
    "Recording": {
        "description": "A recorded call. `started` is in seconds since 1970 (UTC); `user` is empty where a telephone started it.",
        "type": "object",
        "properties": {name: {"type": "string"} for name in ("id", "line", "call", "tracker", "remote_number", "user")}
        | {name: {"type": "number"} for name in ("started", "seconds")},
        "required": ["id", "line", "call", "tracker", "remote_number", "user", "started", "seconds"],
    },
}
