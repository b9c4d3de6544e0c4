"""The ROSE session engine for both roles: bytes in, what happened out. Does no I/O; does not know what operations do.

Source: interface README section 5. Every invoke gets exactly one result, error or reject with its own id; the owner of a
Peer gives it, but for what cannot be served at all: then the Peer makes the reject itself, as an `Answer` to send. What the
owner objects to is rejected before its argument is looked at. An event (invokeID 99999) is never answered, not even when it
is unknown or mistyped. Answers that answer nothing are swallowed. An
invoke whose id is still open is served like any other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from callplane.errors import Busy
from callplane.wire import operations
from callplane.wire.codec import (
    EVENT_ID,
    Codec,
    Encoding,
    Error,
    Invoke,
    Message,
    MistypedValue,
    Reject,
    Result,
    UndecodableMessage,
)
from callplane.wire.command_id import command_id_of
from callplane.wire.types.common import AsnRequestError
from callplane.wire.types.rose import InvokeProblem, RejectProblem, ReturnErrorProblem, ReturnResultProblem

if TYPE_CHECKING:
    from msgspec import Struct

    from callplane.wire.operations import AnyOperation

LONGEST_DETAILS = 500
"""Characters of a reject's text: it may quote what the peer has sent."""

_RESULT_UNREADABLE = RejectProblem(returnResultProblem=ReturnResultProblem.mistypedResult)
_ERROR_UNREADABLE = RejectProblem(returnErrorProblem=ReturnErrorProblem.mistypedParameter)


@dataclass(frozen=True, slots=True)
class InvokeReceived:
    """The peer asks; the owner must answer, in the same encoding. A `command_id` that came before means the same command."""

    invoke_id: int
    operation: AnyOperation
    argument: Struct
    codec: Codec
    command_id: str = ""


@dataclass(frozen=True, slots=True)
class EventReceived:
    """The peer tells."""

    operation: AnyOperation
    argument: Struct


@dataclass(frozen=True, slots=True)
class ResultReceived:
    """The good answer to one of our invokes."""

    invoke_id: int
    operation: AnyOperation
    value: Struct


@dataclass(frozen=True, slots=True)
class ErrorReceived:
    """The refusal of one of our invokes."""

    invoke_id: int
    operation: AnyOperation
    error: AsnRequestError


@dataclass(frozen=True, slots=True)
class RejectReceived:
    """The reject of one of our invokes; also when its result or error could not be read."""

    invoke_id: int
    operation: AnyOperation
    problem: RejectProblem | None
    details: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """A reject that the owner must send."""

    data: bytes


Objection = tuple[InvokeProblem, str]
"""Why an operation is not served now: the problem of its reject and the text."""

Received = InvokeReceived | EventReceived | ResultReceived | ErrorReceived | RejectReceived | Answer


class Peer:
    """One end of a session. `max_pending` bounds the invokes that wait for an answer; `objection` says what is not served now."""

    def __init__(
        self, max_pending: int = 1024, objection: Callable[[AnyOperation], Objection | None] = lambda _operation: None
    ) -> None:
        self._max_pending = max_pending
        self._objection = objection
        self._pending: dict[int, AnyOperation] = {}
        self._last_id = 0

    def receive(self, data: bytes | str, codec: Codec) -> list[Received]:
        """What the messages of one frame mean; raises nothing."""
        try:
            messages = codec.read(data)
        except UndecodableMessage as error:
            return [Answer(codec.reject(error.invoke_id, error.problem, error.details[:LONGEST_DETAILS]))]
        return [received for message in messages if (received := self._received(message, codec)) is not None]

    def invoke(self, operation: AnyOperation, argument: Struct, codec: Codec) -> tuple[int, bytes]:
        """A request (or event) to send, and its id. Raises Busy when too many wait for an answer."""
        if operation.is_event:
            return EVENT_ID, codec.invoke(EVENT_ID, operation, argument)
        if len(self._pending) >= self._max_pending:
            raise Busy(f"{self._max_pending} requests wait for an answer; wait for one of them")
        self._last_id += 2 if self._last_id + 1 == EVENT_ID else 1
        self._pending[self._last_id] = operation
        return self._last_id, codec.invoke(self._last_id, operation, argument)

    def forget(self, invoke_id: int) -> None:
        """No longer waits for this answer; when it comes it is swallowed."""
        self._pending.pop(invoke_id, None)

    def _received(self, message: Message, codec: Codec) -> Received | None:
        if isinstance(message, Invoke):
            return self._invoked(message, codec)
        operation = None if message.invoke_id is None else self._pending.pop(message.invoke_id, None)
        return None if operation is None else _answered(message, operation, codec)

    def _invoked(self, message: Invoke, codec: Codec) -> Received | None:
        """An invoke or event, or the reject of one that cannot be served."""
        operation = operations.find(message.operation_id, message.operation_name)
        if operation is None:
            details = f"There is no operation {message.operation_id} {message.operation_name or ''}".rstrip()
            return _rejected(message, InvokeProblem.unrecognisedOperation, details, codec)
        if (objection := self._objection(operation)) is not None:
            return _rejected(message, *objection, codec)
        try:
            argument = codec.read_value(message.argument, operation.argument)
        except MistypedValue as error:
            return _rejected(message, InvokeProblem.mistypedArgument, f"{operation.name}: {error}", codec)
        if message.invoke_id == EVENT_ID:
            return EventReceived(operation, argument)
        command_id = command_id_of(argument, message.argument if codec.encoding is Encoding.JSON else None)
        return InvokeReceived(message.invoke_id, operation, argument, codec, command_id)


def _rejected(message: Invoke, problem: InvokeProblem, details: str, codec: Codec) -> Answer | None:
    if message.invoke_id == EVENT_ID:
        return None
    return Answer(codec.reject(message.invoke_id, RejectProblem(invokeProblem=problem), details[:LONGEST_DETAILS]))


def _answered(message: Result | Error | Reject, operation: AnyOperation, codec: Codec) -> Received:
    """The answer to our invoke. One that cannot be read ends the invoke as well."""
    invoke_id = message.invoke_id
    assert invoke_id is not None  # it has found an operation
    if isinstance(message, Reject):
        return RejectReceived(invoke_id, operation, message.problem, message.details)
    try:
        if isinstance(message, Error):
            return ErrorReceived(invoke_id, operation, codec.read_value(message.error, AsnRequestError))
        assert operation.result is not None  # only requests wait for an answer
        return ResultReceived(invoke_id, operation, codec.read_value(message.value, operation.result))
    except MistypedValue as error:
        problem = _ERROR_UNREADABLE if isinstance(message, Error) else _RESULT_UNREADABLE
        return RejectReceived(invoke_id, operation, problem, str(error))
