"""Tokens from their issue to their end: how they are got, where they open doors, and how the doors are shut again."""

from __future__ import annotations

import json
import time
from pathlib import Path

import aiohttp
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from tests.scenarios.demo import Demo
from tests.scenarios.tcp_client import BER, JSON, bearer, tcp_program, websocket_program

from callplane.client import connect
from callplane.store.demo import PASSWORD, line_of
from callplane.store.store import Store
from callplane.wire import operations
from callplane.wire.types import transport

LOGIN, EXTERNAL = 1, 0
ISSUER = "https://id.example"
KEY = rsa.generate_private_key(65537, 2048)


async def token_of(demo: Demo, user: str, kind: int = LOGIN, seconds: int = 60) -> str:
    """A token, asked for by operation in a session of its user."""
    headers = {"Authorization": aiohttp.encode_basic_auth(user, PASSWORD)}
    argument = {"iType": kind, "iTTL": seconds, "lstServiceType": ["web"]}
    async with demo.http.post(f"{demo.url}/ws/direct/asnGetUserTokenV2", headers=headers, json=argument) as reply:
        body = await reply.json()
        assert reply.status == 200, body
        return str(body["sToken"])


async def answer(demo: Demo, path: str, **headers: str) -> tuple[int, dict[str, object]]:
    async with demo.http.get(f"{demo.url}{path}", headers=headers) as reply:
        return reply.status, await reply.json()


async def doors(demo: Demo, token: str) -> list[int]:
    """What each way to use a token answers: 0 when it lets in, else the error's detail."""
    found = []
    for path, headers in (
        (f"/ws/client/createsession?token={token}", {}),
        ("/ws/client/createsession", {"x-uctoken": token}),
        ("/ws/client/createsession", {"Authorization": f"Bearer {token}"}),
        (f"/ws/direct/asnCheckConnection?token={token}", {}),
        ("/ws/direct/asnCheckConnection", {"x-uctoken": token}),
    ):
        status, body = await answer(demo, path, **headers)
        found.append(0 if status == 200 else body["error"]["iErrorDetail"])  # type: ignore[index]
        assert status in (200, 400), body
    async with tcp_program(demo.address("tcp"), BER) as program:
        await program.agree()
        refused = await program.ask(operations.LOGIN_V2, bearer(token))
        found.append(refused.error.iErrorDetail if hasattr(refused, "error") else 0)
    return found


async def test_a_token_opens_every_door_as_its_user(demo: Demo) -> None:
    token = await token_of(demo, "bob")
    assert await doors(demo, token) == [0] * 6
    async with connect(demo.url, token=token) as client:
        assert (await client.get_logged_in_contact()).u8sLoggedInUser == "bob"
    async with tcp_program(demo.address("tcp"), JSON) as program:
        await program.agree()
        told = await program.call(operations.LOGIN_V2, bearer(token))
        assert told.succceeded
        assert told.succceeded.u8sLoggedInUser == "bob"


async def test_verification_tells_whose_it_is(demo: Demo) -> None:
    """Of both kinds, by a session of somebody else; what is no token is an error with its detail."""
    async with tcp_program(demo.address("tcp"), BER) as program:
        await program.log_in(bearer(await token_of(demo, "alice")))
        for kind in (EXTERNAL, LOGIN):
            argument = transport.AsnTokenVerifyV2Argument(u8sToken=await token_of(demo, "carol", kind))
            told = await program.call(operations.TOKEN_VERIFY_V2, argument)
            assert (told.u8sUserName, told.iType, told.u8sPhoneNumber) == ("carol", kind, line_of("103").number)
            assert told.stValidTo.endswith("Z")
            assert [(p.key, p.value) for p in told.asnUserPropertyBag.asnProperties] == [("serviceTypes", "web")]
        changed = transport.AsnTokenVerifyV2Argument(u8sToken=argument.u8sToken[:-4] + "AAAA")
        assert await program.detail(operations.TOKEN_VERIFY_V2, changed) == 101


async def test_a_token_for_other_services_opens_no_door(demo: Demo) -> None:
    assert await doors(demo, await token_of(demo, "alice", EXTERNAL)) == [101] * 6


async def test_a_token_ends_with_its_lifetime(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    token = await token_of(demo, "alice", seconds=1)
    later = time.time() + 2
    monkeypatch.setattr(demo.app.service, "clock", lambda: later)
    assert await doors(demo, token) == [130] * 6


@pytest.mark.parametrize("how", ["user", "id"])
async def test_revocation_ends_open_sessions_at_once(demo: Demo, how: str) -> None:
    """Those that the token opened, on both carriers; a session opened by password lives on."""
    token, other = await token_of(demo, "alice"), await token_of(demo, "alice")
    _, opened = await answer(demo, "/ws/client/createsession", **{"x-uctoken": token})
    async with (
        connect(demo.url, "alice", PASSWORD) as kept,
        tcp_program(demo.address("tcp"), BER) as on_tcp,
        websocket_program(demo.http, demo.url, str(opened["sessionid"]), JSON) as on_websocket,
    ):
        await on_tcp.log_in(bearer(token))
        which = ("alice",) if how == "user" else ("--id", jwt.decode(token, options={"verify_signature": False})["jti"])
        assert await demo.command("token", "revoke", *which) == 0
        for ended in (on_tcp, on_websocket):
            with pytest.raises(EOFError):
                await ended.message()
        assert (await kept.get_logged_in_contact()).u8sLoggedInUser == "alice"
    assert await doors(demo, token) == [101] * 6
    assert (await answer(demo, f"/ws/client/createsession?token={other}"))[0] == (400 if how == "user" else 200)


async def test_a_new_password_ends_the_tokens_of_the_old_one(demo: Demo) -> None:
    token = await token_of(demo, "alice")
    async with tcp_program(demo.address("tcp"), BER) as ended:
        await ended.log_in(bearer(token))
        await demo.change(Store.set_password, "alice", "another password")
        await ended.closed()
    assert await doors(demo, token) == [101] * 6


def write_keys(path: Path, *keys: dict[str, str]) -> None:
    """A provider's set of keys (RFC 7517)."""
    path.write_text(json.dumps({"keys": keys}), encoding="utf-8")


def of_provider(**changes: object) -> str:
    """A token of an OpenID provider."""
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": "callplane", "iat": now, "exp": now + 60, "preferred_username": "Bob", **changes}
    return jwt.encode(claims, KEY, "RS256", {"kid": "1"})


@pytest.mark.parametrize("demo", [{"oidc": {"issuer": ISSUER, "audience": "callplane", "jwks": "keys.json"}}], indirect=True)
async def test_tokens_of_an_openid_provider(demo: Demo) -> None:
    key = {**json.loads(RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "1", "alg": "RS256", "use": "sig"}
    write_keys(demo.directory / "keys.json", key)
    assert await doors(demo, of_provider()) == [0] * 6
    async with connect(demo.url, token=of_provider()) as client:
        assert (await client.get_logged_in_contact()).u8sLoggedInUser == "bob"
    for changes, detail in (
        ({"aud": "others"}, 101),
        ({"preferred_username": "nobody"}, 101),
        ({"exp": 1_000}, 130),
    ):
        status, body = await answer(demo, "/ws/client/createsession", **{"x-uctoken": of_provider(**changes)})
        assert (status, body["error"]["iErrorDetail"]) == (400, detail)  # type: ignore[index]
