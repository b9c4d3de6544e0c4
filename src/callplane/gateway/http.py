"""The HTTP server's routes: sessions, WebSocket, operations, recordings, administration, the control
interfaces of PBXs, the web console.

Knows addresses and who serves them. Everything that goes wrong on the way becomes a JSON answer in `replies`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus

import msgspec
from aiohttp import web

from callplane.drivers.base import ControlInterface, ControlRequest
from callplane.errors import LogonRefused, Refusal
from callplane.gateway.admin import Admin
from callplane.gateway.api import Api
from callplane.gateway.calls import Calls, reject
from callplane.gateway.cors import Cors
from callplane.gateway.credentials import Authenticator, logon_problem, said
from callplane.gateway.documents import Page, add_pages
from callplane.gateway.health import Health
from callplane.gateway.links import Links
from callplane.gateway.peers import Peers
from callplane.gateway.replies import HttpError, json_reply, problems_middleware, read_body, refusal_problem, text_problem
from callplane.gateway.services import GatewayServices
from callplane.gateway.session import Codecs, Connection
from callplane.gateway.upgrade import HandshakeError, upgrade
from callplane.gateway.websocket import WebSocket
from callplane.settings import ServerSettings
from callplane.wire.json_codec import JsonCodec
from callplane.wire.types.rose import InvokeProblem

WRONG_SERVER = 119
"""`iErrorDetail` of a WsError: the server that was asked for is not here."""


class Routes:
    """The handlers that belong to the server itself."""

    def __init__(
        self,
        services: GatewayServices,
        authenticator: Authenticator,
        settings: ServerSettings,
        codecs: Codecs,
        links: Links,
    ) -> None:
        self._services = services
        self._authenticator = authenticator
        self._settings = settings
        self._codecs = codecs
        self._links = links

    async def create_session(self, request: web.Request) -> web.Response:
        """Log on: the id of a new session."""
        self._check_server(request)
        await _check_negotiation(request)
        try:
            identity = await self._authenticator.identify(request)
            session = self._authenticator.open_session(identity, request.query.get("clientappid", "")[:64])
        except LogonRefused as refused:
            raise logon_problem(refused) from None
        return json_reply({"sessionid": session.id})

    async def websocket(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket of a session."""
        session = self._authenticator.session_of(request)
        if session is None:
            text = "the session is unknown or has ended: create another one"
            raise reject(HTTPStatus.UNAUTHORIZED, InvokeProblem.invalidSessionID, text)
        connect = partial(Connection, self._services, self._codecs, session, received=_received(request))
        try:
            return upgrade(request, partial(WebSocket, connect, self._links), self._settings.max_message_bytes)
        except HandshakeError as refused:
            raise text_problem(refused.status, str(refused)) from None

    async def rights(self, request: web.Request) -> web.Response:
        """What a user may do on which line."""
        return json_reply(self._services.inventory.rights_of(await self._user(request)))

    async def recordings(self, request: web.Request) -> web.Response:
        """The recordings that a user may hear."""
        return json_reply(self._services.recordings.list_for(await self._user(request)))

    async def recording(self, request: web.Request) -> web.StreamResponse:
        """One recording as a WAV file."""
        user = await self._user(request)
        try:
            path = self._services.recordings.open_file(user, request.match_info["id"])
        except Refusal as refusal:
            raise refusal_problem(refusal) from None
        return web.FileResponse(path, headers={"Content-Type": "audio/wav"})

    async def control(self, control: ControlInterface, request: web.Request) -> web.Response:
        """What an administrator does with a PBX's own control interface."""
        await self._authenticator.administrator(request)
        path = tuple(part for part in request.match_info["path"].split("/") if part)
        try:
            reply = await control(ControlRequest(request.method, path, await _json_object(request)))
        except Refusal as refusal:
            raise refusal_problem(refusal) from None
        return json_reply(reply.body, reply.status)

    def _check_server(self, request: web.Request) -> None:
        asked = said(request, "ucsid")
        if asked and asked != self._services.ucsid:
            error = {
                "details": f"server not connected here: [{asked[:64]}]",
                "_type": "WsError",
                "iErrorDetail": WRONG_SERVER,
                "u8sErrorString": "UCServer is not connected here",
            }
            raise HttpError(HTTPStatus.BAD_GATEWAY, {"error": error})

    async def _user(self, request: web.Request) -> str:
        """Who asks, by session or by credentials."""
        session = self._authenticator.session_of(request)
        return session.user if session is not None else (await self._authenticator.user(request)).name


def _received(request: web.Request) -> int | None:
    """How many messages of its session a client that comes back has (`resume`); None when it does not say."""
    text = request.query.get("resume")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise text_problem(HTTPStatus.BAD_REQUEST, "resume must be the number of messages received so far on this session")
    return int(text)


async def _check_negotiation(request: web.Request) -> None:
    """The body may tell a protocol version. Nothing in it is needed, but it must be an object."""
    await _json_object(request)


async def _json_object(request: web.Request) -> dict[str, object]:
    """The body as an object; none is an empty one."""
    try:
        return msgspec.json.decode(await read_body(request) or b"{}", type=dict[str, object])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise text_problem(HTTPStatus.BAD_REQUEST, "the body must be a JSON object in UTF-8, or be left out") from None


async def _name_server(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Server"] = "callplane"


def make_application(
    services: GatewayServices,
    authenticator: Authenticator,
    settings: ServerSettings,
    codecs: Codecs,
    links: Links,
    pages: Mapping[str, Page],
) -> web.Application:
    """The HTTP server with all its routes; `pages` are those of the web console."""
    cors = Cors(settings.cors_origins)
    app = web.Application(middlewares=[cors.middleware, problems_middleware], client_max_size=settings.max_message_bytes)
    app.on_response_prepare.append(_name_server)
    routes = Routes(services, authenticator, settings, codecs, links)
    calls = Calls(services, authenticator, JsonCodec())
    add = app.router.add_route
    add_pages(app.router, pages)
    for method in ("GET", "POST"):
        add(method, "/ws/client/createsession", routes.create_session)
        add(method, "/ws/client/{operation}", calls.client)
        add(method, "/ws/direct/{operation}", calls.direct)
    add("*", "/ws/client/websocket", routes.websocket)
    add("*", "/ws/client/websocket/", routes.websocket)
    add("GET", "/rights", routes.rights)
    add("GET", "/recordings", routes.recordings)
    add("GET", "/recordings/{id}", routes.recording)
    Api(services).add_routes(app.router)
    Admin(services, authenticator).add_routes(app.router)
    Health(services.condition, authenticator, open_metrics=settings.open_metrics).add_routes(app.router)
    for prefix, control in services.controls.items():
        add("*", f"/{prefix}/{{path:.*}}", partial(routes.control, control))
    Peers(services.entrances, authenticator).add_to(app)
    return app
