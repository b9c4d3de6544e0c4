"""The whole configuration: what locations and drivers say about their tables, with the lines of the file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from callplane.cli.templates import default_toml, demo_toml
from callplane.errors import ConfigurationError
from callplane.service.configuration import check_configuration, load_configuration

BAD = """\
[locations.a]
area_code = "8151"
country_code = "x"

[locations.b]
nonsense = 1

[pbx.one]
driver = "exchange"
location = "a"
ring = 1
extensions = 3

[pbx.two]
driver = "unknown"
location = "b"

[pbx.three]
location = "b"
"""


def check_driver(driver: str, options: Mapping[str, object]) -> list[str]:
    if driver != "exchange":
        return [f"there is no driver '{driver}': use exchange"]
    return [] if isinstance(options.get("extensions"), list) else ["extensions is no list: write one", "it cannot ring"]


def test_the_demo(tmp_path: Path) -> None:
    path = tmp_path / "callplane.toml"
    path.write_text(demo_toml())
    configuration = load_configuration(path, check_driver)
    assert configuration.locations["demo"].trunk == "+49815136856"
    assert configuration.locations["demo"].id == "demo"
    assert configuration.settings.pbxes["demo"].driver == "exchange"
    assert check_configuration(path, check_driver) == []


def test_a_new_configuration_can_be_used_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "callplane.toml"
    path.write_text(default_toml())
    configuration = load_configuration(path, check_driver)
    assert configuration.locations["office"].trunk == "+49815136856"
    assert configuration.settings.pbxes["main"].location == "office"


def test_a_server_needs_a_location(tmp_path: Path) -> None:
    path = tmp_path / "callplane.toml"
    assert len(check_configuration(path, check_driver)) == 1
    path.write_text("")
    assert len(check_configuration(path, check_driver)) == 1


def test_a_complaint_about_a_table_below_has_the_line_of_its_key(tmp_path: Path) -> None:
    path = tmp_path / "callplane.toml"
    text = demo_toml() + '\n[pbx.demo.trunks.provider]\nhost = "sip.example"\nprefixes = "+44"\n'
    path.write_text(text)
    (problem,) = check_configuration(path, lambda *_: ["trunks.provider: prefixes must be a list."])
    assert problem.line == text.splitlines().index('prefixes = "+44"') + 1
    (problem,) = check_configuration(path, lambda *_: ["trunks.provider: user is missing."])
    assert problem.line == text.splitlines().index("[pbx.demo.trunks.provider]") + 1


def test_every_complaint_has_a_line(tmp_path: Path) -> None:
    path = tmp_path / "callplane.toml"
    path.write_text(BAD)
    problems = check_configuration(path, check_driver)
    assert [problem.line for problem in problems] == [3, 6, 11, 12, 15, 18]
    with pytest.raises(ConfigurationError) as raised:
        load_configuration(path, check_driver)
    assert len(str(raised.value).splitlines()) == len(problems)


def test_a_part_of_a_pbx_can_stand_at_a_location_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "callplane.toml"
    text = demo_toml() + '\n[pbx.demo.bridges.branch]\nlocation = "LOCATION"\n'
    path.write_text(text.replace("LOCATION", "demo"), encoding="utf-8")
    assert not check_configuration(path, check_driver)
    path.write_text(text.replace("LOCATION", "nowhere"), encoding="utf-8")
    (problem,) = check_configuration(path, check_driver)
    assert "[pbx.demo.bridges.branch]: location: there is no location 'nowhere'" in str(problem)
    assert problem.line == text.splitlines().index('location = "LOCATION"') + 1
