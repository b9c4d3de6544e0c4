"""Digest authentication: the examples of RFC 7616, challenges of our own, and what is wrong with credentials."""

from __future__ import annotations

from dataclasses import replace

import pytest

from callplane.sip.digest import (
    NONCE_SECONDS,
    Authenticator,
    Credentials,
    Login,
    Verdict,
    answer_challenge,
    authorized,
    digest,
    ha1,
)
from callplane.sip.grammar import BadMessage
from callplane.sip.message import Headers, Request, Response
from callplane.sip.transactions import answer_to

SECRETS = {algorithm: ha1(algorithm, "102", "callplane", "secret") for algorithm in ("MD5", "SHA-256")}


@pytest.fixture
def server() -> Authenticator:
    return Authenticator("callplane", b"key")


def request(method: str = "REGISTER") -> Request:
    fields = [("via", "SIP/2.0/UDP h;branch=z9hG4bK1"), ("from", "<sip:102@h>;tag=1"), ("to", "<sip:102@h>")]
    return Request(Headers([*fields, ("call-id", "1"), ("cseq", f"1 {method}")]), b"", method, "sip:h")


def challenged(server: Authenticator, now: float = 0.0, *, stale: bool = False, only: str = "") -> Response:
    answer = server.challenge(answer_to(request(), 401, tag="1"), now, stale=stale)
    if only:
        kept = [value for value in answer.headers.all("www-authenticate") if f"algorithm={only}," in value]
        answer.headers.replace("www-authenticate", *kept)
    return answer


def attempt(refusal: Response, login: Login = Login("102", "secret")) -> Request:  # noqa: B008
    header = answer_challenge(request(), refusal, login, "cnonce")
    assert header is not None
    return authorized(request(), header, 2)


def judged(server: Authenticator, attempt: Request, now: float = 1.0) -> Verdict:
    claimed = server.claimed(attempt)
    return server.check(attempt, claimed, SECRETS if claimed.user == "102" else {}, now) if claimed else Verdict.MISSING


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_examples_of_rfc_7616(algorithm: str, response: str) -> None:
    secret = ha1(algorithm, "Mufasa", "http-auth@example.org", "Circle of Life")
    nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
    extra = "00000001:f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ:auth"
    assert digest(algorithm, secret, "GET", "/dir/index.html", nonce, extra) == response


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256"])
def test_who_knows_the_password_is_let_in_once_for_each_count(server: Authenticator, algorithm: str) -> None:
    good = attempt(challenged(server, only=algorithm))
    assert judged(server, good) is Verdict.GOOD
    assert judged(server, good) is Verdict.STALE
    assert good.cseq == (2, "REGISTER")


def test_both_algorithms_are_offered_the_one_that_all_know_first(server: Authenticator) -> None:
    values = challenged(server, stale=True).headers.all("www-authenticate")
    assert ["SHA-256" in value for value in values] == [False, True]
    assert all("stale=true" in value for value in values)
    assert len(server.challenge(answer_to(request(), 401, tag="1"), 0.0, plain=True).headers.all("www-authenticate")) == 1


def test_wrong_passwords_and_users(server: Authenticator) -> None:
    assert judged(server, attempt(challenged(server), Login("102", "guess"))) is Verdict.WRONG
    assert judged(server, attempt(challenged(server), Login("nobody", "secret"))) is Verdict.WRONG
    assert judged(server, request()) is Verdict.MISSING


def test_nonces_grow_old_and_cannot_be_made_up(server: Authenticator) -> None:
    assert judged(server, attempt(challenged(server)), NONCE_SECONDS + 2) is Verdict.STALE
    other = Authenticator("callplane", b"another")
    assert judged(server, attempt(challenged(other))) is Verdict.STALE


@pytest.mark.parametrize(
    ("old", "new"), [("qop=auth", "qop=auth-int"), ('uri="sip:h"', 'uri="sip:x"'), ("algorithm=MD5", "algorithm=MD4")]
)
def test_credentials_for_something_else(server: Authenticator, old: str, new: str) -> None:
    good = attempt(challenged(server))
    value = good.headers.get("authorization")
    good.headers.replace("authorization", value.replace(old, new))
    assert judged(server, good) is Verdict.WRONG


def test_the_uri_may_be_the_one_that_the_phone_knew(server: Authenticator) -> None:
    assert judged(server, replace(attempt(challenged(server)), uri="sip:elsewhere")) is Verdict.GOOD


def test_counts_that_are_no_numbers(server: Authenticator) -> None:
    claimed = server.claimed(attempt(challenged(server)))
    assert claimed is not None
    extra = "x:c:auth"
    response = digest("MD5", SECRETS["MD5"], "REGISTER", "sip:h", claimed.nonce, extra)
    bad = Credentials("102", "callplane", claimed.nonce, "sip:h", response, "MD5", "auth", "x", "c")
    assert server.check(request(), bad, SECRETS, 1.0) is Verdict.STALE


def test_without_qop_a_nonce_is_good_once(server: Authenticator) -> None:
    refusal = challenged(server, only="MD5")
    refusal.headers.replace("www-authenticate", refusal.headers.get("www-authenticate").replace(', qop="auth"', ', opaque="o"'))
    old = attempt(refusal)
    assert 'opaque="o"' in old.headers.get("authorization")
    assert judged(server, old) is Verdict.GOOD
    assert judged(server, old) is Verdict.STALE


def test_what_is_remembered_of_nonces_is_bounded(server: Authenticator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callplane.sip.digest.MAX_NONCES", 2)
    for now in (0.0, 0.1, 0.2, 0.3):
        assert judged(server, attempt(challenged(server, now))) is Verdict.GOOD
    assert len(server._counts) == 2


def test_other_schemes_and_realms(server: Authenticator) -> None:
    other = request()
    other.headers.add("authorization", "Basic abc")
    other.headers.add("authorization", 'Digest username="a", realm="else", nonce="n", uri="u", response="r"')
    assert server.claimed(other) is None
    other.headers.add("authorization", 'Digest username="a"')
    with pytest.raises(BadMessage):
        server.claimed(other)


def test_challenges_that_we_cannot_answer() -> None:
    refusal = Response(
        Headers([("proxy-authenticate", "NTLM x"), ("proxy-authenticate", 'Digest realm="r", nonce="n", algorithm=X')])
    )
    assert answer_challenge(request(), Response(refusal.headers, b"", 407), Login("a", "b"), "c") is None
