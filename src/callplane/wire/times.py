"""Times on the line. Knows the text and the day-number form of AsnSystemTime; must not know the clock.

The canonical text is ISO 8601 in UTC with `Z`, milliseconds only where they are not zero; "" is the empty time.
Day numbers (BER, and numbers in JSON) count from 1899-12-30 00:00 UTC; 0 is the empty time.
Epoch seconds count from 1970; 0 is the empty time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAYS_TO_EPOCH = 25569
_DAY_MS = 86_400_000
_DAY_ZERO_MS = -_DAYS_TO_EPOCH * _DAY_MS
_LONGEST_TEXT = 40
_MOST_DAYS = 1e7
_OUT_OF_RANGE = "Expected a time between the years 1 and 9999"
_MIN_MS = -62_135_596_800_000
_MAX_MS = 253_402_300_799_999


@lru_cache(maxsize=4096)
def to_text(epoch_seconds: float) -> str:
    """Canonical text of a time, rounded to milliseconds; "" for 0. ValueError outside the years 1 to 9999."""
    return "" if epoch_seconds == 0 else _text(round(epoch_seconds * 1000))


@lru_cache(maxsize=4096)
def from_text(text: str) -> float:
    """Epoch seconds of a time's text (any ISO 8601 form with date and time); 0.0 for an empty time. ValueError."""
    canonical = normalise(text)
    return _milliseconds(canonical) / 1000 if canonical else 0.0


@lru_cache(maxsize=4096)
def to_days(text: str) -> float:
    """Day number of a canonical text; 0.0 for "". ValueError."""
    return _milliseconds(text) / _DAY_MS + _DAYS_TO_EPOCH if text else 0.0


@lru_cache(maxsize=4096)
def from_days(days: float) -> str:
    """Canonical text of a day number, rounded to milliseconds; "" for 0. ValueError."""
    if not abs(days) < _MOST_DAYS:
        raise ValueError(_OUT_OF_RANGE)
    return _text(round(days * _DAY_MS) + _DAY_ZERO_MS)


def normalise(raw: object) -> str:
    """Canonical text of a time in any form that is read: text, day number, None. ValueError."""
    match raw:
        case None:
            return ""
        case str():
            return _normal_text(raw)
        case bool():
            raise ValueError("Expected a time, got a boolean")
        case int() | float():
            try:
                return from_days(float(raw))
            except OverflowError:
                raise ValueError(_OUT_OF_RANGE) from None
    raise ValueError("Expected a time as text or number")


@lru_cache(maxsize=4096)
def _normal_text(text: str) -> str:
    return _text(_milliseconds(text)) if text else ""


def _milliseconds(text: str) -> int:
    """Milliseconds since 1970 of an ISO text; without an offset it is UTC."""
    try:
        when = datetime.fromisoformat(text if len(text) <= _LONGEST_TEXT else "too long")
        utc = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("Expected a time as ISO 8601 text") from None
    return round((utc - _EPOCH) / timedelta(milliseconds=1))


def _text(milliseconds: int) -> str:
    if milliseconds == _DAY_ZERO_MS:
        return ""  # what BER writes as 0 is the empty time
    if not _MIN_MS <= milliseconds <= _MAX_MS:
        raise ValueError(_OUT_OF_RANGE)
    when = _EPOCH + timedelta(milliseconds=milliseconds)
    return when.replace(tzinfo=None).isoformat(timespec="milliseconds" if milliseconds % 1000 else "seconds") + "Z"
