"""The programs that the documents show do what is said of them, each run as a program of its own against the demo's server."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Iterator

import pytest
from scripts.generate_docs import ROOT
from tests.scenarios.demo import Demo

PATIENCE = 20.0
DEMO = "http://127.0.0.1:7224"


def programs() -> Iterator[tuple[str, str]]:
    """Every whole program that connects to the demo: document and code."""
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for code in re.findall(r"^```python\n(.*?)^```", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE):
            if f'connect("{DEMO}"' in code:
                yield path.name, code


@pytest.mark.parametrize(("document", "code"), list(programs()))
async def test_a_program_tells_of_a_call(demo: Demo, document: str, code: str) -> None:
    command = [sys.executable, "-u", "-c", code.replace(DEMO, demo.url)]
    browser = {**os.environ, "BROWSER": "echo %s"}  # a page that is opened is shown on standard output
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, env=browser)
    assert process.stdout
    try:
        async with asyncio.timeout(PATIENCE):
            while not len(demo.app.service.monitors):  # noqa: ASYNC110
                await asyncio.sleep(0.01)  # the program tells nobody that it listens
            await demo.outside("+4989123450", "101")
            told = ""
            while "+4989123450" not in told:
                line = (await process.stdout.readline()).decode()
                assert line, f"the program in {document} has ended: {told}"
                told += line
    finally:
        process.kill()
        await process.wait()
