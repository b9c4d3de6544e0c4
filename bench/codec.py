"""How long it takes to encode and decode one call event: `python -m bench.codec`.

The event is a real one out of tests/samples. Beside the encodings stands the barest thing that could do the same
work: msgspec on the same content as a plain dictionary, without envelope, types or limits.
"""

from __future__ import annotations

import gc
import timeit
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import msgspec
from bench.figures import table

from callplane.wire import operations
from callplane.wire.ber import BerCodec
from callplane.wire.codec import EVENT_ID, Codec, Invoke
from callplane.wire.json_codec import JsonCodec
from callplane.wire.types.cti import AsnCtiNotifyLineCallInformationChangedArgument as CallEvent

SAMPLE = (
    Path(__file__).resolve().parent.parent / "tests/samples/wire/07_event_asnCtiNotifyLineCallInformationChanged.server-cpp.json"
)
OPERATION = operations.CTI_NOTIFY_LINE_CALL_INFORMATION_CHANGED
ROUNDS = 7


def microseconds(work: Callable[[], object]) -> float:
    """The best of some rounds of about 0.2 s: what the work takes when nothing comes between."""
    timer = timeit.Timer(work)
    number, _ = timer.autorange()
    gc.collect()
    return min(timer.repeat(ROUNDS, number)) / number * 1e6


def read(codec: Codec, data: bytes) -> CallEvent:
    """The argument of a message."""
    (message,) = codec.read(data)
    assert isinstance(message, Invoke)
    return codec.read_value(message.argument, CallEvent)


def measure() -> list[tuple[str, ...]]:
    """Rows of figures: what, bytes, microseconds to encode, to decode, to make one more monitor's copy."""
    event = read(JsonCodec(), SAMPLE.read_bytes())
    codecs: dict[str, Codec] = {"JSON message": JsonCodec(), "BER message": BerCodec()}
    return [*(_codec_row(name, codec, event) for name, codec in codecs.items()), *_baselines(event)]


def _codec_row(name: str, codec: Codec, event: CallEvent) -> tuple[str, ...]:
    data = codec.invoke(EVENT_ID, OPERATION, event)
    assert read(codec, data) == event
    copy = codec.event(OPERATION, event).frame
    works = partial(codec.invoke, EVENT_ID, OPERATION, event), partial(read, codec, data), partial(copy, "M00000000042")
    return name, str(len(data)), *(f"{microseconds(work):.2f}" for work in works)


def _baselines(event: CallEvent) -> Iterator[tuple[str, ...]]:
    plain = msgspec.to_builtins(event)
    for name, kind in (("JSON", msgspec.json), ("MessagePack", msgspec.msgpack)):
        encode, decode = kind.Encoder().encode, kind.Decoder().decode
        data = encode(plain)
        times = [f"{microseconds(work):.2f}" for work in (partial(encode, plain), partial(decode, data))]
        yield f"msgspec, {name}, the argument as a plain dictionary", str(len(data)), *times, ""


def report() -> str:
    """The figures as a table."""
    return table(("One call event", "bytes", "encode, µs", "decode, µs", "one more copy, µs"), measure())


if __name__ == "__main__":
    print(report())
