"""SIP messages: after RFC 4475 (torture tests), whose cases are in samples/sip, limits, and any bytes at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callplane.sip.grammar import BadMessage
from callplane.sip.message import MAX_BYTES, Headers, Request, Response, Via, addressed, read_message, reason_of, spelled

SAMPLES = Path(__file__).parent.parent / "samples/sip"
MINIMAL = b"OPTIONS sip:h SIP/2.0\r\nv: SIP/2.0/UDP h:5\r\nf: <sip:a@h>;tag=1\r\nt: <sip:b@h>\r\ni: 1\r\nCSeq: 1 OPTIONS\r\n"


def samples(kind: str) -> list[Path]:
    return sorted(SAMPLES.glob(f"{kind}-*.sip"))


@pytest.mark.parametrize("sample", [*samples("valid"), *samples("refused")], ids=lambda path: path.stem)
def test_messages_that_are_valid_survive_writing(sample: Path) -> None:
    message = read_message(sample.read_bytes())
    again = read_message(bytes(message))
    assert list(again.headers)[:-1] == [field for field in message.headers if field[0] != "content-length"]
    assert (again.body, again.sender, again.target, again.via) == (message.body, message.sender, message.target, message.via)


@pytest.mark.parametrize("sample", samples("invalid"), ids=lambda path: path.stem)
def test_messages_that_are_not_are_refused(sample: Path) -> None:
    with pytest.raises(BadMessage):
        read_message(sample.read_bytes())


def test_the_hardest_message_is_understood() -> None:
    message = read_message((SAMPLES / "valid-wsinv.sip").read_bytes())
    assert isinstance(message, Request)
    assert message.sender.name == 'J Rosenberg \\"'
    assert (message.sender.tag, message.target.tag) == ("98asjd8", "1918181833n")
    assert message.cseq == (9, "INVITE")
    assert [Via.read(value).host for value in message.headers.all("via")] == [
        "192.0.2.2",
        "spindle.example.com",
        "192.168.255.111",
    ]
    assert message.contacts[0].parameters == {"newparam": "newvalue", "secondparam": "", "q": "0.33"}
    assert message.headers.get("subject") == ""
    assert message.headers.get("newfangledheader") == "newfangled value continued newfangled value"
    assert len(message.body) == 150


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"x" * (MAX_BYTES + 1), 513),
        (b"OPTIONS sip:h SIP/2.0\r\n", 400),
        (b"OPTIONS sip:" + b"h" * 9000 + b" SIP/2.0\r\n\r\n", 414),
        (MINIMAL + b"Subject: " + b"x" * 9000 + b"\r\n\r\n", 513),
        (MINIMAL + b"X: 1\r\n" * 300 + b"\r\n", 513),
        (MINIMAL + b"no colon\r\n\r\n", 400),
        (MINIMAL + b"X: a\0b\r\n\r\n", 400),
        (MINIMAL + b"Max-Forwards: 256\r\n\r\n", 400),
        (MINIMAL.replace(b"UDP h:5", b"UDP h:5x") + b"\r\n", 400),
        (MINIMAL.replace(b"1 OPTIONS", b"1OPTIONS") + b"\r\n", 400),
        (MINIMAL.replace(b"SIP/2.0\r\nv", b"SIP/3.0\r\nv") + b"\r\n", 505),
        (b"HTTP/1.1 200 OK\r\n\r\n", 400),
    ],
)
def test_limits_and_faults_have_a_status(data: bytes, status: int) -> None:
    with pytest.raises(BadMessage) as refused:
        read_message(data)
    assert refused.value.status == status


def test_bytes_behind_the_body_are_dropped() -> None:
    assert read_message(MINIMAL + b"l: 2\r\n\r\nabcdef").body == b"ab"
    response = b"SIP/2.0 200 OK\r\n" + MINIMAL.partition(b"\r\n")[2] + b"l: 1\r\n\r\nabc"
    assert read_message(response).body == b"a"


@pytest.mark.parametrize("name", ["invalid-clerr", "invalid-mismatch01", "invalid-badvers"])
def test_a_request_with_faults_can_be_answered(name: str) -> None:
    found = addressed((SAMPLES / f"{name}.sip").read_bytes())
    assert found is not None
    assert found.call_id == name
    assert "content-length" not in found.headers


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GET / HTTP/1.1\r\n\r\n",
        b"ACK sip:h SIP/2.0\r\n\r\n",
        b"BYE sip:h SIP/2.0\r\nnone\r\n\r\n",
        MINIMAL.replace(b"UDP h", b"UDP"),
    ],
)
def test_what_cannot_be_answered_is_not(data: bytes) -> None:
    assert addressed(data) is None


def test_headers() -> None:
    headers = Headers([("Via", "a, b"), ("X", "1, 2"), ("via", "c")])
    assert headers.all("via") == ["a", "b", "c"]
    assert headers.all("x") == ["1, 2"]
    headers.replace("via", "d", "e")
    headers.replace("new", "n")
    headers.put_first("first", 1)
    assert list(headers) == [("first", "1"), ("via", "d"), ("via", "e"), ("x", "1, 2"), ("new", "n")]
    assert "x" in headers.copy()
    assert headers.get("none", "default") == "default"


def test_names_and_reasons() -> None:
    assert [spelled(name) for name in ("call-id", "cseq", "max-forwards")] == ["Call-ID", "CSeq", "Max-Forwards"]
    assert [reason_of(status) for status in (100, 302, 404, 499)] == ["Trying", "Moved Temporarily", "Not Found", "Unknown"]
    assert bytes(Response(Headers(), b"", 486)).startswith(b"SIP/2.0 486 Busy Here\r\n")
    assert bytes(Response(Headers(), b"", 486, "No")).startswith(b"SIP/2.0 486 No\r\n")


@given(
    st.binary(max_size=400)
    | st.builds(lambda head, tail: head[: len(head) - 30] + tail, st.just(MINIMAL), st.binary(max_size=90))
)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read_message(data)
    except BadMessage:
        addressed(data)
