"""Finds the CommandID of an argument. Pure; knows arguments as structures and as raw JSON.

A client that repeats a command after a broken connection gives both the same `CommandID`, a text in optionalParams. Some
arguments have none: in JSON an `optionalParams` is read from them all the same, as older clients send one nearly everywhere;
in BER such a command cannot have an id.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct, structs

from callplane.wire.base import read_parameters

KEY = "CommandID"

_NAME = b'"CommandID"'


class _Holder(Struct):
    """What an argument in JSON may have beyond its members."""

    optionalParams: Any = None  # noqa: N815 - the interface's name


_decode = msgspec.json.Decoder(_Holder).decode


def command_id_of(argument: Struct, json: bytes | None = None) -> str:
    """The id, empty for none. `json`: the raw argument where it came as JSON. What cannot be read is no id."""
    for holder in (argument, getattr(argument, "newCallParams", None)):
        if found := (getattr(holder, "optionalParams", None) or {}).get(KEY):
            return _text(found)
    if json is None or _NAME not in json or "optionalParams" in structs.asdict(argument):
        return ""
    try:
        return _text(read_parameters(_decode(json).optionalParams or {}).get(KEY, ""))
    except (msgspec.DecodeError, ValueError, RecursionError):
        return ""


def _text(value: str | int | bytes) -> str:
    return "" if isinstance(value, bytes) else str(value)
