"""Handlers of the module Auth: who is logged on, and tokens for him. Log-in and log-off belong to the gateway."""

from __future__ import annotations

from collections.abc import Callable

from callplane.errors import Refusal, UnknownObject
from callplane.service.directory import Directory
from callplane.service.lines import Lines, Scope
from callplane.service.logon import Logon, require_administrator
from callplane.service.operations.handler import Handlers
from callplane.service.present_contact import ContactPresenter
from callplane.service.sessions import Session
from callplane.service.tokens import Attribute, Request, TokenType
from callplane.store.records import UserRecord
from callplane.wire import operations
from callplane.wire.types import auth


class AuthHandlers(Handlers):
    """The logged-on user. `clock`: UTC seconds since the epoch."""

    def __init__(
        self, directory: Directory, lines: Lines, contacts: ContactPresenter, logon: Logon, clock: Callable[[], float]
    ) -> None:
        super().__init__()
        self._directory = directory
        self._lines = lines
        self._contacts = contacts
        self._logon = logon
        self._clock = clock
        self.serve(operations.GET_LOGGED_IN_CONTACT_V2, self._logged_in_contact)
        self.serve(operations.GET_USER_TOKEN_V2, self._user_token)

    async def _logged_in_contact(
        self, session: Session, _argument: auth.AsnGetLoggedInContactArgument
    ) -> auth.AsnGetLoggedInContactV2Result:
        user = self._user(session)
        own = self._lines.listed(user.name, Scope.OWN)
        return auth.AsnGetLoggedInContactV2Result(
            u8sLoggedInUser=user.name, ownContact=self._contacts.own_contact(user, own, session.id)
        )

    async def _user_token(self, session: Session, argument: auth.AsnGetUserTokenArgument) -> auth.AsnGetUserTokenV2Result:
        """A token for the session's user. Credentials of an administrator, where they are given, must be right."""
        request = _request(argument)
        if argument.adminLogin is not None:
            await self._check_administrator(session, argument.adminLogin)
        token = await self._logon.tokens.issue(self._user(session), request, self._clock(), session.token)
        return auth.AsnGetUserTokenV2Result(sToken=token)

    async def _check_administrator(self, session: Session, login: auth.AsnAdminLogin) -> None:
        password = login.adminPassword.u8sAdminPassword
        if password is None:
            raise Refusal("crypted passwords are not taken: send u8sAdminPassword over TLS")
        address = f"session of {session.user}"
        require_administrator(await self._logon.verify(login.u8sAdminUsername, password, address, self._clock()))

    def _user(self, session: Session) -> UserRecord:
        user = self._directory.user(session.user)
        if user is None:
            raise UnknownObject("the user of this session is gone: log on again")
        return user


def _request(argument: auth.AsnGetUserTokenArgument) -> Request:
    """What is asked for. Without a type it is a token for other services. Raises Refusal."""
    kind = argument.iType or 0
    if kind not in list(TokenType):
        raise Refusal("iType is 0 for a token that others verify, 1 for one to log on with")
    return Request(
        TokenType(kind),
        argument.iTTL,
        tuple(argument.lstServiceType or ()),
        tuple(Attribute(a.u8sServiceType, a.u8seName, a.u8sValue) for a in argument.lstProfileAttributes or ()),
    )
