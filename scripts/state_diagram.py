"""The diagram of call states, drawn from the table of transitions: `python -m scripts.state_diagram` prints it.

`scripts.generate_docs` puts it into ARCHITECTURE.md.
"""

from __future__ import annotations

import sys

from callplane.model.call import CallState
from callplane.model.transitions import FOLLOWING

# UNKNOWN follows and precedes every living state: its arrows would hide all others.
_DRAWN = tuple(state for state in FOLLOWING if state is not CallState.UNKNOWN)
_FIRST = (CallState.OFFERING, CallState.DIALING)


def diagram() -> str:
    """A Mermaid state diagram: the usual beginnings, every transition of the table but those of UNKNOWN, the end."""
    lines = [f"    [*] --> {state.name}" for state in _FIRST]
    lines += [
        f"    {before.name} --> {after.name}" for before in _DRAWN for after in sorted(FOLLOWING[before]) if after in _DRAWN
    ]
    return "\n".join(["stateDiagram-v2", *lines, f"    {CallState.DISCONNECTED.name} --> [*]"])


if __name__ == "__main__":
    sys.stdout.write(diagram() + "\n")
