"""BER decoders for every type, compiled from the generated schema. Knows X.690; nothing of messages.

A decoder is a function of the data and the bounds of an element's contents. It reads what any BER encoder may write: long
and indefinite lengths, strings in segments, any non-zero TRUE, unknown elements behind the last known one. A SEQUENCE is a
table: for each member that may come next, what follows from each tag. All raise ValueError; inside structures it is a
BadValue, which knows the path to the member.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from msgspec import Raw

from callplane.wire import real, times
from callplane.wire.base import Binary
from callplane.wire.ber_encode import SEQUENCE, UNIVERSAL, universal_tag
from callplane.wire.codec import DEFAULT_LIMITS
from callplane.wire.schema import Alternatives, ListOf, Member, Members, Numbers
from callplane.wire.tlv import Scan, TlvError, Truncated, context_tag, header
from callplane.wire.types.schema import SCHEMA

Decoder = Callable[[bytes, int, int], Any]
Table = dict[int, Decoder]
"""What an element is by its tag; the tag ANY takes any element, and its decoder wants it whole."""

ANY = -1
CONSTRUCTED = 0x20
_LONGEST_REAL = 32


class BadValue(ValueError):
    """A value is not of its type; `path` leads to it."""

    def __init__(self, text: str, path: str = "") -> None:
        super().__init__(f"{path}: {text}" if path else text)
        self.text = text
        self.path = path


def _within(error: ValueError, name: str) -> BadValue:
    """The error, seen from the structure around."""
    if not isinstance(error, BadValue):
        return BadValue(str(error), name)
    joint = "." if error.path and not error.path.startswith("[") else ""
    return BadValue(error.text, f"{name}{joint}{error.path}")


def decode(type_name: str, data: bytes) -> Any:
    """The value of a type from one whole element; raises ValueError."""
    return _unwrap(table(type_name))(data, 0, len(data))


def element(data: bytes, at: int, end: int) -> tuple[int, int, int, int]:
    """Tag, start and end of the contents, and where the next element begins; raises TlvError."""
    tag, start, length = header(data, at)
    if length is None:
        after = Scan(at, DEFAULT_LIMITS.depth, DEFAULT_LIMITS.elements).run(data)
        stop = after - 2
    else:
        after = stop = start + length
    if after > end:
        raise Truncated("An element is longer than what is around it")
    return tag, start, stop, after


@cache
def table(type_name: str, tag: int | None = None, explicit: bool = False) -> Table:
    """The elements with which a type can begin, and how to decode each."""
    if type_name == "ANY":
        return {ANY: lambda data, at, end: Raw(data[at:end])}
    schema = SCHEMA.get(type_name)
    if tag is not None and (explicit or isinstance(schema, Alternatives)):
        wrapped: Table = {_number(context_tag(tag, constructed=True)): _unwrap(table(type_name))}
        if type_name == "UTF8String":  # one client version tags the envelope's texts implicitly
            wrapped[_number(context_tag(tag, constructed=False))] = _text
        return wrapped
    if isinstance(schema, Alternatives):
        return {
            number: _alternative(schema.structure, member.name, inner)
            for member in schema.members
            for number, inner in table(member.type, member.tag, member.explicit).items()
        }
    return _own_table(type_name, tag)


def _own_table(type_name: str, tag: int | None) -> Table:
    universal = universal_tag(type_name)
    if universal == SEQUENCE:
        octets = bytes((SEQUENCE,)) if tag is None else context_tag(tag, constructed=True)
        return {_number(octets): _constructed(type_name)}
    schema = SCHEMA.get(type_name)
    own = _enumerated(schema) if isinstance(schema, Numbers) and schema.enumerated else _SIMPLE.get(universal, _integer)
    primitive = bytes((universal,)) if tag is None else context_tag(tag, constructed=False)
    found: Table = {_number(primitive): own}
    if own in (_text, _octets):
        segmented = bytes((universal | CONSTRUCTED,)) if tag is None else context_tag(tag, constructed=True)
        found[_number(segmented)] = _joined(own)
    return found


def _number(octets: bytes) -> int:
    return int.from_bytes(octets, "big")


# Simple types --------------------------------------------------------------------------------------------------------


def _text(data: bytes, at: int, end: int) -> str:
    return data[at:end].decode()


def _octets(data: bytes, at: int, end: int) -> bytes:
    return data[at:end]


def _integer(data: bytes, at: int, end: int) -> int:
    if not 1 <= end - at <= 8:
        raise ValueError("Expected an integer of 1 to 8 octets")
    return int.from_bytes(data[at:end], "big", signed=True)


def _boolean(data: bytes, at: int, end: int) -> bool:
    if end - at != 1:
        raise ValueError("Expected a boolean of one octet")
    return data[at] != 0


def _null(_data: bytes, at: int, end: int) -> None:
    if at != end:
        raise ValueError("Expected a NULL without contents")


def _time(data: bytes, at: int, end: int) -> str:
    if end - at > _LONGEST_REAL:
        raise ValueError(f"Expected a REAL of at most {_LONGEST_REAL} octets")
    return _time_of(data[at:end])


@lru_cache(maxsize=1024)
def _time_of(contents: bytes) -> str:
    return times.from_days(real.decode(contents))


_SIMPLE: dict[int, Decoder] = {
    UNIVERSAL["BOOLEAN"]: _boolean,
    UNIVERSAL["OCTET STRING"]: _octets,
    UNIVERSAL["NULL"]: _null,
    UNIVERSAL["AsnSystemTime"]: _time,
    UNIVERSAL["UTF8String"]: _text,
}


def _enumerated(schema: Numbers) -> Decoder:
    known = {int(member): member for member in schema.names}

    def decode_enumerated(data: bytes, at: int, end: int) -> Any:
        number = _integer(data, at, end)
        if number not in known:
            raise ValueError(f"{number} is no {schema.names.__name__}")
        return known[number]

    return decode_enumerated


def _joined(own: Decoder) -> Decoder:
    """A string in segments (X.690 clause 8.7.3.2), which are octet strings or of the string's own type."""

    def decode_segments(data: bytes, at: int, end: int) -> Any:
        parts = []
        while at < end:
            tag, start, stop, at = element(data, at, end)
            if tag not in (UNIVERSAL["OCTET STRING"], UNIVERSAL["UTF8String"]):
                raise ValueError("Expected segments of a string")
            parts.append(data[start:stop])
        joined = b"".join(parts)
        return own(joined, 0, len(joined))

    return decode_segments


