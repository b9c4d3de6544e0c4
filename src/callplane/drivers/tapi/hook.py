"""What lineDevSpecific means: the hook by which an installed package teaches the driver what a PBX has beyond the standard.

::

    [project.entry-points."callplane.tapi_hooks"]
    acme = "callplane_acme.hook:AcmeHook"

Then `hook = "acme"` in a bridge's table uses it. Knows the model and TAPI's message; no link.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points

from callplane.drivers.commands import Command
from callplane.errors import ConfigurationError
from callplane.model.line import Capability, LineSettings

ENTRY_POINTS = "callplane.tapi_hooks"


@dataclass(frozen=True, slots=True)
class HookLine:
    """A line as a hook sees it: its TAPI device id, name and provider, and its settings."""

    uri: str
    dev: int
    name: str
    provider: str
    settings: LineSettings


class Hook(ABC):
    """What one kind of PBX does by lineDevSpecific. One object serves all lines of a bridge.

    `capabilities` are declared for every line of the bridge besides those that TAPI tells.
    """

    capabilities: Capability = Capability.NONE

    @abstractmethod
    def parameters(self, command: Command, line: HookLine) -> bytes | None:
        """The parameter block with which lineDevSpecific does the command; None: do it the standard way.

        Where the command names a call, lineDevSpecific is called with its handle. The command is accepted when the PBX's reply
        says so; of SetRemoteOffice the setting is then taken as done. Raises Refusal.
        """

    def settings(self, message: Sequence[int], line: HookLine) -> LineSettings | None:
        """What a LINE_DEVSPECIFIC message (its three parameters) says of the line's settings; None: nothing of them."""
        del message, line
        return None


def load_hook(name: str) -> Hook:
    """The hook of that name. Raises ConfigurationError."""
    points = [point for point in entry_points(group=ENTRY_POINTS) if point.name == name]
    if not points:
        known = ", ".join(sorted(point.name for point in entry_points(group=ENTRY_POINTS))) or "none is installed"
        raise ConfigurationError(f"there is no hook '{name}': install its package, or leave hook out ({known})")
    made = points[0].load()()
    if not isinstance(made, Hook):
        raise ConfigurationError(f"the package that offers hook '{name}' is broken: it gives no Hook")
    return made
