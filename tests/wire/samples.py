"""The sample messages and what is in them. For the tests of this folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from callplane.wire import operations
from callplane.wire.codec import Codec, Error, Invoke, Message, Reject, Result
from callplane.wire.types.common import AsnRequestError

if TYPE_CHECKING:
    from msgspec import Struct

FOLDER = Path(__file__).parent.parent / "samples/wire"

RESULT_OF = {
    "04": operations.CTI_ENUM_PHONE_LINES.result,
    "06": operations.CTI_LINE_MONITOR_START.result,
    "12": operations.CTI_MAKE_CALL.result,
    "13": operations.CTI_LINE_MONITOR_STOP.result,
    "14": operations.CTI_MAKE_CALL.result,
}


def names(pattern: str) -> list[str]:
    """File names of samples, sorted."""
    return sorted(path.name for path in FOLDER.glob(pattern))


def load(name: str) -> bytes:
    """A sample's bytes; those of `.hex` files are decoded."""
    data = (FOLDER / name).read_bytes()
    return bytes.fromhex(data.decode()) if name.endswith(".hex") else data


def value_of(codec: Codec, message: Message, name: str) -> Struct | None:
    """The argument, result or error in the message of a sample; None for a reject."""
    match message:
        case Invoke():
            operation = operations.find(message.operation_id, message.operation_name)
            assert operation is not None
            return codec.read_value(message.argument, operation.argument)
        case Result():
            kind = RESULT_OF[name[:2]]
            assert kind is not None
            return codec.read_value(message.value, kind)
        case Error():
            return codec.read_value(message.error, AsnRequestError)
        case Reject():
            return None


def write_again(codec: Codec, message: Message, value: Struct | None) -> bytes:
    """The message as our codec writes it."""
    match message:
        case Invoke():
            operation = operations.find(message.operation_id, message.operation_name)
            assert operation is not None
            assert value is not None
            return codec.invoke(message.invoke_id, operation, value)
        case Result():
            return codec.result(message.invoke_id, value)
        case Error():
            assert value is not None
            return codec.error(message.invoke_id, value)
        case Reject():
            assert message.problem is not None
            return codec.reject(message.invoke_id, message.problem, message.details)
