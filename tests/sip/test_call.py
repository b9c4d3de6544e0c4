"""Calls between two agents of ours over a network in memory that can lose what it carries."""

from __future__ import annotations

import pytest
from tests.sip.network import ANSWER, SDP, Network, Peer

from callplane.sip.call_events import Ending, Phase
from callplane.sip.digest import Login
from callplane.sip.message import Request, Response
from callplane.sip.transactions import Flow


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def alice(network: Network) -> Peer:
    return Peer(network, "192.0.2.1")


@pytest.fixture
def bob(network: Network) -> Peer:
    return Peer(network, "192.0.2.2")


def connect(network: Network, alice: Peer, bob: Peer, transport: str = "UDP") -> None:
    alice.call(bob.host, transport)
    network.run()
    network.sent.clear()
    alice.heard.clear()
    bob.heard.clear()


@pytest.mark.parametrize("transport", ["UDP", "TCP"])
def test_a_call_is_answered_and_hung_up(network: Network, alice: Peer, bob: Peer, transport: str) -> None:
    bob.on_call = lambda call: call.ring()
    call = alice.call(bob.host, transport)
    network.run()
    assert alice.heard == ["180"]
    assert call.rings
    bob.calls[0].answer(ANSWER)
    network.run()
    assert alice.heard == ["180", "active"]
    assert bob.heard == ["active"]
    assert (call.remote_sdp, bob.calls[0].remote_sdp) == (ANSWER, SDP)
    assert network.summary() == [
        "192.0.2.1 INVITE",
        "192.0.2.2 100",
        "192.0.2.2 180",
        "192.0.2.2 200",
        "192.0.2.1 ACK",
    ]
    call.hang_up()
    network.run()
    assert bob.endings == [Ending(200)]
    assert alice.endings == []
    assert (call.phase, bob.calls[0].phase) == (Phase.ENDED, Phase.ENDED)
    network.wait(60)
    assert (len(alice.agent), len(bob.agent), len(alice.agent.transactions), len(bob.agent.transactions)) == (0, 0, 0, 0)


def test_every_message_may_be_lost_once(network: Network, alice: Peer, bob: Peer) -> None:
    lost: set[str] = set()

    def lose(message: object) -> bool:
        name = message.method if isinstance(message, Request) else f"{message.status}{message.cseq[1]}"  # type: ignore[attr-defined]
        if name in lost:
            return False
        lost.add(name)
        return True

    network.lose = lose
    bob.on_call = lambda call: (call.ring(), call.answer(ANSWER))  # type: ignore[func-returns-value, assignment]
    call = alice.call(bob.host)
    network.run()
    network.wait(10)
    assert (call.phase, bob.calls[0].phase) == (Phase.ACTIVE, Phase.ACTIVE)
    call.offer(SDP)
    network.run()
    network.wait(10)
    assert alice.heard == ["active", "agreed"]
    bob.calls[0].hang_up()
    network.run()
    network.wait(10)
    assert alice.endings == [Ending(200)]
    assert lost >= {"INVITE", "200INVITE", "ACK", "BYE", "200BYE"}
    network.wait(60)
    assert len(alice.agent.transactions) == len(bob.agent.transactions) == 0


def test_who_gives_up_cancels(network: Network, alice: Peer, bob: Peer) -> None:
    bob.on_call = lambda call: call.ring()
    call = alice.call(bob.host)
    network.run()
    call.hang_up()
    network.run()
    assert network.summary()[-4:] == ["192.0.2.1 CANCEL", "192.0.2.2 200", "192.0.2.2 487", "192.0.2.1 ACK"]
    assert bob.endings == [Ending(487)]
    assert alice.endings == []
    assert bob.calls[0].phase is Phase.ENDED


def test_a_cancel_waits_for_a_first_answer(network: Network, alice: Peer, bob: Peer) -> None:
    bob.on_call = lambda call: call.ring()
    call = alice.call(bob.host)
    call.hang_up()
    assert network.summary() == ["192.0.2.1 INVITE"]
    network.run()
    assert "192.0.2.1 CANCEL" in network.summary()
    assert bob.endings == [Ending(487)]


