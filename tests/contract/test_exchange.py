"""The embedded exchange keeps the drivers' contract, whatever it is told to do without."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.contract.exchange_harness import ExchangeHarness

from callplane.model.line import Capability
from callplane.testing.contract import CHECKS, Check, check_link, check_settings_survive, check_stop, check_undeclared

NAMES = [one.name or "" for one in Capability if one is not Capability.ALL]
LESSER = {
    "everything": [],
    "no forwards": ["FORWARD"],
    "like a mobile phone": [name for name in NAMES if name not in ("MAKE_CALL", "DROP", "ANSWER", "HOLD")] + ["FORWARD"],
    "only rings": [*NAMES, "FORWARD"],
    **{f"no {name}": [name] for name in NAMES},
}


@pytest.mark.parametrize("check", CHECKS, ids=str)
async def test_all_that_it_can_do(check: Check, tmp_path: Path) -> None:
    assert await check.run(ExchangeHarness(tmp_path)), "the exchange declares everything"


@pytest.mark.parametrize("lacks", LESSER.values(), ids=LESSER)
async def test_what_a_lesser_exchange_can_do(lacks: list[str], tmp_path: Path) -> None:
    done = [await check.run(ExchangeHarness(tmp_path, lacks)) for check in CHECKS]
    assert any(done)


@pytest.mark.parametrize("lacks", LESSER.values(), ids=LESSER)
async def test_what_it_does_not_declare_it_does_not_do(lacks: list[str], tmp_path: Path) -> None:
    await check_undeclared(ExchangeHarness(tmp_path, lacks))


@pytest.mark.parametrize("lacks", LESSER.values(), ids=LESSER)
async def test_settings_survive(lacks: list[str], tmp_path: Path) -> None:
    await check_settings_survive(ExchangeHarness(tmp_path, lacks))


async def test_a_stopped_exchange_is_silent(tmp_path: Path) -> None:
    await check_stop(ExchangeHarness(tmp_path))


async def test_a_lost_link_is_told_and_comes_back_with_the_truth(tmp_path: Path) -> None:
    await check_link(ExchangeHarness(tmp_path))
