"""Logging on from the command line, and lines as people name them."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import io
import os
import sys

import pytest
from tests.client.fake_server import ALICE, BOB, FakeServer, line_info

from callplane.cli.connecting import add_options, connected, find_line, run_client
from callplane.cli.main import main
from callplane.client import LogonRefused
from callplane.errors import ConfigurationError, InvalidLine
from callplane.wire import operations as op
from callplane.wire.types import cti

OFFICE = "tel:+49815136856102@office"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("URL", "USER", "PASSWORD"):
        monkeypatch.delenv(f"CALLPLANE_{name}", raising=False)


def parsed(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_options(parser)
    return parser.parse_args(arguments)


def enumerated(*infos: cti.AsnCtiLineInfo) -> cti.AsnCtiEnumPhoneLinesResult:
    return cti.AsnCtiEnumPhoneLinesResult(seqLines=list(infos))


async def used_credentials(options: argparse.Namespace) -> str:
    async with FakeServer() as server:
        options.url = server.url
        async with connected(options):
            return server.logons[0]["basic"]


async def test_credentials_as_options() -> None:
    assert await used_credentials(parsed("--user", "alice", "--password", "demo")) == "alice:demo"


async def test_credentials_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLPLANE_URL", "http://pbx.example")
    monkeypatch.setenv("CALLPLANE_USER", "bob")
    monkeypatch.setenv("CALLPLANE_PASSWORD", "secret")
    assert parsed().url == "http://pbx.example"
    assert await used_credentials(parsed()) == "bob:secret"
    assert await used_credentials(parsed("--user", "alice", "--password", "")) == "alice:"


async def test_asks_for_the_password_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", lambda _: "typed")
    assert await used_credentials(parsed("--user", "alice")) == "alice:typed"


@pytest.mark.parametrize("arguments", [("--user", "alice"), ("--password", "demo")])
async def test_missing_credentials(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(ConfigurationError):
        await used_credentials(parsed(*arguments))


@pytest.mark.parametrize(("detail", "remedy"), [(101, "--password"), (4711, "")])
async def test_refused_logon_says_what_to_do(detail: int, remedy: str) -> None:
    options = parsed("--user", "alice", "--password", "wrong")
    async with FakeServer() as server:
        server.logon_answer = (400, b'{"error":{"iErrorDetail":%d,"u8sErrorString":"no"}}' % detail)
        options.url = server.url
        with pytest.raises(LogonRefused) as refused:
            async with connected(options):
                pass
    assert refused.value.detail == detail
    assert remedy in str(refused.value)


def test_nobody_there(unused_tcp_port: int, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}"
    assert main(["lines", "--url", url, "--user", "alice", "--password", "demo"]) == 1
    assert "callplane demo" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (ALICE, ALICE),
        ("tel:+1@elsewhere", "tel:+1@elsewhere"),
        ("+49815136856101", ALICE),
        ("101", ALICE),
        ("ALICE", ALICE),
    ],
)
async def test_finds_a_line(wanted: str, found: str) -> None:
    assert await line_for(wanted) == found


@pytest.mark.parametrize("wanted", ["102", "+49815136856102", "1", "999", "carol", ""])
async def test_finds_no_line_or_several(wanted: str) -> None:
    with pytest.raises(InvalidLine) as refused:
        await line_for(wanted)
    assert BOB in str(refused.value)


async def line_for(wanted: str) -> str:
    options = parsed("--user", "alice", "--password", "demo")
    async with FakeServer() as server:
        infos = [line_info(), line_info(BOB, "Bob"), line_info(OFFICE, "Bob's office")]
        server.on(op.CTI_ENUM_PHONE_LINES, lambda _: enumerated(*infos))
        options.url = server.url
        async with connected(options) as client:
            return await find_line(client, wanted)


def test_a_reader_that_goes_away_ends_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)

        async def talk() -> int:
            await asyncio.sleep(0)
            sys.stdout.write("x" * 100)
            sys.stdout.flush()
            return 0

        assert run_client(talk()) == 1