def test_an_answer_that_crosses_the_cancel_is_hung_up(network: Network, alice: Peer, bob: Peer) -> None:
    network.lose = lambda message: isinstance(message, Request) and message.method == "CANCEL"
    bob.on_call = lambda call: call.ring()
    call = alice.call(bob.host)
    network.run()
    call.hang_up()
    bob.calls[0].answer(ANSWER)
    network.run()
    assert network.summary()[-3:] == ["192.0.2.1 ACK", "192.0.2.1 BYE", "192.0.2.2 200"]
    assert bob.endings == [Ending(200)]


@pytest.mark.parametrize("status", [404, 486, 603])
def test_a_refusal_ends_the_call(network: Network, alice: Peer, bob: Peer, status: int) -> None:
    bob.on_call = lambda call: call.reject(status)
    alice.call(bob.host)
    network.run()
    assert [ending.status for ending in alice.endings] == [status]
    assert network.summary()[-1] == "192.0.2.1 ACK"


def test_a_redirection_names_where_to_the_best_first(network: Network, alice: Peer, bob: Peer) -> None:
    contacts = ("contact", "<sip:103@h>;q=0.2, <sip:104@h>;q=0.9")
    bob.on_call = lambda call: call.reject(302, contacts)
    alice.call(bob.host)
    network.run()
    assert alice.endings[0].contacts == ("sip:104@h", "sip:103@h")


def test_silence_ends_a_call_after_32_seconds(network: Network, alice: Peer) -> None:
    call = alice.call("192.0.2.9")
    network.wait(31)
    assert call.phase is Phase.INVITING
    network.wait(2)
    assert alice.endings == [Ending(408, "")]
    assert network.summary() == ["192.0.2.1 INVITE"] * 7  # at 0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5 s


def test_an_answer_without_ack_is_repeated_and_then_hung_up(network: Network, alice: Peer, bob: Peer) -> None:
    network.lose = lambda message: isinstance(message, Request) and message.method == "ACK"
    alice.call(bob.host)
    network.run()
    network.wait(33)
    assert bob.endings == [Ending(408, "no ACK")]
    assert alice.endings == [Ending(200)]
    assert network.summary().count("192.0.2.2 200") > 8


def test_a_hang_up_before_the_ack_waits_for_it(network: Network, alice: Peer, bob: Peer) -> None:
    bob.on_call = lambda call: (call.answer(ANSWER), call.hang_up())  # type: ignore[func-returns-value, assignment]
    alice.call(bob.host)
    network.run()
    assert network.summary()[-3:] == ["192.0.2.1 ACK", "192.0.2.2 BYE", "192.0.2.1 200"]
    assert bob.heard == []
    assert alice.heard == ["active", "ended"]


def test_an_offer_in_an_answer_is_answered_by_the_ack(network: Network, alice: Peer, bob: Peer) -> None:
    invite = "INVITE sip:me@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.3;branch=z9hG4bK1\r\nFrom: <sip:c@x>;tag=c\r\n"
    invite += "To: <sip:b@x>\r\nCall-ID: late\r\nCSeq: 1 INVITE\r\nContact: <sip:c@192.0.2.3>\r\n\r\n"
    bob.agent.receive(invite.encode(), Flow("UDP", "192.0.2.3", 5060), network.now)
    answer = network.sent[-1][1]
    assert isinstance(answer, Response)
    assert answer.body == ANSWER
    head = invite.replace("INVITE", "ACK").replace("K1", "K2").replace("To: <sip:b@x>", f"To: {answer.headers.get('to')}")
    ack = head.encode()[:-2] + b"Content-Type: application/sdp\r\n\r\n" + SDP
    bob.agent.receive(ack, Flow("UDP", "192.0.2.3", 5060), network.now)
    assert bob.heard == ["active"]
    assert bob.calls[0].remote_sdp == SDP


def test_both_offer_at_once_and_try_again(network: Network, alice: Peer, bob: Peer) -> None:
    connect(network, alice, bob)
    alice.calls[0].offer(SDP)
    bob.calls[0].offer(SDP)
    network.run()
    assert (alice.heard, bob.heard) == ([], [])
    assert alice.calls[0].busy
    network.wait(0.2)
    assert (alice.heard, bob.heard) == ([], ["refused 491"])
    network.wait(1.8)
    assert alice.heard == [], "who made the Call-ID waits longer"
    network.wait(0.3)
    assert alice.heard == ["refused 491"]
    alice.calls[0].offer(SDP)
    network.run()
    assert (alice.heard[1:], bob.heard[1:]) == (["agreed"], ["offer", "agreed"])


