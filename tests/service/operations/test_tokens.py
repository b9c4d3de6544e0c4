"""Tokens through the operations of a whole server on the demo's users; also what the store's changes do to sessions."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import closing
from functools import partial
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from callplane.app import App
from callplane.cli.templates import demo_toml
from callplane.drivers.registry import check_driver
from callplane.errors import AccessDenied, InvalidLine, LogonRefused, Refusal, UnknownObject
from callplane.service.configuration import load_configuration
from callplane.service.operations import refusal_error
from callplane.service.sessions import Session
from callplane.store import demo
from callplane.store.store import Store
from callplane.wire import operations, times
from callplane.wire.types import auth, transport

Argument = auth.AsnGetUserTokenArgument
PASSWORD = auth.AsnAdminLoginChoice(u8sAdminPassword=demo.PASSWORD)
LOGIN, EXTERNAL = int(auth.AsnUserTokenType.eUserTokenLogin), int(auth.AsnUserTokenType.eUserTokenExternal)


OIDC = """
[oidc]
issuer = "https://id.example"
audience = "callplane"
jwks = "keys.json"
"""


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    path = tmp_path / "callplane.toml"
    path.write_text(demo_toml(http_port=0, tcp_port=0, tls_port=0) + OIDC)
    configuration = load_configuration(path, check_driver)
    async with App(configuration, prepare=partial(demo.populate, now=time.time())) as app:
        yield app


@pytest.fixture
async def session(app: App) -> Session:
    return app.service.sessions.open("alice")


async def get(app: App, session: Session, argument: Argument | None = None) -> str:
    result = await app.service.operations.invoke(session, operations.GET_USER_TOKEN_V2, argument or Argument(iType=LOGIN))
    assert isinstance(result, auth.AsnGetUserTokenV2Result)
    return result.sToken


async def verify(app: App, session: Session, token: str) -> transport.AsnTokenVerifyResult:
    argument = transport.AsnTokenVerifyV2Argument(u8sToken=token)
    result = await app.service.operations.invoke(session, operations.TOKEN_VERIFY_V2, argument)
    assert isinstance(result, transport.AsnTokenVerifyResult)
    return result


async def log_on(app: App, token: str) -> Session:
    """A session as the gateway opens one with a token."""
    verified = await app.service.logon.authenticate_token(token, "127.0.0.1", time.time())
    return app.service.sessions.open(verified.user.name, "", verified.id)


def detail(refusal: Refusal) -> int:
    return refusal_error(refusal).iErrorDetail


async def test_a_verified_token_tells_its_user(app: App, session: Session) -> None:
    attributes = [
        auth.AsnProfileAttribute(u8sServiceType="chat", u8seName="nick", u8sValue="Al"),
        auth.AsnProfileAttribute(u8sServiceType="chat", u8seName="empty"),
    ]
    before = int(time.time())
    token = await get(app, session, Argument(iTTL=60, lstServiceType=["chat", "cti"], lstProfileAttributes=attributes))
    result = await verify(app, app.service.sessions.open("bob"), token)
    assert 60 <= times.from_text(result.stValidTo) - before <= 120
    assert (result.iType, result.u8sUserName, result.u8sHomeServer) == (EXTERNAL, "alice", "local")
    assert (result.u8sPhoneNumber, result.u8sPhoneSecondary) == ("+49815136856101", "+49815136856111")
    assert result.asnUserContact.u8sCtiServerUserName == "alice"
    assert result.asnUserContact.u8sPhoneBusiness == result.u8sPhoneNumber
    assert result.iUserStaticRights
    assert [(pair.key, pair.value) for pair in result.asnUserPropertyBag.asnProperties] == [
        ("serviceTypes", "chat;cti"),
        ("chat/nick", "Al"),
        ("chat/empty", ""),
    ]
    again = await verify(app, session, await get(app, session))
    assert (again.u8sobjectGUID, again.iType) == (result.u8sobjectGUID, LOGIN)
    assert again.asnUserPropertyBag.asnProperties == []


async def test_what_a_token_cannot_be(app: App, session: Session) -> None:
    for argument in (Argument(iType=2), Argument(iType=-1), Argument(iTTL=0), Argument(iTTL=2**40)):
        with pytest.raises(Refusal) as raised:
            await get(app, session, argument)
        assert detail(raised.value) == 1


async def test_a_token_that_is_not_valid(app: App, session: Session) -> None:
    with pytest.raises(LogonRefused) as raised:
        await verify(app, session, "nonsense")
    assert detail(raised.value) == 101


async def test_credentials_of_an_administrator(app: App, session: Session) -> None:
    def argument(user: str, password: auth.AsnAdminLoginChoice) -> Argument:
        return Argument(adminLogin=auth.AsnAdminLogin(u8sAdminUsername=user, adminPassword=password))

    token = await get(app, session, argument("admin", PASSWORD))
    assert (await verify(app, session, token)).u8sUserName == "alice"
    wrong = auth.AsnAdminLoginChoice(u8sAdminPassword="wrong")
    crypted = auth.AsnAdminLoginChoice(u8sAdminPasswordCrypted="x")
    for user, password, expected in (("bob", PASSWORD, 2), ("admin", wrong, 101), ("admin", crypted, 1)):
        with pytest.raises(Refusal) as raised:
            await get(app, session, argument(user, password))
        assert detail(raised.value) == expected


async def test_a_session_without_a_user(app: App) -> None:
    with pytest.raises(UnknownObject):
        await get(app, app.service.sessions.open("nobody"))


async def test_revoking_ends_the_sessions_at_once(app: App, session: Session, tmp_path: Path) -> None:
    opened = await log_on(app, await get(app, session))
    other = await log_on(app, await get(app, session))
    derived = await log_on(app, await get(app, opened))
    with closing(Store(f"sqlite:///{tmp_path / 'callplane.db'}")) as store:
        store.revoke_token(opened.token)
        await app.service.refresh()
        assert [each.ended for each in (session, opened, derived, other)] == [False, True, True, False]
        store.revoke_tokens("alice")
        await app.service.refresh()
    assert [each.ended for each in (session, other)] == [False, True]


async def test_a_token_of_the_configured_provider(app: App, tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "keys.json").write_text(f'{{"keys": [{ECAlgorithm.to_jwk(key.public_key())}]}}')
    now = time.time()
    claims = {"iss": "https://id.example", "aud": "callplane", "exp": now + 60, "preferred_username": "Alice"}
    opened = await log_on(app, jwt.encode(claims, key, "ES256"))
    assert (opened.user, opened.token) == ("alice", "")


def test_details_of_refusals() -> None:
    refusals = (Refusal(""), AccessDenied(""), InvalidLine(""), UnknownObject(""), LogonRefused(130, ""))
    assert [detail(refusal) for refusal in refusals] == [1, 2, 3, 1, 130]
