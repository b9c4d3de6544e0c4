"""How the requests to the exchange's control interface are read: their methods and fields. Knows JSON values, no exchange."""

from __future__ import annotations

from collections.abc import Mapping

from callplane.drivers.base import ControlRequest
from callplane.drivers.exchange.control_routes import MAX_TEXT


class RequestRefused(Exception):
    """A request is answered with this status and text."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def allow(request: ControlRequest, *methods: str) -> None:
    if request.method not in methods:
        raise RequestRefused(405, f"{request.method} is not possible here; use {' or '.join(methods)}.")


def text(body: Mapping[str, object], field: str, example: str, default: str | None = None) -> str:
    value = body.get(field, default)
    if not isinstance(value, str) or len(value) > MAX_TEXT or (default is None and not value.strip()):
        raise RequestRefused(400, f'The field "{field}" must be a text of up to {MAX_TEXT} characters: {example}.')
    return value


def flag(body: Mapping[str, object], field: str, *, default: bool) -> bool:
    value = body.get(field, default)
    if not isinstance(value, bool):
        raise RequestRefused(400, f'The field "{field}" must be true or false.')
    return value


def number(body: Mapping[str, object], field: str, default: float, limit: float) -> float:
    """A number from 0 to `limit`."""
    value = body.get(field, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= limit:
        raise RequestRefused(400, f'The field "{field}" must be a number from 0 to {limit:g}.')
    return value


def whole(body: Mapping[str, object], field: str, limit: int) -> int:
    """A whole number from 0 to `limit`; 0 when it is left out."""
    value = number(body, field, 0, limit)
    if value != int(value):
        raise RequestRefused(400, f'The field "{field}" must be a whole number.')
    return int(value)
