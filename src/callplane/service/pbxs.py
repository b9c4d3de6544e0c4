"""The PBXs by name: hands commands to the driver of a line and makes one kind of answer of all that can go wrong.

Knows drivers by their contract only.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from time import perf_counter

from callplane import metrics
from callplane.drivers.base import ControlInterface, Driver, Entrance
from callplane.drivers.commands import Command
from callplane.errors import CommandFailed, LinkDown, Refusal
from callplane.model.line import Line

log = logging.getLogger(__name__)

COMMAND_SECONDS = 10.0
"""How long a PBX may take to accept a command."""


class Pbxs:
    """The drivers, by the name of their PBX."""

    def __init__(self) -> None:
        self._drivers: dict[str, Driver] = {}

    def add(self, pbx: str, driver: Driver) -> None:
        self._drivers[pbx] = driver

    @property
    def drivers(self) -> Mapping[str, Driver]:
        """The drivers, by the name of their PBX."""
        return self._drivers

    def __iter__(self) -> Iterator[str]:
        return iter(self._drivers)

    @property
    def controls(self) -> Mapping[str, ControlInterface]:
        """The control interfaces of simulated PBXs, by the prefix of their paths; the first PBX of a kind has it."""
        found: dict[str, ControlInterface] = {}
        for driver in self._drivers.values():
            if driver.control is not None:
                found.setdefault(driver.control.prefix, driver.control)
        return found

    @property
    def entrances(self) -> Mapping[str, Entrance]:
        """Where programs of PBXs connect to, by the name of their PBX."""
        return {pbx: driver.entrance for pbx, driver in self._drivers.items() if driver.entrance is not None}

    @property
    def registrations(self) -> Mapping[tuple[str, str], Sequence[str]]:
        """Where phones that log on to PBXs are, by PBX and the name that they log on with."""
        return {(pbx, phone): places for pbx, driver in self._drivers.items() for phone, places in driver.registrations().items()}

    async def refresh(self) -> None:
        """A command has changed what drivers keep: they act upon it."""
        for driver in self._drivers.values():
            await driver.refresh()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where others find the PBXs, as their drivers say."""
        return tuple(address for driver in self._drivers.values() for address in driver.addresses)

    async def start(self) -> None:
        for driver in self._drivers.values():
            await driver.start()

    async def stop(self) -> None:
        """Stop all drivers; one that fails does not keep the others from being stopped."""
        for pbx, driver in self._drivers.items():
            try:
                await driver.stop()
            except Exception:
                log.exception("driver of PBX %s did not stop in order", pbx)

    async def execute(self, line: Line, command: Command) -> None:
        """Returns when the PBX has accepted the command. Raises Refusal (CommandFailed where the PBX is the reason)."""
        began, outcome = perf_counter(), "failed"
        try:
            await self._execute(line.pbx, command)
            outcome = "accepted"
        except Refusal as refusal:
            outcome = refusal.code
            raise
        finally:
            metrics.PBX_COMMAND_SECONDS.observe(perf_counter() - began, line.pbx)
            metrics.PBX_COMMANDS.inc(line.pbx, type(command).__name__, outcome)

    async def _execute(self, pbx: str, command: Command) -> None:
        driver = self._drivers[pbx]
        try:
            async with asyncio.timeout(COMMAND_SECONDS):
                await driver.execute(command)
        except Refusal:
            raise
        except TimeoutError:
            raise CommandFailed("the PBX did not answer in time: watch the line's events before you try again") from None
        except LinkDown:
            raise CommandFailed("the PBX of this line cannot be reached now: wait until the line is open again") from None
        except Exception as error:
            log.exception("driver of PBX %s failed at %s", pbx, type(command).__name__)
            raise CommandFailed("the PBX could not do that because of an internal error: ask the administrator") from error
