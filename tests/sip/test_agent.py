"""What an agent does with whatever reaches it outside calls."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sip.network import Network, Peer

from callplane.sip.agent import Silence
from callplane.sip.digest import Authenticator, Login, ha1
from callplane.sip.message import Request, Response, read_message
from callplane.sip.transactions import Flow, answer_to
from callplane.sip.uri import Address

SAMPLES = Path(__file__).parent.parent / "samples/sip"
FLOW = Flow("UDP", "192.0.2.7", 5090)
OPTIONS = (
    "OPTIONS sip:b@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP h{rport};branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\n"
    "To: <sip:b@h>{tag}\r\nCall-ID: 1\r\nCSeq: 1 {method}\r\n{more}\r\n"
)


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def bob(network: Network) -> Peer:
    return Peer(network, "192.0.2.2")


def send(bob: Peer, method: str = "OPTIONS", *, rport: str = "", tag: str = "", more: str = "") -> list[int]:
    text = OPTIONS.format(rport=rport, tag=tag, method=method, more=more).replace("OPTIONS sip", f"{method} sip", 1)
    before = len(bob.network.sent)
    bob.agent.receive(text.encode(), FLOW, bob.network.now)
    return [message.status for _, message in bob.network.sent[before:] if isinstance(message, Response)]


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.sip")), ids=lambda path: path.stem)
def test_no_torture_message_does_harm(network: Network, bob: Peer, sample: Path) -> None:
    bob.agent.receive(sample.read_bytes(), FLOW, network.now)
    network.wait(40)
    assert all(message.status >= 100 for _, message in network.sent if isinstance(message, Response))


@pytest.mark.parametrize(
    ("name", "status"),
    [("invalid-clerr", 400), ("invalid-badvers", 505), ("refused-invut", 415), ("refused-bext01", 420), ("refused-inv2543", 400)],
)
def test_torture_messages_are_refused_clearly(network: Network, bob: Peer, name: str, status: int) -> None:
    bob.agent.receive((SAMPLES / f"{name}.sip").read_bytes(), FLOW, network.now)
    answer = network.sent[-1][1]
    assert isinstance(answer, Response)
    assert answer.status == status
    assert answer.target.tag


@pytest.mark.parametrize("size", range(0, 700, 7))
def test_truncated_packets_do_no_harm(network: Network, bob: Peer, size: int) -> None:
    bob.agent.receive((SAMPLES / "valid-wsinv.sip").read_bytes()[:size], FLOW, network.now)


def test_keep_alives_get_no_answer(network: Network, bob: Peer) -> None:
    for data in (b"", b"\r\n\r\n", b"\0\0\0\0"):
        bob.agent.receive(data, FLOW, network.now)
    assert network.sent == []


def test_answers_go_where_the_request_came_from(network: Network, bob: Peer) -> None:
    ways: list[Flow] = []
    bob.agent._transport.send = lambda data, flow: ways.append(flow)  # type: ignore[method-assign]
    send(bob)
    send(bob, "INFO", rport=";rport")
    assert [flow.port for flow in ways] == [5060, 5090]


def test_the_source_is_noted_in_the_via(network: Network, bob: Peer) -> None:
    send(bob, rport=";rport")
    assert network.sent[0][1].via.parameters == {"rport": "5090", "received": "192.0.2.7", "branch": "z9hG4bK1"}


def test_requests_for_calls_that_are_not_there(bob: Peer) -> None:
    assert send(bob, "BYE", tag=";tag=9") == [481]
    assert send(bob, "CANCEL") == [481]
    assert send(bob, "ACK", tag=";tag=9") == []


def test_extensions_that_are_required(network: Network, bob: Peer) -> None:
    assert send(bob, "INVITE", more="Require: 100rel, replaces\r\nContact: <sip:a@h>\r\n") == [420]
    assert network.sent[-1][1].headers.get("unsupported") == "100rel"


@pytest.mark.parametrize("more", ["", "Contact: <sip:a@h>, <sip:b@h>\r\n"])
def test_an_invite_has_one_contact(bob: Peer, more: str) -> None:
    assert send(bob, "INVITE", more=more) == [400]


def test_what_the_application_does_not_let_in_leaves_no_trace(bob: Peer) -> None:
    bob.screen = lambda request, flow: Silence.KEPT  # type: ignore[method-assign]
    assert send(bob, "INVITE") == []
    bob.screen = lambda request, flow: answer_to(request, 401, tag="x")  # type: ignore[method-assign]
    assert send(bob, "INVITE") == [401]
    assert (len(bob.agent.transactions), bob.requests, bob.calls) == (0, [], [])


def test_a_request_outside_calls_is_answered_with_credentials(network: Network, bob: Peer) -> None:
    authenticator, alice = Authenticator("r", b"key"), Peer(network, "192.0.2.1")

    def screen(request: Request, flow: Flow) -> Response | None:
        claimed = authenticator.claimed(request)
        secrets = {"MD5": ha1("MD5", "me", "r", "p"), "SHA-256": ha1("SHA-256", "me", "r", "p")}
        if claimed is not None and authenticator.check(request, claimed, secrets, network.now).value == "good":
            return None
        return authenticator.challenge(answer_to(request, 401, tag="t"), network.now)

    bob.screen = screen  # type: ignore[method-assign]
    for login, outcome in ((Login("me", "p"), 200), (Login("me", "x"), 401), (None, 401)):
        answers: list[int] = []
        alice.agent.request(
            "MESSAGE",
            "sip:b@192.0.2.2",
            Flow("UDP", bob.host, 5060),
            local=Address.read("<sip:me@h>"),
            remote=Address.read("<sip:b@h>"),
            on_response=lambda response, answers=answers: answers.append(response.status),  # type: ignore[misc]
            body=b"hello",
            login=login,
        )
        network.run()
        assert answers == [outcome]
    assert [request.body for request in bob.requests] == [b"hello"]


def test_calls_are_found_by_what_a_replaces_names(network: Network, bob: Peer) -> None:
    alice = Peer(network, "192.0.2.1")
    alice.call(bob.host)
    network.run()
    dialog = bob.calls[0].dialog
    assert dialog is not None
    assert bob.agent.call_of(*dialog.id) is bob.calls[0]
    assert bob.agent.call_of("x", "y", "z") is None


def test_what_is_sent_can_be_read(network: Network, bob: Peer) -> None:
    alice = Peer(network, "192.0.2.1")
    alice.call(bob.host, headers=(("alert-info", "<http://x>;info=alert-autoanswer"),))
    invite = network.sent[0][1]
    assert read_message(bytes(invite)).headers.get("alert-info") == "<http://x>;info=alert-autoanswer"
    assert invite.contacts[0].uri.host == "192.0.2.1"
