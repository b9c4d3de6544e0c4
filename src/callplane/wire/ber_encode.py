"""BER encoders for every type, compiled from the generated schema. Knows X.690; nothing of messages.

An encoder is a function of a value that returns its whole element, with a definite length as short as it can be. It is made
once per type and tag, when it is first used, and nests as the types do.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from msgspec.structs import astuple

from callplane.wire import real, times
from callplane.wire.schema import Alternatives, ListOf, Member, Members, Numbers
from callplane.wire.tlv import context_tag, wrap
from callplane.wire.types.schema import SCHEMA

Encoder = Callable[[Any], bytes]

UNIVERSAL = {
    "BOOLEAN": 0x01,
    "INTEGER": 0x02,
    "OCTET STRING": 0x04,
    "NULL": 0x05,
    "AsnSystemTime": 0x09,
    "UTF8String": 0x0C,
}
ENUMERATED, SEQUENCE = 0x0A, 0x30


def universal_tag(type_name: str) -> int:
    """The identifier octet of a type that is no CHOICE and has no tag of its own."""
    match UNIVERSAL.get(type_name) or SCHEMA[type_name]:
        case int(tag):
            return tag
        case Numbers(enumerated=enumerated):
            return ENUMERATED if enumerated else UNIVERSAL["INTEGER"]
    return SEQUENCE


@cache
def encoder(type_name: str, tag: int | None = None, explicit: bool = False) -> Encoder:
    """The encoder of a type, with the context-specific tag that it has as a member."""
    if type_name == "ANY":
        return bytes
    schema = SCHEMA.get(type_name)
    if isinstance(schema, Alternatives):
        untagged = _alternatives(schema.members)
        return untagged if tag is None else _tagged(untagged, tag)
    if tag is not None and explicit:
        return _tagged(encoder(type_name), tag)
    universal = universal_tag(type_name)
    octets = bytes((universal,)) if tag is None else context_tag(tag, constructed=universal == SEQUENCE)
    if isinstance(schema, Members):
        return _members(octets, schema.members)
    if isinstance(schema, ListOf):
        return _parameters(octets) if type_name == "AsnOptionalParameters" else _list(octets, encoder(schema.element))
    return _integer(octets) if isinstance(schema, Numbers) else _SIMPLE[universal](octets)


def _framer(tag: bytes) -> Encoder:
    """Contents to element; the short heads are made beforehand."""
    heads = tuple(tag + bytes((length,)) for length in range(128))

    def frame(contents: bytes) -> bytes:
        length = len(contents)
        return heads[length] + contents if length < 128 else wrap(tag, contents)

    return frame


def _text(tag: bytes) -> Encoder:
    heads = tuple(tag + bytes((length,)) for length in range(128))

    def encode(value: str) -> bytes:
        contents = value.encode()
        length = len(contents)
        return heads[length] + contents if length < 128 else wrap(tag, contents)

    return encode


def _integer(tag: bytes) -> Encoder:
    frame = _framer(tag)

    def contents(value: int) -> bytes:
        return value.to_bytes((value + (value < 0)).bit_length() // 8 + 1, "big", signed=True)

    small = tuple(frame(contents(value)) for value in range(256))

    def encode(value: int) -> bytes:
        return small[value] if 0 <= value < 256 else frame(contents(value))

    return encode


def _boolean(tag: bytes) -> Encoder:
    false, true = tag + b"\x01\x00", tag + b"\x01\xff"
    return lambda value: true if value else false


def _time(tag: bytes) -> Encoder:
    frame = _framer(tag)
    return lru_cache(maxsize=1024)(lambda value: frame(real.encode(times.to_days(value))))


def _null(tag: bytes) -> Encoder:
    element = tag + b"\x00"
    return lambda _value: element


_SIMPLE: dict[int, Callable[[bytes], Encoder]] = {
    UNIVERSAL["BOOLEAN"]: _boolean,
    UNIVERSAL["INTEGER"]: _integer,
    UNIVERSAL["OCTET STRING"]: _framer,
    UNIVERSAL["NULL"]: _null,
    UNIVERSAL["AsnSystemTime"]: _time,
    UNIVERSAL["UTF8String"]: _text,
}


def _tagged(inner: Encoder, tag: int) -> Encoder:
    frame = _framer(context_tag(tag, constructed=True))
    return lambda value: frame(inner(value))


def _members(tag: bytes, members: list[Member]) -> Encoder:
    frame = _framer(tag)
    encoders = tuple(encoder(member.type, member.tag, member.explicit) for member in members)
    nulls = {encode for encode, member in zip(encoders, members, strict=True) if member.type == "NULL"}

    def encode(value: Any) -> bytes:
        # The structure's fields stand in wire order. None is an absent OPTIONAL ...
        return frame(b"".join([e(v) for e, v in zip(encoders, astuple(value), strict=True) if v is not None]))

    def encode_with_null(value: Any) -> bytes:
        # ... but the value of a NULL.
        pairs = zip(encoders, astuple(value), strict=True)
        return frame(b"".join([e(v) for e, v in pairs if v is not None or e in nulls]))

    return encode_with_null if nulls else encode


def _alternatives(members: list[Member]) -> Encoder:
    encoders = {member.name: encoder(member.type, member.tag, member.explicit) for member in members}

    def encode(value: Any) -> bytes:
        name, chosen = value.chosen
        return encoders[name](chosen)

    return encode


def _list(tag: bytes, element: Encoder) -> Encoder:
    frame = _framer(tag)
    return lambda value: frame(b"".join([element(item) for item in value]))


def _parameters(tag: bytes) -> Encoder:
    """AsnOptionalParameters: a dict in Python."""
    frame, item = _framer(tag), _framer(bytes((SEQUENCE,)))
    text, octets, integer = encoder("UTF8String"), encoder("OCTET STRING"), encoder("INTEGER")

    def encode(value: dict[str, str | int | bytes]) -> bytes:
        parts = []
        for key, parameter in value.items():
            encode_value = text if isinstance(parameter, str) else octets if isinstance(parameter, bytes) else integer
            parts.append(item(text(key) + encode_value(parameter)))
        return frame(b"".join(parts))

    return encode
