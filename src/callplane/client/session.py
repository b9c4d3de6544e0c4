"""The operations around telephony, as methods: who is logged in, tokens, locations. Knows the interface's structures only.

Every method returns the operation's result structure and raises what `Caller.call` does.
"""

from __future__ import annotations

from collections.abc import Sequence

from callplane.client.caller import Caller
from callplane.wire import operations as op
from callplane.wire.types import auth, main, transport
from callplane.wire.types.auth import AsnUserTokenType as TokenType


class SessionOperations(Caller):
    """The session itself, and what a client asks for around its calls."""

    async def get_logged_in_contact(self) -> auth.AsnGetLoggedInContactV2Result:
        """The user of this session: name, contact, lines (1008)."""
        return await self.call(op.GET_LOGGED_IN_CONTACT_V2, auth.AsnGetLoggedInContactArgument())

    async def get_user_token(
        self, token_type: TokenType = TokenType.eUserTokenLogin, *, lifetime: int | None = None
    ) -> auth.AsnGetUserTokenV2Result:
        """A token with which the user can log in, or show to others who he is; `lifetime` in seconds (1007)."""
        return await self.call(op.GET_USER_TOKEN_V2, auth.AsnGetUserTokenArgument(iType=token_type, iTTL=lifetime))

    async def token_verify(self, token: str) -> transport.AsnTokenVerifyResult:
        """Whose token it is and how long it is valid (1719)."""
        return await self.call(op.TOKEN_VERIFY_V2, transport.AsnTokenVerifyV2Argument(u8sToken=token))

    async def check_connection(self) -> transport.AsnCheckConnectionResult:
        """The server's versions; also shows that the whole way there and back works (1714)."""
        return await self.call(op.CHECK_CONNECTION, transport.AsnCheckConnectionArgument())

    async def subscribe_services(self) -> main.AsnSubscribeServicesResult:
        """Accepted by every server; clients of the interface call it after log-on (703)."""
        return await self.call(op.SUBSCRIBE_SERVICES, main.AsnSubscribeServicesArgument())

    async def get_location_ids(self, location_ids: Sequence[str] | None = None) -> main.AsnGetLocationIDsResult:
        """Ids and checksums of all locations, or of these (1120)."""
        ids = None if location_ids is None else list(location_ids)
        return await self.call(op.GET_LOCATION_IDS, main.AsnGetLocationIDsArgument(locationIDs=ids))

    async def get_location_information(self, location_id: str) -> main.AsnGetLocationInformation2Result:
        """A location with its codes, prefixes and rules (1119)."""
        argument = main.AsnGetLocationInformationArgument(u8sLocationID=location_id)
        return await self.call(op.GET_LOCATION_INFORMATION2, argument)
