"""The JSON encoding. Knows how messages and structures look as JSON text; nothing of transports, framing or sessions.

Source: interface README section 5. Envelopes are decoded with the generated ROSE structures, arguments stay raw. A value is
first decoded strictly, which is fast; only when that fails it is read again loosely: null is absent, and so is `{}` for an
optional structure; 0/1 and false/true stand for one another. The second failure is the one that the peer is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from callplane.wire.base import read_scalar, write_scalar
from callplane.wire.codec import (
    DEFAULT_LIMITS,
    EVENT_ID,
    Encoding,
    Limits,
    Message,
    MistypedValue,
    UndecodableMessage,
    cross_ref_field,
    to_message,
)
from callplane.wire.operations import AnyOperation
from callplane.wire.schema import Alternatives, ListOf, Member, Members, Numbers
from callplane.wire.types.rose import GeneralProblem, RejectProblem, ROSEMessage
from callplane.wire.types.schema import SCHEMA

S = TypeVar("S", bound=Struct)

_encode = msgspec.json.Encoder(enc_hook=write_scalar).encode
_decode_messages = msgspec.json.Decoder(ROSEMessage | list[ROSEMessage]).decode
# ValueError: not Unicode, or a number of thousands of digits.
_NOT_DECODABLE = (msgspec.DecodeError, ValueError, RecursionError)
# A text, also one that does not end, so that none of it is read twice.
_TEXT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_DEEPER = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_NO_MARKS = bytes(byte for byte in range(256) if byte not in _DEEPER and byte != ord(","))
_MISSING = re.compile(r"Object missing required field `(\w+)`")


@dataclass(frozen=True, slots=True)
class JsonTemplate:
    """An event as JSON with a gap for the monitor's id."""

    prefix: bytes
    suffix: bytes

    def frame(self, cross_ref_id: str) -> bytes:
        """The message for the monitor with this id."""
        return self.prefix + _encode(cross_ref_id) + self.suffix

    def around(self, _length: int) -> tuple[bytes, bytes]:
        """What comes before and behind an id of so many ASCII characters."""
        return self.prefix + b'"', b'"' + self.suffix


class JsonCodec:
    """Reads and writes messages as JSON text (UTF-8). A frame is an object or an array of them; an object is written."""

    encoding = Encoding.JSON

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits

    # Reading ---------------------------------------------------------------------------------------------------------

    def read(self, data: bytes | str) -> list[Message]:
        """The messages in one frame; raises UndecodableMessage."""
        try:
            data = data.encode() if isinstance(data, str) else data
            self._check_shape(data)
            found = _decode_messages(data)
        except msgspec.ValidationError as error:
            raise _mistyped_message(data, error) from None
        except _NOT_DECODABLE as error:
            raise UndecodableMessage(GeneralProblem.badlyStructuredAPDU, f"Not JSON: {error}") from None
        if not found:
            raise _unrecognised()
        return [to_message(item) for item in (found if isinstance(found, list) else [found])]

    def _check_shape(self, data: bytes) -> None:
        limits = self._limits
        if len(data) > limits.size:
            raise _too_much(f"The message has more than {limits.size} bytes")
        if data.count(b"[") + data.count(b"{") <= limits.depth and data.count(b",") <= limits.elements:
            return
        marks = _TEXT.sub(b"", data).translate(None, _NO_MARKS)
        if marks.count(b",") > limits.elements:
            raise _too_much(f"The message has more than {limits.elements} elements")
        depth = 0
        for mark in marks:
            depth += _DEEPER.get(mark, 0)
            if depth > limits.depth:
                raise _too_much(f"The message is nested deeper than {limits.depth} levels")

    def read_value(self, raw: bytes | None, kind: type[S]) -> S:
        """A value of a structure; None reads as `{}`. Raises MistypedValue."""
        raw = b"{}" if raw is None else raw
        try:
            value: S = _decoder(kind).decode(raw)
        except msgspec.ValidationError:
            return _read_loosely(raw, kind)
        except _NOT_DECODABLE as error:
            raise MistypedValue(f"Not JSON: {error}") from None
        return value

    # Writing ---------------------------------------------------------------------------------------------------------

    def invoke(self, invoke_id: int, operation: AnyOperation, argument: Struct) -> bytes:
        """A request."""
        return b"".join((_invoke_head(invoke_id, operation), _typed(argument), b"}}"))

    def result(self, invoke_id: int, value: Struct | None) -> bytes:
        """A result; without a value the optional part of ROSEResult is left out."""
        if value is None:
            return b'{"result":{"invokeID":%d}}' % invoke_id
        return b'{"result":{"invokeID":%d,"result":{"resultValue":0,"result":%b}}}' % (invoke_id, _typed(value))

    def error(self, invoke_id: int, error: Struct) -> bytes:
        """A refusal, with error_value 0."""
        return b'{"error":{"invokedID":%d,"error_value":0,"error":%b}}' % (invoke_id, _typed(error))

    def reject(self, invoke_id: int | None, problem: RejectProblem, details: str | None) -> bytes:
        """A reject."""
        rejected = {"invokednull": None} if invoke_id is None else {"invokedID": invoke_id}
        body = {"invokedID": rejected, "reject": problem} | ({"details": details} if details else {})
        return _encode({"reject": body})

    @staticmethod
    def value(value: Struct) -> bytes:
        """An argument or a result by itself, without an envelope."""
        return _typed(value)

    def event(self, operation: AnyOperation, argument: Struct) -> JsonTemplate:
        """A template of an event whose argument begins with a cross-reference id; the id given there is replaced."""
        first = cross_ref_field(argument)
        member = b'"%b":' % first.encode()
        rest = _encode(argument)[1 + len(member) + len(_encode(getattr(argument, first))) :]
        prefix = b"".join((_invoke_head(EVENT_ID, operation), _type_head(type(argument)), b",", member))
        return JsonTemplate(prefix, rest + b"}}")


