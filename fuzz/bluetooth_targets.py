"""What is fuzzed of mobile phones: the hands-free dialogue. Knows the engine's documented errors; no socket, no clock."""

from __future__ import annotations

from callplane.drivers.bluetooth import backend as b
from callplane.drivers.bluetooth.protocol import MOST_CALLS, HandsFree, ProtocolFailed


def hands_free(data: bytes) -> None:
    """Whatever a phone says in whatever pieces, the picture of it stays small, and what is sent are commands."""
    step, stream = (data[0] % 16 + 1, data[1:]) if data else (1, b"")
    kit = HandsFree(5.0)
    kit.begin(0.0)
    try:
        kit.perform(b.Dial("+491"), lambda _: None, 0.0)
        for at in range(0, len(stream), step):
            kit.receive(stream[at : at + step], at / 100)
            kit.advance(at / 100)
            sent = kit.take()
            assert sent == b"" or (sent.startswith(b"AT") and sent.endswith(b"\r"))
    except ProtocolFailed:
        return
    assert len(kit.calls) <= MOST_CALLS
