"""The routes below `/admin/v1` as data. Knows their JSON; serves nothing. Shaped like the routes of a control interface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from callplane.description.json_schema import Schema

ADMIN_PREFIX: Final = "admin/v1"


@dataclass(frozen=True, slots=True)
class AdminRoute:
    """One route; `path` stands behind the prefix, `body` and `reply` are JSON Schemas."""

    method: str
    path: str
    summary: str
    reply: Mapping[str, object]
    body: Mapping[str, object] | None = None
    status: int = 200
    refusals: tuple[int, ...] = ()


_TEXT: Final[Schema] = {"type": "string"}
_FLAG: Final[Schema] = {"type": "boolean"}
_WHOLE: Final[Schema] = {"type": "integer", "minimum": 0}
_TIME: Final[Schema] = {"type": "number", "description": "Seconds since 1970 (UTC)."}
_TEXTS: Final[Schema] = {"type": "array", "items": _TEXT}
_FLAGS: Final[Schema] = {"type": "object", "additionalProperties": _FLAG}
_EMPTY: Final[Schema] = {"type": "object", "maxProperties": 0}


def _object(**members: Schema) -> Schema:
    return {"type": "object", "properties": members, "required": list(members)}


def _list(**members: Schema) -> Schema:
    return {"type": "array", "items": _object(**members)}


def _body(required: tuple[str, ...] = (), /, **members: Schema) -> Schema:
    needed: Schema = {"required": list(required)} if required else {}
    return {"type": "object", "properties": members, "additionalProperties": False} | needed


_CAPABILITIES: Final[Schema] = _TEXTS | {"description": "Names of capabilities, such as `hold`."}
_LINE: Final = {
    "uri": _TEXT,
    "number": _TEXT,
    "description": _TEXT,
}
_USERS: Final = _list(
    name=_TEXT,
    display_name=_TEXT,
    administrator=_FLAG,
    state={"enum": ["enabled", "disabled", "locked"]},
    created=_TIME,
    lines=_TEXTS | {"description": "URIs, the primary line first."},
    sessions=_WHOLE,
)
_LINES: Final = _list(
    **_LINE,
    pbx=_TEXT,
    owners=_TEXTS,
    status=_TEXT | {"description": "`open`, ...; `unknown` when no PBX has reported the line."},
    calls=_TEXTS | {"description": "The states of its calls."},
    do_not_disturb=_FLAG,
    forwards=_WHOLE,
    remote_office=_FLAG,
    can=_CAPABILITIES,
    emulated=_CAPABILITIES,
)
_RIGHTS_BY_LINE: Final[Schema] = {
    "type": "object",
    "additionalProperties": _TEXT,
    "description": "By line: `owner`, a preset's name, or the sum of the flags.",
}
_RIGHTS: Final = _object(lines=_list(**_LINE), users=_list(name=_TEXT, display_name=_TEXT, rights=_RIGHTS_BY_LINE))
_PBXS: Final = _list(
    name=_TEXT,
    driver=_TEXT,
    location=_TEXT,
    up=_FLAG,
    since={"type": ["number", "null"], "description": "Seconds since 1970 (UTC); null when it has not said anything yet."},
    reason=_TEXT,
    lines=_WHOLE,
    calls=_WHOLE,
    can=_CAPABILITIES,
    emulated=_CAPABILITIES,
    cannot=_CAPABILITIES,
)
_SESSIONS: Final = _list(
    name=_TEXT, user=_TEXT, client=_TEXT, connected=_FLAG, encoding=_TEXT, monitors=_WHOLE, waiting_bytes=_WHOLE
)
_AUDIT: Final = _list(
    number=_WHOLE,
    time=_TIME,
    user=_TEXT,
    session=_TEXT,
    action=_TEXT,
    line=_TEXT,
    call=_TEXT,
    target=_TEXT,
    outcome=_TEXT | {"description": "`done`, the kind of a refusal, or `failed`."},
    text=_TEXT,
)
_PHONES: Final = _list(
    pbx=_TEXT,
    name=_TEXT,
    extension=_TEXT,
    auto_answer=_FLAG,
    created=_TIME,
    registered=_TEXTS | {"description": "Where it is registered from now, such as `udp:192.0.2.7:5060 (Desk/1)`."},
)
_OVERVIEW: Final = _object(
    version=_TEXT, ucsid=_TEXT, started=_TIME, now=_TIME, ready=_FLAG, pbxs=_FLAGS, store=_FLAG, listening=_FLAG
)
_METRICS: Final = _object(
    now=_TIME,
    samples=_list(name=_TEXT, labels={"type": "object", "additionalProperties": _TEXT}, value={"type": "number"}),
)
_PROBLEMS: Final = _list(
    kind={"enum": ["configuration", "link", "lines", "users"]},
    line=_WHOLE | {"description": "Of the configuration's file; 0 for none."},
    text=_TEXT,
    remedy=_TEXT,
)
_RIGHTS_FLAGS: Final = (1, 2, 4, 256, 512, 4096)
_SUMS_OF_RIGHTS: Final = [sum(flags) for n in range(len(_RIGHTS_FLAGS) + 1) for flags in combinations(_RIGHTS_FLAGS, n)]
_NAMED: Final = (404, 415)

ADMIN_ROUTES: Final = (
    AdminRoute("GET", "overview", "Version, start, readiness.", _OVERVIEW),
    AdminRoute("GET", "metrics", "All metrics as numbers.", _METRICS),
    AdminRoute("GET", "problems", "What needs attention, with remedies: mistakes in the configuration, lost links.", _PROBLEMS),
    AdminRoute(
        "GET",
        "audit/{after}",
        "Who controlled what: entries with higher numbers, newest first. The newest 2000 are kept; the log has all.",
        _AUDIT,
    ),
    AdminRoute("GET", "pbxs", "PBXs: drivers, links, what they can do.", _PBXS),
    AdminRoute("GET", "lines", "All lines that are known.", _LINES),
    AdminRoute("GET", "rights", "Who may do what on which line.", _RIGHTS),
    AdminRoute("GET", "sessions", "Who is logged on.", _SESSIONS),
    AdminRoute("DELETE", "sessions/{session}", "End a session, by its name.", _EMPTY, refusals=_NAMED),
    AdminRoute("GET", "phones", "The SIP phones that may log on.", _PHONES),
    AdminRoute("DELETE", "phones/{pbx}/{phone}", "Remove a SIP phone.", _EMPTY, refusals=_NAMED),
    AdminRoute("DELETE", "phones/{pbx}/{phone}/registration", "Let a SIP phone register anew.", _EMPTY, refusals=_NAMED),
    AdminRoute("GET", "users", "All users.", _USERS),
    AdminRoute(
        "POST",
        "users",
        "Add a user.",
        _EMPTY,
        _body(
            ("name", "password"),
            name=_TEXT | {"pattern": "^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$"},
            password=_TEXT | {"minLength": 1},
            display_name=_TEXT,
            administrator=_FLAG,
        ),
        status=201,
        refusals=(415,),
    ),
    AdminRoute(
        "PATCH",
        "users/{user}",
        "Enable or disable a user, or give him a new password. Either ends his sessions, but for enabling.",
        _EMPTY,
        _body(enabled=_FLAG, password=_TEXT | {"minLength": 1}),
        refusals=_NAMED,
    ),
    AdminRoute("DELETE", "users/{user}", "Remove a user with his lines and rights.", _EMPTY, refusals=_NAMED),
    AdminRoute(
        "PUT",
        "users/{user}/lines/{line}",
        "Make a line one of a user's own.",
        _EMPTY,
        _body(position=_WHOLE | {"maximum": 2**31, "description": "0 makes it the primary line; the last one when left out."}),
        refusals=_NAMED,
    ),
    AdminRoute("DELETE", "users/{user}/lines/{line}", "Take a line away from a user.", _EMPTY, refusals=_NAMED),
    AdminRoute(
        "PUT",
        "users/{user}/rights/{line}",
        "Give a user rights on a line, in place of the former ones.",
        _EMPTY,
        _body(
            ("rights",),
            rights={
                "description": "`none`, `company`, `team`, `personal`, `control`, or a sum of 1, 2, 4, 256, 512, 4096.",
                "anyOf": [{"enum": ["none", "company", "team", "personal", "control"]}, {"enum": _SUMS_OF_RIGHTS}],
            },
        ),
        refusals=_NAMED,
    ),
)
