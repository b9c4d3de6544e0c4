"""Handlers of the module Transport: is the server there, and which one is it."""

from __future__ import annotations

from callplane import __version__
from callplane.service.operations.handler import Handlers
from callplane.service.sessions import Session
from callplane.wire import operations
from callplane.wire.types import transport

PROTOCOL_VERSION = 70
PRODUCT = "callplane"


class TransportHandlers(Handlers):
    """Connection checks."""

    def __init__(self) -> None:
        super().__init__()
        self.serve(operations.CHECK_CONNECTION, self._check_connection)

    async def _check_connection(
        self, _session: Session, _argument: transport.AsnCheckConnectionArgument
    ) -> transport.AsnCheckConnectionResult:
        return transport.AsnCheckConnectionResult(
            u8sServerVersion=__version__,
            u8sProductVersion=f"{PRODUCT} {__version__}",
            iProtocolVersion=PROTOCOL_VERSION,
            iOEMID=0,
            u8sCookie="",
        )