# Constructed types ---------------------------------------------------------------------------------------------------


def _unwrap(inner: Table) -> Decoder:
    """Contents that are exactly one element."""

    def decode_wrapped(data: bytes, at: int, end: int) -> Any:
        tag, start, stop, after = element(data, at, end)
        decoder = inner.get(tag)
        if decoder is None:
            raise BadValue(f"Tag {tag:02X} is not expected here")
        if after != end:
            raise TlvError("Octets behind the element")
        return decoder(data, start, stop)

    return decode_wrapped


def _alternative(structure: type[Any], name: str, inner: Decoder) -> Decoder:
    def decode_alternative(data: bytes, at: int, end: int) -> Any:
        try:
            return structure(**{name: inner(data, at, end)})
        except ValueError as error:
            raise _within(error, name) from None

    return decode_alternative


def _constructed(type_name: str) -> Decoder:
    match SCHEMA[type_name]:
        case Members(structure, members):
            return _members(structure, members)
        case ListOf(item) if type_name != "AsnOptionalParameters":
            return _list(table(item))
    return _parameters


def _members(structure: type[Any], members: list[Member]) -> Decoder:
    steps = [_steps(members, state) for state in range(len(members) + 1)]
    missing = [next((m.name for m in members[state:] if _is_required(m)), None) for state in range(len(members) + 1)]

    def decode_members(data: bytes, at: int, end: int) -> Any:
        values: dict[str, Any] = {}
        state = 0
        while at < end:
            tag = data[at]
            if tag & 0x1F != 0x1F and at + 1 < end and data[at + 1] < 0x80:  # short, as nearly all are
                start = at + 2
                stop = after = start + data[at + 1]
                if after > end:
                    raise Truncated("An element is longer than what is around it")
            else:
                tag, start, stop, after = element(data, at, end)
            step = steps[state].get(tag)
            if step is None:
                step = steps[state].get(ANY)
                if step is None:
                    break  # an extension, or the next member has the wrong type
                start, stop = at, after
            state, name, inner = step
            try:
                values[name] = inner(data, start, stop)
            except ValueError as error:
                raise _within(error, name) from None
            at = after
        if missing[state] is not None:
            raise BadValue("It is missing or has the wrong type", missing[state] or "")
        return structure(**values)

    return decode_members


def _steps(members: list[Member], state: int) -> dict[int, tuple[int, str, Decoder]]:
    """By tag: the members that can come next, up to the first that must come."""
    found: dict[int, tuple[int, str, Decoder]] = {}
    for index, member in enumerate(members[state:], start=state + 1):
        for tag, decoder in table(member.type, member.tag, member.explicit).items():
            found.setdefault(tag, (index, member.name, decoder))
        if _is_required(member):
            break
    return found


def _is_required(member: Member) -> bool:
    return not member.optional and member.type != "NULL"


def _list(items: Table) -> Decoder:
    def decode_list(data: bytes, at: int, end: int) -> list[Any]:
        found: list[Any] = []
        while at < end:
            tag, start, stop, at = element(data, at, end)
            decoder = items.get(tag)
            if decoder is None or len(found) >= DEFAULT_LIMITS.elements:
                raise BadValue("An element of the wrong type, or too many", f"[{len(found)}]")
            try:
                found.append(decoder(data, start, stop))
            except ValueError as error:
                raise _within(error, f"[{len(found)}]") from None
        return found

    return decode_list


def _parameters(data: bytes, at: int, end: int) -> dict[str, str | int | bytes]:
    """AsnOptionalParameters: a dict in Python."""
    return {item.key: _parameter(item.value.chosen[1]) for item in _parameter_list()(data, at, end)}


@cache
def _parameter_list() -> Decoder:
    return _list(table("AsnOptionalParam"))


def _parameter(value: Any) -> Any:
    return Binary(value) if isinstance(value, bytes) else value
