"""What stands behind `/admin/v1` in the tests of the gateway."""

from __future__ import annotations

from collections.abc import Iterable

from callplane.errors import UnknownObject
from callplane.settings import Problem


class StubAdministration:
    """Writes down what administrators do; refuses what concerns nobody."""

    def __init__(self) -> None:
        self.done: list[tuple[object, ...]] = []

    async def add_user(self, by: str, name: str, password: str, display_name: str, *, administrator: bool) -> None:
        self.done.append((by, "add", name, password, display_name, administrator))

    async def remove_user(self, by: str, name: str) -> None:
        if name == "nobody":
            raise UnknownObject("there is no user 'nobody'")
        self.done.append((by, "remove", name))

    async def enable_user(self, by: str, name: str, *, enabled: bool) -> None:
        self.done.append((by, "enable", name, enabled))

    async def set_password(self, by: str, name: str, password: str) -> None:
        self.done.append((by, "password", name, password))

    async def assign_line(self, by: str, user: str, line: str, position: int | None) -> None:
        self.done.append((by, "assign", user, line, position))

    async def unassign_line(self, by: str, user: str, line: str) -> None:
        self.done.append((by, "unassign", user, line))

    async def grant(self, by: str, user: str, line: str, rights: str) -> None:
        self.done.append((by, "grant", user, line, rights))

    async def remove_phone(self, by: str, pbx: str, name: str) -> None:
        self.done.append((by, "remove phone", pbx, name))

    async def kick_phone(self, by: str, pbx: str, name: str) -> None:
        self.done.append((by, "kick", pbx, name))

    def end_session(self, by: str, name: str) -> None:
        self.done.append((by, "end", name))


class StubInventory:
    """One of each."""

    async def users(self) -> list[dict[str, object]]:
        return [{"name": "alice"}]

    async def phones(self) -> list[dict[str, object]]:
        return [{"name": "101"}]

    def lines(self) -> list[dict[str, object]]:
        return [{"uri": "tel:1@main"}]

    def rights(self) -> dict[str, object]:
        return {"lines": [], "users": []}

    def rights_of(self, user: str) -> dict[str, object]:
        return {"tel:1@main": "control"} if user == "alice" else {}

    def pbxs(self) -> list[dict[str, object]]:
        return [{"name": "main"}]

    def sessions(self) -> list[dict[str, object]]:
        return [{"name": "alice/1"}]

    def problems(self, configuration: Iterable[Problem]) -> list[dict[str, object]]:
        return [{"line": problem.line} for problem in configuration]
