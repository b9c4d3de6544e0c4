"""BER's tag and length octets. Knows X.690 clauses 8.1.2 to 8.1.5; nothing of types.

`at` is a position in the data. Data that ends too early raises Truncated, so that a stream reader can wait for more.
"""

from __future__ import annotations

END_OF_CONTENTS = 0
MAX_LENGTH_OCTETS = 4


class TlvError(ValueError):
    """These octets are no BER that we read."""


class Truncated(TlvError):
    """The data end before the element does."""


def header(data: bytes | bytearray, at: int) -> tuple[int, int, int | None]:
    """Tag (all its octets as one number), start of the contents, and their length; None = indefinite."""
    try:
        tag = data[at]
        at += 1
        if tag & 0x1F == 0x1F:
            tag = tag << 8 | data[at]
            at += 1
            if tag & 0x80:
                raise TlvError("A tag number over 127")
        length = data[at]
    except IndexError:
        raise Truncated("The message ends inside a header") from None
    at += 1
    if length < 0x80:
        return tag, at, length
    if length == 0x80:
        return tag, at, None
    octets = length & 0x7F
    if octets > MAX_LENGTH_OCTETS:
        raise TlvError(f"A length of {octets} octets")
    if at + octets > len(data):
        raise Truncated("The message ends inside a header")
    return tag, at + octets, int.from_bytes(data[at : at + octets], "big")


def length_octets(length: int) -> bytes:
    """The definite form of a length, as short as it can be."""
    if length < 0x80:
        return bytes((length,))
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((0x80 | len(octets),)) + octets


def wrap(tag: bytes, contents: bytes) -> bytes:
    """An element."""
    return tag + length_octets(len(contents)) + contents


def context_tag(number: int, constructed: bool) -> bytes:
    """Identifier octets of a context-specific tag (0 to 127)."""
    first = 0xA0 if constructed else 0x80
    return bytes((first | number,)) if number < 31 else bytes((first | 0x1F, number))


class Scan:
    """Finds the end of the element at `at`, without recursion; goes on where it stopped when more data have come."""

    def __init__(self, at: int, max_depth: int, max_elements: int) -> None:
        self.at = at
        self.done = False
        self._open = 0
        self._max_depth = max_depth
        self._elements_left = max_elements

    def run(self, data: bytes | bytearray) -> int:
        """Where the element ends, which may lie behind the data. Raises Truncated while that cannot be known, or TlvError."""
        while not self.done:
            tag, start, length = header(data, self.at)
            self._elements_left -= 1
            if self._elements_left < 0:
                raise TlvError("Too many elements without a length around them")
            if length is None:
                self._open += 1
                if self._open > self._max_depth:
                    raise TlvError(f"Nested deeper than {self._max_depth} levels")
                self.at = start
                continue
            if tag == END_OF_CONTENTS:
                if length or not self._open:
                    raise TlvError("End-of-contents where no contents began")
                self._open -= 1
            self.at = start + length
            self.done = not self._open
        return self.at
