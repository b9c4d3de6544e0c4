"""Why a call does not come about, in words of the switch and as SIP status, both ways. Knows nothing else."""

from __future__ import annotations

from callplane.drivers.exchange.legs import End, Refusal

_STATUSES = {
    None: 480,
    Refusal.UNKNOWN: 404,
    Refusal.ABSENT: 480,
    Refusal.UNREACHABLE: 503,
    Refusal.BUSY: 486,
    Refusal.DECLINED: 603,
    Refusal.UNANSWERED: 480,
}
_BY_TRUNK = {
    **dict.fromkeys((404, 410, 484, 485, 604), Refusal.UNKNOWN),
    **dict.fromkeys((486, 600), Refusal.BUSY),
    480: Refusal.UNANSWERED,
    603: Refusal.DECLINED,
}
_BY_PHONE = {
    **dict.fromkeys((480, 486, 600), Refusal.BUSY),  # 480: do-not-disturb
    **dict.fromkeys((403, 603, 606), Refusal.DECLINED),
}


def status_of(caller: End) -> int:
    """What a caller's INVITE gets when it is over before anybody answered (after RFC 3398, 8.2.6.1)."""
    return _STATUSES[caller.refusal]


def by_trunk(status: int) -> Refusal:
    """What the other side's refusal says of who was called; where it speaks of us or of itself, no way leads there."""
    return _BY_TRUNK.get(status, Refusal.UNREACHABLE)


def by_phone(status: int) -> Refusal:
    """What a phone's refusal says of its user."""
    return _BY_PHONE.get(status, Refusal.ABSENT)
