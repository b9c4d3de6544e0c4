"""A configuration as the server uses it: settings, locations, and PBX tables that their drivers have looked at.

It joins those who understand the parts of `callplane.toml` and reports their complaints with the file's lines. It knows no
driver: `check_driver(driver, options)` gives the complaints of the driver of that name, one sentence each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from callplane import settings as table
from callplane.errors import ConfigurationError
from callplane.numbers.location import Location
from callplane.settings import Document, Keys, Problem, Settings

CheckDriver = Callable[[str, Mapping[str, object]], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Configuration:
    """Settings and the locations that they describe, by name."""

    settings: Settings
    locations: Mapping[str, Location]


def examine(settings: Settings, document: Document, check_driver: CheckDriver) -> Configuration:
    """The configuration of a document. What is wrong is added to the document's problems."""
    locations = {}
    if not settings.locations and not document.problems:
        document.report((), "there is no location", "add a table [locations.NAME]; 'callplane init' writes an example")
    for name, location in settings.locations.items():
        try:
            locations[name] = Location.from_mapping(location, f"[locations.{name}]", name)
        except ConfigurationError as error:
            _complain(document, ("locations", name), location, str(error))
    for name, pbx in settings.pbxes.items():
        for complaint in check_driver(pbx.driver, pbx.options) if pbx.driver else ():
            _complain(document, ("pbx", name), ("driver", *pbx.options), f"[pbx.{name}]: {complaint}")
        for part, at in _parts_with_locations(pbx.options):
            if at not in settings.locations:
                text = f"[pbx.{name}.{'.'.join(part)}]: location: there is no location '{at}'"
                document.report(("pbx", name, *part, "location"), text, "name one of [locations]")
    document.problems.sort(key=lambda problem: problem.line)
    return Configuration(settings, locations)


def _parts_with_locations(table: Mapping[str, object], place: Keys = ()) -> Iterator[tuple[Keys, str]]:
    """The parts of a PBX's table that stand at a location of their own: where they are, and the location's name."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            if "location" in value:
                yield (*place, key), str(value["location"])
            yield from _parts_with_locations(value, (*place, key))


def load_configuration(path: Path, check_driver: CheckDriver) -> Configuration:
    """The configuration of a file. Raises ConfigurationError with one line for each problem."""
    settings, document = table.read(path)
    configuration = examine(settings, document, check_driver)
    table.raise_problems(document.problems)
    return configuration


def check_configuration(path: Path, check_driver: CheckDriver) -> list[Problem]:
    """Everything that is wrong in a file, in the order of its lines."""
    settings, document = table.read(path)
    examine(settings, document, check_driver)
    return document.problems


def _complain(document: Document, place: Keys, keys: Iterable[str], text: str) -> None:
    """Report a complaint at the line of the key that it names first, else at the head of its table.

    A key in a table below that of the PBX is named as `trunks.provider: prefixes ...`.
    """
    patterns = (rf"(?<![\w.\[]){re.escape(key)}\b(?:[.\w-]*: \w+)?" for key in keys)
    found = min((match for pattern in patterns if (match := re.search(pattern, text))), key=re.Match.start, default=None)
    document.report((*place, *re.split(r"\.|: ", found[0])) if found else place, text, "")
