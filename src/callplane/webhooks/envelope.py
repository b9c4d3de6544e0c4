"""The body that a target gets: an event of the interface with what the target needs to take it. Pure."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from callplane.service.webhooks import Happening


def event_body(event_id: str, hook: str, user: str, happening: Happening, dropped: int) -> bytes:
    """JSON in UTF-8. `dropped`: how many events this hook was not told since the one before, because its queue was full."""
    return msgspec.json.encode(
        {
            "id": event_id,
            "type": happening.name,
            "timestamp": datetime.fromtimestamp(happening.time, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "hook": hook,
            "user": user,
            "kind": happening.kind,
            "operationID": happening.operation_id,
            "dropped": dropped,
            "data": msgspec.Raw(happening.argument),
        }
    )
