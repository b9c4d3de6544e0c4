"""A writer that keeps what it is given."""

from __future__ import annotations

from callplane.service.messages import Frame, Framing, Item, frames_of


def plain(_size: int, _binary: bool) -> tuple[bytes, bytes]:
    """A framing that adds nothing."""
    return b"", b""


class Taker:
    """Keeps the messages that were written, and in `sent` what was framed already."""

    framing: Framing = staticmethod(plain)

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.sent: list[bytes] = []

    def write(self, items: list[Item]) -> None:
        self.frames += frames_of(items)

    def send(self, data: bytes) -> None:
        self.sent.append(data)
