"""The driver keeps the drivers' contract on the real oFono and on its own, for what each kind of phone declares."""

from __future__ import annotations

import pytest
from tests.components.bluetooth.harness import PhoneHarness

from callplane.testing.bluetooth.rig import Rig
from callplane.testing.contract import CHECKS, Check, check_link, check_settings_survive, check_stop, check_undeclared

LESSER = {"one call at a time": (), "no conference": ("0", "1", "2"), "no transfer": ("0", "1", "1x", "2", "2x", "3")}


@pytest.mark.parametrize("check", CHECKS, ids=str)
async def test_what_a_phone_can_do(check: Check, rig: Rig, backend: str) -> None:
    await check.run(PhoneHarness(rig, backend))


@pytest.mark.parametrize("codes", LESSER.values(), ids=LESSER)
async def test_what_a_lesser_phone_does_not_do(codes: tuple[str, ...], rig: Rig, backend: str) -> None:
    await check_undeclared(PhoneHarness(rig, backend, codes))


async def test_settings_survive(rig: Rig, backend: str) -> None:
    await check_settings_survive(PhoneHarness(rig, backend))


async def test_a_stopped_driver_is_silent(rig: Rig, backend: str) -> None:
    await check_stop(PhoneHarness(rig, backend))


async def test_a_lost_link_is_told_and_comes_back_with_the_truth(rig: Rig, backend: str) -> None:
    await check_link(PhoneHarness(rig, backend))
