"""The WebSocket: messages in both encodings, order, limits, closing, and clients that misbehave."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.gateway.conftest import MAX_BYTES, Client, Server, until

from callplane.gateway import session as session_module
from callplane.gateway import websocket as websocket_module
from callplane.gateway.websocket import TAKEN_OVER_CODE, frame_head, framing
from callplane.service.messages import Frame, Framing, Item, to_bytes
from callplane.wire import operations
from callplane.wire.ber import BerCodec
from callplane.wire.codec import Result as ResultMessage
from callplane.wire.types import cti, transport

TEXT, BINARY, PING, PONG = 0x1, 0x2, 0x9, 0xA
LINE = {"u8sMonitorCrossRefID": "1"}


def invoke(number: int, operation: operations.AnyOperation, argument: object = None) -> bytes:
    body = {"invokeID": number, "operationID": operation.id, "argument": argument or {}}
    return json.dumps({"invoke": body}).encode()


async def message(client: Client) -> dict[str, dict[str, object]]:
    """The next message: always an array of one."""
    opcode, payload = await client.frame()
    assert opcode == TEXT, payload
    (found,) = json.loads(payload)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("length", [0, 125, 126, 65_535, 65_536])
def test_frame_head(length: int) -> None:
    head = frame_head(0x81, length)
    assert head[0] == 0x81
    assert int.from_bytes(head[2:] or head[1:2], "big") == length
    assert to_bytes([Frame(b"{}", False), Frame(b"\xa1\x00", True)], framing) == b"\x81\x04[{}]\x82\x02\xa1\x00"


async def test_answers_in_the_encoding_of_their_invoke(server: Server) -> None:
    session = server.session()
    client = await server.websocket(session)
    client.send_frame(invoke(7, operations.CTI_LINE_MONITOR_STOP, LINE))
    opcode, payload = await client.frame()
    assert (opcode, session.encoding) == (TEXT, "json")
    assert json.loads(payload) == [
        {"result": {"invokeID": 7, "result": {"resultValue": 0, "result": {"_type": "AsnCtiLineMonitorStopResult"}}}}
    ]
    ber = BerCodec()
    argument = cti.AsnCtiLineMonitorStopArgument(u8sMonitorCrossRefID="1")
    client.send_frame(ber.invoke(8, operations.CTI_LINE_MONITOR_STOP, argument), BINARY)
    opcode, payload = await client.frame()
    assert (opcode, session.encoding) == (BINARY, "json")
    (answer,) = ber.read(payload)
    assert isinstance(answer, ResultMessage)
    assert answer.invoke_id == 8
    client.send_frame(b"[" + invoke(9, operations.CTI_LINE_MONITOR_STOP, LINE) + b"]")
    assert (await message(client))["result"]["invokeID"] == 9


async def test_first_encoding_is_the_sessions(server: Server) -> None:
    session = server.session()
    client = await server.websocket(session)
    keep_alive = BerCodec().invoke(99_999, operations.TRANSPORT_KEEP_ALIVE, transport.AsnTransportKeepAliveArgument())
    client.send_frame(keep_alive, BINARY)
    client.send_frame(invoke(1, operations.CTI_LINE_MONITOR_STOP, LINE))
    assert (await message(client))["result"]["invokeID"] == 1
    assert session.encoding == "ber"


async def test_recorded_invokes_are_served(server: Server) -> None:
    wire = Path(__file__).parents[3] / "shared" / "fixtures" / "wire"
    if not wire.exists():
        pytest.skip("the recorded messages are not here")
    client = await server.websocket(server.session())
    for path in sorted(wire.glob("0[0-3]_*invoke_*json")) + sorted(wire.glob("00_browser_invoke_*")):
        client.send_frame(path.read_bytes())
        assert "result" in await message(client), path.name
    for path in sorted(wire.glob("0[1-3]_invoke_*.ber.hex")):
        client.send_frame(bytes.fromhex(path.read_text()), BINARY)
        opcode, payload = await client.frame()
        assert (opcode, payload[0]) == (BINARY, 0xA2), path.name


async def test_refusals_rejects_and_faults(server: Server) -> None:
    client = await server.websocket(server.session())
    client.send_frame(invoke(1, operations.CTI_SNAPSHOT_PHONE_LINE, {"u8sLinePhoneNumber": "other"}))
    client.send_frame(invoke(2, operations.CTI_DROP_CALL, {"u8sConnectionID": "1"}))
    client.send_frame(invoke(3, operations.CTI_DROP_CALL, {}))
    client.send_frame(b'{"invoke":{"invokeID":4,"operationID":9}}')
    client.send_frame(invoke(5, operations.CTI_HOLD, {"u8sConnectionID": "1", "bHold": True}))
    client.send_frame(b"junk")
    client.send_frame(b"junk", BINARY)
    client.send_frame(b'{"reject":{"invokedID":{"invokedID":99999}}}')
    client.send_frame(invoke(99_999, operations.CTI_HOLD, {}))
    client.send_frame(invoke(6, operations.KEEP_ALIVE))
    answers: dict[object, object] = {}
    for _ in range(8):
        opcode, payload = await client.frame()
        if opcode == BINARY:
            answers["binary"] = payload[0]
            continue
        (found,) = json.loads(payload)
        ((kind, body),) = found.items()
        number = body.get("invokeID", body.get("invokedID"))
        answers[number if isinstance(number, int) else number.get("invokedID")] = (
            kind,
            body.get("error", {}).get("iErrorDetail") or body.get("reject"),
        )
    assert answers == {
        1: ("error", 3),
        2: ("error", 1),
        3: ("reject", {"invokeProblem": 2}),
        4: ("reject", {"invokeProblem": 1}),
        5: ("reject", {"invokeProblem": 3}),
        None: ("reject", {"generalProblem": 2}),
        "binary": 0xA4,
        6: ("result", None),
    }


async def test_events_follow_the_answer_that_causes_them(server: Server) -> None:
    session = server.session()
    client = await server.websocket(session)
    client.send_frame(invoke(1, operations.CTI_ANSWER_CALL, {"u8sConnectionID": "1"}))
    client.send_frame(invoke(2, operations.CTI_LINE_MONITOR_STOP, LINE))
    assert (await message(client))["result"]["invokeID"] == 2
    session.outbox.put_event(Frame(b'{"invoke":{}}', False))
    server.services.operations.gate.set()
    assert (await message(client))["result"]["invokeID"] == 1
    assert "invoke" in await message(client)


async def test_frames_of_one_turn_leave_together(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    session = server.session()
    client = await server.websocket(session)
    writes: list[int] = []

    def spy(items: list[Item], framing: Framing) -> bytes:
        writes.append(len(items))
        return to_bytes(items, framing)

    monkeypatch.setattr(websocket_module, "to_bytes", spy)
    for _ in range(20):
        session.outbox.put_event(Frame(b"{}", False))
    for _ in range(20):
        assert await client.frame() == (TEXT, b"[{}]")
    assert writes == [20]


async def test_fragments_and_single_bytes(server: Server) -> None:
    client = await server.websocket(server.session())
    data = invoke(1, operations.CTI_LINE_MONITOR_STOP, LINE)
    client.send_frame(data[:10], fin=False)
    client.send_frame(b"", 0x0, fin=False)
    client.send_frame(b"hello", PING)
    client.send_frame(data[10:], 0x0)
    assert await client.frame() == (PONG, b"hello")
    assert (await message(client))["result"]["invokeID"] == 1
    for byte in b"\x81" + bytes((0x80 | len(data),)) + bytes(4) + data:
        client.send(bytes((byte,)))
        await client.writer.drain()
    assert (await message(client))["result"]["invokeID"] == 1


async def test_too_long_a_message(server: Server) -> None:
    session = server.session()
    client = await server.websocket(session)
    client.send_frame(bytes(10_000_000))
    assert (await message(client))["reject"]["reject"] == {"generalProblem": 2}
    assert await client.close_code() == 1009
    await client.closed()
    client = await server.websocket(session)
    client.send_frame(b" " * MAX_BYTES)
    assert "reject" in await message(client)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x81\x81\x00\x00\x00\x00\xff", 1007),
        (b"\x81\x05hello", 1002),
        (b"\x83\x80\x00\x00\x00\x00", 1002),
        (b"\x80\x80\x00\x00\x00\x00", 1002),
        (b"\x88\x82\x00\x00\x00\x00\x03\xe8", 1000),
    ],
)
async def test_broken_frames_end_the_socket_not_the_session(server: Server, data: bytes, code: int) -> None:
    session = server.session()
    client = await server.websocket(session)
    client.send(data)
    assert await client.close_code() == code
    await client.closed()
    client = await server.websocket(session)
    client.send_frame(invoke(1, operations.CTI_LINE_MONITOR_STOP, LINE))
    assert (await message(client))["result"]["invokeID"] == 1


@pytest.mark.parametrize("missing", ["Sec-WebSocket-Key", "Sec-WebSocket-Version", "Upgrade"])
async def test_half_a_handshake(server: Server, missing: str) -> None:
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "WbTsyj0NuxsJc9qWeuBsRA==",
    }
    del headers[missing]
    client = await server.connect()
    session = server.session()
    status, _, body = await client.request("GET", f"/ws/client/websocket?x-ucsessionid={session.id}", headers=headers)
    assert status in (400, 426)
    assert json.loads(body)["error"]["u8sErrorString"]
    assert not session.attached
    assert (await client.request("GET", "/"))[0] == 200


async def test_upgrade_on_a_used_connection_with_frames_behind_the_request(server: Server) -> None:
    session = server.session()
    client = await server.connect()
    assert (await client.request("GET", "/"))[0] == 200
    data = invoke(1, operations.CTI_LINE_MONITOR_STOP, LINE)
    client.send(
        f"GET /ws/client/websocket/?x-ucsessionid={session.id} HTTP/1.1\r\nHost: t\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: WbTsyj0NuxsJc9qWeuBsRA==\r\n\r\n".encode()
        + websocket_frame(data)
    )
    assert (await client.answer())[0] == 101
    assert (await message(client))["result"]["invokeID"] == 1


def websocket_frame(payload: bytes) -> bytes:
    assert len(payload) < 126
    return bytes((0x81, 0x80 | len(payload))) + bytes(4) + payload


@pytest.mark.parametrize("number", [3, 99_999])
async def test_log_off_ends_the_session_after_what_was_asked_before(server: Server, number: int) -> None:
    session = server.session()
    client = await server.websocket(session)
    client.send_frame(invoke(1, operations.CTI_LINE_MONITOR_STOP, LINE))
    client.send_frame(invoke(2, operations.CTI_ANSWER_CALL, {"u8sConnectionID": "1"}))
    client.send_frame(invoke(number, operations.LOGOFF))
    client.send_frame(invoke(4, operations.CTI_LINE_MONITOR_STOP, LINE))
    assert (await message(client))["result"]["invokeID"] == 1
    if number != 99_999:
        assert await message(client) == {"result": {"invokeID": number}}
    assert await client.close_code() == 1000
    await client.closed()
    assert session.ended
    assert server.services.operations.begun == ["1"]


async def test_a_second_websocket_replaces_the_first(server: Server) -> None:
    session = server.session()
    first = await server.websocket(session)
    second = await server.websocket(session)
    session.outbox.put_event(Frame(b"{}", False))
    assert await second.frame() == (TEXT, b"[{}]")
    assert await first.close_code() == TAKEN_OVER_CODE
    await first.closed()
    assert session.attached
    second.send_frame(invoke(1, operations.CTI_LINE_MONITOR_STOP, LINE))
    assert (await message(second))["result"]["invokeID"] == 1


async def test_what_happens_without_a_socket_comes_later(server: Server) -> None:
    session = server.session()
    client = await server.websocket(session)
    client.writer.transport.abort()
    await until(lambda: not session.attached)
    session.outbox.put_event(Frame(b"{}", False))
    client = await server.websocket(session)
    assert await client.frame() == (TEXT, b"[{}]")


async def test_too_many_invokes_wait(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "MAX_INVOKES", 4)
    client = await server.websocket(server.session())
    begun = server.services.operations.begun
    for number in range(1, 11):
        client.send_frame(invoke(number, operations.CTI_ANSWER_CALL, {"u8sConnectionID": str(number)}))
    await until(lambda: len(begun) == 4)
    server.services.operations.gate.set()
    answered = [(await message(client))["result"]["invokeID"] for _ in range(10)]
    assert sorted(answered, key=str) == sorted(range(1, 11), key=str)
    assert begun == [str(number) for number in range(1, 11)]
    client.send_frame(invoke(11, operations.CTI_LINE_MONITOR_STOP, LINE))
    assert (await message(client))["result"]["invokeID"] == 11
