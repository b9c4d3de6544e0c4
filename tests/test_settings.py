"""The configuration file: defaults, what is read, and what is said about mistakes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from callplane.cli.templates import default_toml, demo_toml
from callplane.errors import ConfigurationError
from callplane.settings import SECTIONS, Settings, check, load, toml_value

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(text: str) -> Path:
        path = tmp_path / "callplane.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write_file


def test_an_empty_file_means_the_defaults(write: Write, tmp_path: Path) -> None:
    settings = load(write(""))
    assert settings == Settings(directory=tmp_path)
    assert (settings.server.http_port, settings.server.cors_origins) == (7224, ("*",))
    assert settings.data == tmp_path / "data"
    assert settings.store_url == f"sqlite:///{tmp_path / 'data' / 'callplane.db'}"


def sections(settings: Settings) -> list[object]:
    return [getattr(settings, name) for name in SECTIONS]


def test_the_written_configuration_is_complete_and_says_the_defaults(write: Write, tmp_path: Path) -> None:
    assert sections(load(write(default_toml()))) == sections(Settings())
    text = default_toml("elsewhere")
    assert load(write(text)).data == tmp_path / "elsewhere"
    for section, kind in SECTIONS.items():
        assert f"\n[{section}]\n" in text
        for row in fields(kind):
            assert f"{row.name} = " in text


def test_every_default_of_the_written_configuration_can_be_activated(write: Write) -> None:
    active = re.sub(r"^#(\w)", r"\1", default_toml(), flags=re.MULTILINE)
    assert "\nhttp_port = 7224\n" in active
    assert sections(load(write(active))) == sections(Settings())


def test_the_demo(write: Write, tmp_path: Path) -> None:
    settings = load(write(demo_toml(http_port=9001, host="127.0.0.2")))
    assert (settings.server.http_port, settings.server.host) == (9001, "127.0.0.2")
    assert settings.data == tmp_path
    assert settings.locations["demo"]["main_number"] == "36856"
    extensions = settings.pbxes["demo"].options["extensions"]
    assert isinstance(extensions, list)
    assert [extension["number"] for extension in extensions] == ["101", "111", "102", "103", "104"]


def test_values_are_taken_over(write: Write) -> None:
    settings = load(
        write(
            'server.host = "0.0.0.0"\n[logon]\nuser_failures = 3\n[store]\nurl = "sqlite:////x.db"\n'
            '[locations.a]\ncountry_code = "49"\n[pbx.b]\ndriver = "exchange"\nlocation = "a"\nextra = 1\n'
        )
    )
    assert settings.server.host == "0.0.0.0"
    assert settings.logon.user_failures == 3
    assert settings.store_url == "sqlite:////x.db"
    assert settings.locations == {"a": {"country_code": "49"}}
    assert settings.pbxes["b"].options == {"extra": 1}
    assert settings.with_data(Path("/elsewhere")).data == Path("/elsewhere")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("[server]\n\nhttp_prt = 1", [3]),
        ("[server]\nhttp_port = 70000", [2]),
        ("[server]\nhttp_port = true", [2]),
        ('[server]\nhttp_port = "7224"', [2]),
        ("[server]\nhost = 1\ncors_origins = [1]", [2, 3]),
        ('[server]\ncors_origins = "*"', [2]),
        ("[server]\nhttp_port = 1000\ntcp_port = 1000", [3]),
        ("[server]\nhttp_port = 7225", [1]),
        ('[oidc]\nissuer = "https://id"', [1, 1]),
        ('[oidc]\nissuer = "https://id"\naudience = "a"\njwks = "https://id/keys"\nuser_claim = ""', [5]),
        ('[oidc]\njwks = "http://id/keys"', [2]),
        ('[oidc]\nissuer = "https://id"\naudience = "a"\njwks = "keys.json"', []),
        ("[server]\nhttp_port = 0\ntcp_port = 0\ntls_port = 0", []),
        ('[log]\nformat = "xml"\nlevel = "debug"', [2]),
        ("server.http_port = -1", [1]),
        ('["server"]\n"http_port" = -1', [2]),
        ("\nserver = 1", [2]),
        ("\n[sever]\nhost = 1", [2]),
        ("[locations]\nhome = 1", [2]),
        ('[locations."no name"]', [1]),
        ("[pbx.a]", [1, 1]),
        ('[pbx.a]\ndriver = "exchange"\nlocation = "b"', [3]),
        ('[pbx.a]\ndriver = 1\nlocation = ""', [2, 3]),
        ("[server\n", [1]),
        ("[server]\nhost = \n", [2]),
        ("[server]\nhost = [", [2]),
        ("[server]\n[server]", [2]),
    ],
)
def test_mistakes_are_all_named_with_their_lines(write: Write, text: str, lines: list[int]) -> None:
    path = write(text)
    problems = check(path)
    assert [problem.line for problem in problems] == lines
    for problem in problems:
        assert problem.file == path
        assert problem.text
        assert problem.remedy
        assert str(problem).startswith(f"{path}:{problem.line}: ")


def test_load_raises_all_mistakes_at_once(write: Write) -> None:
    with pytest.raises(ConfigurationError) as raised:
        load(write("[server]\nhost = 1\nhttp_port = 70000"))
    assert len(str(raised.value).splitlines()) == 2


def test_a_close_name_is_proposed(write: Write) -> None:
    assert "'http_port'" in check(write("[server]\nhttp_prt = 1"))[0].remedy
    assert "'http_port'" not in check(write("[server]\nzzz = 1"))[0].remedy


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin1.toml").write_bytes(b"# \xe4")
    for name in ("missing.toml", "latin1.toml", ""):
        (problem,) = check(tmp_path / name)
        assert problem.line == 0
        assert problem.remedy


def test_values_are_written_as_toml(write: Write) -> None:
    name = 'a "b" \\ ä 😀'
    assert load(write(f"[server]\nucsid = {toml_value(name)}")).server.ucsid == name
