"""What the gateway needs of the server behind it. Knows the service's types; says nothing of how they work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from callplane.drivers.base import ControlInterface, Entrance
from callplane.metrics import ReadOff
from callplane.service.audit import Audit
from callplane.service.condition import Readiness
from callplane.service.sessions import Session, Sessions
from callplane.service.tokens import Verified
from callplane.settings import Problem
from callplane.store.records import UserRecord
from callplane.wire.operations import AnyOperation


class Logon(Protocol):
    """Checks who somebody is, and raises LogonRefused. `now` is in UTC seconds since the epoch."""

    def user(self, name: str) -> UserRecord | None:
        """The user of that name, as he is now."""

    async def verify(self, user: str, password: str, address: str, now: float) -> UserRecord:
        """The user with this password, asked for from this network address."""

    async def authenticate_token(self, token: str, address: str, now: float) -> Verified:
        """The token that a text is, and its user."""


class Operations(Protocol):
    """Carries operations out."""

    def invoke(
        self, session: Session, operation: AnyOperation, argument: Struct, command_id: str = ""
    ) -> Awaitable[Struct | None]:
        """Do it for the session's user. Raises Refusal. Invokes for one line take effect in the order of these calls; a command
        whose id the user gave before is not done again."""

    def serves(self, operation: AnyOperation) -> bool:
        """Whether there is a handler."""

    def needs_events(self, operation: AnyOperation) -> bool:
        """Whether it only makes sense for a client that gets events."""


class Recordings(Protocol):
    """The recordings that a user may hear. Both raise Refusal."""

    def list_for(self, user: str) -> list[dict[str, object]]:
        """What there is, newest first, as it is shown in JSON."""

    def open_file(self, user: str, recording_id: str) -> Path:
        """The WAV file of one."""


class Condition(Protocol):
    """How the server is now."""

    async def readiness(self) -> Readiness:
        """What is ready."""

    def read_off(self) -> ReadOff:
        """The metrics that nobody counts."""


class Administration(Protocol):
    """What administrators change. `by` is the administrator; all raise Refusal."""

    def add_user(self, by: str, name: str, password: str, display_name: str, *, administrator: bool) -> Awaitable[None]: ...
    def remove_user(self, by: str, name: str) -> Awaitable[None]: ...
    def enable_user(self, by: str, name: str, *, enabled: bool) -> Awaitable[None]: ...
    def set_password(self, by: str, name: str, password: str) -> Awaitable[None]: ...
    def assign_line(self, by: str, user: str, line: str, position: int | None) -> Awaitable[None]: ...
    def unassign_line(self, by: str, user: str, line: str) -> Awaitable[None]: ...
    def grant(self, by: str, user: str, line: str, rights: str) -> Awaitable[None]: ...
    def remove_phone(self, by: str, pbx: str, name: str) -> Awaitable[None]: ...
    def kick_phone(self, by: str, pbx: str, name: str) -> Awaitable[None]: ...
    def end_session(self, by: str, name: str) -> None: ...


class Inventory(Protocol):
    """What administrators look at, and users of their own, made for JSON."""

    def users(self) -> Awaitable[list[dict[str, object]]]: ...
    def phones(self) -> Awaitable[list[dict[str, object]]]: ...
    def lines(self) -> list[dict[str, object]]: ...
    def rights(self) -> dict[str, object]: ...
    def rights_of(self, user: str) -> dict[str, object]: ...
    def pbxs(self) -> list[dict[str, object]]: ...
    def sessions(self) -> list[dict[str, object]]: ...
    def problems(self, configuration: Iterable[Problem]) -> list[dict[str, object]]: ...


class GatewayServices(Protocol):
    """The server as the gateway sees it. `clock`: UTC seconds since the epoch; `controls` by prefix, `entrances` by PBX."""

    @property
    def sessions(self) -> Sessions: ...
    @property
    def logon(self) -> Logon: ...
    @property
    def operations(self) -> Operations: ...
    @property
    def controls(self) -> Mapping[str, ControlInterface]: ...
    @property
    def entrances(self) -> Mapping[str, Entrance]: ...
    @property
    def recordings(self) -> Recordings: ...
    @property
    def condition(self) -> Condition: ...
    @property
    def administration(self) -> Administration: ...
    @property
    def inventory(self) -> Inventory: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def check_configuration(self) -> Callable[[], Sequence[Problem]]: ...
    @property
    def ucsid(self) -> str: ...
    @property
    def clock(self) -> Callable[[], float]: ...
