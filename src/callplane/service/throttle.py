"""Counts failed log-ons and says when it is enough. Pure: time is an argument, in UTC seconds since the epoch.

Two rules: so many failures within a time block their address (131); so many in a row lock a name out for a while (129).
Names that no user has are counted as any other, so that the answers do not tell who exists.
"""

from __future__ import annotations

from callplane.service.logon_details import LOCKED, TOO_MANY_ATTEMPTS
from callplane.settings import LogonSettings
from callplane.store.records import LogonFailures, UserFailures

STRANGER = "#"
"""First character of the keys under which names that no user has are counted; no user's name begins so."""


class Throttle:
    """The failures that count now. Of addresses and strangers only the recent ones are kept."""

    def __init__(self, settings: LogonSettings, failures: LogonFailures | None = None) -> None:
        failures = failures or LogonFailures()
        self._settings = settings
        self._names = dict(failures.users)
        self._addresses = dict(failures.addresses)

    def refusal(self, key: str, address: str, now: float) -> int:
        """129 or 131 when an attempt must not even be looked at, else 0. A lock-out is told first. `key`: empty for none."""
        if self._names.get(key, UserFailures()).locked_until > now:
            return LOCKED
        if len(self._recent(address, now)) >= self._settings.address_failures:
            return TOO_MANY_ATTEMPTS
        return 0

    def failed(self, key: str, address: str, now: float) -> UserFailures:
        """Count a failure; returns the name's new state."""
        self.prune(now)
        before = self._names.pop(key, UserFailures())
        in_a_row = 1 if 0 < before.locked_until <= now else before.in_a_row + 1
        locked = in_a_row >= self._settings.user_failures
        state = UserFailures(in_a_row, now, now + self._settings.user_seconds if locked else 0.0)
        self._names[key] = state
        self._failed_from(address, now)
        return state

    def failed_without_name(self, address: str, now: float) -> None:
        """Count a failure that concerns no name: one with a token."""
        self.prune(now)
        self._failed_from(address, now)

    def succeeded(self, key: str) -> bool:
        """Begin to count a name anew; returns whether there was anything to forget."""
        return self._names.pop(key, None) is not None

    def prune(self, now: float) -> None:
        """Drop what no longer counts."""
        old, old_stranger = self.addresses_before(now), self.strangers_before(now)
        self._addresses = {address: times for address, times in self._addresses.items() if times[-1] > old}
        self._names = {
            key: state for key, state in self._names.items() if not key.startswith(STRANGER) or state.last >= old_stranger
        }

    def addresses_before(self, now: float) -> float:
        """Failures of addresses up to this time no longer count."""
        return now - self._settings.address_seconds

    def strangers_before(self, now: float) -> float:
        """Strangers whose last failure was before this time are forgotten."""
        return now - self._settings.user_seconds

    def _failed_from(self, address: str, now: float) -> None:
        self._addresses[address] = (*self._recent(address, now), now)

    def _recent(self, address: str, now: float) -> tuple[float, ...]:
        return tuple(at for at in self._addresses.get(address, ()) if at > self.addresses_before(now))
