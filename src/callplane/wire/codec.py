"""What every encoding offers: messages in, messages out. Knows the ROSE envelope's parts, no encoding and no session.

Source: interface README section 5, ASN.1 module SNACC-ROSE. Values inside a message stay raw (`bytes` in the message's own
encoding) until the operation is known; then `read_value` turns them into structures.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol, TypeVar

from msgspec import Raw, Struct

from callplane.errors import ProtocolError
from callplane.wire.types.rose import GeneralProblem, RejectProblem, ROSEMessage

if TYPE_CHECKING:
    from callplane.wire.operations import AnyOperation

EVENT_ID = 99999
"""The invokeID of every event."""

S = TypeVar("S", bound=Struct)


class Encoding(IntEnum):
    """The two encodings of the interface."""

    JSON = 0
    BER = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """What a decoder accepts: bytes of a message, nesting of its values, elements in it (JSON) or in one list (BER)."""

    size: int = 1 << 20
    depth: int = 32
    elements: int = 1 << 16


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Invoke:
    """A request, or an event when `invoke_id` is EVENT_ID."""

    invoke_id: int
    operation_id: int
    operation_name: str | None
    argument: bytes | None


@dataclass(frozen=True, slots=True)
class Result:
    """The good answer to an invoke."""

    invoke_id: int
    value: bytes | None


@dataclass(frozen=True, slots=True)
class Error:
    """The refusal of an invoke."""

    invoke_id: int
    error: bytes | None


@dataclass(frozen=True, slots=True)
class Reject:
    """A message that the peer could not use; `invoke_id` None when it could not read which."""

    invoke_id: int | None
    problem: RejectProblem | None
    details: str | None


Message = Invoke | Result | Error | Reject


class MistypedValue(ProtocolError):
    """A value is not of its type. The text names the member and what was expected."""


class UndecodableMessage(ProtocolError):
    """The peer's bytes are no message. Carries what the reject to send back says: invoke id, general problem, details."""

    def __init__(self, problem: GeneralProblem, details: str, invoke_id: int | None = None) -> None:
        super().__init__(details)
        self.invoke_id = invoke_id
        self.problem = RejectProblem(generalProblem=problem)
        self.details = details


class EventTemplate(Protocol):
    """An event encoded once for many monitors."""

    def frame(self, cross_ref_id: str) -> bytes:
        """The message for the monitor with this id."""

    def around(self, length: int) -> tuple[bytes, bytes]:
        """What comes before and behind an id of so many ASCII characters."""


class Codec(Protocol):
    """One encoding. Readers raise only MistypedValue and UndecodableMessage."""

    encoding: Encoding

    def read(self, data: bytes | str) -> list[Message]:
        """The messages in one frame (one, but for a JSON array of several); raises UndecodableMessage."""

    def read_value(self, raw: bytes | None, kind: type[S]) -> S:
        """A value of a structure; None reads as an empty value. Raises MistypedValue."""

    def invoke(self, invoke_id: int, operation: AnyOperation, argument: Struct) -> bytes:
        """A request."""

    def result(self, invoke_id: int, value: Struct | None) -> bytes:
        """A result; without a value the optional part of ROSEResult is left out."""

    def error(self, invoke_id: int, error: Struct) -> bytes:
        """A refusal, with error_value 0."""

    def reject(self, invoke_id: int | None, problem: RejectProblem, details: str | None) -> bytes:
        """A reject."""

    def event(self, operation: AnyOperation, argument: Struct) -> EventTemplate:
        """A template of an event whose argument begins with a cross-reference id; the id given there is replaced."""


def cross_ref_field(argument: Struct) -> str:
    """The first member of an event's argument, which is its cross-reference id; ValueError when it is another one."""
    first = argument.__struct_fields__[0]
    if first not in ("u8sMonitorCrossRefID", "u8sLineMonitorCrossRefID"):
        raise ValueError(f"{type(argument).__name__} has no cross-reference id: use invoke(EVENT_ID, ...)")
    return first


def to_message(found: ROSEMessage) -> Message:
    """The message in an envelope, free of the envelope's shape."""
    if (invoke := found.invoke) is not None:
        return Invoke(invoke.invokeID, invoke.operationID, invoke.operationName, _raw(invoke.argument))
    if (result := found.result) is not None:
        return Result(result.invokeID, _raw(result.result.result) if result.result else None)
    if (error := found.error) is not None:
        return Error(error.invokedID, _raw(error.error))
    reject = found.reject
    assert reject is not None  # the CHOICE has been checked
    return Reject(reject.invokedID.invokedID, reject.reject, reject.details)


def _raw(value: Raw) -> bytes | None:
    raw = bytes(value)  # a null of JSON is an absent value
    return None if raw in (b"", b"null") else raw
