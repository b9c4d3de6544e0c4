"""Which recordings there are, and who may hear them."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.service.world import World, number, uri

from callplane.errors import UnknownObject
from callplane.model.events import RecordingStored
from callplane.service.recordings import Recordings


async def in_thread(work: Callable[[], None]) -> None:
    work()


def recordings_of(world: World, directory: Path) -> Recordings:
    made = Recordings(directory, world.directory, world.spawn, in_thread)
    made.load()
    world.core.subscribers.append(made.observe)
    return made


async def record(world: World, directory: Path, name: str, started: float = 1.0) -> None:
    """The PBX has stored a recording of a call on 101."""
    (directory / f"{name}.wav").write_bytes(b"RIFF")
    world.report(RecordingStored(uri("101"), f"call-{name}", f"{name}.wav", started, 2.5))
    await world.settle()


async def test_a_recording_tells_of_its_call(tmp_path: Path) -> None:
    world = World()
    recordings = recordings_of(world, tmp_path / "new")
    recordings.started_by("alice", world.talk("101", "call-r"))
    await record(world, tmp_path / "new", "r")
    assert recordings.list_for("alice") == [
        {
            "id": "r",
            "line": uri("101"),
            "call": "call-r",
            "tracker": "t",
            "remote_number": number("102"),
            "user": "alice",
            "started": 1.0,
            "seconds": 2.5,
        }
    ]
    assert recordings.open_file("alice", "r") == tmp_path / "new" / "r.wav"


async def test_a_recording_that_the_phone_started_has_no_user(tmp_path: Path) -> None:
    world = World()
    recordings = recordings_of(world, tmp_path)
    await record(world, tmp_path, "r")
    ((found),) = recordings.list_for("alice")
    assert (found["user"], found["tracker"], found["remote_number"]) == ("", "", "")


@pytest.mark.parametrize(
    ("user", "hears"), [("alice", True), ("dave", True), ("admin", True), ("bob", False), ("carol", False), ("nobody", False)]
)
async def test_who_may_hear(tmp_path: Path, user: str, hears: bool) -> None:
    world = World()
    recordings = recordings_of(world, tmp_path)
    await record(world, tmp_path, "r")
    assert bool(recordings.list_for(user)) is hears
    if hears:
        assert recordings.open_file(user, "r").is_file()
    else:
        with pytest.raises(UnknownObject):
            recordings.open_file(user, "r")


async def test_the_starter_may_hear_also_when_he_has_no_right_any_more(tmp_path: Path) -> None:
    world = World()
    recordings = recordings_of(world, tmp_path)
    recordings.started_by("bob", world.talk("101", "call-r"))
    await record(world, tmp_path, "r")
    assert len(recordings.list_for("bob")) == 1


async def test_the_list_survives_a_restart_the_newest_first(tmp_path: Path) -> None:
    world = World()
    recordings = recordings_of(world, tmp_path)
    await record(world, tmp_path, "old", 1.0)
    await record(world, tmp_path, "new", 2.0)
    (tmp_path / "junk.json").write_text("{", encoding="utf-8")
    (tmp_path / "other.json").write_text('{"some": "thing"}', encoding="utf-8")
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    again = recordings_of(World(), tmp_path)
    assert again.list_for("alice") == recordings.list_for("alice")
    assert [found["id"] for found in again.list_for("alice")] == ["new", "old"]


async def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    world = World()
    recordings = recordings_of(world, tmp_path)
    await record(world, tmp_path, "r")
    (tmp_path / "r.wav").unlink()
    with pytest.raises(UnknownObject):
        recordings.open_file("alice", "r")


@pytest.mark.parametrize("recording_id", ["", "..", "../secret", "r.wav", "R"])
async def test_only_known_names_are_opened(tmp_path: Path, recording_id: str) -> None:
    world = World()
    recordings = recordings_of(world, tmp_path)
    await record(world, tmp_path, "r")
    with pytest.raises(UnknownObject):
        recordings.open_file("admin", recording_id)


async def test_other_changes_are_no_recordings(tmp_path: Path) -> None:
    world = World()
    recordings = recordings_of(world, tmp_path)
    world.talk("101")
    assert recordings.list_for("alice") == []


async def test_starters_are_remembered_for_a_while_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callplane.service.recordings._REMEMBERED_STARTERS", 1)
    world = World()
    recordings = recordings_of(world, tmp_path)
    recordings.started_by("alice", world.talk("101", "call-r"))
    recordings.started_by("alice", world.talk("101", "other"))
    await record(world, tmp_path, "r")
    assert recordings.list_for("alice")[0]["user"] == ""


def test_what_was_not_finished_is_removed_at_the_start(tmp_path: Path) -> None:
    for name in ("a.wav.part", "b.part"):
        (tmp_path / name).write_bytes(b"RIFF")
    recordings_of(World(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_whole_recording_of_which_nothing_is_known_is_for_administrators(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with wave.open(str(tmp_path / "whole.wav"), "wb") as file:
        file.setparams((2, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(4 * 4000))
    (tmp_path / "broken.wav").write_bytes(b"RIFF")
    for _ in range(2):
        recordings = recordings_of(World(), tmp_path)
        ((found),) = recordings.list_for("admin")
        assert (found["id"], found["line"], found["seconds"]) == ("whole", "", 0.5)
        assert recordings.list_for("alice") == []
    assert len(caplog.records) == 2
