"""The files of the web console, and what a browser may do with them. Knows the built files; no server and no user.

The files are built from `console/` (`make console`) and lie in `static/`, so that nobody needs Node to run a server. All there
is is read once and served by its whole address: no path of a request ever reaches the file system.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from typing import Final

import msgspec

from callplane import __version__

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; media-src 'self' blob:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_CONTENT_TYPES: Final = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What stands at one address."""

    body: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=lambda: HEADERS)


@dataclass(frozen=True, slots=True)
class DemoUser:
    """Somebody whom a visitor of the demo can log on as; `lines` are extensions."""

    name: str
    display_name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """Log-ons that the page offers by name. For the demo only: whoever loads the page reads the password."""

    password: str
    administrator: str
    users: Sequence[DemoUser]


def pages(offer: Offer | None = None) -> dict[str, Page]:
    """Everything that the console consists of, by its address; `/` is the page itself."""
    found = {f"/{name}": Page(body, _CONTENT_TYPES[name.rpartition(".")[2]]) for name, body in _files()}
    found["/"] = found.pop("/index.html")
    found["/console.json"] = Page(msgspec.json.encode(_about(offer)), _CONTENT_TYPES["json"])
    return found


def _files() -> Iterator[tuple[str, bytes]]:
    for file in files("callplane.console").joinpath("static").iterdir():
        if file.is_file() and file.name.rpartition(".")[2] in _CONTENT_TYPES:
            yield file.name, file.read_bytes()


def _about(offer: Offer | None) -> dict[str, object]:
    """What the page is told before anybody has logged on."""
    demo = None
    if offer is not None:
        users = [asdict(user) for user in offer.users]
        demo = {"password": offer.password, "administrator": offer.administrator, "users": users}
    return {"version": __version__, "demo": demo}
