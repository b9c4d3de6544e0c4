"""Handlers of the module Main: locations and the subscription to services."""

from __future__ import annotations

from callplane.errors import UnknownObject
from callplane.service.locations import Locations
from callplane.service.operations.handler import Handlers
from callplane.service.present_location import location_information
from callplane.service.sessions import Session
from callplane.wire import operations
from callplane.wire.types import main
from callplane.wire.types.common import AsnStringPair


class MainHandlers(Handlers):
    """Locations by id, as they are configured now."""

    def __init__(self, locations: Locations) -> None:
        super().__init__()
        self._locations = locations
        self.serve(operations.SUBSCRIBE_SERVICES, self._subscribe_services)
        self.serve(operations.GET_LOCATION_IDS, self._location_ids)
        self.serve(operations.GET_LOCATION_INFORMATION2, self._location_information)

    async def _subscribe_services(
        self, _session: Session, _argument: main.AsnSubscribeServicesArgument
    ) -> main.AsnSubscribeServicesResult:
        return main.AsnSubscribeServicesResult()

    async def _location_ids(self, _session: Session, argument: main.AsnGetLocationIDsArgument) -> main.AsnGetLocationIDsResult:
        wanted = argument.locationIDs
        pairs = [
            AsnStringPair(key=location.id, value=location.checksum)
            for location in self._locations.all()
            if not wanted or location.id in wanted
        ]
        return main.AsnGetLocationIDsResult(locationIDMD5ChecksumList=pairs)

    async def _location_information(
        self, _session: Session, argument: main.AsnGetLocationInformationArgument
    ) -> main.AsnGetLocationInformation2Result:
        location = self._locations.find(argument.u8sLocationID)
        if location is None:
            raise UnknownObject(
                f"there is no location '{argument.u8sLocationID[:80]}': GetLocationIDs lists those that there are"
            )
        return main.AsnGetLocationInformation2Result(asnLocationData=location_information(location))
