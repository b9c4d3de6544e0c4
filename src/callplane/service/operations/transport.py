"""Handlers of the module Transport: is the server there, which one is it, and whose is a token."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import NAMESPACE_URL, uuid5

from callplane import __version__
from callplane.service.lines import Lines, Scope
from callplane.service.operations.handler import Handlers
from callplane.service.present_contact import STATIC_RIGHTS, ContactPresenter
from callplane.service.sessions import Session
from callplane.service.tokens import Tokens, Verified
from callplane.wire import operations, times
from callplane.wire.types import transport
from callplane.wire.types.common import AsnStringPair, AsnUserPropertyBag

PROTOCOL_VERSION = 70
PRODUCT = "callplane"


class TransportHandlers(Handlers):
    """Connection checks, and tokens that others were given. `clock`: UTC seconds since the epoch."""

    def __init__(self, lines: Lines, contacts: ContactPresenter, tokens: Tokens, clock: Callable[[], float], ucsid: str) -> None:
        super().__init__()
        self._lines = lines
        self._contacts = contacts
        self._tokens = tokens
        self._clock = clock
        self._ucsid = ucsid
        self.serve(operations.CHECK_CONNECTION, self._check_connection)
        self.serve(operations.TOKEN_VERIFY_V2, self._token_verify)

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

    async def _token_verify(
        self, _session: Session, argument: transport.AsnTokenVerifyV2Argument
    ) -> transport.AsnTokenVerifyResult:
        """Whose token it is. What is not known of a user here is empty; profile attributes come as properties."""
        token = await self._tokens.verify(argument.u8sToken, self._clock())
        user = token.user
        own = self._lines.listed(user.name, Scope.OWN)
        numbers = list(dict.fromkeys(line.number for line in own))
        return transport.AsnTokenVerifyResult(
            stValidTo=times.to_text(token.expires),
            iType=token.type,
            u8sDNPath="",
            u8sUserName=user.name,
            u8sSIPURI="",
            u8sobjectGUID=_guid(self._ucsid, user.name, user.created),
            u8sPhoneNumber=numbers[0] if numbers else "",
            u8sPhoneSecondary=numbers[1] if len(numbers) > 1 else "",
            u8sCallRecordingNumber="",
            u8sMailboxNumber="",
            u8sHomeServer=self._ucsid,
            iUserStaticRights=int(STATIC_RIGHTS),
            asnUserContact=self._contacts.database_contact(user, own),
            asnUserPropertyBag=AsnUserPropertyBag(asnProperties=list(_properties(token))),
        )


def _guid(ucsid: str, name: str, created: float) -> str:
    """An id that a user keeps for life, and that no later user of his name gets."""
    return f"{{{str(uuid5(NAMESPACE_URL, f'callplane:{ucsid}/{name}/{created}')).upper()}}}"


def _properties(token: Verified) -> Iterator[AsnStringPair]:
    """What the token carries: its services, and `service/name` for each attribute."""
    if token.services:
        yield AsnStringPair(key="serviceTypes", value=";".join(token.services))
    for attribute in token.attributes:
        yield AsnStringPair(key=f"{attribute.service}/{attribute.name}", value=attribute.value or "")
