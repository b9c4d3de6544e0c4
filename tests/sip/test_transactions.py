"""The four transactions: their tables are complete and end, and what they do over lossy and reliable ways."""

from __future__ import annotations

import pytest

from callplane.sip.message import Headers, Message, Request, Response
from callplane.sip.transaction_tables import TABLES, Action, Input, Kind, State
from callplane.sip.transactions import Flow, Transaction, Transactions, answer_to, server_key

UDP, TCP = Flow("UDP", "192.0.2.9", 5060), Flow("TCP", "192.0.2.9", 5060, 1)


class Layer:
    """Transactions with what they sent and heard."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.requests: list[tuple[Request, Transaction | None]] = []
        self.answers: list[int] = []
        self.transactions = Transactions(lambda message, _: self.sent.append(message), self._heard)

    def _heard(self, request: Request, flow: Flow, transaction: Transaction | None) -> None:
        self.requests.append((request, transaction))

    def begin(self, method: str, flow: Flow = UDP) -> Transaction:
        return self.transactions.begin(request(method), flow, lambda response: self.answers.append(response.status))

    def hear(self, message: Message, flow: Flow = UDP) -> None:
        self.transactions.receive(message, flow)


@pytest.fixture
def layer() -> Layer:
    return Layer()


def request(method: str, branch: str = "z9hG4bK1", *, cseq: int = 1) -> Request:
    fields = [
        ("via", f"SIP/2.0/UDP h;branch={branch}"),
        ("route", "<sip:p;lr>"),
        ("from", "<sip:a@h>;tag=1"),
        ("to", "<sip:b@h>"),
    ]
    return Request(Headers([*fields, ("call-id", "1"), ("cseq", f"{cseq} {method}")]), b"", method, "sip:b@h")


def answer(asked: Request, status: int) -> Response:
    return answer_to(asked, status, tag="2")


@pytest.mark.parametrize("kind", Kind)
def test_each_table_is_reachable_and_ends(kind: Kind) -> None:
    first, table = TABLES[kind]
    reached, ends = {first}, False
    for _ in table:
        for (state, _input), (after, actions) in table.items():
            if state in reached and after is not State.GONE:
                reached.add(after)
            ends = ends or after is State.GONE
            assert (Action.START_LINGER in actions) <= ((after, Input.LINGER) in table)
    assert {state for state, _ in table} == reached
    assert ends


def test_requests_are_repeated_until_answered(layer: Layer) -> None:
    layer.begin("OPTIONS")
    layer.transactions.advance(4.0)  # at 0, 0.5, 1.5, 3.5
    assert len(layer.sent) == 4
    layer.hear(answer(request("OPTIONS"), 100))
    layer.transactions.advance(12.0)  # every 4 s now
    assert len(layer.sent) == 6
    layer.hear(answer(request("OPTIONS"), 200))
    layer.transactions.advance(100.0)
    assert (layer.answers, len(layer.sent), len(layer.transactions)) == ([100, 200], 6, 0)


def test_over_a_stream_nothing_is_repeated(layer: Layer) -> None:
    layer.begin("OPTIONS", TCP)
    layer.transactions.advance(33.0)
    assert (len(layer.sent), layer.answers) == (1, [408])


def test_refusals_of_an_invite_are_acknowledged_each_time(layer: Layer) -> None:
    layer.begin("INVITE")
    refusal = answer(request("INVITE"), 486)
    layer.hear(refusal)
    layer.hear(refusal)
    assert layer.answers == [486]
    acks = layer.sent[1:]
    assert [ack.method for ack in acks if isinstance(ack, Request)] == ["ACK", "ACK"]
    assert acks[0].headers.get("to") == refusal.headers.get("to")
    assert acks[0].headers.get("route") == "<sip:p;lr>"
    layer.transactions.advance(100.0)
    assert len(layer.transactions) == 0


def test_an_answered_invite_waits_for_further_answers(layer: Layer) -> None:
    layer.begin("INVITE", TCP)
    layer.hear(answer(request("INVITE"), 200))
    layer.transactions.advance(31.0)
    layer.hear(answer(request("INVITE"), 200))
    assert layer.answers == [200, 200]
    layer.transactions.advance(33.0)
    assert len(layer.transactions) == 0


def test_a_request_that_comes_again_gets_the_same_answer(layer: Layer) -> None:
    layer.hear(request("OPTIONS"))
    layer.hear(request("OPTIONS"))
    assert len(layer.requests) == 1
    transaction = layer.requests[0][1]
    assert transaction is not None
    transaction.respond(answer(request("OPTIONS"), 200))
    layer.hear(request("OPTIONS"))
    assert len(layer.sent) == 2
    layer.transactions.advance(33.0)
    assert len(layer.transactions) == 0


def test_refusals_are_repeated_until_their_ack_comes(layer: Layer) -> None:
    layer.hear(request("INVITE"))
    transaction = layer.requests[0][1]
    assert transaction is not None
    layer.hear(request("INVITE"))  # nothing to repeat yet
    transaction.respond(answer(request("INVITE"), 486))
    layer.transactions.advance(2.0)
    assert len(layer.sent) == 3
    layer.hear(request("ACK"))
    layer.transactions.advance(100.0)
    assert (len(layer.sent), len(layer.transactions), len(layer.requests)) == (3, 0, 1)


def test_a_refusal_without_ack_ends_in_time(layer: Layer) -> None:
    ended: list[bool] = []
    layer.hear(request("INVITE"))
    transaction = layer.requests[0][1]
    assert transaction is not None
    transaction.on_timeout = lambda: ended.append(True)
    transaction.respond(answer(request("INVITE"), 486))
    layer.transactions.advance(33.0)
    assert ended == [True]


def test_the_ack_of_a_2xx_is_handed_up(layer: Layer) -> None:
    layer.hear(request("INVITE"))
    transaction = layer.requests[0][1]
    assert transaction is not None
    transaction.respond(answer(request("INVITE"), 200))
    layer.hear(request("ACK"))
    layer.hear(request("ACK", "z9hG4bK2"))
    assert [found for _, found in layer.requests[1:]] == [None, None]


def test_a_cancel_finds_its_invite(layer: Layer) -> None:
    layer.hear(request("INVITE"))
    assert layer.transactions.cancelled(request("CANCEL")) is layer.requests[0][1]
    assert layer.transactions.cancelled(request("CANCEL", "z9hG4bK2")) is None


def test_old_clients_without_branches_are_told_apart() -> None:
    assert server_key(request("INVITE", "x")) != server_key(request("INVITE", "x", cseq=2))
    assert server_key(request("ACK", "x")) == server_key(request("INVITE", "x"))


def test_a_broken_way_is_told_once(layer: Layer) -> None:
    layer.begin("OPTIONS", TCP)
    layer.hear(request("INVITE", "z9hG4bK3"), TCP)
    layer.transactions.undelivered(UDP)
    assert layer.answers == []
    layer.transactions.undelivered(TCP)
    layer.transactions.undelivered(TCP)
    assert (layer.answers, len(layer.transactions)) == ([503], 0)


def test_there_is_a_limit(layer: Layer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callplane.sip.transactions.MAX_TRANSACTIONS", 1)
    layer.hear(request("OPTIONS"))
    layer.hear(request("OPTIONS", "z9hG4bK2"))
    assert len(layer.requests) == 1


def test_answers_to_nothing_are_dropped(layer: Layer) -> None:
    layer.hear(answer(request("INVITE"), 200))
    assert layer.answers == []
