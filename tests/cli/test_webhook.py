"""`callplane webhook` on a store, without a server."""

from __future__ import annotations

import io
import json
import time
from contextlib import closing
from pathlib import Path

import pytest

from callplane.cli.main import main
from callplane.store.records import LineRecord
from callplane.store.store import Store
from callplane.store.webhooks import load_webhooks
from callplane.webhooks.signing import key_of, secret_of

URL = "https://crm.example.com/calls"
LINE = LineRecord("tel:+49815136856101@main", "+49815136856101", "main")


class Place:
    """A data directory with the user erika and a line."""

    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.data = data
        self._capsys = capsys
        with closing(self.store(create=True)) as store:
            store.add_user("erika", "secret", now=time.time())
            store.put_lines([LINE])

    def store(self, *, create: bool = False) -> Store:
        return Store(f"sqlite:///{self.data}/callplane.db", create=create)

    def run(self, *arguments: str) -> tuple[int, str, str]:
        code = main(["webhook", *arguments, "--data", str(self.data)])
        return (code, *self._capsys.readouterr())


@pytest.fixture
def place(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr("callplane.store.store._hash", lambda _: "hash")
    return Place(tmp_path, capsys)


def test_a_hook_is_added_with_a_secret_that_is_shown_once(place: Place) -> None:
    code, out, _ = place.run("add", "crm", URL, "--user", "Erika", "--line", "101", "--event", "call")
    assert code == 0
    with closing(place.store()) as store:
        (hook,) = load_webhooks(store)
    assert (hook.name, hook.user, hook.url, hook.lines, hook.kinds) == ("crm", "erika", URL, (LINE.uri,), ("call",))
    assert len(key_of(hook.secret)) == 32
    assert hook.secret in out
    code, out, _ = place.run("list", "--json")
    assert code == 0
    shown = json.loads(out)
    assert (shown["name"], shown["lines"], shown["waiting"]) == ("crm", [LINE.uri], 0)
    assert hook.secret not in out
    code, out, _ = place.run("list")
    assert "crm   erika" in out
    assert place.run("remove", "crm") == (0, "Removed webhook 'crm'.\n", "")
    assert place.run("list", "--json") == (0, "", "")


def test_a_secret_can_be_given(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = secret_of(b"k" * 24)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{secret}\n"))
    code, out, _ = place.run("add", "crm", URL, "--user", "erika", "--secret-stdin")
    assert code == 0
    assert secret not in out
    with closing(place.store()) as store:
        assert load_webhooks(store)[0].secret == secret


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("add", "c/m", URL, "--user", "erika"), "cannot be a webhook's name"),
        (("add", "crm", "ftp://x", "--user", "erika"), "no target"),
        (("add", "crm", URL, "--user", "nobody"), "no user 'nobody'"),
        (("add", "crm", URL, "--user", "erika", "--line", "999"), "no line '999'"),
        (("add", "crm", URL, "--user", "erika", "--event", "ring"), "no kind of event"),
        (("remove", "crm"), "no webhook 'crm'"),
        (("test", "crm"), "no webhook 'crm'"),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(place: Place, arguments: tuple[str, ...], text: str) -> None:
    code, out, err = place.run(*arguments)
    assert (code, out) == (1, "")
    assert text in err


def test_only_allowed_hosts(place: Place) -> None:
    (place.data / "callplane.toml").write_text(
        '[webhooks]\nallowed_hosts = ["crm.example.com"]\n[locations.a]\ncountry_code = "49"\n'
    )
    assert place.run("add", "crm", URL, "--user", "erika")[0] == 0
    assert "allowed_hosts" in place.run("add", "other", "https://example.org/", "--user", "erika")[2]
