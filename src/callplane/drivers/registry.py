"""Drivers by name: those built in, and those that installed packages offer under the entry point group `callplane.drivers`.

Imports a driver only when it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import entry_points

from callplane.drivers.base import Driver
from callplane.errors import ConfigurationError

ENTRY_POINTS = "callplane.drivers"
_BUILT_IN = {
    "asterisk": "callplane.drivers.asterisk.driver:AsteriskDriver",
    "bluetooth": "callplane.drivers.bluetooth.driver:BluetoothDriver",
    "exchange": "callplane.drivers.exchange.driver:ExchangeDriver",
    "tapi": "callplane.drivers.tapi.driver:TapiDriver",
}


def driver_names() -> tuple[str, ...]:
    """The names of all drivers that can be configured here."""
    return tuple(sorted({*_BUILT_IN, *(point.name for point in entry_points(group=ENTRY_POINTS))}))


def driver_class(name: str) -> type[Driver]:
    """The driver of that name. Raises ConfigurationError."""
    if name in _BUILT_IN:
        module, _, attribute = _BUILT_IN[name].partition(":")
        try:
            loaded = getattr(import_module(module), attribute)
        except ModuleNotFoundError as error:
            text = f"driver '{name}' needs a package that is not installed here ({error.name})"
            raise ConfigurationError(f"{text}: pip install 'callplane[{name}]'") from error
    else:
        points = [point for point in entry_points(group=ENTRY_POINTS) if point.name == name]
        if not points:
            raise ConfigurationError(f"there is no driver '{name}': use one of {', '.join(driver_names())}")
        loaded = points[0].load()
    if not (isinstance(loaded, type) and issubclass(loaded, Driver)):
        raise ConfigurationError(f"the package that offers driver '{name}' is broken: it gives no driver")
    return loaded


def check_driver(name: str, options: Mapping[str, object]) -> list[str]:
    """What is wrong with a PBX's table: one sentence each."""
    try:
        return driver_class(name).check(options)
    except ConfigurationError as error:
        return [str(error)]
