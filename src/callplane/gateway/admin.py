"""`/admin/v1`: what administrators see and change, in JSON. Knows addresses and bodies; what they mean is the service's matter.

Only administrators, by credentials or by a session in the header. A change must say that its body is JSON: no form of another
site can do that, and for a script of one the browser asks first (CORS) and sends none of its own credentials.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Final, TypeVar

import msgspec
from aiohttp import web
from msgspec import Struct

from callplane import __version__, metrics
from callplane.errors import Refusal
from callplane.gateway.credentials import Authenticator
from callplane.gateway.replies import HttpError, json_reply, read_body, refusal_problem, text_problem
from callplane.gateway.services import GatewayServices

PREFIX: Final = "/admin/v1"
_CHANGES: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})

B = TypeVar("B", bound=Struct)
Handler = Callable[[web.Request, str], Awaitable[object]]


class NewUser(Struct, forbid_unknown_fields=True):
    """A user to add."""

    name: str
    password: str
    display_name: str = ""
    administrator: bool = False


class UserChange(Struct, forbid_unknown_fields=True):
    """What is to change of a user; what is left out stays."""

    enabled: bool | None = None
    password: str | None = None


class Assignment(Struct, forbid_unknown_fields=True):
    """Where a line stands among a user's own: 0 is the primary; left out, the last one."""

    position: int | None = None


class Grant(Struct, forbid_unknown_fields=True):
    """Rights: a preset's name or the sum of the flags."""

    rights: str | int


