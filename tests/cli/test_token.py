"""`callplane token`: what it lists, and that what it revokes is revoked in the store."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from callplane.cli.main import main
from callplane.cli.templates import default_toml
from callplane.settings import load
from callplane.store.records import TokenRecord
from callplane.store.store import Store


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "callplane.toml").write_text(default_toml("."))
    now = time.time()
    first = TokenRecord("id1", "alice", True, now, now + 1000)
    with closing(Store(load(tmp_path / "callplane.toml").store_url, create=True)) as store:
        for user in ("alice", "bob"):
            store.add_user(user, "secret", now=now)
        for token in (first, replace(first, id="id2", parent="id1"), replace(first, id="id3", user="bob", login=False)):
            store.add_token(token, 10)
    return tmp_path


def run(data: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["token", *arguments, "--data", str(data)])
    return code, capsys.readouterr().out


def listed(data: Path, capsys: pytest.CaptureFixture[str], *user: str) -> list[list[str]]:
    code, text = run(data, capsys, "list", *user)
    assert code == 0
    return [line.split()[:3] for line in text.splitlines()[1:]]


def test_the_list(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    everything = [["id1", "alice", "login"], ["id2", "alice", "login"], ["id3", "bob", "external"]]
    assert listed(data, capsys) == everything
    assert listed(data, capsys, "Alice") == everything[:2]


@pytest.mark.parametrize(("what", "left"), [(["alice"], ["id3"]), (["--id", "id1"], ["id3"]), (["--id", "id2"], ["id1", "id3"])])
def test_revoking(data: Path, capsys: pytest.CaptureFixture[str], what: list[str], left: list[str]) -> None:
    assert run(data, capsys, "revoke", *what)[0] == 0
    assert [row[0] for row in listed(data, capsys)] == left


@pytest.mark.parametrize("what", [["nobody"], ["--id", "nothing"]])
def test_what_is_not_there(data: Path, capsys: pytest.CaptureFixture[str], what: list[str]) -> None:
    assert run(data, capsys, "revoke", *what)[0] == 1


@pytest.mark.parametrize("what", [[], ["alice", "--id", "id1"]])
def test_one_of_both_must_be_named(data: Path, what: list[str]) -> None:
    with pytest.raises(SystemExit):
        main(["token", "revoke", *what, "--data", str(data)])
