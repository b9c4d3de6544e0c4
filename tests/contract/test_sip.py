"""The embedded exchange keeps the drivers' contract on lines with SIP phones, too."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.contract.sip_harness import SipHarness

from callplane.testing.contract import CHECKS, Check, check_link, check_stop


@pytest.mark.parametrize("check", CHECKS, ids=str)
async def test_contract(check: Check, tmp_path: Path) -> None:
    assert await check.run(SipHarness(tmp_path)), "lines with SIP phones can do everything"


async def test_stop(tmp_path: Path) -> None:
    await check_stop(SipHarness(tmp_path))


async def test_link(tmp_path: Path) -> None:
    await check_link(SipHarness(tmp_path))