class Admin:
    """The handlers. Each is given the request and the name of the administrator, and gives what is answered in JSON."""

    def __init__(self, services: GatewayServices, authenticator: Authenticator) -> None:
        self._services = services
        self._authenticator = authenticator

    @property
    def routes(self) -> Mapping[tuple[str, str], Handler]:
        """The handlers by method and path behind the prefix."""
        return {
            ("GET", "overview"): self.overview,
            ("GET", "metrics"): self.metrics,
            ("GET", "problems"): self.problems,
            ("GET", "audit/{after}"): self.audit,
            ("GET", "pbxs"): self.pbxs,
            ("GET", "lines"): self.lines,
            ("GET", "rights"): self.rights,
            ("GET", "sessions"): self.sessions,
            ("DELETE", "sessions/{session}"): self.end_session,
            ("GET", "phones"): self.phones,
            ("DELETE", "phones/{pbx}/{phone}"): self.remove_phone,
            ("DELETE", "phones/{pbx}/{phone}/registration"): self.kick_phone,
            ("GET", "users"): self.users,
            ("POST", "users"): self.add_user,
            ("PATCH", "users/{user}"): self.change_user,
            ("DELETE", "users/{user}"): self.remove_user,
            ("PUT", "users/{user}/lines/{line}"): self.assign_line,
            ("DELETE", "users/{user}/lines/{line}"): self.unassign_line,
            ("PUT", "users/{user}/rights/{line}"): self.grant,
        }

    def add_routes(self, router: web.UrlDispatcher) -> None:
        for (method, path), handler in self.routes.items():
            router.add_route(method, f"{PREFIX}/{path}", self._guarded(handler))

    def _guarded(self, handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
        """The handler for administrators only, with refusals as answers."""

        async def answer(request: web.Request) -> web.Response:
            by = (await self._authenticator.administrator(request)).name
            if request.method in _CHANGES and request.content_type != "application/json":
                raise text_problem(
                    HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send the header Content-Type: application/json with a change"
                )
            try:
                found = await handler(request, by)
            except Refusal as refusal:
                raise refusal_problem(refusal) from None
            status = HTTPStatus.CREATED if request.method == "POST" else HTTPStatus.OK
            return json_reply({} if found is None else found, status, {"Cache-Control": "no-store"})

        return answer

    # -- what there is to see

    async def overview(self, _request: web.Request, _by: str) -> object:
        """What runs, since when, and whether it is ready."""
        readiness = await self._services.condition.readiness()
        (started,) = self._services.condition.read_off()[metrics.START].values()
        return {
            "version": __version__,
            "ucsid": self._services.ucsid,
            "started": started,
            "now": self._services.clock(),
            "ready": readiness.ready,
            "pbxs": readiness.pbxs,
            "store": readiness.store,
            "listening": readiness.listening,
        }

    async def metrics(self, _request: web.Request, _by: str) -> object:
        """All metrics as numbers; buckets of histograms are left out."""
        samples = metrics.samples(self._services.condition.read_off())
        return {
            "now": self._services.clock(),
            "samples": [
                {"name": name, "labels": labels, "value": value}
                for name, labels, value in samples
                if not name.endswith("_bucket")
            ],
        }

    async def problems(self, _request: web.Request, _by: str) -> object:
        """What needs attention, with remedies. Reads the configuration's file."""
        configuration = await asyncio.to_thread(self._services.check_configuration)
        return self._services.inventory.problems(configuration)

    async def audit(self, request: web.Request, _by: str) -> object:
        """Who did what: entries after one, newest first."""
        text = request.match_info["after"]
        if not (text.isascii() and text.isdigit() and len(text) < 16):
            raise Refusal("what stands behind audit/ must be the number of an entry, 0 for all")
        return self._services.audit.after(int(text))

    async def pbxs(self, _request: web.Request, _by: str) -> object:
        return self._services.inventory.pbxs()

    async def lines(self, _request: web.Request, _by: str) -> object:
        return self._services.inventory.lines()

    async def rights(self, _request: web.Request, _by: str) -> object:
        return self._services.inventory.rights()

    async def sessions(self, _request: web.Request, _by: str) -> object:
        return self._services.inventory.sessions()

    async def phones(self, _request: web.Request, _by: str) -> object:
        return await self._services.inventory.phones()

    async def users(self, _request: web.Request, _by: str) -> object:
        return await self._services.inventory.users()

    # -- what can be changed

    async def end_session(self, request: web.Request, by: str) -> None:
        self._services.administration.end_session(by, request.match_info["session"])

    async def remove_phone(self, request: web.Request, by: str) -> None:
        await self._services.administration.remove_phone(by, request.match_info["pbx"], request.match_info["phone"])

    async def kick_phone(self, request: web.Request, by: str) -> None:
        await self._services.administration.kick_phone(by, request.match_info["pbx"], request.match_info["phone"])

    async def add_user(self, request: web.Request, by: str) -> None:
        new = await _body(request, NewUser)
        await self._services.administration.add_user(
            by, new.name, new.password, new.display_name, administrator=new.administrator
        )

    async def change_user(self, request: web.Request, by: str) -> None:
        user, change = request.match_info["user"], await _body(request, UserChange)
        if change.enabled is not None:
            await self._services.administration.enable_user(by, user, enabled=change.enabled)
        if change.password is not None:
            await self._services.administration.set_password(by, user, change.password)

    async def remove_user(self, request: web.Request, by: str) -> None:
        await self._services.administration.remove_user(by, request.match_info["user"])

    async def assign_line(self, request: web.Request, by: str) -> None:
        assignment = await _body(request, Assignment)
        user, line = request.match_info["user"], request.match_info["line"]
        await self._services.administration.assign_line(by, user, line, assignment.position)

    async def unassign_line(self, request: web.Request, by: str) -> None:
        await self._services.administration.unassign_line(by, request.match_info["user"], request.match_info["line"])

    async def grant(self, request: web.Request, by: str) -> None:
        grant = await _body(request, Grant)
        user, line = request.match_info["user"], request.match_info["line"]
        await self._services.administration.grant(by, user, line, str(grant.rights))


async def _body(request: web.Request, kind: type[B]) -> B:
    """The body as a structure; none is an empty object."""
    try:
        return msgspec.json.decode(await read_body(request) or b"{}", type=kind)
    except msgspec.ValidationError as error:
        raise _unreadable(str(error)) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise _unreadable("it is not JSON in UTF-8") from None


def _unreadable(text: str) -> HttpError:
    return text_problem(HTTPStatus.BAD_REQUEST, f"the body cannot be used: {text}")
