"""What is fuzzed: each target takes bytes of any kind and raises only when something is wrong with the code.

Knows the decoders and the errors that they document; nothing of a fuzzer, so that tests can call the targets, too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from callplane.errors import InvalidNumber
from callplane.numbers import DEMO_LOCATION, Location, Source, dial_string, display, explain, to_dialable, to_supercanonic
from callplane.wire import operations
from callplane.wire.ber import BerCodec
from callplane.wire.codec import Codec, Encoding, Invoke, Limits, MistypedValue, UndecodableMessage
from callplane.wire.framing import BrokenFrame, Frame, TcpFrameReader
from callplane.wire.json_codec import JsonCodec
from callplane.wire.rose import LONGEST_DETAILS, Answer, InvokeReceived, Peer
from callplane.wire.types.schema import SCHEMA
from fuzz.asterisk_targets import manager_interface
from fuzz.bluetooth_targets import hands_free
from fuzz.media_targets import rtp_stream, wav_file
from fuzz.sip_targets import sip_agent, sip_message, sip_stream

Target = Callable[[bytes], None]

LIMITS: Final = Limits(size=1 << 14, depth=16, elements=1 << 10)
JSON: Final = JsonCodec(LIMITS)
BER: Final = BerCodec(LIMITS)
SHORT: Final = Limits(size=256, depth=8, elements=64)
STRUCTURES: Final = [entry.structure for entry in SCHEMA.values() if hasattr(entry, "structure")]
LOCATIONS: Final = (
    DEMO_LOCATION,
    Location(id="it", country_code="39", area_code="06", main_number="123456", use_pbx=True, use_vanity=True),
    Location(id="us", country_code="1", international_prefix="011", national_prefix="1", area_code="212"),
)
"""With an access code, with the zero that is kept and vanity letters, with prefixes 1 and 011."""


def json_codec(data: bytes) -> None:
    """Messages and values in JSON."""
    _codec(JSON, data)


def ber_codec(data: bytes) -> None:
    """Messages and values in BER."""
    _codec(BER, data)


def tcp_framing(data: bytes) -> None:
    """A stream gives the same frames and the same end, however it is cut; little of it is kept."""
    step, stream = (data[0] % 16 + 1, data[1:]) if data else (1, b"")
    pieces = [stream[at : at + step] for at in range(0, len(stream), step)]
    assert _frames([stream]) == _frames(pieces)


def rose_peer(data: bytes) -> None:
    """A peer that waits for answers raises nothing, and what it wants to be sent can be read."""
    codec: Codec = BER if data[:1] >= b"\x80" else JSON
    peer = Peer(max_pending=4)
    for operation in (operations.CTI_MAKE_CALL, operations.CTI_ENUM_PHONE_LINES):
        peer.invoke(operation, JSON.read_value(_ARGUMENTS[operation.id], operation.argument), codec)
    for received in peer.receive(data, codec):
        if isinstance(received, Answer):
            (answer,) = codec.read(received.data)
            assert len(received.data) < LONGEST_DETAILS * 8
            assert not isinstance(answer, Invoke)
        elif isinstance(received, InvokeReceived):
            _written_again(codec, received.argument)


def number_parsing(data: bytes) -> None:
    """Any text is a number or is refused; what is read can be dialled, shown and read again."""
    location = LOCATIONS[data[0] % len(LOCATIONS)] if data else DEMO_LOCATION
    text = data[1:].decode(errors="surrogateescape")
    for source in Source:
        explain(text, location, source)
        try:
            number = to_supercanonic(text, location, source)
        except InvalidNumber:
            continue
        assert number.removeprefix("+").isdigit() or not number.startswith("+")
        to_dialable(number, location)
        display(number, location)
    for number_format in (0, 1):
        try:
            dial_string(text, location, number_format)
        except InvalidNumber:
            continue


TARGETS: Final[dict[str, Target]] = {
    target.__name__: target
    for target in (
        json_codec,
        ber_codec,
        tcp_framing,
        rose_peer,
        number_parsing,
        sip_message,
        sip_stream,
        sip_agent,
        hands_free,
        rtp_stream,
        wav_file,
        manager_interface,
    )
}

_ARGUMENTS: Final = {
    operations.CTI_MAKE_CALL.id: b'{"u8sPhoneNumberFrom":"1","u8sPhoneNumberTo":"2","iNumberFormat":0}',
    operations.CTI_ENUM_PHONE_LINES.id: b'{"typeofLines":0,"attachChangeNotify":1}',
}


def _codec(codec: Codec, data: bytes) -> None:
    """A frame of messages; beyond that, a value of the structure that the first byte names."""
    try:
        messages = codec.read(data)
    except UndecodableMessage as refused:
        codec.reject(refused.invoke_id, refused.problem, refused.details)
        messages = []
    for message in messages:
        if isinstance(message, Invoke):
            operation = operations.find(message.operation_id, message.operation_name)
            _value(codec, message.argument, operation.argument if operation else STRUCTURES[0])
    if data:
        _value(codec, data[1:], STRUCTURES[data[0] % len(STRUCTURES)])


def _value(codec: Codec, raw: bytes | None, kind: type[Struct]) -> None:
    try:
        value = codec.read_value(raw, kind)
    except MistypedValue:
        return
    _written_again(codec, value)


def _written_again(codec: Codec, value: Struct) -> None:
    """What was read can be written, and reads as the same."""
    (message,) = codec.read(codec.invoke(1, operations.CTI_HOLD, value)) if _fits(codec, value) else (None,)
    if isinstance(message, Invoke):
        assert codec.read_value(message.argument, type(value)) == value


def _fits(codec: Codec, value: Struct) -> bool:
    """Whether the value, written in full, stays in the limits of what is read."""
    return len(codec.invoke(1, operations.CTI_HOLD, value)) <= LIMITS.size


def _frames(pieces: list[bytes]) -> tuple[list[Frame], Encoding | None]:
    reader = TcpFrameReader(SHORT)
    frames: list[Frame] = []
    for piece in pieces:
        try:
            frames.extend(reader.feed(piece))
        except BrokenFrame as broken:
            return frames, broken.encoding
    assert len(reader.take_rest()) <= SHORT.size + 16
    return frames, None
