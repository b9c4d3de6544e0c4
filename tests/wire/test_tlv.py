from __future__ import annotations

import pytest

from callplane.wire import tlv


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("0c05", (0x0C, 2, 5)),
        ("0c8105", (0x0C, 3, 5)),
        ("0c8400000005", (0x0C, 6, 5)),
        ("3080", (0x30, 2, None)),
        ("9f3605", (0x9F36, 3, 5)),
    ],
)
def test_headers(data: str, expected: tuple[int, int, int | None]) -> None:
    assert tlv.header(bytes.fromhex(data), 0) == expected


@pytest.mark.parametrize("data", ["", "0c", "9f", "9f36", "0c81", "0c840000"])
def test_headers_that_are_not_complete(data: str) -> None:
    with pytest.raises(tlv.Truncated):
        tlv.header(bytes.fromhex(data), 0)


@pytest.mark.parametrize("data", ["9f8101", "0c85", "0cff"])
def test_headers_that_are_not_read(data: str) -> None:
    with pytest.raises(tlv.TlvError) as raised:
        tlv.header(bytes.fromhex(data), 0)
    assert not isinstance(raised.value, tlv.Truncated)


@pytest.mark.parametrize(("length", "octets"), [(0, "00"), (127, "7f"), (128, "8180"), (255, "81ff"), (256, "820100")])
def test_lengths(length: int, octets: str) -> None:
    assert tlv.length_octets(length).hex() == octets


def test_context_tags() -> None:
    assert tlv.context_tag(3, constructed=False) == b"\x83"
    assert tlv.context_tag(3, constructed=True) == b"\xa3"
    assert tlv.context_tag(54, constructed=False) == b"\x9f\x36"
    assert tlv.context_tag(54, constructed=True) == b"\xbf\x36"


@pytest.mark.parametrize("data", ["0c0161", "3080 0000", "3080 3080 0c0161 0000 0c00 0000"])
def test_the_end_is_found_as_soon_as_it_is_there(data: str) -> None:
    octets = bytes.fromhex(data)
    scan = tlv.Scan(0, 2, 9)
    if octets[1] == 0x80:
        for length in range(len(octets)):
            with pytest.raises(tlv.Truncated):
                scan.run(octets[:length])
    assert scan.run(octets) == len(octets)


@pytest.mark.parametrize("data", ["0000", "3080 0001", "3080 3080 3080", "3080" + "0c00" * 9])
def test_what_has_no_end(data: str) -> None:
    with pytest.raises(tlv.TlvError):
        tlv.Scan(0, 2, 9).run(bytes.fromhex(data))
