"""Three hundred calls, twenty a second, sixty at a time: none is lost. How much they cost is measured in bench/sip_load.py."""

from __future__ import annotations

from pathlib import Path

from bench import sip_load


async def test_no_call_is_lost(tmp_path: Path) -> None:
    async with sip_load.callplane(tmp_path / "server") as server:
        await sip_load.load(server, tmp_path)
    log = (tmp_path / "server" / "log").read_text()
    assert "ERROR" not in log, log[-3000:]