@cache
def _decoder(kind: type[Struct]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind, dec_hook=read_scalar)


@cache
def _operation_head(operation: AnyOperation) -> bytes:
    return b',"operationID":%d,"operationName":"%b","argument":' % (operation.id, operation.name.encode())


def _invoke_head(invoke_id: int, operation: AnyOperation) -> bytes:
    return b'{"invoke":{"invokeID":%d%b' % (invoke_id, _operation_head(operation))


@cache
def _type_head(kind: type[Struct]) -> bytes:
    return b'{"_type":"%b"' % kind.__name__.encode()


def _typed(value: Struct) -> bytes:
    """An argument, result or error: these alone begin with their type's name."""
    body = _encode(value)
    return b"".join((_type_head(type(value)), b"," if len(body) > 2 else b"", body[1:]))


def _too_much(details: str) -> UndecodableMessage:
    return UndecodableMessage(GeneralProblem.badlyStructuredAPDU, details)


def _unrecognised() -> UndecodableMessage:
    details = "Expected an object with exactly one of invoke, result, error, reject"
    return UndecodableMessage(GeneralProblem.unrecognisedAPDU, details)


def _mistyped_message(data: bytes | str, error: msgspec.ValidationError) -> UndecodableMessage:
    """JSON, but no message: says which invoke it would have been, where that can be read."""
    try:
        message = msgspec.json.decode(data)
    except _NOT_DECODABLE as worse:
        return UndecodableMessage(GeneralProblem.badlyStructuredAPDU, f"Not JSON: {worse}")
    if isinstance(message, list) and len(message) == 1:
        message = message[0]
    kinds = set(message) & {"invoke", "result", "error", "reject"} if isinstance(message, dict) else set()
    if len(kinds) != 1:
        return _unrecognised()
    match message[kinds.pop()]:
        case {"invokeID": int(number)} | {"invokedID": int(number) | {"invokedID": int(number)}}:
            invoke_id = number if -(2**63) <= number < 2**63 else None
        case _:
            invoke_id = None
    return UndecodableMessage(GeneralProblem.mistypedAPDU, _explain(error), invoke_id)


def _read_loosely(raw: bytes, kind: type[S]) -> S:
    try:
        loosened = _loosen(msgspec.json.decode(raw), kind.__name__)
        return msgspec.convert(loosened, kind, dec_hook=read_scalar)
    except msgspec.ValidationError as error:
        raise MistypedValue(_explain(error)) from None
    except _NOT_DECODABLE as error:
        raise MistypedValue(f"Not JSON: {error}") from None


def _loosen(value: Any, type_name: str) -> Any:
    """The value with what a foreign encoder writes differently put right: null members, 0/1 and false/true."""
    match SCHEMA.get(type_name, type_name), value:
        case Members(_, members) | Alternatives(_, members), dict():
            kept = [m for m in members if _is_given(value, m)]
            return {member.name: _loosen(value[member.name], member.type) for member in kept}
        case ListOf(element), list() if type_name != "AsnOptionalParameters":
            return [_loosen(item, element) for item in value]
        case "INTEGER" | Numbers(), bool():
            return int(value)
        case "BOOLEAN", 0 | 1:
            return bool(value)
    return value


def _is_given(value: dict[str, Any], member: Member) -> bool:
    """Whether a member is there: null stands for absent (but for a time), and so does `{}` for a structure that may be absent."""
    given = value.get(member.name)
    if given is None:
        return member.name in value and member.type == "AsnSystemTime"
    return not (given == {} and member.optional and isinstance(SCHEMA.get(member.type), Members | Alternatives))


def _explain(error: msgspec.ValidationError) -> str:
    """`member.path: what was expected`, or which member is missing."""
    text, _, place = str(error).partition(" - at `$")
    path = place.rstrip("`").lstrip(".")
    if missing := _MISSING.fullmatch(text):
        return f"{path}{'.' if path else ''}{missing[1]} is missing"
    return f"{path}: {text}" if path else text
