"""The command `callplane number`: steps for people, and where locations come from."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from callplane.cli.main import main
from callplane.cli.templates import demo_toml
from callplane.numbers import DEMO_LOCATION, Location

CONFIGURATION = """
[locations.vienna]
country_code = "43"
area_code = "1"
main_number = "40110"
range_begin = "2000"
range_end = "2999"
access_code_local = "0"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "callplane.toml"
    file.write_text(CONFIGURATION, encoding="utf-8")
    return file


def columns(output: str) -> list[list[str]]:
    return [line.split() for line in output.splitlines()[1:]]


def test_the_steps_of_a_number_at_the_demo(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["number", "08151/123456", "--location", "demo"]) == 0
    assert [row[:3] for row in columns(capsys.readouterr().out)] == [
        ["read", "08151/123456", "08151123456"],
        ["read", "08151123456", "+498151123456"],
        ["displayed", "+498151123456", "08151"],
        ["dialled", "+498151123456", "123456"],
        ["dialled", "123456", "0123456"],
    ]


def test_the_location_without_a_configuration_is_that_of_the_demo() -> None:
    table = tomllib.loads(demo_toml())["locations"]["demo"]
    assert Location.from_mapping(table, "the demo", "demo") == DEMO_LOCATION


@pytest.mark.parametrize(
    ("text", "number", "dialled"),
    [
        ("+49 (0)8151 36856-102", "+49815136856102", "102"),
        ("102", "+49815136856102", "102"),
        ("0815136856102", "+49815136856102", "102"),
        ("0 089 123456", "+4989123456", "0089123456"),
        ("tel:+49-89-123456;phone-context=x", "+4989123456", "0089123456"),
        ("00 43 1 5123456", "+4315123456", "0004315123456"),
        ("+39 06 698 12345", "+390669812345", "000390669812345"),
        ("110", "110", "0110"),
        ("0110", "110", "0110"),
    ],
)
def test_what_people_write(text: str, number: str, dialled: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A text reaches a number in its last step of reading, and what is dialled in its very last one."""
    assert main(["number", text]) == 0
    rows = [line.split("  ") for line in capsys.readouterr().out.splitlines()[1:]]
    cells = [[cell.strip() for cell in row if cell] for row in rows]
    assert [row[2] for row in cells if row[0] == "read"][-1] == number
    assert cells[-1][:3][0] == "dialled"
    assert cells[-1][2] == dialled


@pytest.mark.parametrize("text", ["", "+", "junk!", "0102", "200", "089 FLOWERS", "*21#", "1" * 40, "\N{TELEPHONE RECEIVER}"])
def test_what_nobody_can_dial(text: str) -> None:
    assert main(["number", text]) == 1


def test_what_cannot_be_read_ends_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["number", "089-abc"]) == 1
    last = columns(capsys.readouterr().out)[-1]
    assert last[:3] == ["read", "089abc", "-"]
    assert len(last) > 5


def test_the_source_chooses_how_to_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["number", "0015123456789", "--source", "dialled"]) == 0
    assert ["+4915123456789" in row for row in columns(capsys.readouterr().out)].count(True) > 0


@pytest.mark.parametrize("option", ["--config", "--data"])
def test_locations_of_a_configuration(config: Path, option: str, capsys: pytest.CaptureFixture[str]) -> None:
    place = config if option == "--config" else config.parent
    assert main(["number", "2345", "--location", "vienna", option, str(place)]) == 0
    assert "+431401102345" in capsys.readouterr().out.split()


def test_an_unknown_location_names_those_that_are_there(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["number", "2345", "--location", "vienna"]) == 2
    assert "demo" in capsys.readouterr().err
    assert main(["number", "2345", "--config", str(config)]) == 2
    assert "vienna" in capsys.readouterr().err


def test_a_faulty_location_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "faulty.toml"
    file.write_text('[locations.office]\narea = "8151"\n', encoding="utf-8")
    assert main(["number", "2345", "--location", "office", "--config", str(file)]) == 2
    error = capsys.readouterr().err
    assert "[locations.office]" in error
    assert "area_code" in error
