"""Tokens of this server, against a real store; time is an argument."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import jwt
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callplane.errors import AccessDenied, Busy, LogonRefused, Refusal, UnknownObject
from callplane.service.directory import Directory
from callplane.service.logon import Logon
from callplane.service.tokens import LONGEST_TOKEN, Attribute, Claims, Request, Tokens, TokenType, read, sign
from callplane.settings import LogonSettings, TokenSettings
from callplane.store.records import TokenKey, TokenRecord
from callplane.store.store import Store
from callplane.store.worker import AsyncStore

HERE, THERE = "10.0.0.1", "10.0.0.2"
NOW = 1_800_000_000.0
LOGIN = Request(TokenType.LOGIN)
KEY = TokenKey("k", b"s" * 32)
SETTINGS = TokenSettings(default_seconds=100, max_seconds=1000, per_user=5)


class Server:
    """What a server has of tokens; `restart` keeps the store only."""

    def __init__(self, path: Path) -> None:
        self.url = f"sqlite:///{path / 'callplane.db'}"

    async def start(self) -> None:
        self.store = AsyncStore(Store(self.url, create=True))
        self.directory = Directory()
        self.tokens = Tokens(self.directory, self.store, SETTINGS, "callplane:local")
        self.logon = Logon(self.directory, self.store, LogonSettings(address_failures=2), self.tokens)
        await self.refresh()

    async def refresh(self) -> None:
        self.directory.replace(await self.store.run(Store.snapshot))
        await self.logon.load()
        await self.tokens.load(NOW)

    async def stop(self) -> None:
        self.logon.close()
        await self.store.close()

    async def issue(self, request: Request = LOGIN, user: str = "alice", parent: str = "") -> str:
        record = self.directory.user(user)
        assert record is not None
        return await self.tokens.issue(record, request, NOW, parent)

    async def detail(self, text: str, now: float = NOW) -> int:
        """The detail of the refusal, 0 where the token is valid."""
        try:
            await self.tokens.verify(text, now)
        except LogonRefused as refusal:
            return refusal.detail
        return 0

    async def logon_detail(self, text: str, address: str = HERE, now: float = NOW) -> int:
        try:
            await self.logon.authenticate_token(text, address, now)
        except LogonRefused as refusal:
            return refusal.detail
        return 0

    def key(self) -> TokenKey:
        return next(iter(self.tokens._keys.values()))


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    server = Server(tmp_path)
    await server.start()
    for name in ("alice", "bob"):
        await server.store.run(Store.add_user, name, "secret", now=NOW - 10.5)
    await server.refresh()
    yield server
    await server.stop()


def id_of(text: str) -> str:
    return str(jwt.decode(text, options={"verify_signature": False})["jti"])


def forged(header: object, payload: object, signature: bytes = b"") -> str:
    parts = (json.dumps(header).encode(), json.dumps(payload).encode(), signature)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


texts = st.text(max_size=20)
objects = st.dictionaries(texts, texts)
claims = st.builds(
    Claims,
    iss=texts,
    sub=texts,
    jti=texts,
    iat=st.integers(0, 2**40),
    nbf=st.integers(0, 2**40),
    exp=st.integers(0, 2**40),
    type=st.sampled_from(TokenType),
    serial=st.integers(0, 2**31),
    created=st.floats(0, 2**40),
    services=st.lists(texts, max_size=3).map(tuple),
    attributes=st.lists(st.builds(Attribute, texts, texts, st.none() | texts), max_size=3).map(tuple),
)


@settings(max_examples=100)
@given(claims)
def test_what_was_signed_is_read(wanted: Claims) -> None:
    assert read(sign(wanted, KEY), {"k": KEY}) == wanted


@settings(max_examples=50)
@given(claims, st.data())
def test_nothing_can_be_changed(wanted: Claims, data: st.DataObject) -> None:
    text = sign(wanted, KEY)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("ABZaz09-_.").filter(lambda character: character != text[at]))
    with pytest.raises(LogonRefused):
        read(text[:at] + other + text[at + 1 :], {"k": KEY})


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60) | st.builds(forged, objects, objects, st.binary(max_size=40)))
async def test_junk_is_refused(server: Server, text: str) -> None:
    assert await server.detail(text) == 101


async def test_a_token_says_what_was_asked_for(server: Server) -> None:
    request = Request(TokenType.LOGIN, 7, ("cti", "chat"), (Attribute("chat", "nick", "A"), Attribute("cti", "x")))
    text = await server.issue(request)
    verified = await server.tokens.verify(text, NOW)
    assert (verified.user.name, verified.id, verified.expires) == ("alice", id_of(text), NOW + 7)
    assert (verified.type, verified.services, verified.attributes) == (request.type, request.services, request.attributes)
    header = jwt.get_unverified_header(text)
    assert (header["alg"], header["kid"]) == ("HS256", server.key().id)


async def test_the_lifetime(server: Server) -> None:
    text = await server.issue()
    assert await server.detail(text, NOW + 99) == 0
    assert await server.detail(text, NOW + 100) == 130
    assert await server.detail(text, NOW - 1) == 101
    for seconds in (0, -1, 1001, 2**62):
        with pytest.raises(Refusal):
            await server.issue(Request(seconds=seconds))
    assert await server.detail(await server.issue(Request(seconds=1000)), NOW + 999) == 0


async def test_a_token_carries_no_load(server: Server) -> None:
    with pytest.raises(Refusal):
        await server.issue(Request(services=("x" * 2048,)))
    text = await server.issue(Request(services=("x" * 2000,)))
    assert len(text) < LONGEST_TOKEN


async def test_a_huge_text_and_other_letters_are_refused(server: Server) -> None:
    text = await server.issue()
    assert await server.detail(text + "=" * LONGEST_TOKEN) == 101
    assert await server.detail("ä" + text) == 101
    assert await server.detail("\ud800") == 101
    deep = base64.urlsafe_b64encode(b"[" * 4000).rstrip(b"=").decode()
    assert await server.detail(f"{deep}.e30.") == 101


async def test_another_algorithm_does_not_help(server: Server) -> None:
    text = await server.issue()
    payload = jwt.decode(text, options={"verify_signature": False})
    key = server.key()
    for algorithm in ("none", "None", "", "HS512", "RS256", 1, None):
        assert await server.detail(forged({"alg": algorithm, "kid": key.id}, payload)) == 101
    assert await server.detail(jwt.encode(payload, key.secret * 2, "HS512", {"kid": key.id})) == 101
    assert await server.detail(jwt.encode(payload, key.secret, "HS256", {"kid": "other"})) == 101
    assert await server.detail(jwt.encode(payload, key.secret, "HS256")) == 101
    assert await server.detail(jwt.encode(payload, key.secret, "HS256", {"kid": key.id})) == 0
    assert await server.detail(jwt.encode({**payload, "iss": "other"}, key.secret, "HS256", {"kid": key.id})) == 101
    assert await server.detail(jwt.encode({**payload, "sub": "nobody"}, key.secret, "HS256", {"kid": key.id})) == 101
    assert await server.detail(jwt.encode({"sub": "alice"}, key.secret, "HS256", {"kid": key.id})) == 101


async def test_tokens_survive_a_restart(server: Server) -> None:
    text = await server.issue()
    await server.stop()
    await server.start()
    assert await server.detail(text) == 0


async def test_every_key_verifies_and_the_newest_signs(server: Server) -> None:
    text = await server.issue()
    old = server.key()
    newer = TokenKey("newer", b"n" * 32)
    server.tokens._keys = {key.id: key for key in (newer, old)}
    assert await server.detail(text) == 0
    assert jwt.get_unverified_header(await server.issue())["kid"] == "newer"


async def test_revoked_by_user_and_by_id(server: Server) -> None:
    first, second, other = await server.issue(), await server.issue(), await server.issue(user="bob")
    assert await server.store.run(Store.revoke_token, id_of(first)) == 1
    await server.refresh()
    assert [await server.detail(text) for text in (first, second, other)] == [101, 0, 0]
    assert await server.store.run(Store.revoke_tokens, "Alice") == 1
    await server.refresh()
    assert [await server.detail(text) for text in (first, second, other)] == [101, 101, 0]
    for method, name in ((Store.revoke_token, "nothing"), (Store.revoke_tokens, "nobody")):
        with pytest.raises(UnknownObject):
            await server.store.run(method, name)


async def test_with_a_token_go_those_that_it_got(server: Server) -> None:
    root = await server.issue()
    child = await server.issue(parent=id_of(root))
    grandchild = await server.issue(parent=id_of(child))
    other = await server.issue()
    assert await server.store.run(Store.revoke_token, id_of(root)) == 3
    await server.refresh()
    assert [await server.detail(text) for text in (root, child, grandchild, other)] == [101, 101, 101, 0]
    with pytest.raises(AccessDenied):
        await server.issue(parent=id_of(root))


async def test_what_happens_to_the_user_happens_to_his_tokens(server: Server) -> None:
    text = await server.issue()
    await server.store.run(Store.enable_user, "alice", False)
    await server.refresh()
    assert await server.detail(text) == 101
    await server.store.run(Store.enable_user, "alice", True)
    await server.refresh()
    assert await server.detail(text) == 101
    text = await server.issue()
    await server.store.run(Store.set_password, "alice", "other")
    await server.refresh()
    assert await server.detail(text) == 101
    text = await server.issue()
    await server.store.run(Store.remove_user, "alice")
    await server.refresh()
    assert await server.detail(text) == 101
    await server.store.run(Store.add_user, "alice", "new", now=NOW + 1)
    await server.refresh()
    assert await server.detail(text) == 101


async def test_a_user_who_is_not_enabled(server: Server) -> None:
    text = await server.issue()
    snapshot = await server.store.run(Store.snapshot)
    server.directory.replace(replace(snapshot, users=tuple(replace(user, enabled=False) for user in snapshot.users)))
    assert await server.detail(text) == 107


async def test_the_number_of_tokens_is_limited(server: Server) -> None:
    first, *_ = [await server.issue() for _ in range(5)]
    with pytest.raises(Busy):
        await server.issue()
    await server.issue(user="bob")
    await server.store.run(Store.revoke_token, id_of(first))
    await server.issue()


async def test_the_store_lists_valid_tokens_and_forgets_old_ones(server: Server) -> None:
    text, revoked = await server.issue(), await server.issue(Request())
    await server.store.run(Store.revoke_token, id_of(revoked))
    assert await server.store.run(Store.tokens, NOW) == (TokenRecord(id_of(text), "alice", True, NOW, NOW + 100),)
    assert await server.store.run(Store.tokens, NOW + 100) == ()
    assert await server.store.run(Store.revoked_tokens) == {id_of(revoked)}
    later = TokenRecord("later", "alice", True, NOW + 40 * 86_400, NOW + 41 * 86_400)
    await server.store.run(Store.add_token, later, 5)
    assert await server.store.run(Store.revoked_tokens) == frozenset()


async def test_only_login_tokens_log_on(server: Server) -> None:
    text = await server.issue(LOGIN)
    verified = await server.logon.authenticate_token(text, HERE, NOW)
    assert (verified.user.name, verified.id) == ("alice", id_of(text))
    external = await server.issue(Request(TokenType.EXTERNAL))
    assert await server.detail(external) == 0
    assert await server.logon_detail(external) == 101


async def test_failures_count_against_the_address(server: Server) -> None:
    text = await server.issue()
    assert [await server.logon_detail("bad") for _ in range(3)] == [101, 101, 131]
    assert await server.logon_detail(text) == 131
    assert await server.logon_detail(text, THERE) == 0
    await server.refresh()
    assert await server.logon_detail(text) == 131
    with pytest.raises(LogonRefused):
        await server.logon.verify("alice", "secret", HERE, NOW)
    assert await server.logon_detail(text, HERE, NOW + 61) == 0


async def test_an_expired_token_is_no_attack(server: Server) -> None:
    text = await server.issue()
    assert [await server.logon_detail(text, HERE, NOW + 100) for _ in range(5)] == [130] * 5


def test_secrets_are_not_shown() -> None:
    assert "sss" not in repr(KEY)
    assert msgspec.json.decode(msgspec.json.encode(Attribute("s", "n", None))) == ["s", "n", None]
