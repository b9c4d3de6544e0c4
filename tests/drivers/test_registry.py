"""Drivers by name, and what is said when one cannot be used here."""

from __future__ import annotations

import sys

import pytest

from callplane.drivers.registry import check_driver, driver_class, driver_names
from callplane.errors import ConfigurationError


def test_drivers_that_are_built_in_can_be_configured() -> None:
    assert {"bluetooth", "exchange"} <= set(driver_names())
    assert driver_class("exchange").kind == "exchange"


def test_a_driver_that_nobody_offers_is_named() -> None:
    with pytest.raises(ConfigurationError, match="use one of"):
        driver_class("no-such-driver")


def test_a_driver_whose_extra_is_missing_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("callplane.drivers.bluetooth", "dbus_fast"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "dbus_fast", None)
    (problem,) = check_driver("bluetooth", {})
    assert "dbus_fast" in problem
    assert "pip install 'callplane[bluetooth]'" in problem
