"""The one method on which all typed calls stand. Knows the operations' types; not how a call travels."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TypeVar

from msgspec import Struct

from callplane.wire.operations import Operation

A = TypeVar("A", bound=Struct)
R = TypeVar("R", bound=Struct)

Parameters = dict[str, str | int | bytes]
"""Further keys of an operation (interface: AsnOptionalParameters)."""


class Caller(ABC):
    """Something that can call operations."""

    @abstractmethod
    async def call(self, operation: Operation[A, R], argument: A) -> R:
        """Call any operation of `callplane.wire.operations` with its argument structure; returns its result structure.

        All other methods end here and raise the same: OperationRefused (the server's reason is in its text),
        OperationRejected, AnswerTimeout, ConnectionLost.
        """
