"""Operations over plain HTTP: one request is one invoke, in JSON.

Knows operations, sessions and the JSON encoding; not what operations do. The answer to a request that cannot be served is
a ROSE reject with the HTTP status that fits.
"""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from typing import Final

import msgspec
from aiohttp import web
from msgspec import Raw, Struct

from callplane import metrics
from callplane.errors import LogonRefused, Refusal
from callplane.gateway.credentials import Authenticator, logon_problem
from callplane.gateway.replies import HttpError, json_reply, read_body
from callplane.gateway.services import GatewayServices
from callplane.gateway.session import INTERNAL_ERROR, KEEP_ALIVES
from callplane.service.operations import ACCESS_DENIED, INVALID_LINE, refusal_error
from callplane.service.sessions import Session
from callplane.wire import operations
from callplane.wire.codec import MistypedValue
from callplane.wire.command_id import command_id_of
from callplane.wire.json_codec import JsonCodec
from callplane.wire.operations import AnyOperation
from callplane.wire.schema import Members
from callplane.wire.types.rose import InvokeProblem, ROSEMessage
from callplane.wire.types.schema import SCHEMA

log = logging.getLogger(__name__)

_BY_LOWER_NAME = {name.lower(): operation for name, operation in operations.BY_NAME.items()}
_TEXT_TYPES: Final = frozenset({"UTF8String", "OCTET STRING", "AsnSystemTime"})
# A plus in a query means a blank, but whoever writes a number there means the plus.
_PLUS = re.compile(r"(?<![^:]) (?=\d)")
_decode_message = msgspec.json.Decoder(ROSEMessage).decode
_WITHOUT_HANDLER: Final = KEEP_ALIVES | {operations.LOGOFF}
COMMAND_ID: Final = "x-command-id"
_STATUS_OF_DETAIL: Final = {ACCESS_DENIED: HTTPStatus.FORBIDDEN, INVALID_LINE: HTTPStatus.NOT_FOUND}


class Calls:
    """The handlers of `/ws/client/OPERATION` and `/ws/direct/OPERATION`."""

    def __init__(self, services: GatewayServices, authenticator: Authenticator, codec: JsonCodec) -> None:
        self._services = services
        self._authenticator = authenticator
        self._codec = codec

    async def client(self, request: web.Request) -> web.Response:
        """One call in a session."""
        session = self._authenticator.session_of(request)
        if session is None:
            text = "the session is unknown or has ended: create another one"
            raise reject(HTTPStatus.UNAUTHORIZED, InvokeProblem.invalidSessionID, text)
        operation = self._find(request.match_info["operation"])
        return await self._perform(session, operation, *await self._argument(request, operation))

    async def direct(self, request: web.Request) -> web.Response:
        """One call with its own credentials and a session that lasts as long as the call."""
        try:
            identity = await self._authenticator.identify(request)
            operation = self._find(request.match_info["operation"])
            argument, command_id = await self._argument(request, operation)
            if operation not in _WITHOUT_HANDLER and self._services.operations.needs_events(operation):
                raise self._refused(Refusal("this operation leads to events: create a session and use a WebSocket"))
            session = self._authenticator.open_session(identity, "direct")
        except LogonRefused as refused:
            raise logon_problem(refused) from None
        try:
            return await self._perform(session, operation, argument, command_id)
        finally:
            self._services.sessions.end(session, "the direct call is done")

    def _find(self, name: str) -> AnyOperation:
        """The operation with this number or name, in any case, if it is served."""
        number = int(name) if name.isascii() and name.isdigit() and len(name) < 10 else 0
        operation = operations.BY_ID.get(number) if number else _BY_LOWER_NAME.get(name.lower())
        if operation is None:
            raise reject(HTTPStatus.NOT_FOUND, InvokeProblem.unrecognisedOperation, f"there is no operation {name[:64]}")
        if operation not in _WITHOUT_HANDLER and not self._services.operations.serves(operation):
            text = f"{operation.name} is not served here"
            raise reject(HTTPStatus.NOT_IMPLEMENTED, InvokeProblem.resourceLimitation, text)
        return operation

    async def _argument(self, request: web.Request, operation: AnyOperation) -> tuple[Struct, str]:
        """The argument: the body, or the query where there is none; and the command's id, empty for none."""
        raw = await read_body(request) or _from_query(request, operation)
        try:
            argument = self._codec.read_value(raw, operation.argument)
        except MistypedValue as mistyped:
            raise reject(HTTPStatus.BAD_REQUEST, InvokeProblem.mistypedArgument, f"{operation.name}: {mistyped}") from None

        return argument, request.headers.get(COMMAND_ID) or command_id_of(argument, raw)

    async def _perform(self, session: Session, operation: AnyOperation, argument: Struct, command_id: str) -> web.Response:
        if operation is operations.LOGOFF:
            self._services.sessions.end(session, "logged off")
            return json_reply({})
        if operation in KEEP_ALIVES:
            return json_reply({})
        try:
            result = await self._services.operations.invoke(session, operation, argument, command_id)
        except Refusal as refusal:
            raise self._refused(refusal) from None
        except Exception:
            log.exception("%s of %s failed over HTTP", operation.name, session.user)
            raise HttpError(HTTPStatus.INTERNAL_SERVER_ERROR, self._typed(INTERNAL_ERROR)) from None
        return json_reply({} if result is None else self._typed(result))

    def _refused(self, refusal: Refusal) -> HttpError:
        error = refusal_error(refusal)
        return HttpError(_STATUS_OF_DETAIL.get(error.iErrorDetail, HTTPStatus.BAD_REQUEST), self._typed(error))

    def _typed(self, value: Struct) -> bytes:
        """A result or error as it stands in a message, with its `_type`."""
        result = _decode_message(self._codec.result(0, value)).result
        assert result is not None
        assert result.result is not None
        return bytes(result.result.result)


def reject(status: int, problem: InvokeProblem, details: str) -> HttpError:
    """A request that is no valid invoke."""
    metrics.REJECTS.inc()
    return HttpError(status, {"invokedID": {"invokednull": None}, "reject": {"invokeProblem": problem}, "details": details})


def _from_query(request: web.Request, operation: AnyOperation) -> bytes:
    """The argument that the parameters of a query make: texts as they are, all else as JSON where it is JSON."""
    schema = SCHEMA[operation.argument.__name__]
    assert isinstance(schema, Members)  # arguments are SEQUENCEs
    given = {member: request.query[member.name] for member in schema.members if member.name in request.query}
    return msgspec.json.encode(
        {
            member.name: _PLUS.sub("+", text) if member.type in _TEXT_TYPES else _json_or_text(text)
            for member, text in given.items()
        }
    )


def _json_or_text(text: str) -> Raw | str:
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return text
    return Raw(text.encode())
