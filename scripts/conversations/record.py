"""Plays the scenes on a demo server in this process, and puts what was said into the document."""

from __future__ import annotations

import re
import shutil
from contextlib import AsyncExitStack
from pathlib import Path
from unittest.mock import patch

from scripts.conversations.page import page_part
from scripts.conversations.scenes import SCENES
from scripts.conversations.stage import Stage
from scripts.generate_docs import ROOT
from tests.scenarios.demo import Demo

DOCUMENT = ROOT / "docs" / "conversations.md"
_PART = re.compile(r"(<!-- conversation (\w+) -->\n).*?(<!-- end of conversation -->)", re.DOTALL)


async def record(name: str, populated: Path, directory: Path) -> str:
    """The conversation about one operation. `populated`: a directory with the demo's store and certificate."""
    shutil.copytree(populated, directory, dirs_exist_ok=True)
    with patch("callplane.service.core.LINGER_SECONDS", 0.02):
        async with AsyncExitStack() as stack:
            demo = Demo(directory, stack)
            await demo.start()
            stage = Stage(demo)
            await SCENES[name](stage)
            await stage.settle()
            for program in stage.programs:
                await program.close()
            await demo.stop()
    return page_part(stage.said)


def parts_in(document: str) -> dict[str, str]:
    """The conversations that a document shows."""
    return {found[2]: found[0] for found in _PART.finditer(document)}


def with_parts(document: str, recorded: dict[str, str]) -> str:
    """The document with new conversations in it."""
    return _PART.sub(lambda found: f"{found[1]}\n{recorded[found[2]]}\n\n{found[3]}", document)
