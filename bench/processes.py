"""What a process uses, from Linux's /proc. Knows nothing of what it does."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and its children so far."""
    place = Path(f"/proc/{pid}")
    user, system = (place / "stat").read_text().rpartition(")")[2].split()[11:13]
    children = (place / f"task/{pid}/children").read_text().split()
    return (int(user) + int(system)) / _TICKS + sum(cpu_seconds(int(child)) for child in children)


def resident_bytes(pid: int) -> int:
    """Memory of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
