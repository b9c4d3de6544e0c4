"""Who is let in."""

from __future__ import annotations

import pytest

from callplane.sip.agent import Silence
from callplane.sip.digest import Authenticator, Login, answer_challenge, authorized, ha1
from callplane.sip.gate import FAILURE_SECONDS, MAX_FAILURES, Account, Gate
from callplane.sip.message import Headers, Request, Response
from callplane.sip.transactions import Flow

FLOW = Flow("UDP", "192.0.2.1", 5060)
DESK = Account("desk", "102", {name: ha1(name, "desk", "callplane", "secret") for name in ("MD5", "SHA-256")})


class Scene:
    def __init__(self) -> None:
        self.outcomes: list[str] = []
        self.gate = Gate(Authenticator("callplane", b"key"), {"desk": DESK}.get, self.outcomes.append)

    def knock(self, now: float, login: Login | None = None, flow: Flow = FLOW, product: str = "") -> object:
        fields = [
            ("via", "SIP/2.0/UDP h;branch=z9hG4bK1"),
            ("from", "<sip:a@h>;tag=1"),
            ("to", "<sip:a@h>"),
            ("call-id", "1"),
            ("user-agent", product),
        ]
        request = Request(Headers([*fields, ("cseq", "1 INVITE")]), b"", "INVITE", "sip:103@h")
        answer = self.gate.admit(request, flow, now)
        if login is None or not isinstance(answer, Response):
            return answer
        header = answer_challenge(request, answer, login, f"c{now}")
        assert header is not None
        return self.gate.admit(authorized(request, header, 2), flow, now)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_who_knows_the_password_is_let_in(scene: Scene) -> None:
    assert scene.knock(0.0, Login("desk", "secret")) is DESK
    assert scene.outcomes == ["missing", "good"]


def test_answers_do_not_tell_who_is_there(scene: Scene) -> None:
    refusals = [scene.knock(0.0, Login(name, "guess")) for name in ("desk", "nobody")]
    texts = [bytes(refusal).partition(b"WWW-Auth")[0] for refusal in refusals if isinstance(refusal, Response)]
    assert len(set(texts)) == 1
    assert scene.outcomes == ["missing", "wrong"] * 2


def test_who_guesses_is_no_longer_heard(scene: Scene) -> None:
    for attempt in range(MAX_FAILURES):
        scene.knock(float(attempt), Login("desk", "guess"))
    assert scene.knock(20.0, Login("desk", "secret")) is Silence.KEPT
    assert scene.knock(20.0, Login("desk", "secret"), Flow("UDP", "192.0.2.2", 5060)) is DESK
    assert scene.knock(FAILURE_SECONDS + 1, Login("desk", "secret")) is DESK
    assert scene.outcomes.count("silenced") == 1


def offered(answer: object) -> int:
    """How many challenges an answer has."""
    assert isinstance(answer, Response)
    return len(answer.headers.all("www-authenticate"))


def test_a_phone_that_two_challenges_puzzle_gets_one(scene: Scene) -> None:
    assert [offered(scene.knock(0.0)) for _ in range(3)] == [2, 1, 1]
    assert offered(scene.knock(0.0, flow=Flow("UDP", "192.0.2.2", 5060))) == 2
    assert scene.knock(1.0, Login("desk", "secret")) is DESK
    assert offered(scene.knock(2.0)) == 1
    assert offered(scene.knock(0.0, flow=Flow("UDP", "192.0.2.3", 5060), product="baresip v1.0.0 (x86_64/linux)")) == 1


def test_a_phone_that_understands_goes_on_getting_two(scene: Scene) -> None:
    for attempt in range(3):
        assert scene.knock(float(attempt), Login("desk", "secret")) is DESK
    assert offered(scene.knock(3.0)) == 2


def test_remembered_addresses_are_bounded(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callplane.sip.gate.MAX_ADDRESSES", 2)
    for number in range(4):
        scene.gate.failed(f"192.0.2.{number}", 0.0)
        scene.knock(0.0, flow=Flow("UDP", f"192.0.2.{number}", 5060))
    assert len(scene.gate._failures) == len(scene.gate._asked) == 2
