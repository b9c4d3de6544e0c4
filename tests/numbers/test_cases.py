"""The table of cases: how numbers are written, dialled and shown in several countries and behind a PBX."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest

from callplane.errors import InvalidNumber
from callplane.numbers import DEMO_LOCATION, Location, Source, display, to_dialable, to_supercanonic

HERE = Path(__file__).parent
LOCATIONS = {"demo": DEMO_LOCATION} | {
    name: Location.from_mapping(table, f"locations.toml [{name}]", name)
    for name, table in tomllib.loads((HERE / "locations.toml").read_text(encoding="utf-8")).items()
}
with (HERE / "cases.csv").open(encoding="utf-8", newline="") as file:
    CASES = [pytest.param(row, id=f"{row['location']}:{row['text']}") for row in csv.DictReader(file)]


def test_table_is_long_enough() -> None:
    assert len(CASES) >= 200
    assert {case.values[0]["location"] for case in CASES} == set(LOCATIONS)  # type: ignore[index]


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, str]) -> None:
    location = LOCATIONS[case["location"]]
    if not case["supercanonic"]:
        with pytest.raises(InvalidNumber):
            to_supercanonic(case["text"], location)
        return
    number = to_supercanonic(case["text"], location)
    shown, dialled = display(number, location), to_dialable(number, location)
    assert (number, dialled, shown) == (case["supercanonic"], case["dialable"], case["display"])
    assert to_supercanonic(number, location) == number
    assert to_supercanonic(shown, location) == number
    assert to_supercanonic(dialled, location, Source.DIALLED) == number
