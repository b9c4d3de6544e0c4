"""One request to a target, and what came of it. Knows HTTP and signatures; no queue and no hook but the one it is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import aiohttp

from callplane import __version__
from callplane.errors import Refusal
from callplane.store.records import WebhookRecord
from callplane.webhooks.addresses import check_target
from callplane.webhooks.signing import signed_headers

_HEADERS: Final = {"Content-Type": "application/json", "User-Agent": f"callplane/{__version__}"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request. `status`: of HTTP, 0 for no answer; `text`: in words; `asked`: seconds of Retry-After."""

    status: int
    text: str
    asked: float = 0.0

    @property
    def delivered(self) -> bool:
        return 200 <= self.status < 300


class Targets:
    """An asynchronous context manager that posts events while inside.

    Redirects are not followed and answers not read: nobody can make a hook ask for something elsewhere, or show what it found.
    """

    def __init__(self, timeout: float, allowed_hosts: Sequence[str], clock: Callable[[], float]) -> None:
        self._timeout = timeout
        self._allowed_hosts = allowed_hosts
        self._clock = clock

    async def __aenter__(self) -> Targets:
        # Each hook has few requests under way, so that no limit over all of them is needed: it would let one delay the others.
        connector = aiohttp.TCPConnector(limit=0)
        self._http = aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=self._timeout),
            headers=_HEADERS,
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()

    async def post(self, hook: WebhookRecord, event_id: str, body: bytes) -> Outcome:
        """Tell a hook of an event once."""
        try:
            check_target(hook.url, self._allowed_hosts)
            headers = signed_headers(hook.secret, event_id, int(self._clock()), body)
            async with self._http.post(hook.url, data=body, headers=headers, allow_redirects=False) as answer:
                return Outcome(answer.status, f"HTTP {answer.status} {answer.reason or ''}".rstrip(), _asked(answer))
        except Refusal as refusal:
            return Outcome(0, str(refusal))
        except TimeoutError:
            return Outcome(0, f"no answer within {self._timeout:g} s")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Outcome(0, f"no connection: {error}")


def _asked(answer: aiohttp.ClientResponse) -> float:
    """Retry-After in seconds (RFC 9110, 10.2.3); 0 for none and for a date."""
    text = answer.headers.get("Retry-After", "")
    return float(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0.0
