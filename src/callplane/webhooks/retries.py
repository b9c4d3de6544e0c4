"""When to try again. Pure: chance and attempts come in as arguments."""

from __future__ import annotations

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 600.0


def retry_delay(attempt: int, chance: float, asked: float = 0.0) -> float:
    """Seconds to wait after an attempt (the first is 1) that failed: doubled each time up to ten minutes, shortened by chance
    (0 to 1) by up to a quarter, but not below what the target `asked` for (Retry-After), up to ten minutes."""
    delay = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(attempt - 1, 32)) * (0.75 + chance / 4)
    return max(delay, min(asked, LONGEST_SECONDS))
