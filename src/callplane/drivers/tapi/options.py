"""The driver's table in the configuration: knows its keys, types and defaults.

::

    [pbx.hall]
    driver = "tapi"
    location = "office"                    # of every bridge that names no other

    [pbx.hall.bridges.branch]              # by the name under which the bridge is enrolled; the table may be left out
    location = "branch"
    providers = ["Acme"]                   # only lines whose provider has one of these texts in its name
    numbers = { "Front door" = "101" }     # for lines whose address is no number: by the line's name or permanent id
    hook = "acme"                          # what lineDevSpecific means there, by the name of an installed package's entry point
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

_KEYS = ("location", "providers", "numbers", "hook")


@dataclass(frozen=True)
class BridgeOptions:
    """One bridge. `location` "": that of the PBX."""

    location: str = ""
    providers: tuple[str, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    hook: str = ""


@dataclass(frozen=True)
class Options:
    bridges: Mapping[str, BridgeOptions] = field(default_factory=dict)

    def of(self, bridge: str) -> BridgeOptions:
        return self.bridges.get(bridge, BridgeOptions())

    @classmethod
    def read(cls, table: Mapping[str, object]) -> tuple[Options, list[str]]:
        """The options, and what is wrong with them: one sentence each, with the key and the remedy."""
        faults: list[str] = []
        bridges = table.get("bridges", {})
        if not isinstance(bridges, Mapping):
            return cls(), ["bridges: write a table for each bridge, such as [pbx.NAME.bridges.BRIDGE]."]
        return cls({str(name): _bridge(f"bridges.{name}", given, faults) for name, given in bridges.items()}), faults


def _bridge(where: str, table: object, faults: list[str]) -> BridgeOptions:
    if not isinstance(table, Mapping):
        faults.append(f"{where}: write a table with {', '.join(_KEYS)}.")
        return BridgeOptions()
    faults += [f"{where}: {key} is not known; use {', '.join(_KEYS)}." for key in table if key not in _KEYS]
    texts = {}
    for key in ("location", "hook"):
        texts[key] = table.get(key, "")
        if not isinstance(texts[key], str):
            faults.append(f"{where}: {key} must be a text.")
            texts[key] = ""
    providers, numbers = table.get("providers", []), table.get("numbers", {})
    if not isinstance(providers, list | tuple) or not all(isinstance(one, str) for one in providers):
        faults.append(f'{where}: providers must be a list of texts, such as ["Acme"].')
        providers = []
    if not isinstance(numbers, Mapping) or not all(isinstance(one, str) for one in numbers.values()):
        faults.append(f'{where}: numbers must be a table of texts, such as {{ "Front door" = "101" }}.')
        numbers = {}
    return BridgeOptions(texts["location"], tuple(providers), dict(numbers), texts["hook"])
