"""Reads the optional parameters of arguments. Knows their value types, not what they are for."""

from __future__ import annotations

from collections.abc import Mapping

from callplane.errors import Refusal

Parameters = Mapping[str, str | int | bytes]


def text_of(parameters: Parameters | None, key: str) -> str:
    """A text, empty when absent; numbers are taken as text. Raises Refusal for bytes."""
    value = (parameters or {}).get(key, "")
    if isinstance(value, bytes):
        raise Refusal(f"{key} in optionalParams must be a text")
    return str(value)


def number_of(parameters: Parameters | None, key: str) -> int | None:
    """A whole number, None when absent; a text of digits is taken as one. Raises Refusal for anything else."""
    value = (parameters or {}).get(key)
    if value is None or value == "":
        return None
    try:
        return int(value) if not isinstance(value, bytes) else int(value.decode("ascii"))
    except ValueError:
        raise Refusal(f"{key} in optionalParams must be a whole number") from None


def flag_of(parameters: Parameters | None, key: str) -> bool:
    """Whether a 0/1 parameter is set."""
    return bool(number_of(parameters, key))
