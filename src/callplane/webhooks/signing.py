"""How an event is signed, by the rules of Standard Webhooks (standardwebhooks.com, version 1.0.0). Pure.

What is signed is `ID.TIMESTAMP.BODY`, with HMAC-SHA256 and the hook's secret. Libraries for many languages verify it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from callplane.errors import Refusal

PREFIX = "whsec_"
_SIZES = (24, 64)  # bytes of a secret


def secret_of(key: bytes) -> str:
    """A secret as it is shown and kept, of 24 to 64 random bytes."""
    return PREFIX + base64.b64encode(key).decode()


def key_of(secret: str) -> bytes:
    """The bytes of a secret. Raises Refusal when it is none."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not _SIZES[0] <= len(key) <= _SIZES[1]:
        raise Refusal(f"a secret is {PREFIX} and the base64 of {_SIZES[0]} to {_SIZES[1]} bytes: give one, or let one be made")
    return key


def signed_headers(secret: str, event_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers that go with a body; `timestamp` in seconds since the epoch, of the moment of sending."""
    content = b".".join((event_id.encode(), str(timestamp).encode(), body))
    signature = base64.b64encode(hmac.new(key_of(secret), content, hashlib.sha256).digest()).decode()
    return {"webhook-id": event_id, "webhook-timestamp": str(timestamp), "webhook-signature": f"v1,{signature}"}
