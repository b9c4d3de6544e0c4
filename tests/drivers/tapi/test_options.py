"""The table in the configuration."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.contract.tapi_harness import enrolled

from callplane.drivers.tapi.driver import TapiDriver
from callplane.drivers.tapi.enrolment import Enrolments
from callplane.drivers.tapi.options import BridgeOptions, Options


def test_a_table_is_read() -> None:
    table = {"location": "branch", "providers": ["Acme"], "numbers": {"Front door": "101"}, "hook": "acme"}
    options, faults = Options.read({"bridges": {"pc": table}})
    assert not faults
    assert options.of("pc") == BridgeOptions("branch", ("Acme",), {"Front door": "101"}, "acme")
    assert options.of("other") == BridgeOptions()


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ({"bridges": 1}, "bridges"),
        ({"bridges": {"pc": 1}}, "bridges.pc"),
        ({"bridges": {"pc": {"locations": "x"}}}, "locations"),
        ({"bridges": {"pc": {"location": 1}}}, "location"),
        ({"bridges": {"pc": {"providers": "Acme"}}}, "providers"),
        ({"bridges": {"pc": {"numbers": {"a": 1}}}}, "numbers"),
        ({"bridges": {"pc": {"hook": "nothing-of-that-name"}}}, "nothing-of-that-name"),
    ],
)
def test_a_mistake_is_named(table: dict[str, object], named: str) -> None:
    (fault,) = TapiDriver.check(table)
    assert named in fault
    assert fault.endswith(".")


def test_what_an_administrator_should_know(tmp_path: Path) -> None:
    assert TapiDriver.notes({}, tmp_path) == ["no bridge is enrolled: run 'callplane tapi enrol NAME'."]
    enrolled(tmp_path, "pc")
    Enrolments(tmp_path).invite("new", 0)
    assert TapiDriver.notes({"bridges": {"branch": {}}}, tmp_path) == [
        "bridge pc is enrolled (host test-host).",
        "bridge new has a code that was not used yet.",
        "bridges.branch is not enrolled: run 'callplane tapi enrol branch'.",
    ]