def test_an_offer_of_the_peers_settles_ours_that_waits(network: Network, alice: Peer, bob: Peer) -> None:
    connect(network, alice, bob)
    alice.calls[0].offer(SDP)
    bob.calls[0].offer(SDP)
    network.run()
    network.wait(0.2)
    assert alice.calls[0].crossed
    bob.calls[0].offer(SDP)
    network.run()
    assert not alice.calls[0].busy
    network.wait(5)
    assert (alice.heard, bob.heard) == (["offer", "agreed"], ["refused 491", "agreed"])


def test_an_offer_that_is_refused_does_not_settle_ours_that_waits(network: Network, alice: Peer, bob: Peer) -> None:
    connect(network, alice, bob)
    alice.on_offer = lambda call, sdp: call.refuse(488)  # type: ignore[method-assign]
    alice.calls[0].offer(SDP)
    bob.calls[0].offer(SDP)
    network.run()
    network.wait(0.2)
    bob.calls[0].offer(SDP)
    network.run()
    assert alice.calls[0].crossed
    network.wait(5)
    assert (alice.heard, bob.heard) == (["refused 491"], ["refused 491", "refused 488"])


def test_an_offer_that_is_refused_leaves_the_call(network: Network, alice: Peer, bob: Peer) -> None:
    connect(network, alice, bob)
    bob.on_offer = lambda call, sdp: call.refuse(488)  # type: ignore[method-assign]
    alice.calls[0].offer(SDP)
    network.run()
    assert alice.heard == ["refused 488"]
    assert not alice.calls[0].busy
    assert alice.calls[0].phase is Phase.ACTIVE


def test_an_offer_to_nobody_ends_the_call(network: Network, alice: Peer, bob: Peer) -> None:
    connect(network, alice, bob)
    bob.calls[0].phase = Phase.ENDED
    bob.agent.leave(bob.calls[0])
    alice.calls[0].offer(SDP)
    network.run()
    assert [ending.status for ending in alice.endings] == [481]


def test_a_second_offer_waits_its_turn(network: Network, alice: Peer, bob: Peer) -> None:
    connect(network, alice, bob)
    bob.on_offer = lambda call, sdp: None  # type: ignore[method-assign]
    alice.calls[0].offer(SDP)
    network.run()
    assert bob.calls[0].busy
    alice.calls[0].request("INFO", ("content-type", "application/dtmf-relay"), body=b"Signal=5\r\n")
    network.run()
    assert [(request.method, request.body) for request in bob.requests] == [("INFO", b"Signal=5\r\n")]
    bob.calls[0].accept(ANSWER)
    network.run()
    assert alice.heard == ["agreed"]


def test_a_request_may_come_before_the_answer(network: Network, alice: Peer, bob: Peer) -> None:
    bob.on_call = lambda call: call.ring()
    alice.call(bob.host)
    network.run()
    alice.calls[0].request("NOTIFY", ("event", "talk"))
    network.run()
    assert [request.headers.get("event") for request in bob.requests] == ["talk"]
    bob.calls[0].answer(ANSWER)
    network.run()
    alice.calls[0].request("INFO")
    network.run()
    assert [request.method for request in bob.requests] == ["NOTIFY", "INFO"]


def test_an_old_request_is_refused(network: Network, alice: Peer, bob: Peer) -> None:
    connect(network, alice, bob)
    assert alice.calls[0].dialog is not None
    alice.calls[0].request("INFO")
    network.run()
    alice.calls[0].dialog.sent = 0
    answers: list[int] = []
    alice.calls[0].request("INFO", on_response=lambda response: answers.append(response.status))
    network.run()
    assert answers == [500]


def test_credentials_are_given_when_asked_for(network: Network, alice: Peer, bob: Peer) -> None:
    bob.on_call = lambda call: (
        call.answer(ANSWER)
        if "proxy-authorization" in call.invite.headers
        else call.reject(407, ("proxy-authenticate", 'Digest realm="r", nonce="n", algorithm=SHA-256, qop="auth"'))
    )
    call = alice.call(bob.host, login=Login("me", "secret"))
    network.run()
    assert call.phase is Phase.ACTIVE
    assert call.dialog is not None
    assert call.dialog.sent == 2


def test_a_broken_way_ends_what_is_under_way(network: Network, alice: Peer) -> None:
    alice.call("192.0.2.9")
    alice.agent.undelivered(Flow("UDP", "192.0.2.9", 5060), network.now)
    assert [ending.status for ending in alice.endings] == [503]
