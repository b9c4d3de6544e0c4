"""What a TCP client may do before it is logged on: agree on a version, then log in. Knows no bytes and no sockets.

The order is asnNegotiateServerConnectionV2 (1006), asnLoginV2 (1005); interface README section 5. Everything else is rejected
until then. Limits: while MAX_STRANGERS others have not logged on yet, a client is told to come back later.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from callplane import __version__
from callplane.errors import LogonRefused
from callplane.gateway.credentials import Authenticator, Credentials, Token, read_basic
from callplane.gateway.returning import Received, Returning
from callplane.gateway.session import SESSION_OPERATIONS
from callplane.service.sessions import Session
from callplane.wire import times
from callplane.wire.operations import AnyOperation
from callplane.wire.rose import InvokeReceived, Objection
from callplane.wire.types import auth
from callplane.wire.types.auth import AsnLogonErrorEnum
from callplane.wire.types.auth_common import (
    AsnLoginV2Argument,
    AsnLoginV2ChoiceArgument,
    AsnLoginV2Result,
    AsnLoginV2ResultServerBusy,
    AsnLoginV2ResultSuccess,
    AsnLoginV2ResultSupportedAuthMethods,
    AsnLoginV2SupportedAuthMethod,
)
from callplane.wire.types.common import AsnRequestError
from callplane.wire.types.rose import InvokeProblem

INTERFACE_VERSION: Final = "8.0.0"
MAX_STRANGERS: Final = 1000
RETRY_SECONDS: Final = 10
METHODS: Final = [AsnLoginV2SupportedAuthMethod.basic, AsnLoginV2SupportedAuthMethod.bearer]

_MAJOR = re.compile(r"\s*(\d{1,9})(?:\.|\s*$)")


def objection(operation: AnyOperation) -> Objection | None:
    """Why an operation is not served before log-in; None where it is."""
    if operation in SESSION_OPERATIONS:
        return None
    return InvokeProblem.invalidSessionID, f"{operation.name} needs a session: log in with asnLoginV2 first"


class Lobby:
    """How many TCP clients have connected and not logged on yet."""

    def __init__(self) -> None:
        self._strangers = 0

    @property
    def is_full(self) -> bool:
        """Whether somebody who comes now should come back later."""
        return self._strangers > MAX_STRANGERS

    def enter(self) -> None:
        """A client has connected."""
        self._strangers += 1

    def leave(self, _task: object) -> None:
        """A client has logged on or given up."""
        self._strangers -= 1


def is_compatible(lowest: str, highest: str) -> bool:
    """Whether a client's range of interface versions meets ours in the major number. What cannot be read does not."""
    found = [_MAJOR.match(text) for text in (lowest, INTERFACE_VERSION, highest)]
    numbers = [int(match[1]) for match in found if match]
    return len(numbers) == len(found) and numbers == sorted(numbers)


class Admission:
    """One client on its way to a session, which is in `session` once it has one. `now`: UTC seconds since the epoch.

    `guid` is what the client was told to come back with. `received` is set where it has come back to a session that it had.
    """

    def __init__(self, authenticator: Authenticator, lobby: Lobby, returning: Returning, address: str) -> None:
        self._authenticator = authenticator
        self._lobby = lobby
        self._returning = returning
        self._address = address
        self._client: str | None = None
        self._wish = ""
        self.guid = ""
        self.session: Session | None = None
        self.received: Received | None = None

    async def answer(self, invoke: InvokeReceived, now: float, *, secure: bool) -> bytes:
        """The answer to one invoke to which there is no `objection`, encoded. `secure`: the connection is under TLS."""
        codec, number = invoke.codec, invoke.invoke_id
        argument = invoke.argument
        try:
            match argument:
                case auth.AsnNegotiateServerConnectionV2Argument():
                    return codec.result(number, self._negotiate(argument, now))
                case AsnLoginV2Argument():
                    return codec.result(number, await self._log_in(argument, secure=secure))
        except LogonRefused as refused:
            return codec.error(number, AsnRequestError(iErrorDetail=refused.detail, u8sErrorString=str(refused)))
        return codec.result(number, None)

    def _negotiate(self, wish: auth.AsnNegotiateServerConnectionV2Argument, now: float) -> Struct:
        answer = auth.AsnNegotiateServerConnectionV2ResultChoice
        if self._lobby.is_full:
            return answer(busy=auth.AsnNegotiateServerConnectionV2ServerBusy(iServerBusyTimeout=RETRY_SECONDS))
        if not is_compatible(wish.u8sMinSupportedInterfaceVersion, wish.u8sMaxSupportedInterfaceVersion):
            ours = auth.AsnNegotiateServerConnectionV2IncompatibleInterfaceVersion(u8sServerInterfaceVersion=INTERFACE_VERSION)
            return answer(incompatible=ours)
        self._client = str(int(wish.eClientAppID))
        self._wish = wish.u8sConnectionGUID or ""
        self.guid = self._returning.guid_for(self._wish)
        return answer(
            result=auth.AsnNegotiateServerConnectionV2Result(
                eServerType=auth.AsnNegotiateServerConnectionServerTypeV2.ePROCALLENTERPRISE,
                u8sServerInterfaceVersion=INTERFACE_VERSION,
                eAuthenticationMethod=auth.AsnNegotiateServerConnectionAuthenticationMethod.ePASSWORD,
                sServerAuthentication=b"",
                stServerTime=times.to_text(now),
                u8sServerVersion=__version__,
                u8sConnectionGUID=self.guid,
                u8sPresenceDomains=[],
                u8sProductVersion=f"callplane {__version__}",
            )
        )

    async def _log_in(self, argument: AsnLoginV2Argument, *, secure: bool) -> AsnLoginV2Result:
        if self._client is None:
            raise LogonRefused(
                AsnLogonErrorEnum.eNETLOGINNEGOTIATIONREQUIRED, "agree on a version with asnNegotiateServerConnectionV2 first"
            )
        if argument.auth is None:
            return AsnLoginV2Result(supportedAuthMethods=AsnLoginV2ResultSupportedAuthMethods(authMethodsOrdered=METHODS))
        identity = await self._authenticator.verify(_credentials(argument.auth), self._address, secure=secure)
        try:
            if (found := self._returning.find(self._wish, identity.user.name)) is not None:
                self.session, self.received = found.session, found.received
            else:
                self.session = self._authenticator.open_session(identity, self._client)
        except LogonRefused:
            return AsnLoginV2Result(serverBusy=AsnLoginV2ResultServerBusy(iRetryInSeconds=RETRY_SECONDS))
        return AsnLoginV2Result(succceeded=AsnLoginV2ResultSuccess(u8sLoggedInUser=identity.user.name))


def _credentials(choice: AsnLoginV2ChoiceArgument) -> Credentials:
    """What a log-in is made with. Raises LogonRefused for methods that this server does not have."""
    if choice.authBasic is not None:
        return read_basic(choice.authBasic.credential)
    if choice.authBearer is not None:
        return Token(choice.authBearer.u8sJWT)
    if choice.authOpenIDC is not None and choice.authOpenIDC.u8sIDToken:
        return Token(choice.authOpenIDC.u8sIDToken)
    raise LogonRefused(
        AsnLogonErrorEnum.eNETLOGININVALIDAUTHENTICATIONMETHOD,
        "this method is not there: see asnLoginV2 without auth",
    )
