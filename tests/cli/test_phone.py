"""`callplane phone`: what it keeps, and what it prints for people to type into their phones."""

from __future__ import annotations

import io
import time
from contextlib import closing
from pathlib import Path

import pytest

from callplane.cli.main import main
from callplane.cli.templates import default_toml
from callplane.drivers.exchange.sip import remembered
from callplane.settings import load
from callplane.sip.digest import ha1
from callplane.sip.gate import REALM, Account
from callplane.sip.registrar import Binding
from callplane.sip.transactions import Flow
from callplane.store.phones import load_phones
from callplane.store.records import PhoneRecord
from callplane.store.store import Store


class Place:
    def __init__(self, data: Path) -> None:
        self.data = data

    def run(self, *arguments: str) -> int:
        return main([*arguments, "--data", str(self.data)])

    @property
    def phones(self) -> tuple[PhoneRecord, ...]:
        with closing(Store(load(self.data / "callplane.toml").store_url)) as store:
            return load_phones(store)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr("sys.stdin", io.StringIO("secret\n" * 5))
    (tmp_path / "callplane.toml").write_text(default_toml("."), encoding="utf-8")
    Store(load(tmp_path / "callplane.toml").store_url, create=True).close()
    return Place(tmp_path)


def test_a_phone_is_added_and_told_what_to_type(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert place.run("phone", "add", "102", "--password-stdin") == 0
    printed = capsys.readouterr().out
    assert "Added the phone '102' for extension 102." in printed
    assert "127.0.0.1\n" in printed
    assert "sip_port = 5060" in printed, "SIP is not open yet"
    (phone,) = place.phones
    assert (phone.pbx, phone.name, phone.extension, phone.auto_answer, phone.serial) == ("main", "102", "102", False, 0)
    assert phone.ha1_md5 == ha1("MD5", "102", REALM, "secret")
    assert phone.ha1_sha256 == ha1("SHA-256", "102", REALM, "secret")


def test_the_server_is_named_as_it_is_configured(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    config = place.data / "callplane.toml"
    text = config.read_text(encoding="utf-8").replace("#sip_host =", "sip_host =").replace("#sip_port = 5060", "sip_port = 5070")
    config.write_text(text, encoding="utf-8")
    assert place.run("phone", "add", "101") == 0
    printed = capsys.readouterr().out
    assert ":5070\n" in printed
    assert "0.0.0.0" not in printed
    assert printed.count("password") == 1
    assert "(the one that you gave)" not in printed, "it was made here, and is shown"


def test_passwords_change_and_phones_go(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert place.run("phone", "add", "102", "--name", "mobile", "--auto-answer", "--password-stdin") == 0
    assert "The phone 'mobile' has a new password." in capsys.readouterr().out
    assert place.run("phone", "kick", "mobile") == 0
    assert [(phone.name, phone.auto_answer, phone.serial) for phone in place.phones] == [("mobile", True, 2)]
    assert place.run("phone", "remove", "mobile") == 0
    assert place.phones == ()
    for action in ("remove", "kick"):
        assert place.run("phone", action, "mobile") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("199",), "199 is no extension of main: give one of 101, 102"),
        (("101", "--pbx", "other"), "there is no such exchange"),
        (("101", "--name", "a b"), "cannot be a phone's name"),
        (("101", "--name", "102"), "belongs to a phone of extension 102"),
    ],
)
def test_what_cannot_be_added(place: Place, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str) -> None:
    place.run("phone", "add", "102", "--password-stdin")
    assert place.run("phone", "add", *arguments, "--password-stdin") == 1
    assert said in capsys.readouterr().err


def test_an_extension_without_sip_phones(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    config = place.data / "callplane.toml"
    text = config.read_text(encoding="utf-8").replace('{number = "101",', '{number = "101", phone = "virtual",')
    config.write_text(text, encoding="utf-8")
    assert place.run("phone", "add", "101", "--password-stdin") == 1
    assert 'write "sip" or "both"' in capsys.readouterr().err


def test_the_list_tells_who_is_registered(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.run("phone", "add", "102", "--password-stdin")
    binding = Binding("sip:102@192.0.2.7", Flow("UDP", "192.0.2.7", 5062), "102", time.time() + 60, "1", 1, product="Desk/1")
    text = remembered.document([("102", binding)], {"102": Account("102", "102", {})})
    remembered.write(place.data / "drivers/main" / remembered.FILE, text)
    capsys.readouterr()
    assert place.run("phone", "list") == 0
    assert "udp:192.0.2.7:5062 (Desk/1)" in capsys.readouterr().out
