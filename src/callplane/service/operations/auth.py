"""Handlers of the module Auth: who is logged on. Tokens, log-in and log-off belong to the gateway's side of a session."""

from __future__ import annotations

from callplane.errors import UnknownObject
from callplane.service.directory import Directory
from callplane.service.lines import Lines, Scope
from callplane.service.operations.handler import Handlers
from callplane.service.present_contact import ContactPresenter
from callplane.service.sessions import Session
from callplane.wire import operations
from callplane.wire.types import auth


class AuthHandlers(Handlers):
    """The logged-on user."""

    def __init__(self, directory: Directory, lines: Lines, contacts: ContactPresenter) -> None:
        super().__init__()
        self._directory = directory
        self._lines = lines
        self._contacts = contacts
        self.serve(operations.GET_LOGGED_IN_CONTACT_V2, self._logged_in_contact)

    async def _logged_in_contact(
        self, session: Session, _argument: auth.AsnGetLoggedInContactArgument
    ) -> auth.AsnGetLoggedInContactV2Result:
        user = self._directory.user(session.user)
        if user is None:
            raise UnknownObject("the user of this session is gone: log on again")
        own = self._lines.listed(user.name, Scope.OWN)
        return auth.AsnGetLoggedInContactV2Result(
            u8sLoggedInUser=user.name, ownContact=self._contacts.own_contact(user, own, session.id)
        )
