"""TAPI lines keep the drivers' contract, whatever the telephony service provider can do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.contract.tapi_harness import TapiHarness

from callplane.drivers.tapi.constants import AddressCap, AddressFeature, CallFeature, TransferMode
from callplane.testing.contract import CHECKS, Check, check_link, check_settings_survive, check_stop, check_undeclared
from callplane.testing.fake_pbx import FakeLine

NOTHING = AddressFeature(0)


def only(features: CallFeature, address: AddressFeature = NOTHING) -> Callable[[FakeLine], None]:
    def change(line: FakeLine) -> None:
        line.callfeatures, line.features = features, address

    return change


def without_transfer_into_conference(line: FakeLine) -> None:
    line.transfermodes = TransferMode.TRANSFER


def forgets_forwards(line: FakeLine) -> None:
    line.capflags &= ~AddressCap.FWDSTATUSVALID


F = CallFeature
LESSER: dict[str, Callable[[FakeLine], None]] = {
    "everything": lambda _: None,
    "conferences by lineSetupConference": without_transfer_into_conference,
    "does not tell forwards": forgets_forwards,
    "no consultation": lambda line: setattr(line, "callfeatures", line.callfeatures & ~F.SETUPTRANSFER),
    "pickup by redirection": lambda line: setattr(line, "features", line.features & ~AddressFeature.PICKUP),
    "a modem": only(F.DROP | F.ANSWER, AddressFeature.MAKECALL),
    "only rings": only(F(0)),
}


@pytest.mark.parametrize("check", CHECKS, ids=str)
async def test_all_that_tapi_can_do(check: Check, tmp_path: Path) -> None:
    done = await check.run(TapiHarness(tmp_path))
    assert done is (check.name not in ("a_call_is_recorded", "a_remote_office_is_set_and_cleared"))


@pytest.mark.parametrize("change", LESSER.values(), ids=LESSER)
async def test_what_a_lesser_line_can_do(change: Callable[[FakeLine], None], tmp_path: Path) -> None:
    done = [await check.run(TapiHarness(tmp_path, change)) for check in CHECKS]
    assert any(done)


@pytest.mark.parametrize("change", LESSER.values(), ids=LESSER)
async def test_what_it_does_not_declare_it_does_not_do(change: Callable[[FakeLine], None], tmp_path: Path) -> None:
    await check_undeclared(TapiHarness(tmp_path, change))


@pytest.mark.parametrize("change", LESSER.values(), ids=LESSER)
async def test_settings_survive(change: Callable[[FakeLine], None], tmp_path: Path) -> None:
    await check_settings_survive(TapiHarness(tmp_path, change))


async def test_a_stopped_driver_is_silent(tmp_path: Path) -> None:
    await check_stop(TapiHarness(tmp_path))


async def test_a_lost_link_is_told_and_comes_back_with_the_truth(tmp_path: Path) -> None:
    await check_link(TapiHarness(tmp_path))
