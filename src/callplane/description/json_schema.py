"""JSON Schema (2020-12) of every type of the interface. Knows how values look in JSON (interface README section 5); no message.

A schema allows what the server reads and nothing in it is lost: members that are not known, base64 without padding, times
with an offset or as day numbers, both forms of optional parameters. What the server writes stands in the descriptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final

from callplane.description.source import definitions
from callplane.wire.asn1_parser import Definition, Member
from callplane.wire.schema import Alternatives, Members
from callplane.wire.types.schema import SCHEMA

Schema = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_INTEGER: Final[Schema] = {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1}
_OCTETS: Final[Schema] = {
    "type": "string",
    "contentEncoding": "base64",
    "pattern": "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}(==)?|[A-Za-z0-9+/]{3}=?)?$",
}
_BUILTIN: Final[dict[str, Schema]] = {
    "UTF8String": {"type": "string"},
    "INTEGER": _INTEGER,
    "BOOLEAN": {"type": "boolean"},
    "OCTET STRING": _OCTETS,
    "NULL": {"type": "null"},
    "ANY": {},
}
_SYSTEM_TIME: Final[Schema] = {
    "description": "A time. Written as ISO 8601 text in UTC with `Z`, milliseconds only where they are not zero; the empty"
    " time is an empty text. Read too: other offsets, days since 1899-12-30 00:00 UTC, null.",
    "anyOf": [
        {"const": ""},
        {"type": "string", "format": "date-time"},
        {"type": "number", "minimum": -693593, "maximum": 2958465},
        {"type": "null"},
    ],
    "examples": ["2030-05-17T08:30:00Z", ""],
}


def type_names() -> tuple[str, ...]:
    """The names of all types."""
    return tuple(definitions())


def document(name: str) -> Schema:
    """The schema of one type as a document of its own, with all that it refers to inside. KeyError for an unknown name."""
    place = "#/$defs/"
    needed = sorted(reachable(_references(schema(name, ""))))
    inside = {"$defs": {other: schema(other, place) for other in needed}} if needed else {}
    return {"$schema": DIALECT, "title": name} | schema(name, place) | inside


def reachable(names: Iterable[str]) -> set[str]:
    """These types and all that they refer to, near and far."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _references(schema(name, ""))
    return found


def reference(name: str, place: str) -> Schema:
    """What stands for a type: a built-in one as it is, any other as a reference below `place`."""
    return dict(_BUILTIN[name]) if name in _BUILTIN else {"$ref": f"{place}{name}"}


@cache
def schema(name: str, place: str) -> Schema:
    """The schema of a type; the types that it refers to are found below `place`, such as `#/$defs/`."""
    definition = definitions()[name]
    match name:
        case "AsnSystemTime":
            return _SYSTEM_TIME
        case "AsnOptionalParameters":
            return _parameters(definition, place)
    text = {"description": definition.doc} if definition.doc else {}
    match definition.kind:
        case "LIST":
            return text | {"type": "array", "items": reference(definition.target, place)}
        case "ENUMERATED":
            return _numbers(definition) | {"enum": [number for _, number in definition.numbers]}
        case "INTEGER":
            return _numbers(definition) | _INTEGER
        case "CHOICE":
            return text | _choice(definition, place)
    return text | _sequence(definition, place)


def _sequence(definition: Definition, place: str) -> Schema:
    found = SCHEMA[definition.name]
    assert isinstance(found, Members)
    required = [member.name for member in found.members if not member.optional and member.type != "NULL"]
    body: Schema = {"type": "object", "properties": _properties(definition, place)}
    return body | ({"required": required} if required else {})


def _choice(definition: Definition, place: str) -> Schema:
    found = SCHEMA[definition.name]
    assert isinstance(found, Alternatives)
    return {
        "type": "object",
        "properties": _properties(definition, place),
        "oneOf": [{"required": [member.name]} for member in found.members],
    }


def _properties(definition: Definition, place: str) -> Schema:
    """The members; `_type` may always be there."""
    members = {member.name.replace("-", "_"): _member(member, place) for member in definition.members}
    return {"_type": {"const": definition.name}} | members


def _member(member: Member, place: str) -> Schema:
    if member.values is None:
        return reference(member.type, place)
    values = definitions().get(member.values)
    text = f"{member.values}: {_named(values)}" if values else f"{member.values}."
    return reference(member.type, place) | {"description": text}


def _numbers(definition: Definition) -> Schema:
    return {"description": f"{definition.doc} {_named(definition)}".lstrip(), "type": "integer"}


def _named(definition: Definition) -> str:
    return ", ".join(f"{number} {name}" for name, number in definition.numbers) + "."


def _parameters(definition: Definition, place: str) -> Schema:
    binary = {"type": "object", "properties": {"binarydata": _OCTETS}, "required": ["binarydata"]}
    values = [{"type": "string"}, _INTEGER, {"type": ["boolean", "null"]}, binary]
    return {
        "description": definition.doc + " Read too: an array of keys and values.",
        "anyOf": [
            {"type": "object", "additionalProperties": {"anyOf": values}},
            {"type": "array", "items": reference(definition.target, place)},
        ],
        "examples": [{"Key": 1, "Other": "text", "Blob": {"binarydata": "AQI="}}],
    }


def _references(value: object) -> Iterator[str]:
    """The names that a schema made with an empty place refers to."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref":
                yield inner
            else:
                yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)
