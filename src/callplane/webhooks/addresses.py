"""Which addresses may be told anything. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from callplane.errors import Refusal

_LONGEST = 2048


def check_target(url: str, allowed_hosts: Sequence[str] = ()) -> None:
    """Raise Refusal unless a hook may have this URL. `allowed_hosts`: names, `*.` before one for those below it; none: all."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise Refusal(f"'{url}' is no URL: write it like https://crm.example.com/calls") from None
    if parts.scheme not in ("http", "https") or not host or len(url) > _LONGEST or not url.isascii() or not url.isprintable():
        raise Refusal(f"'{url}' is no target: give a URL with http or https, like https://crm.example.com/calls")
    if parts.username is not None or parts.fragment:
        raise Refusal("a target's URL has no user, password or fragment: the signature shows who sends, see docs/webhooks.md")
    if allowed_hosts and not any(_fits(host, allowed.lower()) for allowed in allowed_hosts):
        raise Refusal(f"'{host}' is none of the allowed hosts: add it to allowed_hosts in [webhooks]")


def _fits(host: str, allowed: str) -> bool:
    return host.endswith(allowed[1:]) if allowed.startswith("*.") else host == allowed
