"""How a module of handlers says which operations it serves. Knows no operation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from msgspec import Struct

from callplane.service.sessions import Session
from callplane.wire.operations import AnyOperation

Function = Callable[[Session, Any], Awaitable[Struct | None]]


@dataclass(frozen=True, slots=True)
class Handler:
    """`function(session, argument)` does it and returns the result structure, or raises a Refusal."""

    function: Function
    needs_events: bool = False


class Handlers:
    """A group of handlers, by operation number."""

    def __init__(self) -> None:
        self.handlers: dict[int, Handler] = {}

    def serve(self, operation: AnyOperation, function: Function, *, needs_events: bool = False) -> None:
        self.handlers[operation.id] = Handler(function, needs_events)
