"""The commands that set a place up and change its store, run in this process on a temporary directory."""

from __future__ import annotations

import asyncio
import io
import stat
from contextlib import closing
from pathlib import Path

import pytest

from callplane.cli.main import COMMANDS, main
from callplane.gateway.control import ControlSocket
from callplane.settings import load
from callplane.store.passwords import verify_password
from callplane.store.records import Snapshot, UserFailures
from callplane.store.store import Store

A, B = "tel:+49815136856101@main", "tel:+49815136856102@main"


class Place:
    """A place that `callplane init --data` has made, and commands on it."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def run(self, *arguments: str) -> int:
        return main([*arguments, "--data", str(self.data)])

    def store(self) -> closing[Store]:
        return closing(Store(load(self.data / "callplane.toml").store_url))

    @property
    def snapshot(self) -> Snapshot:
        with self.store() as store:
            return store.snapshot()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Place:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO("secret\n" * 5))
    place = Place(tmp_path / "data")
    assert place.run("init", "--password-stdin") == 0
    for user in ("alice", "bob"):
        assert place.run("user", "add", user, "--display-name", user.title(), "--password-stdin") == 0
    capsys.readouterr()
    return place


def test_init_makes_a_private_place_with_an_administrator(place: Place) -> None:
    for path, mode in ((place.data, 0o700), (place.data / "callplane.toml", 0o600), (place.data / "callplane.db", 0o600)):
        assert stat.S_IMODE(path.stat().st_mode) == mode
    admin = place.snapshot.users[0]
    assert admin.name == "admin"
    assert admin.administrator
    assert verify_password(admin.password_hash, "secret")


def test_init_overwrites_nothing(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    text = (place.data / "callplane.toml").read_bytes()
    assert place.run("init") == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert (place.data / "callplane.toml").read_bytes() == text
    assert main(["init", "--config", "other.toml", "--data", str(place.data)]) == 1
    assert not Path("other.toml").exists()
    assert len(place.snapshot.users) == 3


def test_init_in_the_working_directory_makes_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(["init", "--administrator", "root"]) == 0
    password = capsys.readouterr().out.partition("Password: ")[2].split()[0]
    with closing(Store(load(Path("callplane.toml")).store_url)) as store:
        (root,) = store.snapshot().users
    assert verify_password(root.password_hash, password)
    assert Path("data/callplane.db").is_file()
    assert main(["user", "list"]) == 0
    assert main(["user", "add", "ROOT"]) == 1
    assert "Password" not in capsys.readouterr().out


def test_init_where_nothing_can_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert main(["init", "--config", str(tmp_path / "file" / "callplane.toml")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_password_is_asked_for_twice_at_a_terminal(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["one", "two", "", "", "same", "same"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    assert place.run("user", "passwd", "alice") == 1
    assert place.run("user", "passwd", "alice") == 1
    assert place.run("user", "passwd", "alice") == 0
    assert verify_password(place.snapshot.users[1].password_hash, "same")


def test_users_are_listed_disabled_enabled_and_removed(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert place.run("user", "disable", "alice") == 0
    with place.store() as store:
        store.record_failure("bob", UserFailures(10, 0.0, 9e12), "10.0.0.1", 0.0)
    capsys.readouterr()
    assert place.run("user", "list") == 0
    listed = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()[1:]}
    assert "administrator" in listed["admin"]
    assert "disabled" in listed["alice"]
    assert "locked out" in listed["bob"]
    assert place.run("user", "enable", "alice") == 0
    assert place.snapshot.users[1].enabled
    assert place.run("user", "remove", "alice") == 0
    assert [user.name for user in place.snapshot.users] == ["admin", "bob"]


def test_lines_are_assigned_ordered_and_listed(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert place.run("line", "assign", "alice", A) == 0
    assert place.run("line", "assign", "alice", B) == 0
    assert place.run("line", "order", "alice", "102", "+49815136856101") == 0
    assert place.snapshot.ownership == {"alice": (B, A)}
    assert place.run("line", "assign", "alice", "101", "--primary") == 0
    assert place.snapshot.ownership == {"alice": (A, B)}
    assert place.run("line", "unassign", "alice", "102") == 0
    assert place.run("line", "assign", "bob", "102") == 0
    assert place.run("grant", "alice", "102", "team") == 0
    assert place.run("grant", "bob", A, "4096") == 0
    assert place.snapshot.grants == {("alice", B): 519, ("bob", A): 4096}
    capsys.readouterr()
    assert place.run("line", "list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == [A, "-", "alice", "bob:control"]
    assert lines[2].split() == [B, "-", "bob", "alice:team"]
    assert place.run("grant", "bob", A, "none") == 0
    assert place.snapshot.grants == {("alice", B): 519}


def test_a_line_of_a_pbx_that_is_not_configured(place: Place) -> None:
    assert place.run("line", "assign", "alice", "tel:+49815136856101@mian") == 1
    assert place.run("line", "assign", "alice", A) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("user", "add", "alice"),
        ("user", "passwd", "nobody"),
        ("user", "remove", "nobody"),
        ("line", "assign", "alice", "999"),
        ("line", "order", "alice", "999"),
        ("grant", "alice", A, "boss"),
        ("reload",),
    ],
)
def test_refusals_are_one_line_and_exit_code_1(
    place: Place, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert place.run(*arguments) == 1
    captured = capsys.readouterr()
    assert len(captured.err.splitlines()) == 1


def test_a_place_that_is_not_there_is_exit_code_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["user", "list"]) == 2
    assert main(["user", "list", "--data", "nowhere"]) == 2
    assert main(["user", "list", "--config", "nowhere.toml"]) == 2


def test_a_store_without_a_configuration_is_found_by_its_directory(place: Place) -> None:
    (place.data / "callplane.toml").unlink()
    assert place.run("user", "list") == 0


async def test_a_running_server_has_taken_a_change_over_when_the_command_returns(place: Place) -> None:
    heard: list[tuple[str, int]] = []

    async def refresh() -> None:
        heard.append(("refresh", len(place.snapshot.users)))

    async def reload() -> None:
        heard.append(("reload", 0))

    control = ControlSocket(place.data, {"refresh": refresh, "reload": reload})
    await control.start()
    assert await asyncio.to_thread(place.run, "user", "add", "carol", "--password-stdin") == 0
    assert heard == [("refresh", 4)]
    assert await asyncio.to_thread(place.run, "user", "list") == 0
    assert await asyncio.to_thread(place.run, "user", "add", "carol", "--password-stdin") == 1
    assert len(heard) == 1
    assert await asyncio.to_thread(place.run, "reload") == 0
    assert heard[-1] == ("reload", 0)
    await control.stop()


def test_interruption(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("callplane.cli.user.run", interrupt)
    assert place.run("user", "list") == 130


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["user"], ["user", "add"], ["grant", "alice"]])
def test_wrong_usage_is_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert exit_.value.code == 2
    assert capsys.readouterr().err


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["--help"])
    assert exit_.value.code == 0
    words = capsys.readouterr().out.split()
    assert set(COMMANDS) <= set(words)
