"""What administrators look at: users, lines, rights, PBXs, sessions and what needs attention, as it is now.

Reads the directory, the live lines and the sessions and changes nothing. What it gives is made for JSON: texts, numbers, lists
and objects, times in UTC seconds since the epoch. Passwords and whole session ids never leave it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Final

from callplane.model.line import Capability, Line
from callplane.service.core import Core
from callplane.service.directory import Directory
from callplane.service.pbxs import Pbxs
from callplane.service.rights import Rights, rights_text
from callplane.service.sessions import Sessions
from callplane.settings import Problem
from callplane.store.phones import load_phones
from callplane.store.store import Store
from callplane.store.worker import AsyncStore

Object = dict[str, object]

_LINK: Final = (
    "the PBX cannot be reached",
    "see that it runs, and that its address in the configuration can be reached from this machine",
)
_LOGIN: Final = ("the PBX refuses the log-in", "check user and password in the PBX's table of the configuration")


class Inventory:
    """`clock`: UTC seconds since the epoch."""

    def __init__(
        self, store: AsyncStore, directory: Directory, core: Core, pbxs: Pbxs, sessions: Sessions, clock: Callable[[], float]
    ) -> None:
        self._store = store
        self._directory = directory
        self._core = core
        self._pbxs = pbxs
        self._sessions = sessions
        self._clock = clock

    async def users(self) -> list[Object]:
        """All users, by name. Asks the store who is locked out."""
        failures, now = await self._store.run(Store.logon_failures), self._clock()
        locked = {name for name, state in failures.users.items() if state.locked_until > now}
        sessions = Counter(session.user for session in self._sessions)
        return [
            {
                "name": user.name,
                "display_name": user.display_name,
                "administrator": user.administrator,
                "state": "disabled" if not user.enabled else "locked" if user.name in locked else "enabled",
                "created": user.created,
                "lines": list(self._directory.own_lines(user.name)),
                "sessions": sessions[user.name],
            }
            for user in self._directory.users()
        ]

    async def phones(self) -> list[Object]:
        """The SIP phones that may log on, by PBX and extension, and where they are. Asks the store."""
        phones, there = await self._store.run(load_phones), self._pbxs.registrations
        return [
            {
                "pbx": phone.pbx,
                "name": phone.name,
                "extension": phone.extension,
                "auto_answer": phone.auto_answer,
                "created": phone.created,
                "registered": list(there.get((phone.pbx, phone.name), ())),
            }
            for phone in phones
        ]

    def lines(self) -> list[Object]:
        """All lines that the store or a PBX knows, by URI."""
        stored = {line.uri: line for line in self._directory.lines()}
        owners = self._owners()
        found: list[Object] = []
        for uri in sorted({*stored, *self._core.lines}):
            live = self._core.lines.get(uri)
            known = live.report if live else stored[uri]
            found.append(
                {
                    "uri": uri,
                    "number": known.number,
                    "description": known.descriptor,
                    "pbx": live.pbx if live else stored[uri].pbx,
                    "owners": owners[uri],
                    "status": live.report.status.name.lower() if live else "unknown",
                    **_live(live),
                }
            )
        return found

    def rights(self) -> Object:
        """Who may do what on which line: for each user the lines on which he has any right, by URI."""
        return {
            "lines": [
                {"uri": line.uri, "number": line.number, "description": line.descriptor} for line in self._directory.lines()
            ],
            "users": [
                {"name": user.name, "display_name": user.display_name, "rights": self.rights_of(user.name)}
                for user in self._directory.users()
            ],
        }

    def pbxs(self) -> list[Object]:
        """All PBXs with their drivers, links and what their lines can do."""
        by_pbx: dict[str, list[Line]] = defaultdict(list)
        for line in self._core.lines.values():
            by_pbx[line.pbx].append(line)
        found: list[Object] = []
        for name, driver in self._pbxs.drivers.items():
            link, lines = self._core.links.get(name), by_pbx[name]
            native = _all(line.report.capabilities for line in lines)
            added = _all(line.emulated for line in lines)
            found.append(
                {
                    "name": name,
                    "driver": driver.kind,
                    "location": driver.context.location.id,
                    "up": bool(link and link.up),
                    "since": link.since if link else None,
                    "reason": link.reason if link else "",
                    "lines": len(lines),
                    "calls": sum(len(line.calls) for line in lines),
                    "can": _names(native),
                    "emulated": _names(added & ~native),
                    "cannot": _names(Capability.ALL & ~native & ~added),
                }
            )
        return found

    def sessions(self) -> list[Object]:
        """All sessions, by name."""
        return [
            {
                "name": session.name,
                "user": session.user,
                "client": session.client,
                "connected": session.attached,
                "encoding": session.encoding if session.spoken else "",
                "monitors": len(session.monitors),
                "waiting_bytes": session.outbox.waiting_bytes,
            }
            for session in sorted(self._sessions, key=lambda session: session.name)
        ]

    def problems(self, configuration: Iterable[Problem]) -> list[Object]:
        """What needs attention, each with its remedy: mistakes in the configuration first, then what is amiss now."""
        found: list[Object] = [
            {"kind": "configuration", "line": problem.line, "text": problem.text, "remedy": problem.remedy}
            for problem in configuration
        ]
        found += [{"kind": kind, "line": 0, "text": text, "remedy": remedy} for kind, text, remedy in self._amiss()]
        return found

    def _amiss(self) -> Iterator[tuple[str, str, str]]:
        links = {name: self._core.links.get(name) for name in self._pbxs}
        down = {name: link for name, link in links.items() if link is None or not link.up}
        for name, link in down.items():
            text, remedy = _LOGIN if link and link.login_failed else _LINK
            reason = f" ({link.reason})" if link and link.reason else ""
            yield "link", f"{name}: {text}{reason}", remedy
        away = Counter(line.pbx for line in self._directory.lines() if line.uri not in self._core.lines and line.pbx not in down)
        for pbx, number in sorted(away.items()):
            yield "lines", f"{pbx}: lines that are known here and not reported: {number}", "see that the PBX still has them"
        for user in self._directory.users():
            if user.enabled and not user.administrator and not self._directory.visible_lines(user.name):
                yield "users", f"{user.name} has no line and no rights", "assign a line, or grant rights on one"

    def _owners(self) -> dict[str, list[str]]:
        owners: dict[str, list[str]] = defaultdict(list)
        for user in self._directory.users():
            for uri in self._directory.own_lines(user.name):
                owners[uri].append(user.name)
        return owners

    def rights_of(self, user: str) -> Object:
        """The rights of a user by line: a preset's name, a sum of flags as text, or `owner`."""
        return {
            uri: "owner" if rights & Rights.OWNER else _preset(rights)
            for uri in self._directory.visible_lines(user)
            if (rights := self._directory.rights(user, uri))
        }


def _preset(rights: Rights) -> str:
    """The name of what was granted; full control implies all others."""
    return "control" if rights & Rights.CONTROL else rights_text(rights)


def _live(line: Line | None) -> Object:
    """What only a line that its PBX has reported has."""
    if line is None:
        return {"calls": [], "do_not_disturb": False, "forwards": 0, "remote_office": False, "can": [], "emulated": []}
    return {
        "calls": [call.state.name.lower() for call in line.calls.values()],
        "do_not_disturb": line.settings.do_not_disturb,
        "forwards": len(line.settings.forwards),
        "remote_office": line.settings.remote_office.enabled,
        "can": _names(line.report.capabilities),
        "emulated": _names(line.emulated & ~line.report.capabilities),
    }


def _all(capabilities: Iterable[Capability]) -> Capability:
    return reduce(or_, capabilities, Capability.NONE)


def _names(capabilities: Capability) -> list[str]:
    return [str(one.name).lower() for one in Capability if capabilities & one]
