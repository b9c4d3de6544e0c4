"""The values that the store hands out: frozen, complete, free of SQL. They know no table and no service."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_LINE_URI = re.compile(r"tel:(?P<number>\+?[0-9*#]{1,32})@(?P<pbx>[A-Za-z0-9._-]{1,64})")


def user_key(name: str) -> str:
    """The form in which names of users are stored and compared."""
    return name.strip().lower()


@dataclass(frozen=True, slots=True)
class UserRecord:
    """A person who can log on. `name` is in lower case; `created` is in UTC seconds since the epoch.

    `password_serial` grows with each new password: sessions opened with an older one are to end. A fresh hash of the
    same password (new hash parameters) leaves it alone.
    """

    name: str
    display_name: str
    password_hash: str = field(repr=False)
    password_serial: int = 0
    enabled: bool = True
    administrator: bool = False
    created: float = 0.0


@dataclass(frozen=True, slots=True)
class LineRecord:
    """A line that was seen on a PBX or named by an administrator. `uri` is `tel:NUMBER@PBX`, `number` supercanonic."""

    uri: str
    number: str
    pbx: str
    descriptor: str = ""


def parse_line_uri(text: str) -> LineRecord | None:
    """The line that a URI `tel:NUMBER@PBX` names; None when the text is no such URI."""
    match = _LINE_URI.fullmatch(text)
    return LineRecord(text, match["number"], match["pbx"]) if match else None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Users, lines and who has what, at one moment.

    `ownership` maps a user to the URIs of his own lines, the primary first; `grants` maps (user, line URI) to flags.
    """

    revision: int = 0
    users: tuple[UserRecord, ...] = ()
    lines: tuple[LineRecord, ...] = ()
    ownership: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    grants: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UserFailures:
    """Log-ons that failed in a row for a name, whether a user has it or not. Times in UTC seconds since the epoch."""

    in_a_row: int = 0
    last: float = 0.0
    locked_until: float = 0.0


@dataclass(frozen=True, slots=True)
class LogonFailures:
    """All failures that still count: by name, and by address the times of the recent ones, oldest first."""

    users: Mapping[str, UserFailures] = field(default_factory=dict)
    addresses: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A secret that signs tokens, and the id by which they name it."""

    id: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """A token that was issued. Times in UTC seconds since the epoch.

    `login`: it can log on; `parent`: the id of the token that opened the session in which it was issued, empty for none.
    """

    id: str
    user: str
    login: bool
    issued: float
    expires: float
    parent: str = ""
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class AnnouncementRecord:
    """Data announced for a coming call: a document that the service reads. `expires` in UTC seconds since the epoch."""

    number: int
    expires: float
    document: str


@dataclass(frozen=True, slots=True)
class WebhookRecord:
    """A target that is told of events as its user sees them.

    `lines`: URIs; none: the user's own lines, or with `all_lines` all that he sees. `kinds`: kinds of events, none: the usual
    ones. `created` tells it from an earlier hook of the same name.
    """

    name: str
    user: str
    url: str
    secret: str = field(repr=False)
    lines: tuple[str, ...] = ()
    all_lines: bool = False
    kinds: tuple[str, ...] = ()
    created: float = 0.0


@dataclass(frozen=True, slots=True)
class WebhookEventRecord:
    """An event that a hook is still to be told. `number` grows; events of one `line` (URI) are told one after the other."""

    number: int
    hook: str
    id: str
    line: str
    body: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PhoneRecord:
    """A SIP phone that may log on to a PBX as `name`. `auto_answer`: it answers by itself when it is asked to."""

    pbx: str
    name: str
    extension: str
    ha1_md5: str = field(repr=False)
    ha1_sha256: str = field(repr=False)
    auto_answer: bool = False
    serial: int = 0
    created: float = 0.0
