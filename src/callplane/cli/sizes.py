"""Bytes in words. Pure."""

from __future__ import annotations


def size_text(size: float) -> str:
    """Bytes with the unit that people read most easily."""
    for unit in ("B", "KiB", "MiB"):
        if size < 1024:
            return f"{size:.0f} {unit}"
        size /= 1024
    return f"{size:.1f} GiB"
