"""The BER encoding. Knows how messages look as BER; types are left to `ber_encode` and `ber_decode`.

Source: interface README section 5. The envelope is read with the same compiled decoders as everything else. It is written
without sessionID and operationName. `Limits.depth` and `.elements` are always the default ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from msgspec import UNSET, Struct

from callplane.wire import tlv
from callplane.wire.ber_decode import decode, element
from callplane.wire.ber_encode import UNIVERSAL, encoder
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
from callplane.wire.types.rose import GeneralProblem, RejectProblem, ROSEMessage, ROSEReject, ROSERejectChoice

if TYPE_CHECKING:
    from callplane.wire.operations import AnyOperation

S = TypeVar("S", bound=Struct)

INVOKE, RESULT, ERROR, REJECT = b"\xa1", b"\xa2", b"\xa3", b"\xa4"
SEQUENCE = b"\x30"
EMPTY_SEQUENCE = b"\x30\x00"
ZERO = b"\x02\x01\x00"

_integer = encoder("INTEGER")
_text = encoder("UTF8String")


@dataclass(frozen=True, slots=True)
class BerTemplate:
    """An event as BER without the monitor's id: what comes before the argument, and what follows the id in it."""

    head: bytes
    rest: bytes

    def frame(self, cross_ref_id: str) -> bytes:
        """The message for the monitor with this id."""
        return tlv.wrap(INVOKE, self.head + tlv.wrap(SEQUENCE, _text(cross_ref_id) + self.rest))

    def around(self, length: int) -> tuple[bytes, bytes]:
        """What comes before and behind an id of so many ASCII characters."""
        message = self.frame("0" * length)
        return message[: len(message) - len(self.rest) - length], self.rest


class BerCodec:
    """Reads and writes messages as BER. A frame is one message."""

    encoding = Encoding.BER

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits

    def read(self, data: bytes | str) -> list[Message]:
        """The message in one frame; raises UndecodableMessage."""
        if isinstance(data, str) or data[:1] not in (INVOKE, RESULT, ERROR, REJECT):
            raise UndecodableMessage(GeneralProblem.unrecognisedAPDU, "A BER message begins with A1 to A4")
        if len(data) > self._limits.size:
            details = f"The message has more than {self._limits.size} bytes"
            raise UndecodableMessage(GeneralProblem.badlyStructuredAPDU, details)
        try:
            return [to_message(decode("ROSEMessage", data))]
        except tlv.TlvError as error:
            raise UndecodableMessage(GeneralProblem.badlyStructuredAPDU, f"Not BER: {error}") from None
        except ValueError as error:
            raise UndecodableMessage(GeneralProblem.mistypedAPDU, str(error), _invoke_id(data)) from None

    def read_value(self, raw: bytes | None, kind: type[S]) -> S:
        """A value of a structure; None reads as an empty SEQUENCE. Raises MistypedValue."""
        try:
            value: S = decode(kind.__name__, EMPTY_SEQUENCE if raw is None else raw)
        except ValueError as error:
            raise MistypedValue(str(error)) from None
        return value

    def invoke(self, invoke_id: int, operation: AnyOperation, argument: Struct) -> bytes:
        """A request."""
        return tlv.wrap(INVOKE, _integer(invoke_id) + _integer(operation.id) + _value(argument))

    def result(self, invoke_id: int, value: Struct | None) -> bytes:
        """A result; without a value the optional part of ROSEResult is left out."""
        part = b"" if value is None else tlv.wrap(SEQUENCE, ZERO + _value(value))
        return tlv.wrap(RESULT, _integer(invoke_id) + part)

    def error(self, invoke_id: int, error: Struct) -> bytes:
        """A refusal, with error_value 0."""
        return tlv.wrap(ERROR, _integer(invoke_id) + ZERO + _value(error))

    def reject(self, invoke_id: int | None, problem: RejectProblem, details: str | None) -> bytes:
        """A reject."""
        rejected = ROSERejectChoice(invokednull=UNSET if invoke_id is not None else None, invokedID=invoke_id)
        return _value(ROSEMessage(reject=ROSEReject(invokedID=rejected, reject=problem, details=details or None)))

    def event(self, operation: AnyOperation, argument: Struct) -> BerTemplate:
        """A template of an event whose argument begins with a cross-reference id; the id given there is replaced."""
        encoded = _value(argument)
        _, start, _ = tlv.header(encoded, 0)
        rest = encoded[start + len(_text(getattr(argument, cross_ref_field(argument)))) :]
        return BerTemplate(_integer(EVENT_ID) + _integer(operation.id), rest)


def _value(value: Struct) -> bytes:
    return encoder(type(value).__name__)(value)


def _invoke_id(data: bytes) -> int | None:
    """The id in a message that could not be read: the first INTEGER in it, behind an optional session id."""
    try:
        _, at, end, _ = element(data, 0, len(data))
        tag, start, stop, at = element(data, at, end)
        if tag & 0x80:
            tag, start, stop, at = element(data, at, end)
    except tlv.TlvError:
        return None
    readable = tag == UNIVERSAL["INTEGER"] and 1 <= stop - start <= 8
    return int.from_bytes(data[start:stop], "big", signed=True) if readable else None
