"""What the generated structures are built of. Knows the value types of the interface; nothing of messages or bytes.

The interface's own value types are plain Python types for a type checker and for all other code. When a decoder is
built, they are classes that msgspec does not know: it hands each raw value to `read_scalar`, which normalises it.

* `SystemTime` is a `str`: ISO 8601 in UTC with `Z`, milliseconds only where not zero, "" = empty.
* `OctetString` is `bytes` (base64 in JSON, read with or without padding).
* `OptionalParameters` is a `dict[str, str | int | bytes]`.

They are written as they stand, natively, so encoding costs nothing extra. Only bytes among optional parameters need the
form `{"binarydata": ...}`: structures that have such a member turn them into `Binary`, for which the JSON encoder calls
its hook.

Required members have no default, so a missing one is an error; they are always written. OPTIONAL is None and is left
out. Members of the three types that older clients send empty have a default *factory*: filled on reading, always
written (msgspec leaves out only what equals a plain default).
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta, Struct
from msgspec.structs import astuple

from callplane.wire import times

Integer = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
"""INTEGER: 64 bits, signed."""


class Binary(bytes):
    """Bytes as the value of an optional parameter."""

    __slots__ = ()


if TYPE_CHECKING:
    SystemTime = str
    OctetString = bytes
    OptionalParameters = dict[str, str | int | bytes]
else:

    class _StandsFor(type):
        """A class that msgspec does not know; values of another type pass as its instances."""

        def __new__(mcs, name: str, stands_for: type) -> type:
            made = super().__new__(mcs, name, (), {})
            made.stands_for = stands_for
            return made

        def __init__(cls, name: str, _stands_for: type) -> None:
            super().__init__(name, (), {})

        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, cls.stands_for)

    SystemTime = _StandsFor("SystemTime", str)
    OctetString = _StandsFor("OctetString", bytes)
    OptionalParameters = _StandsFor("OptionalParameters", dict)


class Sequence(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Base of every SEQUENCE. Values are not changed once made; `msgspec.structs.replace` makes another."""


class Choice(Sequence, frozen=True):
    """Base of every CHOICE: exactly one member is set; ValueError otherwise."""

    def __post_init__(self) -> None:
        if len(self._set()) != 1:
            raise ValueError(f"Exactly one of {', '.join(self.__struct_fields__)} must be set")

    def _set(self) -> list[tuple[str, Any]]:
        # A member is set when it is not its default: None, or UNSET for a NULL, whose value is None.
        members = zip(self.__struct_fields__, astuple(self), self.__struct_defaults__, strict=True)
        return [(name, value) for name, value, default in members if value is not default]

    @property
    def chosen(self) -> tuple[str, Any]:
        """Name and value of the member that is set."""
        return self._set()[0]


def settle_parameters(parameters: OptionalParameters | None) -> None:
    """Gives values of optional parameters the form in which they are written, in place: Binary for bytes, 1/0 for bools."""
    if parameters:
        for key, value in parameters.items():
            if type(value) is bytes:
                parameters[key] = Binary(value)
            elif type(value) is bool:
                parameters[key] = int(value)


def read_scalar(wanted: type, raw: Any) -> object:
    """msgspec's decoding hook: the canonical value of a SystemTime, OctetString or OptionalParameters; ValueError."""
    if wanted is SystemTime:
        return times.normalise(raw)
    if wanted is OctetString:
        return read_base64(raw)
    return read_parameters(raw)


def write_scalar(value: object) -> object:
    """msgspec's encoding hook: a value whose exact type it does not know."""
    if isinstance(value, Binary):
        return {"binarydata": bytes(value)}
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no value of the interface")


def read_base64(raw: object) -> bytes:
    """Bytes from base64, padded or not."""
    if not isinstance(raw, str):
        raise ValueError(f"Expected base64 text, got {kind(raw)}")
    try:
        return base64.b64decode(raw.rstrip("=") + "=" * (-len(raw.rstrip("=")) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("Expected base64 text") from None


def read_parameters(raw: Any) -> dict[str, str | int | bytes]:
    """Optional parameters from the object form or from the array of keys and values."""
    if isinstance(raw, dict):
        pairs = list(raw.items())
    elif isinstance(raw, list):
        pairs = [_array_item(item) for item in raw]
    else:
        raise ValueError(f"Expected an object or an array of parameters, got {kind(raw)}")
    return {key: _parameter(key, value) for key, value in pairs if value is not None}


def _array_item(item: Any) -> tuple[str, Any]:
    match item:
        case {"key": str(key), "value": dict(choice)}:
            values = [(name, value) for name, value in choice.items() if name != "_type"]
            match values:
                case [("stringdata", str(value))] | [("integerdata", int(value))]:
                    return key, value
                case [("binarydata", _)]:
                    return key, choice
    raise ValueError("Expected parameters of the form {key, value: {stringdata, integerdata or binarydata}}")


def _parameter(key: str, value: Any) -> str | int | bytes:
    match value:
        case str():
            return value
        case int() if -(2**63) <= value < 2**63:
            return int(value)
        case {"binarydata": data}:
            return Binary(read_base64(data))
    raise ValueError(f"Parameter {key!r}: expected text, a 64-bit integer or {{binarydata}}, got {kind(value)}")


def kind(value: object) -> str:
    """What a JSON value is, for error texts."""
    names = {dict: "an object", list: "an array", str: "text", bool: "a boolean", int: "a number", float: "a number"}
    return names.get(type(value), "null")
