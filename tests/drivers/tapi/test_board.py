"""The lines that a bridge tells of: without a number, renumbered, of other providers; settings that the PBX does not tell."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.contract.tapi_harness import TapiHarness, uri

from callplane.drivers import commands as c
from callplane.drivers.tapi.constants import AddressCap
from callplane.model.line import Forward, ForwardMode
from callplane.testing.harness import Bench, bench_of

A, B = uri("101"), uri("105")
ALWAYS = Forward(ForwardMode.IMMEDIATE, "+4989123450")


@pytest.fixture
def harness(tmp_path: Path) -> TapiHarness:
    return TapiHarness(tmp_path)


@pytest.fixture
async def bench(harness: TapiHarness) -> AsyncIterator[Bench]:
    async with bench_of(harness) as running:
        yield running
        running.witness.check_snapshot(await running.driver.snapshot())


async def test_lines_without_a_number_are_left_out_and_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    harness = TapiHarness(tmp_path, lambda line: setattr(line, "number", "COM3") if line.number == "105" else None)
    async with bench_of(harness) as bench:
        assert set(bench.witness.lines) == {A}
        assert "Line 105" in caplog.text
        harness.bridge.pbx.lines["105"].number = "106"
        harness.bridge.pbx.changed(harness.bridge.pbx.lines["105"])
        await bench.until(lambda: uri("106") in bench.witness.lines, "the line has a number now")


async def test_numbers_and_providers_of_the_configuration(tmp_path: Path) -> None:
    options = {"bridges": {"main": {"numbers": {"Line 105": "107"}, "providers": ["Fake"]}}}
    async with bench_of(TapiHarness(tmp_path, options=options)) as bench:
        assert set(bench.witness.lines) == {A, uri("107")}


async def test_lines_of_other_providers_are_left_out(tmp_path: Path) -> None:
    harness = TapiHarness(tmp_path, options={"bridges": {"main": {"providers": ["Acme"]}}})
    driver = harness.make(lambda _: None, {}, lambda: "{id}")
    await driver.start()
    while not harness._driver.peers()["main"]:  # noqa: ASYNC110 (nobody is told)
        await asyncio.sleep(0)
    assert not (await driver.snapshot()).lines
    await driver.stop()


async def test_a_line_that_gets_another_number_is_another_line(bench: Bench, harness: TapiHarness) -> None:
    call_id = await bench.ring(B)
    line = harness.bridge.pbx.lines["105"]
    line.number = "106"
    harness.bridge.pbx.changed(line)
    await bench.until(lambda: uri("106") in bench.witness.lines, "the new number")
    assert B not in bench.witness.lines
    assert call_id in bench.witness.ended


async def test_do_not_disturb_gives_way_to_a_forward_and_comes_back(bench: Bench, harness: TapiHarness) -> None:
    settings = bench.witness.settings
    await bench.execute(c.SetDoNotDisturb(A, on=True))
    await bench.until(lambda: settings[A].do_not_disturb, "do-not-disturb")
    await bench.execute(c.SetForward(A, ALWAYS))
    await bench.until(lambda: settings[A].forwards == (ALWAYS,), "the forward")
    assert settings[A].do_not_disturb
    assert [entry.to for entry in harness.bridge.pbx.lines["101"].forwards] == ["0089123450"]
    await bench.execute(c.RemoveForward(A))
    await bench.until(lambda: not settings[A].forwards, "no forward")
    assert settings[A].do_not_disturb
    assert [entry.to for entry in harness.bridge.pbx.lines["101"].forwards] == [""]


async def test_settings_that_the_pbx_does_not_tell_are_remembered(tmp_path: Path) -> None:
    harness = TapiHarness(tmp_path, lambda line: setattr(line, "capflags", line.capflags & ~AddressCap.FWDSTATUSVALID))
    async with bench_of(harness) as bench:
        await bench.execute(c.SetForward(A, ALWAYS))
        await bench.until(lambda: bench.witness.settings[A].forwards == (ALWAYS,), "the forward")
        harness.bridge.reinitialise()
        await bench.execute(c.SetDoNotDisturb(A, on=True))
        await bench.until(lambda: bench.witness.settings[A].do_not_disturb, "do-not-disturb")
        assert bench.witness.settings[A].forwards == (ALWAYS,)
