"""The manager interface as bytes: blocks in any pieces, lists between other traffic, limits and junk."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.drivers.asterisk.recordings import NAMES, blocks

from callplane.drivers.asterisk import protocol
from callplane.drivers.asterisk.protocol import Message, Reply, Session, parse, write
from callplane.errors import ProtocolError

GREETING = b"Asterisk Call Manager/11.0.0\r\n"


def session(wanted: set[str] | None = None) -> Session:
    made = Session(wanted)
    assert made.receive(GREETING) == []
    return made


def test_the_greeting_tells_the_version() -> None:
    made = Session()
    for byte in GREETING:
        made.receive(bytes([byte]))
    assert made.version == "11.0.0"


@pytest.mark.parametrize(
    "junk", [b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 400\r\n", b"\x16\x03\x01", b"Asterisk Call Manager/" + b"x" * 300]
)
def test_what_is_no_manager_interface_is_refused(junk: bytes) -> None:
    with pytest.raises(ProtocolError, match="check host and port"):
        Session().receive(junk)


def test_a_reply_belongs_to_its_action() -> None:
    made = session()
    first, sent = made.action("Ping", [("A", "b")])
    second, _ = made.action("Ping")
    assert sent == f"Action: Ping\r\nActionID: {first}\r\nA: b\r\n\r\n".encode()
    data = write([("Response", "Success"), ("ActionID", second)]) + write([("Response", "Error"), ("ActionID", first)])
    answers = made.receive(data)
    assert [(reply.action_id, reply.answer.success) for reply in answers if isinstance(reply, Reply)] == [
        (second, True),
        (first, False),
    ]
    assert made.receive(write([("Response", "Success"), ("ActionID", first)])) == [], "it was answered already"


def test_a_list_lies_between_other_traffic() -> None:
    made = session({"Hangup"})
    action_id, _ = made.action("CoreShowChannels")
    mine = ("ActionID", action_id)
    data = [
        [("Response", "Success"), mine, ("EventList", "start")],
        [("Event", "CoreShowChannel"), mine, ("Channel", "a")],
        [("Event", "Hangup"), ("Channel", "x")],
        [("Event", "Newexten"), ("Channel", "y")],
        [("Event", "CoreShowChannel"), mine, ("Channel", "b")],
        [("Event", "CoreShowChannelsComplete"), mine, ("EventList", "Complete")],
    ]
    event, reply = made.receive(b"".join(map(write, data)))
    assert isinstance(event, Message)
    assert event["Channel"] == "x"
    assert isinstance(reply, Reply)
    assert [item["Channel"] for item in reply.items] == ["a", "b"]


def test_an_empty_list_can_be_an_error() -> None:
    made = session()
    action_id, _ = made.action("ConfbridgeListRooms")
    (reply,) = made.receive(write([("Response", "Error"), ("ActionID", action_id), ("Message", "No active conferences.")]))
    assert isinstance(reply, Reply)
    assert (reply.answer.success, reply.items) == (False, ())


def test_an_event_can_carry_the_id_of_an_action() -> None:
    made = session()
    action_id, _ = made.action("Originate")
    (event,) = made.receive(write([("Event", "OriginateResponse"), ("ActionID", action_id), ("Response", "Failure")]))
    assert isinstance(event, Message)
    assert event.name == "OriginateResponse"


def test_values_hold_line_feeds_and_keys_repeat() -> None:
    message = parse(b"Event: X\r\nText: one\ntwo\r\nKey: a\r\nKey: b: c\r\nEmpty:\r\nno colon")
    assert message["Text"] == "one\ntwo"
    assert message.all("Key") == ("a", "b: c")
    assert (message["Key"], message["Empty"], message["Absent"], message[""]) == ("a", "", "", "no colon")


def test_an_action_cannot_smuggle_lines() -> None:
    for value in ("a\r\nAction: Command", "a\nb", "\0"):
        with pytest.raises(ProtocolError, match="Exten must not hold"):
            session().action("Originate", [("Exten", value)])


def test_events_that_nobody_wants_are_thrown_away() -> None:
    made = session({"Hangup"})
    found = made.receive(write([("Event", "VarSet"), ("Variable", "x")]) + write([("Event", "Hangup")]))
    assert [message.name for message in found if isinstance(message, Message)] == ["Hangup"]


def test_bytes_that_are_no_text_do_no_harm() -> None:
    (event,) = session().receive(b"Event: X\r\nName: \xff\xfe\r\n\r\n")
    assert isinstance(event, Message)
    assert "\N{REPLACEMENT CHARACTER}" in event["Name"]


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ProtocolError, match="bytes"):
        session().receive(b"Event: X\r\n" + b"y" * protocol.MAX_BLOCK_BYTES + b"y")
    with pytest.raises(ProtocolError, match="bytes"):
        session().receive(b"Event: X\r\n" + b"y" * protocol.MAX_BLOCK_BYTES + b"\r\n\r\n")
    with pytest.raises(ProtocolError, match="lines"):
        session().receive(b"Event: X\r\n" + b"a: b\r\n" * protocol.MAX_FIELDS + b"\r\n")
    monkeypatch.setattr(protocol, "MAX_WAITING", 1)
    made = session()
    action_id, _ = made.action("Ping")
    with pytest.raises(ProtocolError, match="no answer"):
        made.action("Ping")
    made.forget(action_id)
    monkeypatch.setattr(protocol, "MAX_LIST_ITEMS", 1)
    action_id, _ = made.action("X")
    item = write([("Event", "Y"), ("ActionID", action_id)])
    with pytest.raises(ProtocolError, match="items"):
        made.receive(write([("Response", "Success"), ("ActionID", action_id), ("EventList", "start")]) + item + item)


@settings(max_examples=20, deadline=None)
@given(name=st.sampled_from(NAMES), sizes=st.lists(st.integers(1, 400), min_size=1, max_size=50))
def test_pieces_of_any_size_give_the_same_messages(name: str, sizes: list[int]) -> None:
    data = b"".join(block.raw for block in blocks(name) if not block.sent and block.raw.startswith(b"Event"))[:8_000]
    whole = session().receive(data)
    made, position = session(), 0
    pieces: list[list[Message | Reply]] = []
    while position < len(data):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(made.receive(data[position : position + size]))
        position += size
    assert [message for piece in pieces for message in piece] == whole


@settings(deadline=None)
@given(st.binary(max_size=2_000))
def test_only_protocol_errors_escape(junk: bytes) -> None:
    made = session()
    made.action("X")
    try:
        made.receive(junk + b"\r\n\r\n")
    except ProtocolError:
        return
