"""Where the fuzzer begins: the recorded messages, the table of numbers, and inputs that are hostile on purpose."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from callplane.wire.codec import Encoding
from callplane.wire.framing import to_tcp
from fuzz.media_targets import SOUNDS

TESTS = Path(__file__).resolve().parent.parent / "tests"

NESTED_JSON = b'{"invoke":{"invokeID":1,"operationID":1202,"argument":' + b'{"a":[' * 2000
NESTED_BER = b"\xa1\x80" * 2000
HUGE_BER = b"\xa1\x84\xff\xff\xff\xff\x02\x01\x01"
MANY_ELEMENTS = b"[" + b"{}," * 5000 + b"{}]"
LONG_NUMBER = b'{"invoke":{"invokeID":' + b"9" * 5000 + b"}}"
PHONE = (
    b'\r\n+BRSF: 481\r\n\r\nOK\r\n\r\n+CIND: ("call",(0,1)),("callsetup",(0-3)),("callheld",(0-2))\r\n\r\nOK\r\n'
    b"\r\n+CIND: 0,0,0\r\n\r\nOK\r\n\r\nOK\r\n\r\n+CHLD: (0,1,1x,2,2x,3,4)\r\n\r\nOK\r\n"
    + b"\r\nOK\r\n" * 5
    + b'\r\n+CIEV: 2,1\r\n\r\nRING\r\n\r\n+CLIP: "+4989",145\r\n\r\n+CLCC: 1,1,4,0,0,"+4989",145\r\n\r\nOK\r\n'
)
HOSTILE = (NESTED_JSON, NESTED_BER, HUGE_BER, MANY_ELEMENTS, LONG_NUMBER)


def seeds(target: str) -> Iterator[bytes]:
    """The first inputs of a target, in the form that it reads."""
    match target:
        case "json_codec":
            yield from (*json_messages(), *HOSTILE)
        case "ber_codec":
            yield from (*ber_messages(), *HOSTILE)
        case "rose_peer":
            yield from (*json_messages(), *ber_messages())
        case "tcp_framing":
            yield from (b"\x04" + to_tcp(Encoding.JSON, message) for message in json_messages())
            yield from (b"\x04" + to_tcp(Encoding.BER, message) for message in ber_messages())
        case "number_parsing":
            yield from numbers()
        case "manager_interface" | "hands_free":
            said = ami_events() if target == "manager_interface" else iter([PHONE])
            yield from (bytes([step]) + stream for stream in said for step in (0, 6, 15))
        case "sip_message" | "sip_agent":
            yield from sip_messages()
        case "rtp_stream" | "wav_file":
            yield from SOUNDS[target]
        case "sip_stream":
            yield from (b"\x04" + message for message in sip_messages())


def ami_events() -> Iterator[bytes]:
    """The first events of recorded conversations with an Asterisk."""
    for path in sorted((TESTS / "samples/asterisk").glob("*.jsonl"))[:12]:
        rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
        raw = [row["raw"] for row in rows if row.get("raw", "").startswith("Event: ")]
        yield "".join(raw[:25]).encode()


def json_messages() -> list[bytes]:
    """The recorded messages in JSON."""
    return [path.read_bytes() for path in sorted((TESTS / "samples/wire").glob("*.json"))]


def ber_messages() -> list[bytes]:
    """The recorded messages in BER."""
    return [bytes.fromhex(path.read_text(encoding="utf-8")) for path in sorted((TESTS / "samples/wire").glob("*.ber.hex"))]


def sip_messages() -> list[bytes]:
    """The torture messages of RFC 4475."""
    return [path.read_bytes() for path in sorted((TESTS / "samples/sip").glob("*.sip"))]


def numbers() -> Iterator[bytes]:
    """The texts of the table of numbers, each for one location."""
    with (TESTS / "numbers/cases.csv").open(encoding="utf-8", newline="") as file:
        for at, row in enumerate(csv.reader(file)):
            yield bytes([at % 3]) + (row[1] if len(row) > 1 else row[0]).encode()
