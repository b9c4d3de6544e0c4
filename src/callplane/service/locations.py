"""The locations that are configured now. Knows no line, no file and no wire."""

from __future__ import annotations

from collections.abc import Mapping

from callplane.numbers.location import Location


class Locations:
    """Locations by id; replaced as a whole when the configuration is read again."""

    def __init__(self, locations: Mapping[str, Location]) -> None:
        self._locations = dict(locations)

    def find(self, location_id: str) -> Location | None:
        return self._locations.get(location_id)

    def all(self) -> tuple[Location, ...]:
        return tuple(self._locations.values())

    def replace(self, locations: Mapping[str, Location]) -> tuple[str, ...]:
        """Take over another configuration. Returns the ids of locations that are new, changed or gone."""
        before, self._locations = self._locations, dict(locations)
        ids = {*before, *self._locations}
        return tuple(sorted(i for i in ids if before.get(i) != self._locations.get(i)))
