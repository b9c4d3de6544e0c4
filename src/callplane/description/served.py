"""What a description must be told of the server that it describes. Knows operations; nothing of services or drivers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from callplane.wire import operations
from callplane.wire.operations import AnyOperation

FROM_CLIENT: Final = frozenset({operations.LOGOFF, operations.KEEP_ALIVE, operations.TRANSPORT_KEEP_ALIVE})
"""The events that a client sends; all others come from the server."""


class ControlRoute(Protocol):
    """A route of a PBX's control interface. `path` stands behind the prefix; `body` and `reply` are JSON Schemas."""

    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def body(self) -> Mapping[str, object] | None: ...
    @property
    def reply(self) -> Mapping[str, object]: ...
    @property
    def status(self) -> int: ...
    @property
    def refusals(self) -> Sequence[int]: ...


@dataclass(frozen=True, slots=True)
class Served:
    """A server: its version and id, which operations it carries out, which of them need events, its control interfaces."""

    version: str
    ucsid: str
    serves: Callable[[AnyOperation], bool]
    needs_events: Callable[[AnyOperation], bool]
    controls: Mapping[str, Sequence[ControlRoute]]


def requests() -> list[AnyOperation]:
    """The operations that are answered."""
    return [operation for operation in operations.ALL if not operation.is_event]


def deprecated_names(operation: AnyOperation) -> list[str]:
    """Older names by which an operation can still be called."""
    return [name for name, served in operations.DEPRECATED.items() if served is operation]
