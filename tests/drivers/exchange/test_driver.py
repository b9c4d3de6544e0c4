"""The driver's edges: start and stop, its timer, files, faults."""

from __future__ import annotations

import asyncio
import logging
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.drivers.exchange.rig import Rig

from callplane.drivers.commands import Drop, Hold, MakeCall, StartRecording
from callplane.drivers.exchange.driver import ExchangeDriver
from callplane.errors import CommandFailed, ConfigurationError, LinkDown
from callplane.model.events import CallAttempted, LinkChanged, RecordingStored, Synchronised
from callplane.model.line import LineSettings

ALICE, BOB = "tel:+49815136856101@demo", "tel:+49815136856102@demo"


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    rig = Rig(tmp_path / "recordings", settings={BOB: LineSettings(do_not_disturb=True)})
    await rig.driver.start()
    yield rig
    await rig.driver.stop()


async def test_it_begins_with_the_whole_truth(rig: Rig) -> None:
    link, truth = rig.facts
    assert link == LinkChanged(up=True)
    assert isinstance(truth, Synchronised)
    assert [line.uri[-8:] for line in truth.lines] == ["101@demo", "102@demo", "103@demo", "104@demo", "105@demo"]
    assert truth.lines[1].settings.do_not_disturb
    assert await rig.driver.snapshot() == truth


async def test_without_a_start_there_is_no_link(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    with pytest.raises(LinkDown):
        await rig.driver.execute(Hold(ALICE, "{x}"))
    with pytest.raises(LinkDown):
        await rig.driver.snapshot()
    assert (await rig.control("POST", "phones/101/dial", number="102")).status == 503
    await rig.driver.stop()
    assert rig.facts == []


def test_options_are_checked(tmp_path: Path) -> None:
    assert ExchangeDriver.check({"extensions": []}) == []
    assert len(ExchangeDriver.check({"extensions": 1, "lacks": 2})) == 2
    with pytest.raises(ConfigurationError):
        Rig(tmp_path, {"extensions": 1})


async def test_facts_come_at_once_and_in_one_batch(rig: Rig) -> None:
    rig.batches.get_nowait()
    await rig.driver.execute(MakeCall(ALICE, "{a}", "103"))
    batch = rig.batches.get_nowait()
    assert batch[0] == CallAttempted(ALICE, "{a}", accepted=True)
    assert len(batch) == 4
    assert rig.batches.empty()
    with pytest.raises(CommandFailed):
        await rig.driver.execute(Hold(ALICE, "{a}"))
    assert rig.batches.empty()


async def test_the_timer_does_what_is_due(rig: Rig) -> None:
    await rig.driver.execute(MakeCall(ALICE, "{a}", "0301230"))
    rig.now += 0.999  # what is left is a millisecond of the loop's time
    await rig.driver.execute(MakeCall("tel:+49815136856104@demo", "{d}", "199"))
    rig.now += 1
    async with asyncio.timeout(5):
        while rig.states("101")[-1] != "CONNECTED":
            await rig.batches.get()


async def test_a_command_comes_after_what_was_due(rig: Rig) -> None:
    await rig.driver.execute(MakeCall(ALICE, "{a}", "0301230"))
    rig.now += 10
    await rig.driver.execute(Hold(ALICE, "{a}"))
    assert rig.states("101") == ["DIALING", "RINGBACK", "CONNECTED", "HOLD"]


async def test_a_recording_is_stored_as_a_file_of_its_length(rig: Rig, tmp_path: Path) -> None:
    await rig.driver.execute(MakeCall(ALICE, "{a}", "0301230"))
    rig.now += 2
    await rig.driver.execute(StartRecording(ALICE, "{a}"))
    rig.now += 3.25
    await rig.driver.execute(Drop(ALICE, "{a}"))
    async with asyncio.timeout(5):
        while not isinstance(stored := rig.facts[-1], RecordingStored):
            await rig.batches.get()
    assert stored == RecordingStored(ALICE, "{a}", stored.file, 1002.0, 3.25)
    with wave.open(str(tmp_path / "recordings" / stored.file)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 8000)
        assert file.getnframes() == 26000
    assert [path.name for path in (tmp_path / "recordings").iterdir()] == [stored.file]


async def test_stopping_keeps_what_was_recorded(tmp_path: Path) -> None:
    rig = Rig(tmp_path / "recordings")
    await rig.driver.start()
    await rig.driver.execute(MakeCall(ALICE, "{a}", "0301230"))
    rig.now += 2
    await rig.driver.execute(StartRecording(ALICE, "{a}"))
    rig.now += 1
    await rig.driver.stop()
    assert isinstance(rig.facts[-1], RecordingStored)
    with pytest.raises(LinkDown):
        await rig.driver.execute(Drop(ALICE, "{a}"))


async def test_a_recording_that_cannot_be_written_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "occupied").touch()
    rig = Rig(tmp_path / "occupied")
    await rig.driver.start()
    await rig.driver.execute(MakeCall(ALICE, "{a}", "0301230"))
    rig.now += 2
    await rig.driver.execute(StartRecording(ALICE, "{a}"))
    await rig.driver.stop()
    assert not any(isinstance(fact, RecordingStored) for fact in rig.facts)
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


async def test_a_fault_of_its_own_fails_one_command_only(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr("callplane.drivers.exchange.origination.send", fail)
        with pytest.raises(CommandFailed):
            await rig.driver.execute(MakeCall(ALICE, "{a}", "103"))
    assert caplog.records
    assert rig.states("101") == ["DIALING"]
    await rig.driver.execute(Drop(ALICE, "{a}"))
    await rig.driver.execute(MakeCall(ALICE, "{b}", "103"))
    assert (await rig.driver.snapshot()).calls[0].call_id == "{b}"


async def test_a_fault_at_a_deadline_costs_that_deadline_only(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    await rig.driver.execute(MakeCall(ALICE, "{a}", "0301230"))
    await rig.driver.execute(MakeCall("tel:+49815136856104@demo", "{d}", "0301231"))
    rig.now += 30
    with monkeypatch.context() as broken:
        broken.setattr("callplane.drivers.exchange.calls.answer", fail)
        await rig.driver.execute(MakeCall(BOB, "{b}", "103"))
    assert caplog.records
    assert rig.states("104")[-1] == "DISCONNECTED"
    assert rig.states("103") == ["OFFERING"]
